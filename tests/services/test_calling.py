"""Experts are called down the list until a committee is full: by the clock, by their answers, and by who leaves."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from experts.domain.committees import Departure, Fault, Reply
from experts.domain.eligibility import Exclusion
from experts.models import Call, CallReply, CommitteeRequest, CreditRecord, Expert, Passed, Standing
from experts.selectors.own import NoSuchCall, NotAnExpert
from experts.selectors.sealing import token_of, unseal
from experts.services import calling, listing, notifying, walks
from experts.services.answering import Answer, AnswerRefused, answer_by_link, answer_call, leave_committee
from experts.services.notifying import Notice, NotSent
from experts.services.pool import add_credit, change_standing
from experts.services.requesting import RequestRefused, request_committee, withdraw_request
from tests.support import world
from tests.support.cast import Person, make_agency, make_official
from tests.support.experts import (
    CALLS_FROM,
    EVALUATION,
    DrawInMemory,
    draft,
    import_rows,
    make_experts,
    number_of,
    request_for,
    row,
    with_account,
)
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.experts import Ground
from trading.models import Entry, Lot
from trading.project.logs import hide_secrets
from trading.selectors.trades import NoSuchLot
from trading.services.objecting import answer_objection, object_to_documents

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def pool(scene: None) -> list[Expert]:
    return make_experts(14)


@standing
def requested(tender: Tender, pool: list[Expert]) -> CommitteeRequest:
    with drawing_by(DrawInMemory([expert.pk for expert in pool])):
        return request_for(tender)


@pytest.fixture
def draw(pool: list[Expert], db: None) -> Iterator[DrawInMemory]:
    """Draws in the order of the pool."""
    with drawing_by(DrawInMemory([expert.pk for expert in pool])) as draw:
        yield draw


@pytest.fixture
def request_(requested: CommitteeRequest, draw: DrawInMemory) -> CommitteeRequest:
    return requested


@contextmanager
def drawing_by(draw: DrawInMemory) -> Iterator[DrawInMemory]:
    before = walks.walk()
    walks.use(draw)
    yield draw
    walks.use(before)


@pytest.fixture
def called(tender: Tender, request_: CommitteeRequest) -> CommitteeRequest:
    """The time of calling has come."""
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()
    return request_


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


# --- asking -------------------------------------------------------------------------------------------------------


def test_a_request_is_public_in_numbers(tender: Tender, request_: CommitteeRequest) -> None:
    (entry,) = Entry.objects.filter(type="committee.requested").select_related("content")

    body = entry.content.body
    assert (body["members"], body["experts"], body["groups"]) == (
        5,
        4,
        [{"majors": ["A08"], "number": 1, "places": 4}],
    )
    assert request_.calls_from == CALLS_FROM and "招标人代表" not in str(body)


def test_a_request_that_breaks_the_law_says_how_and_leaves_nothing(tender: Tender, draw: DrawInMemory) -> None:
    with pytest.raises(RequestRefused) as refused:
        request_for(tender, draft(roads=3, representatives=["甲", "乙"]))

    assert refused.value.faults == (Fault.TOO_FEW_EXPERTS,)
    with pytest.raises(RequestRefused) as refused:
        request_for(tender, replace(draft(), direct_reason="只有他们懂"))
    assert refused.value.faults == (Fault.DIRECT_CHOICE,)
    with pytest.raises(RequestRefused):
        request_for(tender, replace(draft(), place=" "))
    with pytest.raises(RequestRefused):
        groups = tuple(replace(group, majors=("A0899",)) for group in draft().groups)
        request_for(tender, replace(draft(), groups=groups))
    assert not CommitteeRequest.objects.exists() and types(tender) == []


def test_one_request_at_a_time_of_its_agency_alone(tender: Tender, request_: CommitteeRequest, baiyun: Person) -> None:
    with pytest.raises(RequestRefused):
        request_for(tender)
    for stranger in (make_agency("dongfang"), baiyun, make_official(Role.ADMINISTRATOR)):
        with pytest.raises(NoSuchLot):
            request_committee(lot_id=tender.lot_id, draft=draft(), by=stranger.actor)
        with pytest.raises(NoSuchLot):
            withdraw_request(lot_id=tender.lot_id, by=stranger.actor)


def test_a_request_is_taken_back_until_somebody_is_called(tender: Tender, request_: CommitteeRequest) -> None:
    withdraw_request(lot_id=tender.lot_id, by=tender.agency.actor)
    again = request_for(tender)
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()

    with pytest.raises(RequestRefused):
        withdraw_request(lot_id=tender.lot_id, by=tender.agency.actor)
    assert again.calls.count() == 4 and request_.calls.count() == 0


# --- who is listed ------------------------------------------------------------------------------------------------


def test_the_list_has_the_whole_pool_with_reasons(
    tender: Tender, request_: CommitteeRequest, pool: list[Expert], draw: DrawInMemory
) -> None:
    keeper = make_official(Role.ADMINISTRATOR)
    import_rows(
        [
            row(20, employer_name=tender.trade.principal),
            row(21, region="210202"),
            row(22, title="其他"),
            row(24, employer_name=keeper.actor.name),
        ]
    )
    change_standing(expert_id=pool[0].pk, standing=Standing.SUSPENDED, reason="考核", by=keeper.actor)
    about = {"authority": "监管局", "basis": "决定书", "result": "警告", "day": date(2024, 1, 1)}
    add_credit(expert_id=pool[1].pk, kind=CreditRecord.Kind.PUNISHMENT, by=keeper.actor, **about)  # type: ignore[arg-type]

    lines = {line.expert: line for line in listing.list_for(request_)}

    assert lines.keys() == set(Expert.objects.values_list("pk", flat=True))
    assert lines[pool[0].pk].excluded is Exclusion.STATUS and lines[pool[1].pk].excluded is Exclusion.PUNISHED
    assert lines[pool[2].pk].excluded is Exclusion.MAJOR and lines[pool[3].pk].group == 1
    added = [line.excluded for pk, line in lines.items() if pk not in {expert.pk for expert in pool}]
    assert sorted(str(each) for each in added) == ["authority", "employer", "region", "standing"]


# --- calling ------------------------------------------------------------------------------------------------------


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


# --- answering and leaving ----------------------------------------------------------------------------------------


def test_a_call_is_answered_by_its_expert_alone_once_and_with_a_declaration(
    called: CommitteeRequest, pool: list[Expert], baiyun: Person
) -> None:
    call, other = waiting(called)[:2]
    stranger = with_account(expert_behind(other))

    with pytest.raises(NoSuchCall):
        answer_call(call_id=call.pk, reply=Reply.ACCEPTED, declared=True, by=stranger.actor)
    with pytest.raises(NotAnExpert):
        answer_call(call_id=call.pk, reply=Reply.ACCEPTED, declared=True, by=baiyun.actor)
    with pytest.raises(AnswerRefused):
        reply(call, declared=False)
    with pytest.raises(AnswerRefused):
        reply(call, grounds=[Ground.KIN])
    with pytest.raises(AnswerRefused):
        reply(call, Reply.RECUSED)
    reply(call)
    with pytest.raises(AnswerRefused):
        reply(call, Reply.DECLINED)


def test_whoever_is_found_to_work_for_a_party_steps_back_whatever_it_answers(
    tender: Tender, called: CommitteeRequest
) -> None:
    call = waiting(called)[0]
    import_rows([row(0, employer_name=tender.agency.actor.name, employed_since="2026-01-01")])

    assert reply(call).reply == Reply.RECUSED.value


def test_a_member_who_leaves_is_replaced_in_the_same_way(tender: Tender, called: CommitteeRequest) -> None:
    """TR 46, 48."""
    gone, *_ = waiting(called)
    form(called)

    person = with_account(expert_behind(gone))
    leave_committee(call_id=gone.pk, cause=Departure.ILL, reason="住院", by=person.actor)
    calling.call_experts()
    with pytest.raises(AnswerRefused):
        leave_committee(call_id=gone.pk, cause=Departure.ILL, reason="住院", by=person.actor)
    form(called)

    assert called.calls.count() == 5
    assert types(tender)[1:] == ["committee.formed", "committee.reopened", "committee.formed"]


def test_a_member_who_works_for_a_bidder_leaves_when_the_bidders_are_known(
    tender: Tender, called: CommitteeRequest, bidders: list[Person], draw: DrawInMemory
) -> None:
    """Nobody knows the bidders before, the platform neither."""
    gone, *_ = waiting(called)
    import_rows([row(0, employer_name=bidders[1].actor.name, employed_since="2020-01-01")])
    form(called)
    world.submit_all(tender, bidders)
    assert calling.call_experts() == 0

    world.close(tender)
    calling.call_experts()

    assert [step.reason for step in draw.steps if step.result == "departed"] == ["employer"]
    assert gone.pk not in {call.pk for call in waiting(called)} and len(waiting(called)) == 1


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


# --- the notifier -------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(calling, "notifier", lambda: notifying.Outbox(tmp_path / "outbox"))
    return tmp_path / "outbox"


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


# --- experts without an account -----------------------------------------------------------------------------------


def link_of(call: Call, outbox: Path) -> str:
    """As the gateway gets it."""
    return str(json.loads((outbox / f"{call.pk}.json").read_bytes()).get("answer_at", ""))


def test_an_expert_without_an_account_answers_once_by_its_link(outbox: Path, called: CommitteeRequest) -> None:
    call, other = waiting(called)[:2]
    token = link_of(call, outbox).rstrip("/").rpartition("/")[2]
    assert link_of(call, outbox) == f"/expert/answers/{call.pk}/{token}/" and len(token) == 64

    row, _invited = answer_by_link(call_id=call.pk, token=token, answer=Answer(Reply.ACCEPTED, declared=True))

    assert row.reply == "accepted"
    for pk, mark in ((call.pk, token), (other.pk, token), (other.pk, "0" * 64), (other.pk, "é")):
        with pytest.raises(NoSuchCall):
            answer_by_link(call_id=pk, token=mark, answer=Answer(Reply.DECLINED))
    assert CallReply.objects.count() == 1


def test_a_link_is_of_no_use_after_its_time_or_to_who_has_an_account(tender: Tender, called: CommitteeRequest) -> None:
    first, second = waiting(called)[:2]
    with_account(expert_behind(first))

    with pytest.raises(NoSuchCall):
        answer_by_link(call_id=first.pk, token=token_of(first.pk), answer=Answer(Reply.DECLINED))
    with pytest.raises(AnswerRefused, match="确认"):
        answer_by_link(call_id=second.pk, token=token_of(second.pk), answer=Answer(Reply.ACCEPTED))
    world.pass_time(tender, second.notice.answer_until)
    with pytest.raises(AnswerRefused, match="时间已过"):
        answer_by_link(call_id=second.pk, token=token_of(second.pk), answer=Answer(Reply.DECLINED))


def test_no_log_has_the_token(outbox: Path, called: CommitteeRequest) -> None:
    call = waiting(called)[0]

    said = hide_secrets(None, "", {"event": f"Internal Server Error: {link_of(call, outbox)}"})

    assert token_of(call.pk) not in said["event"] and str(call.pk) not in said["event"]
