"""A member's own pages of an evaluation: promise, begin, elect, review. To everybody else there is no such page."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bidding.selectors.findings import inquiry_for_committee
from bidding.selectors.hall import items_with
from bidding.views.findings import FindingShown, shown
from experts.domain.reports import BidToEvaluate
from experts.evaluation_forms import BallotForm, QuestionForm
from experts.models import ChairVote, CommitteeSeat, Undertaking
from experts.selectors.evaluating import (
    NotEvaluatedHere,
    Sitting,
    ballots_of,
    bids_of,
    progress_of,
    questions_of,
    rejections_of,
    sheets_of,
    sitting_of,
    terms_of,
)
from experts.selectors.files import has_files, reach_of
from experts.selectors.more_time import time_of
from experts.selectors.own import call_in
from experts.selectors.reviewing import applications_of, reviews
from experts.selectors.second_looks import looks_in_hand
from experts.services import evaluating, seating
from experts.services.seating import EvaluationRefused, promise_hash, promise_of
from experts.views.evaluation_words import ground_words
from experts.views.files_shown import files_shown
from trading.domain.phases import phase_of
from trading.domain.stages import Stage
from trading.domain.venues import RoomUse
from trading.forms import ConfirmationForm
from trading.models import Lot
from trading.selectors.venues import next_booking
from trading.services.moments import database_time, moment_of
from trading.views.access import actor_of
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM


@dataclass(frozen=True, slots=True)
class BidRow:
    """A bid in the committee's list. `votes`: ballots against it; `own`: whether one is the member's."""

    bid: BidToEvaluate
    votes: int
    own: bool
    ground: str
    questions: int
    waiting: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as its colleagues see it."""

    seat: UUID
    name: str
    is_expert: bool
    is_chair: bool
    votes: int
    promised: bool
    locked: bool


def did(request: HttpRequest, lot_id: UUID, act: Callable[[], object], said: str) -> bool:
    """Do it, and say on the next page that it was done or why not."""
    try:
        act()
    except EvaluationRefused as error:
        messages.warning(request, _(str(error)))
        return False
    except NotEvaluatedHere:
        messages.warning(request, _("公告没有写明评标办法，这个标段不在平台评标。"))
        return False
    messages.success(request, said)
    return True


@never_cache
@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The committees that the person sits on; one that reviewed applications until the tender is announced."""
    seats = CommitteeSeat.objects.filter(user=person_of(request), left=None, lot__trade__erased_at__isnull=True)
    rows = seats.select_related("lot__trade").order_by("-at")
    lots = [seat.lot for seat in rows if seat.phase == phase_of(Stage(seat.lot.stage))]
    return render(request, "evaluation/home.html", {"lots": lots, "looking": looks_in_hand(lots)})


def bench(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Where the committee stands and what the member has to do. Until it has promised it sees nothing but the promise,
    and who bids: it promises that nothing binds it to any of them."""
    sitting = sitting_of(actor_of(request), lot_id)
    if not has_promised(sitting):
        return _promise(request, sitting)
    context = common(sitting) | {
        "rows": _rows(sitting),
        "members": members_of(sitting),
        "findings": _findings(sitting),
        "factors": terms_of(sitting.lot).factors if sitting.evaluation else (),
        "reach": reach_of(sitting, files=has_files(sitting.lot)).value,
        "time": time_of(sitting.lot, sitting.member.seat),
        "look": looks_in_hand([sitting.lot]).get(sitting.lot.pk),
    }
    return render(request, "evaluation/bench.html", context)


