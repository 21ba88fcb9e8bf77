"""Calling down the list: a job of the clock, safe to run late, repeatedly and in several processes.

Places that are empty are called for, answers that did not come in time are noted, and the next is called. Everything
happens under the lock of the request, and who is called is a row before anybody is told: stopped in the middle, it
goes on where it was, and nobody is called twice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from experts.domain.committee_entries import FORMED, REOPENED
from experts.domain.committees import CallState, Departure, Reply, is_formed, to_call
from experts.domain.eligibility import Exclusion, exclusion_of, rules_of
from experts.models import Call, CallNotice, CallReply, CommitteeRequest, Contact, Expert, MemberDeparture, Passed
from experts.selectors.sealing import callee_of, seal, token_of, unseal
from experts.services import walks
from experts.services.listing import candidates, parties_are_known, wanted_of
from experts.services.notifying import Notice, NotSent, notifier
from experts.services.walks import DEPARTED, PASSED, WalkStep
from trading.domain.actors import PLATFORM
from trading.domain.entries import Method
from trading.domain.phases import PHASES, Phase, phase_of
from trading.domain.stages import Stage
from trading.services.ledger import News, record
from trading.services.moments import Moment, moment_of

OVER = (Stage.QUALIFIED, Stage.FAILED, Stage.TERMINATED)
STANDING_STILL = tuple(stage for phase in PHASES.values() for stage in (phase.suspended, phase.held))
REQUESTS_AT_ONCE = 50
CALLS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Turn:
    """A request under its lock, at one moment."""

    request: CommitteeRequest
    moment: Moment


def call_experts() -> int:
    """Do for every request what is due; returns the number of calls that were made, answered for, or told."""
    open_requests = CommitteeRequest.objects.filter(ended_at=None).order_by("evaluation_from", "pk")
    found = list(open_requests.values_list("pk", flat=True)[:REQUESTS_AT_ONCE])
    return sum(go_on(request_id) + tell(request_id) for request_id in found)


@transaction.atomic
def go_on(request_id: UUID) -> int:
    """Note missing answers, find members who work for a bidder, call for what is empty, and say when it is formed."""
    turn = claim(request_id)
    if turn is None or _ended(turn) or _too_early(turn):
        return 0
    done = _note_silence(turn) + _check_bidders(turn) + _call_for_places(turn)
    note_formed(turn)
    return done


@transaction.atomic
def tell(request_id: UUID) -> int:
    """Give the notifier every call that it has not confirmed. It sends the same call once, however often it gets it."""
    turn = claim(request_id)
    if turn is None:
        return 0
    request, told = turn.request, 0
    for call in request.calls.filter(notice=None, reply=None):
        try:
            receipt = notifier().send(_notice(call, request))
        except NotSent:
            break
        until = turn.moment.at + request.answer_within
        CallNotice.objects.create(call=call, receipt=receipt, at=turn.moment.at, answer_until=until)
        told += 1
    return told


def claim(request_id: UUID) -> Turn | None:
    """The request, if no other clock has it."""
    rows = CommitteeRequest.objects.select_for_update(skip_locked=True, of=("self",))
    return _turn(rows.select_related("lot__trade__agency").filter(pk=request_id, ended_at=None).first())


def wait_for(request_id: UUID) -> Turn | None:
    """The same for a person: waits for the clock."""
    rows = CommitteeRequest.objects.select_for_update(of=("self",)).select_related("lot__trade__agency")
    return _turn(rows.filter(pk=request_id, ended_at=None).first())


def states(request: CommitteeRequest) -> list[CallState]:
    """All calls as the domain sees them."""
    columns = ("group", "reply__reply", "departure__pk")
    rows = Call.objects.filter(request=request).values_list(*columns)
    return [CallState(group, Reply(reply) if reply else None, gone is not None) for group, reply, gone in rows]


def ended_steps(request: CommitteeRequest) -> dict[UUID, WalkStep]:
    """By expert: how every call ended that has, and who was passed; for a draw that logs them in its own order."""
    found = {}
    for call in request.calls.filter(reply__isnull=False).select_related("reply", "notice"):
        reply, receipt = Reply(call.reply.reply), call.notice.receipt if hasattr(call, "notice") else ""
        expert = _expert(call)
        why = told(request, _why(reply, call.reply.grounds))
        found[expert] = WalkStep(request.pk, call.group, expert, reply.value, why, receipt)
    for row in request.passed.all():
        expert = _expert(row)
        found[expert] = WalkStep(request.pk, row.group, expert, PASSED, told(request, row.reason), "")
    return found


def excluded_now(turn: Turn, expert: UUID) -> Exclusion | None:
    """Why the expert may not sit on this committee, by all that is known at this moment."""
    law = turn.request.lot.trade.spec.law
    wanted = wanted_of(turn.request)
    found = [exclusion_of(each, wanted, rules_of(law)) for each in candidates(turn.request, [expert])]
    return found[0] if found else Exclusion.STATUS


def end_call(turn: Turn, call: Call, reply: Reply, grounds: Collection[str] = (), reason: str = "") -> CallReply:
    """Write down how a call ended, and tell the draw."""
    row = CallReply.objects.create(
        call=call, reply=reply.value, grounds=list(grounds), reason=reason, at=turn.moment.at
    )
    _note(turn, call, reply.value, _why(reply, grounds))
    return row


def depart(
    turn: Turn, call: Call, cause: Departure, grounds: Collection[str] = (), reason: str = ""
) -> MemberDeparture:
    """A member leaves; its place is called for again, in the same way (TR 46, 48). The entry says neither who nor why."""
    row = MemberDeparture.objects.create(
        call=call, cause=cause.value, grounds=list(grounds), reason=reason, at=turn.moment.at
    )
    _note(turn, call, DEPARTED, cause.value)
    request = turn.request
    if request.formed_at is not None:
        request.formed_at = None
        request.save(update_fields=["formed_at"])
        _record(turn, REOPENED)
    return row


def note_formed(turn: Turn) -> None:
    """Say, once, that every place is filled."""
    request = turn.request
    if request.formed_at is None and is_formed(request.groups, states(request)):
        request.formed_at = turn.moment.at
        request.save(update_fields=["formed_at"])
        _record(turn, FORMED)


def _turn(request: CommitteeRequest | None) -> Turn | None:
    return None if request is None else Turn(request, moment_of(request.lot.trade))


def _ended(turn: Turn) -> bool:
    """Whether it is over: the evaluation is, or there will be none; or the applications are reviewed, however long that
    takes. Nobody is called any more then."""
    request, stage = turn.request, Stage(turn.request.lot.stage)
    phase = phase_of(stage)
    in_time = phase is Phase.PREQUALIFICATION or turn.moment.at < request.evaluation_until
    if stage not in OVER and phase == request.phase and in_time:
        return False
    request.ended_at = turn.moment.at
    request.save(update_fields=["ended_at"])
    return True


def _too_early(turn: Turn) -> bool:
    """While the trade stands still nobody knows when it opens, and so not when to call."""
    return turn.request.lot.stage in STANDING_STILL or turn.moment.at < turn.request.calls_from


def _note_silence(turn: Turn) -> int:
    late = turn.request.calls.filter(reply=None, notice__answer_until__lte=turn.moment.at)
    return len([end_call(turn, call, Reply.NO_ANSWER) for call in late])


def _check_bidders(turn: Turn) -> int:
    """Once the bidders are known: a member who works or worked for one of them leaves (TR 46, O12 12)."""
    request = turn.request
    if request.bidders_checked_at is not None or not parties_are_known(request):
        return 0
    request.bidders_checked_at = turn.moment.at
    request.save(update_fields=["bidders_checked_at"])
    sitting = request.calls.filter(reply__reply=Reply.ACCEPTED.value, departure=None)
    found = [call for call in sitting if excluded_now(turn, _expert(call)) in (Exclusion.EMPLOYER, Exclusion.AUTHORITY)]
    return len([depart(turn, call, Departure.EMPLOYER) for call in found])


def _call_for_places(turn: Turn) -> int:
    request = turn.request
    asked = {_expert(row) for row in request.calls.all()} | {_expert(row) for row in request.passed.all()}
    made = 0
    for group, places in to_call(request.groups, states(request)).items():
        for _ in range(places):
            if made >= CALLS_AT_ONCE or not _call_next(turn, group, asked):
                break
            made += 1
    return made


def _call_next(turn: Turn, group: int, asked: set[UUID]) -> bool:
    """Call the next of the order who may sit, and pass, with the reason, whoever may not any more."""
    request = turn.request
    while (expert := walks.walk().next_to_call(request, group, asked)) is not None:
        asked.add(expert)
        excluded = excluded_now(turn, expert)
        about = {"request": request, "group": group, "callee": callee_of(expert), "at": turn.moment.at}
        sealed = seal({"expert": str(expert)})
        if excluded is None:
            Call.objects.create(**about, sealed=sealed, number=request.calls.count() + 1)
            return True
        Passed.objects.create(**about, sealed=sealed, reason=excluded.value)
        step = WalkStep(request.pk, group, expert, PASSED, told(request, excluded.value), "")
        walks.walk().note(step, request, turn.moment)
    return False


def _notice(call: Call, request: CommitteeRequest) -> Notice:
    contact = Contact.objects.filter(expert=_expert(call)).first()
    how = unseal(contact.sealed) if contact else {"name": "", "phone": "", "email": ""}
    return Notice(
        key=call.pk,
        name=how["name"],
        phone=how["phone"],
        email=how["email"],
        evaluation_from=request.evaluation_from,
        place=request.place,
        within_minutes=int(request.answer_within.total_seconds() // 60),
        answer_at=answer_page(call.pk) if Expert.objects.filter(pk=_expert(call), user=None).exists() else "",
    )


def answer_page(call_id: UUID) -> str:
    """A path: the gateway knows the host."""
    return reverse("expert:answer", args=[call_id, token_of(call_id)])


def _note(turn: Turn, call: Call, result: str, reason: str) -> None:
    receipt = CallNotice.objects.filter(call=call).values_list("receipt", flat=True).first()
    step = WalkStep(turn.request.pk, call.group, _expert(call), result, told(turn.request, reason), receipt or "")
    walks.walk().note(step, turn.request, turn.moment)


def _why(reply: Reply, grounds: Collection[str]) -> str:
    """The code of a recusal; nothing else has one."""
    return next(iter(grounds), "") if reply is Reply.RECUSED else ""


def told(request: CommitteeRequest, reason: str) -> str:
    """The reason as the log has it. Who applied for a pre-qualification stays unknown for ever where it did not pass, and
    the log names the expert one day: that it works for an applicant is told as a recusal, whatever the row says."""
    is_secret = request.phase == Phase.PREQUALIFICATION and reason == Exclusion.EMPLOYER.value
    return Departure.RECUSED.value if is_secret else reason


def _expert(row: Call | Passed) -> UUID:
    return UUID(unseal(row.sealed)["expert"])


def _record(turn: Turn, kind: str) -> None:
    body = {"lot": str(turn.request.lot_id), "request": str(turn.request.pk)}
    news = News(kind, body, method=Method.SYSTEM)
    record(news, trade=turn.request.lot.trade, moment=turn.moment, by=PLATFORM)
