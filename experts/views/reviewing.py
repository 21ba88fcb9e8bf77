"""A member's pages of a review of applications (TR 18). To everybody else there is no such page."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bidding.models import Submission
from bidding.review_forms import DecisionForm
from experts.selectors.evaluating import Sitting, sitting_of
from experts.selectors.files import bid_to_read, reach_of
from experts.selectors.reviewing import applications_of, ballots_about, review_progress, reviewing_of, reviews
from experts.services.reviewing import cast_review, conclude_review
from experts.services.seating import EvaluationRefused
from experts.views import committee
from experts.views.committee import common, did
from experts.views.files_shown import data_of
from trading.domain.qualified import QUALIFICATION
from trading.domain.stages import Stage
from trading.services.announcing import asked_items
from trading.views.access import actor_of
from trading.views.methods import FORM


@never_cache
@FORM
@login_required
def bench(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Where the member's committee stands: one that reviews applications, or one that evaluates bids."""
    sitting = sitting_of(actor_of(request), lot_id)
    if not reviews(sitting.lot) or not committee.has_promised(sitting):
        return committee.bench(request, lot_id)
    rows, seat = applications_of(sitting.lot), sitting.member.seat
    ballots = ballots_about(rows, sitting.members)
    context = _common(sitting) | {
        "rows": [(row, ballots[row.pk].get(seat), len(ballots[row.pk])) for row in rows],
        "members": committee.members_of(sitting),
        "reach": reach_of(sitting, files=bool(rows)).value,
    }
    return render(request, "evaluation/applications.html", context)


@never_cache
@FORM
@login_required
def application(request: HttpRequest, lot_id: UUID, sha256: str) -> HttpResponse:
    """One application, opened in the member's browser, and what the member thinks of it."""
    sitting = reviewing_of(actor_of(request), lot_id)
    row = bid_to_read(sitting, sha256)
    form = DecisionForm(request.POST or None, initial=_said(sitting, row))
    if form.is_valid():
        try:
            cast_review(lot_id=lot_id, bid=sha256, by=actor_of(request), **form.said)
            return redirect("evaluation:bench", lot_id)
        except EvaluationRefused as error:
            form.add_error("reason", _(str(error)))
    items = asked_items(sitting.lot.trade, QUALIFICATION)
    context = _common(sitting) | {
        "application": row,
        "form": form,
        "items": items,
        "reach": reach_of(sitting, files=True).value,
        "page_data": data_of(request, sitting, sha256) | {"opening_items": items},
    }
    return render(request, "evaluation/application.html", context)


@require_POST
@login_required
def conclusion(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The committee has decided about everybody."""
    by = actor_of(request)
    did(request, lot_id, lambda: conclude_review(lot_id=lot_id, by=by), _("资格审查已完成，结论已交招标人。"))
    return redirect("evaluation:bench", lot_id)


def _common(sitting: Sitting) -> dict[str, object]:
    """`open`: a member may still say otherwise."""
    lot = sitting.lot
    progress = review_progress(lot)
    return common(sitting) | {"review": progress, "open": lot.stage == Stage.REVIEWING and not progress.concluded}


def _said(sitting: Sitting, row: Submission) -> dict[str, str]:
    own = ballots_about([row], sitting.members)[row.pk].get(sitting.member.seat)
    return {} if own is None else DecisionForm.words_of(passed=own.passed, reason=own.reason, members=own.members)
