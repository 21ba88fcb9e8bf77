"""An expert answers its call: accepts with a declaration, declines, or steps back; or leaves a committee later."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from experts.domain.committees import Departure, Reply
from experts.domain.eligibility import Exclusion
from experts.domain.recusal import must_step_back
from experts.models import Call, CallReply, MemberDeparture
from experts.selectors.own import call_by_link, call_for, expert_of
from experts.services.calling import Turn, depart, end_call, excluded_now, note_formed, wait_for
from experts.services.pool import invite_to_sit
from trading.domain.actors import Actor
from trading.domain.experts import Ground

LONGEST_REASON = 500


class AnswerRefused(Exception):
    """The answer was not taken; the message says why, for people."""

    code = "answer_refused"


@transaction.atomic
def answer_call(
    *,
    call_id: UUID,
    reply: Reply,
    grounds: Collection[Ground] = (),
    reason: str = "",
    declared: bool = False,
    by: Actor,
) -> CallReply:
    """Answer while there is time. `declared`: the expert says that nothing keeps it from this committee (O12 12).

    Whoever declares a ground, or is found to work for a party by now, steps back whatever it answered.
    Raises `NoSuchCall`, `AnswerRefused`; then nothing has changed.
    """
    expert = expert_of(by)
    turn, call = _entered(call_id, by)
    return _answered(turn, call, expert.pk, Answer(reply, tuple(grounds), reason, declared))


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expert says to its call."""

    reply: Reply
    grounds: tuple[Ground, ...] = ()
    reason: str = ""
    declared: bool = False


@transaction.atomic
def answer_by_link(*, call_id: UUID, token: str, answer: Answer) -> tuple[CallReply, str]:
    """The same for an expert without an account, by the link that the notifier sent: once, and while there is time.

    With what was written comes the token of an invitation to an account, by which alone it can sit; "" unless it accepted
    and does not have to step back. Raises `NoSuchCall`, `AnswerRefused`; then nothing has changed.
    """
    call, expert = call_by_link(call_id, token)
    turn = wait_for(call.request_id)
    if turn is None:
        raise AnswerRefused("评标已经结束，或者不再进行。")
    call, expert = call_by_link(call_id, token)
    row = _answered(turn, call, expert, answer)
    return row, invite_to_sit(expert_id=expert) if row.reply == Reply.ACCEPTED else ""


def _answered(turn: Turn, call: Call, expert: UUID, answer: Answer) -> CallReply:
    if CallReply.objects.filter(call=call).exists():
        raise AnswerRefused("这次通知已经有答复。")
    if not hasattr(call, "notice") or turn.moment.at >= call.notice.answer_until:
        raise AnswerRefused("答复的时间已过，已通知下一位专家。")
    reply, grounds = answer.reply, answer.grounds
    reason = _checked_reason(reply, grounds, answer.reason, declared=answer.declared)
    found = _found(turn, expert) if reply is Reply.ACCEPTED else None
    stands = Reply.RECUSED if found else reply
    row = end_call(turn, call, stands, [found.value] if found else [each.value for each in grounds], reason)
    note_formed(turn)
    return row


@transaction.atomic
def leave_committee(
    *, call_id: UUID, cause: Departure, grounds: Collection[Ground] = (), reason: str, by: Actor
) -> MemberDeparture:
    """A member steps back, is ill, or cannot come (EX-11). Raises `NoSuchCall`, `AnswerRefused`."""
    turn, call = _entered(call_id, by)
    sits = CallReply.objects.filter(call=call, reply=Reply.ACCEPTED.value).exists()
    if not sits or MemberDeparture.objects.filter(call=call).exists():
        raise AnswerRefused("您不在这个评标委员会里。")
    if cause is Departure.EMPLOYER or (cause is Departure.RECUSED and not grounds):
        raise AnswerRefused("请选择须回避的情形。")
    return depart(turn, call, cause, [each.value for each in grounds], _short(reason))


def _entered(call_id: UUID, by: Actor) -> tuple[Turn, Call]:
    """The gate, then the lock, then the time. What the clock did meanwhile is seen."""
    call = call_for(by, call_id)
    turn = wait_for(call.request_id)
    if turn is None:
        raise AnswerRefused("评标已经结束，或者不再进行。")
    return turn, call_for(by, call_id)


def _found(turn: Turn, expert: UUID) -> Exclusion | None:
    found = excluded_now(turn, expert)
    kept = (Exclusion.EMPLOYER, Exclusion.AUTHORITY, Exclusion.PUNISHED, Exclusion.STATUS)
    return found if found in kept else None


def _checked_reason(reply: Reply, grounds: Collection[Ground], reason: str, *, declared: bool) -> str:
    match reply:
        case Reply.ACCEPTED if must_step_back(grounds, tuple(Ground)):
            raise AnswerRefused("有须回避的情形，不能接受；请选择回避。")
        case Reply.ACCEPTED if not declared:
            raise AnswerRefused("请先确认没有须回避的情形。")
        case Reply.RECUSED if not grounds:
            raise AnswerRefused("请选择须回避的情形。")
        case Reply.NO_ANSWER:
            raise AnswerRefused("请选择一项答复。")
    return _short(reason)


def _short(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise AnswerRefused("理由不超过 500 字。")
    return reason
