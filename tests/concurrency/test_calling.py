"""Two clocks call experts for the same committee at once, or the clock calls while an expert answers."""

from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections, transaction

from experts.domain.committees import Reply
from experts.models import Call, CallReply, CommitteeRequest, Expert
from experts.selectors.sealing import unseal
from experts.services import calling, notifying, walks
from experts.services.answering import AnswerRefused, answer_call
from experts.services.calling import Turn
from tests.support import races, world
from tests.support.cast import make_agency
from tests.support.databases import Database
from tests.support.experts import CALLS_FROM, DrawInMemory, make_experts, request_for, with_account
from trading.services import moments


@pytest.fixture
def request_(own_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommitteeRequest:
    """The time of calling has come for four places, and the pool has more than twice as many."""
    monkeypatch.setattr(calling, "notifier", lambda: notifying.Outbox(tmp_path / "outbox"))
    tender, pool = world.announce_tender(make_agency()), make_experts(14)
    monkeypatch.setattr(walks, "_walk", [DrawInMemory([expert.pk for expert in pool])])
    request = request_for(tender)
    world.pass_time(tender, CALLS_FROM)
    return request


def two_clocks(request: CommitteeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is held when it has seen what is missing, until the second has ended or waits."""
    gate = races.held_after(monkeypatch, calling, "states")
    with races.threads() as start:
        first = start(lambda: calling.go_on(request.pk))
        gate.wait_until_reached()
        second = start(lambda: calling.go_on(request.pk))
        races.wait_until_done_or_blocked(second)
        gate.open()
        first.result(), second.result()


def test_two_clocks_call_for_a_place_once(request_: CommitteeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    two_clocks(request_, monkeypatch)

    assert Call.objects.count() == 4


def test_without_lock_and_constraint_both_call_the_same_people(
    request_: CommitteeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    with connections["owner"].cursor() as cursor:
        for name in ("each_is_called_once_for_a_committee", "one_call_per_number"):
            cursor.execute(f"ALTER TABLE experts_call DROP CONSTRAINT {name}")
    connections["owner"].close()
    monkeypatch.setattr(calling, "claim", unlocked)

    two_clocks(request_, monkeypatch)

    assert Call.objects.count() == 8 and Call.objects.values("callee").distinct().count() == 4


def test_an_answer_at_the_last_moment_and_the_clock_give_one_ending(
    request_: CommitteeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the lock first decides; the other one sees it."""
    calling.call_experts()
    call = request_.calls.first()
    assert call is not None
    person = with_account(Expert.objects.get(pk=unseal(call.sealed)["expert"]))
    gate = races.held_after(monkeypatch, calling, "excluded_now")

    def accept() -> object:
        try:
            return answer_call(call_id=call.pk, reply=Reply.ACCEPTED, declared=True, by=person.actor)
        except AnswerRefused as refused:
            return refused

    def fall_silent() -> int:
        with transaction.atomic():
            turn = calling.wait_for(request_.pk)
            assert turn is not None
            late = Turn(turn.request, moments.Moment(turn.moment.real, call.notice.answer_until))
            return calling._note_silence(late)

    monkeypatch.setattr("experts.services.answering.excluded_now", calling.excluded_now)
    with races.threads() as start:
        answering = start(accept)
        gate.wait_until_reached()
        silence = start(fall_silent)
        assert not races.wait_until_done_or_blocked(silence), "it waits for the answer"
        gate.open()

        assert isinstance(answering.result(), CallReply) and silence.result() == 3

    assert CallReply.objects.get(call=call).reply == Reply.ACCEPTED.value


def unlocked(request_id: UUID) -> Turn:
    request = CommitteeRequest.objects.select_related("lot__trade__agency").get(pk=request_id)
    return Turn(request, moments.moment_of(request.lot.trade))
