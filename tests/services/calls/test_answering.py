"""A call is answered by its expert, by account or by link, and a member leaves: each time the next is called."""

import json
from pathlib import Path

import pytest

from experts.domain.committees import Departure, Reply
from experts.models import Call, CallReply, CommitteeRequest, Expert
from experts.selectors.own import NoSuchCall, NotAnExpert
from experts.selectors.sealing import token_of
from experts.services import calling
from experts.services.answering import Answer, AnswerRefused, answer_by_link, answer_call, leave_committee
from tests.support import world
from tests.support.calls import expert_behind, form, reply, types, waiting
from tests.support.cast import Person
from tests.support.experts import (
    DrawInMemory,
    import_rows,
    row,
    with_account,
)
from tests.support.world import Tender
from trading.domain.experts import Ground
from trading.project.logs import hide_secrets


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
