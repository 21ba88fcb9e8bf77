"""Experts are called down the list until a committee is full: by the clock, by their answers, and by who leaves."""

from datetime import timedelta
from pathlib import Path

import pytest

from experts.domain.committees import Reply
from experts.domain.eligibility import Exclusion
from experts.models import Call, CallReply, CommitteeRequest, Expert, Passed, Standing
from experts.services import calling, listing, notifying, walks
from experts.services.answering import AnswerRefused
from experts.services.notifying import Notice, NotSent
from experts.services.pool import change_standing
from experts.services.requesting import RequestRefused, withdraw_request
from tests.support import world
from tests.support.calls import expert_behind, form, reply, types, waiting
from tests.support.cast import Person, make_official
from tests.support.experts import (
    CALLS_FROM,
    EVALUATION,
    DrawInMemory,
    draft,
    number_of,
    request_for,
)
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.experts import Ground
from trading.models import Entry, Lot
from trading.services.objecting import answer_objection, object_to_documents

MINUTE = timedelta(minutes=1)


def test_nobody_is_called_before_its_time_or_before_the_draw(tender: Tender, request_: CommitteeRequest) -> None:
    assert calling.call_experts() == 0
    walks.use(walks.NoDraw())
    world.pass_time(tender, CALLS_FROM)
    assert calling.call_experts() == 0

    assert not Call.objects.exists()


def test_as_many_are_called_as_there_are_places_and_nobody_twice(
    called: CommitteeRequest, pool: list[Expert], outbox: Path
) -> None:
    assert calling.call_experts() == 0, "a clock that comes again finds nothing to do"

    road = [expert for n, expert in enumerate(pool) if n % 3 != 2]
    assert [expert_behind(call) for call in waiting(called)] == road[:4]
    assert len(list(outbox.glob("*.json"))) == 4


def test_when_all_accept_the_committee_is_formed_and_nobody_is_named(tender: Tender, called: CommitteeRequest) -> None:
    form(called)

    assert called.formed_at is not None
    assert types(tender) == ["committee.requested", "committee.formed"]
    bodies = str(list(Entry.objects.filter(trade=tender.trade).values_list("content__body", flat=True)))
    assert not any(expert.name in bodies or str(expert.pk) in bodies for expert in Expert.objects.all())


@pytest.mark.parametrize(
    ("answer", "more"),
    [(Reply.DECLINED, {}), (Reply.RECUSED, {"grounds": [Ground.INTEREST], "reason": "妹妹在投标单位"})],
)
def test_after_a_no_the_next_is_called(
    answer: Reply, more: dict[str, object], called: CommitteeRequest, pool: list[Expert], draw: DrawInMemory
) -> None:
    first = waiting(called)[0]
    reply(first, answer, **more)

    calling.call_experts()

    assert first.pk not in {call.pk for call in waiting(called)} and len(waiting(called)) == 4
    assert expert_behind(called.calls.last()) == pool[6]  # type: ignore[arg-type]
    (step,) = draw.steps
    assert (step.expert, step.result, len(step.receipt)) == (pool[0].pk, answer.value, 64)


def test_a_draw_that_asks_one_after_the_other_would_call_the_same_people(
    called: CommitteeRequest, draw: DrawInMemory, pool: list[Expert]
) -> None:
    """Answers come in any order; in the order of the draw they make one walk in which nobody is skipped."""
    _, second, third, fourth = waiting(called)
    reply(third, Reply.DECLINED)
    calling.call_experts()
    reply(second, Reply.RECUSED, grounds=[Ground.KIN, Ground.INTEREST])
    calling.call_experts()
    for call in (fourth, *waiting(called)):
        if not CallReply.objects.filter(call=call).exists():
            reply(call)

    ended = calling.ended_steps(called)
    walk, seats = [], 4
    for expert in (pool[n].pk for n in range(14) if n % 3 != 2):
        if seats:
            walk.append(ended.pop(expert))
            seats -= walk[-1].result == Reply.ACCEPTED.value

    assert ended == {} and seats == 0
    assert [step.reason for step in walk if step.reason] == ["kin"]


def test_silence_until_the_time_is_a_no(tender: Tender, called: CommitteeRequest) -> None:
    first, *others = waiting(called)
    for call in others:
        reply(call)
    until = first.notice.answer_until

    world.pass_time(tender, until - MINUTE)
    calling.call_experts()
    assert not CallReply.objects.filter(call=first).exists()
    world.pass_time(tender, until)
    with pytest.raises(AnswerRefused):
        reply(first)
    calling.call_experts()

    assert CallReply.objects.get(call=first).reply == Reply.NO_ANSWER.value
    assert len(waiting(called)) == 1


