"""Experts who are called for a committee in a draw of the tests, and what they answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from experts.domain.committees import Reply
from experts.models import Call, CallReply, CommitteeRequest, Expert
from experts.selectors.sealing import unseal
from experts.services import walks
from experts.services.answering import answer_call
from tests.support.experts import (
    DrawInMemory,
    with_account,
)
from tests.support.world import Tender
from trading.models import Entry


@contextmanager
def drawing_by(draw: DrawInMemory) -> Iterator[DrawInMemory]:
    before = walks.walk()
    walks.use(draw)
    yield draw
    walks.use(before)


def expert_behind(call: Call) -> Expert:
    return Expert.objects.get(pk=unseal(call.sealed)["expert"])


def waiting(request: CommitteeRequest) -> list[Call]:
    return list(request.calls.filter(reply=None))


def reply(call: Call, answer: Reply = Reply.ACCEPTED, **more: object) -> CallReply:
    person = with_account(expert_behind(call))
    more = {"declared": True} | more
    return answer_call(call_id=call.pk, reply=answer, by=person.actor, **more)  # type: ignore[arg-type]


def form(request: CommitteeRequest) -> CommitteeRequest:
    for call in waiting(request):
        reply(call)
    request.refresh_from_db()
    return request


def types(tender: Tender) -> list[str]:
    found = Entry.objects.filter(trade=tender.trade, type__startswith="committee.").order_by("order")
    return list(found.values_list("type", flat=True))
