"""EX-12 (TR 48): when more than a third of the members find the time too short, and only then, the tenderer extends it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from experts.domain.committees import Reply
from experts.domain.eligibility import Span
from experts.models import CommitteeRequest, Expert
from experts.selectors.more_time import TimeShown, time_of
from experts.selectors.sealing import unseal
from experts.services import calling, more_time, walks
from experts.services.answering import answer_call
from experts.services.requesting import withdraw_request
from experts.services.seating import EvaluationRefused
from tests.support import committee as at_work
from tests.support import world
from tests.support.cast import Person, make_agency
from tests.support.committee import Committee
from tests.support.experts import CALLS_FROM, EVALUATION, DrawInMemory, draft, make_experts, request_for, with_account
from tests.support.standing import standing
from tests.support.world import Tender
from trading.models import Entry
from trading.selectors.trades import NoSuchLot

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, scheme=at_work.SCHEME)


@pytest.fixture(scope="module")
def pool(scene: None) -> list[Expert]:
    return make_experts(8)


@pytest.fixture(scope="module", autouse=True)
def drawn_in_memory(pool: list[Expert]) -> Iterator[None]:
    before = walks.walk()
    walks.use(DrawInMemory([expert.pk for expert in pool]))
    yield
    walks.use(before)


@standing
def formed(announced: Tender, drawn_in_memory: None) -> CommitteeRequest:
    """Whoever was called has accepted."""
    request = request_for(announced)
    world.pass_time(announced, CALLS_FROM)
    calling.call_experts()
    for call in request.calls.all():
        expert = Expert.objects.get(pk=unseal(call.sealed)["expert"])
        answer_call(call_id=call.pk, reply=Reply.ACCEPTED, declared=True, by=with_account(expert).actor)
    request.refresh_from_db()
    assert request.formed_at is not None
    return request


@standing
def started(formed: CommitteeRequest, announced: Tender, bidders: list[Person]) -> Committee:
    return at_work.started(world.bring_to("opened", announced, bidders))


def shown(committee: Committee) -> TimeShown:
    time = time_of(committee.tender.lot, committee.seats[committee.chair.user.username].pk)
    assert time is not None
    return time


def ask(committee: Committee, members: int) -> None:
    for member in committee.members[:members]:
        more_time.find_too_short(lot_id=committee.lot_id, by=member.actor)


def test_nobody_extends_before_more_than_a_third_ask(started: Committee) -> None:
    agency = started.tender.agency.actor
    ask(started, 1)
    assert (shown(started).short, shown(started).due, shown(started).own) == (1, False, True)

    with pytest.raises(EvaluationRefused, match="三分之一"):
        more_time.extend(lot_id=started.lot_id, by=HOUR, agency=agency)
    with pytest.raises(EvaluationRefused, match="已经提出"):
        ask(started, 1)

    assert shown(started).until == EVALUATION.end
    assert not Entry.objects.filter(type="committee.extended").exists()


def test_two_of_five_are_enough_and_then_they_may_ask_again(started: Committee, formed: CommitteeRequest) -> None:
    ask(started, 2)
    assert shown(started).due

    for length in (timedelta(0), -HOUR, timedelta(days=31)):
        with pytest.raises(EvaluationRefused, match="多久"):
            more_time.extend(lot_id=started.lot_id, by=length, agency=started.tender.agency.actor)
    more_time.extend(lot_id=started.lot_id, by=4 * HOUR, agency=started.tender.agency.actor)

    body = Entry.objects.get(type="committee.extended").content.body
    assert (body["asked"], body["members"], body["request"]) == (2, 5, str(formed.pk))
    assert shown(started).until == EVALUATION.end + 4 * HOUR
    assert (shown(started).short, shown(started).due) == (0, False)
    ask(started, 1)
    world.place_news(started.tender)
    lines = {line.name: line.status for line in verify(bundle_of(started.tender.trade)).results}
    assert lines["committee"] is Status.PASSED


def test_the_time_is_counted_from_now_where_it_is_over(started: Committee) -> None:
    world.pass_time(started.tender, EVALUATION.end + HOUR)
    ask(started, 2)

    request = more_time.extend(lot_id=started.lot_id, by=HOUR, agency=started.tender.agency.actor)

    assert request.evaluation_until > EVALUATION.end + 2 * HOUR
    assert request.ended_at is None, "who leaves now is replaced"


def test_another_request_in_hand_is_taken_back_before_the_time_is_extended(started: Committee) -> None:
    """After the end so far, another committee may have been asked for."""
    lot, agency = started.lot_id, started.tender.agency
    world.pass_time(started.tender, EVALUATION.end + HOUR)
    calling.call_experts()
    later = Span(EVALUATION.end + 24 * HOUR, EVALUATION.end + 30 * HOUR)
    request_for(started.tender, replace(draft(), evaluation=later))
    ask(started, 2)

    with pytest.raises(EvaluationRefused, match="撤回"):
        more_time.extend(lot_id=lot, by=HOUR, agency=agency.actor)
    assert shown(started).due

    withdraw_request(lot_id=lot, by=agency.actor)
    assert more_time.extend(lot_id=lot, by=HOUR, agency=agency.actor).ended_at is None


def test_nobody_else_asks_or_extends(started: Committee, baiyun: Person) -> None:
    ask(started, 2)

    for person in (baiyun, started.tender.agency):
        with pytest.raises(NoSuchLot):
            more_time.find_too_short(lot_id=started.lot_id, by=person.actor)
    for person in (baiyun, make_agency("dongfang"), started.chair):
        with pytest.raises(NoSuchLot):
            more_time.extend(lot_id=started.lot_id, by=HOUR, agency=person.actor)


def test_a_member_that_was_replaced_does_not_count(started: Committee) -> None:
    ask(started, 2)
    sun = at_work.expert("sun")

    at_work.replace(started, "xu", sun)

    assert (shown(started).short, shown(started).due) == (1, False)