@require_POST
@login_required
def arrival(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The member has come to the room."""
    by = actor_of(request)
    did(request, lot_id, lambda: seating.check_in_member(lot_id=lot_id, by=by), _("已签到。"))
    return redirect("evaluation:bench", lot_id)


@require_POST
@login_required
def beginning(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    by = actor_of(request)
    did(request, lot_id, lambda: evaluating.start_evaluation(lot_id=lot_id, by=by), _("评标已经开始。"))
    return redirect("evaluation:bench", lot_id)


@require_POST
@login_required
def chair(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """A vote for the chair."""
    try:
        seat = UUID(request.POST.get("seat", ""))
    except ValueError as error:
        raise Http404 from error
    by = actor_of(request)
    did(request, lot_id, lambda: seating.vote_chair(lot_id=lot_id, seat_id=seat, by=by), _("已投票。"))
    return redirect("evaluation:bench", lot_id)


@require_POST
@login_required
def closing(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The end of the preliminary review, or the way back to it."""
    by = actor_of(request)
    if "reopen" in request.POST:
        did(request, lot_id, lambda: evaluating.reopen_review(lot_id=lot_id, by=by), _("回到初步评审。"))
    else:
        did(request, lot_id, lambda: evaluating.close_review(lot_id=lot_id, by=by), _("初步评审已经结束。"))
    return redirect("evaluation:bench", lot_id)


@never_cache
@FORM
@login_required
def review(request: HttpRequest, lot_id: UUID, sha256: str) -> HttpResponse:
    """One bid: what was announced of it, what was asked, and the member's ballot."""
    sitting = promised(request, lot_id)
    if sitting.evaluation is None:
        raise Http404
    pk, bid = _bid(sitting.lot, sha256)
    own = ballots_of(sitting.lot, sitting.members).get(pk, {}).get(sitting.member.seat)
    spec, grounds = sitting.lot.trade.spec, list(sitting.lot.trade.own_grounds)
    initial = {} if own is None else {"ground": own.ground, "reason": own.reason}
    asking = "ask" in request.POST
    ballot = BallotForm(None if asking else request.POST or None, spec=spec, own=grounds, initial=initial)
    question = QuestionForm(request.POST if asking else None, prefix="question")
    if (question if asking else ballot).is_valid() and _said(request, sitting, sha256, ballot, question, asking=asking):
        return redirect("evaluation:review" if asking else "evaluation:bench", lot_id, *([sha256] if asking else []))
    context = common(sitting) | {
        "bid": bid,
        "items": items_with(sitting.lot, bid.items),
        "ballot": ballot,
        "question": question,
        "questions": [each for each in questions_of(sitting.lot) if each.submission_id == pk],
        "open": sitting.evaluation.review_closed_at is None,
    }
    return render(request, "evaluation/review.html", context | files_shown(request, sitting, sha256))


def promised(request: HttpRequest, lot_id: UUID) -> Sitting:
    """The seat of a member that has promised; of others these pages are not there."""
    sitting = sitting_of(actor_of(request), lot_id)
    if not has_promised(sitting):
        raise Http404
    return sitting


def has_promised(sitting: Sitting) -> bool:
    return Undertaking.objects.filter(seat_id=sitting.member.seat).exists()


def common(sitting: Sitting) -> dict[str, object]:
    """What all pages of a member show."""
    return {
        "lot": sitting.lot,
        "trade": sitting.lot.trade,
        "member": sitting.member,
        "is_chair": sitting.is_chair,
        "evaluation": sitting.evaluation,
        "progress": progress_of(sitting.lot),
        "reviewing": reviews(sitting.lot),
    }


def _promise(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    form = ConfirmationForm(request.POST or None, user=person_of(request))
    lot, by = sitting.lot, actor_of(request)
    if may_try(request, form) and form.is_valid():
        signed = did(request, lot.pk, lambda: seating.undertake(lot_id=lot.pk, by=by), _("承诺书已签署。"))
        return redirect("evaluation:key" if signed and has_files(lot) else "evaluation:bench", lot.pk)
    booking = next_booking(lot, RoomUse.EVALUATION, database_time())
    seat = booking.check_ins.filter(person=person_of(request)).first() if booking is not None else None
    context = {
        "lot": lot,
        "trade": lot.trade,
        "form": form,
        "promise": promise_of(lot),
        "booking": booking,
        "seat": seat,
    }
    context |= {"bidders": _parties(lot), "call_id": call_in(by, lot), "reviewing": reviews(lot)}
    return render(request, "evaluation/promise.html", context | {"hash": promise_hash(lot, sitting.member.blinded)})


def _parties(lot: Lot) -> list[str]:
    """The names of those whom the member must not be bound to: who applied, or who bids."""
    if reviews(lot):
        return [row.organisation.name for row in applications_of(lot)]
    return [bid.name for bid in bids_of(lot).values()]


def _said(
    request: HttpRequest, sitting: Sitting, bid: str, ballot: BallotForm, question: QuestionForm, *, asking: bool
) -> bool:
    """The question or the ballot goes through its door; a refusal stands above the form and loses nothing."""
    lot, by, form = sitting.lot, actor_of(request), question if asking else ballot
    try:
        if asking:
            until, values = moment_of(lot.trade).at + question.length, question.cleaned_data
            evaluating.ask_bidder(
                lot_id=lot.pk, bid=bid, text=values["text"], answer_by=until, below_cost=values["below_cost"], by=by
            )
        else:
            evaluating.cast_ballot(lot_id=lot.pk, bid=bid, by=by, **ballot.cleaned_data)
    except EvaluationRefused as error:
        form.add_error(None, _(str(error)))
        return False
    messages.success(request, _("已发给投标人。") if asking else _("已记下您的意见。"))
    return True


def _bid(lot: Lot, sha256: str) -> tuple[UUID, BidToEvaluate]:
    found = next(((pk, bid) for pk, bid in bids_of(lot).items() if bid.bid == sha256), None)
    if found is None:
        raise Http404
    return found


def _rows(sitting: Sitting) -> list[BidRow]:
    if sitting.evaluation is None:
        return []
    lot, ballots, now = sitting.lot, ballots_of(sitting.lot, sitting.members), moment_of(sitting.lot.trade).at
    questions, rejected = questions_of(lot), rejections_of(lot, sitting.members)
    rows = []
    for pk, bid in bids_of(lot).items():
        cast = ballots.get(pk, {})
        asked = [each for each in questions if each.submission_id == pk]
        waiting = sum(not hasattr(each, "answer") and each.answer_by > now for each in asked)
        against = [ballot for ballot in cast.values() if ballot.ground]
        own = sitting.member.seat in {ballot.seat_id for ballot in against}
        ground = ground_words(lot.trade.spec, rejected[pk]) if pk in rejected else ""
        rows.append(BidRow(bid, len(against), own, ground, len(asked), waiting))
    return rows


def members_of(sitting: Sitting) -> list[MemberRow]:
    """The committee as its members see it."""
    seats = [member.seat for member in sitting.members]
    newest = {vote.voter_id: vote.choice_id for vote in ChairVote.objects.filter(voter__in=seats).order_by("pk")}
    signed = set(Undertaking.objects.filter(seat__in=seats).values_list("seat_id", flat=True))
    locked = sheets_of(sitting.evaluation, sitting.members) if sitting.evaluation else {}
    chair_id = sitting.evaluation.chair_id if sitting.evaluation else None
    votes = list(newest.values())
    return [
        MemberRow(
            seat=each.seat,
            name=each.name,
            is_expert=each.is_expert,
            is_chair=each.seat == chair_id,
            votes=votes.count(each.seat),
            promised=each.seat in signed,
            locked=each.seat in locked,
        )
        for each in sitting.members
    ]


def _findings(sitting: Sitting) -> list[FindingShown]:
    if sitting.evaluation is None:
        return []
    inquiry = inquiry_for_committee(sitting.lot)
    return [shown(finding, inquiry, sitting.lot.trade.spec) for finding in inquiry.findings]