def test_time_runs_only_when_the_notifier_has_the_call(
    tender: Tender, request_: CommitteeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Down:
        def send(self, notice: Notice) -> str:
            raise NotSent

    world.pass_time(tender, CALLS_FROM)
    with monkeypatch.context() as patched:
        patched.setattr(calling, "notifier", Down)
        calling.call_experts()
        world.pass_time(tender, CALLS_FROM + timedelta(hours=3))
        calling.call_experts()
        assert len(waiting(request_)) == 4 and not CallReply.objects.exists()

    calling.call_experts()

    assert all(call.notice.answer_until > world.now(tender) for call in waiting(request_))


def test_a_clock_that_dies_between_telling_and_writing_tells_nobody_twice(
    tender: Tender, request_: CommitteeRequest, outbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying:
        def send(self, notice: Notice) -> str:
            notifying.Outbox(outbox).send(notice)
            raise SystemExit

    world.pass_time(tender, CALLS_FROM)
    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(calling, "notifier", Dying)
        calling.call_experts()
    told = {path.name: path.read_bytes() for path in outbox.iterdir()}
    assert len(told) == 1

    calling.call_experts()

    now = {path.name: path.read_bytes() for path in outbox.iterdir()}
    assert len(now) == request_.calls.count() == 4 and told.items() <= now.items()
    assert all(hasattr(call, "notice") for call in waiting(request_))


def test_whoever_may_not_sit_any_more_is_passed_with_the_reason(
    tender: Tender, request_: CommitteeRequest, pool: list[Expert], draw: DrawInMemory
) -> None:
    """The draw was made before; its order stands, and what changed since is found when the turn comes."""
    change_standing(
        expert_id=pool[1].pk, standing=Standing.LEFT, reason="退休", by=make_official(Role.ADMINISTRATOR).actor
    )
    draw.next_to_call = lambda request, group, asked: next(  # type: ignore[method-assign]
        (each.pk for n, each in enumerate(pool) if n % 3 != 2 and each.pk not in asked), None
    )
    world.pass_time(tender, CALLS_FROM)

    calling.call_experts()

    assert [step.reason for step in draw.steps] == ["status"] and draw.steps[0].expert == pool[1].pk
    assert Passed.objects.get().reason == "status" and len(waiting(request_)) == 4


def test_nobody_sits_on_two_committees_at_once(
    tender: Tender, called: CommitteeRequest, agency: Person, pool: list[Expert]
) -> None:
    second = request_for(world.announce_tender(agency, title="另一条步道"))

    lines = {line.expert: line.excluded for line in listing.list_for(second)}

    assert lines[pool[0].pk] is Exclusion.BUSY
    reply(waiting(called)[0], Reply.DECLINED)
    assert {line.expert: line.excluded for line in listing.list_for(second)}[pool[0].pk] is None


def test_a_committee_is_filled_by_groups(tender: Tender, draw: DrawInMemory, pool: list[Expert]) -> None:
    request = request_for(tender, draft(roads=3, costs=2, representatives=()))
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()

    assert sorted(call.group for call in waiting(request)) == [1, 1, 1, 2, 2]
    costs = [expert_behind(call) for call in waiting(request) if call.group == 2]
    assert costs == [pool[2], pool[5]]
    assert form(request).formed_at is not None


def test_nobody_is_called_for_a_lot_that_is_over(tender: Tender, called: CommitteeRequest) -> None:
    world.close(tender)
    assert tender.stage == "failed"

    reply_to = waiting(called)[0]
    calling.call_experts()

    called.refresh_from_db()
    assert called.ended_at is not None
    with pytest.raises(AnswerRefused):
        reply(reply_to)


def test_after_the_evaluation_nobody_is_called(with_bids: Tender, called: CommitteeRequest) -> None:
    world.pass_time(with_bids, EVALUATION.end)

    calling.call_experts()

    called.refresh_from_db()
    assert called.ended_at is not None and called.calls.count() == 4


def test_calls_follow_a_deadline_that_moves_and_wait_while_the_trade_stands_still(
    tender: Tender, request_: CommitteeRequest, baiyun: Person
) -> None:
    objection = object_to_documents(trade_id=tender.trade.pk, text="资质要求指向特定企业。", by=baiyun.actor)
    world.pass_time(tender, CALLS_FROM)
    assert calling.call_experts() == 0

    world.pass_time(tender, EVALUATION.start - MINUTE)
    answer_objection(objection_id=objection.pk, text="已修改。", by=tender.agency.actor)
    assert tender.lot.deadline is not None and tender.lot.deadline > EVALUATION.start
    assert calling.call_experts() == 0

    withdraw_request(lot_id=tender.lot_id, by=tender.agency.actor)


def test_a_committee_that_the_deadline_has_overtaken_is_given_up(tender: Tender, called: CommitteeRequest) -> None:
    form(called)
    with pytest.raises(RequestRefused):
        withdraw_request(lot_id=tender.lot_id, by=tender.agency.actor)

    Lot.objects.filter(pk=tender.lot_id).update(deadline=EVALUATION.end)
    withdraw_request(lot_id=tender.lot_id, by=tender.agency.actor)

    assert types(tender)[-1] == "committee.request_withdrawn"


def test_a_message_given_twice_is_sent_once_with_the_same_receipt(called: CommitteeRequest, outbox: Path) -> None:
    """The contract of every notifier."""
    call = waiting(called)[0]
    notice = calling._notice(call, called)

    assert notifying.Outbox(outbox).send(notice) == call.notice.receipt
    assert len(list(outbox.glob("*"))) == 4
    assert all(path.stat().st_mode & 0o077 == 0 for path in outbox.glob("*"))
    assert notice.name not in repr(notice) and number_of(0) not in (outbox / f"{call.pk}.json").read_text()


def test_an_outbox_that_cannot_be_written_sends_nothing(tmp_path: Path, called: CommitteeRequest) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(NotSent):
        notifying.Outbox(tmp_path / "file" / "outbox").send(calling._notice(waiting(called)[0], called))
