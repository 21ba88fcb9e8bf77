"""The bench of a member: its own score sheet, bid by bid, and the locking of it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bidding.selectors.hall import items_with
from experts.domain.reports import BidToEvaluate
from experts.domain.sheets import outliers
from experts.models import LockedSheet
from experts.selectors.evaluating import Sitting, bids_of, questions_of, sheets_of, terms_of, valid_bids
from experts.services.scoring import lock_sheet, save_row, sheet_in_work
from experts.services.seating import EvaluationRefused
from experts.views.committee import common, promised
from experts.views.files_shown import files_shown
from trading.domain.scheme_terms import FactorTerms, SchemeTerms, written
from trading.forms import ConfirmationForm
from trading.scheme_words import adds
from trading.services.moments import database_time
from trading.templatetags.mz import clock
from trading.views.access import actor_of
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM


@dataclass(frozen=True, slots=True)
class Cell:
    """A factor and what the member gave; `reason` is asked where the points lie far from its own others."""

    factor: FactorTerms
    points: str
    reason: str
    is_outlier: bool
    number: int

    @property
    def adds(self) -> str:
        """Of a deviation: what each one counted adds."""
        return adds(self.factor) if self.factor.is_deviation else ""

    @property
    def asks_reason(self) -> bool:
        return self.is_outlier or bool(self.reason)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    bid: BidToEvaluate
    filled: int
    total: Decimal
    unexplained: int


@never_cache
@FORM
@login_required
def sheet(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The whole sheet, and the locking of it by the password."""
    sitting = _scoring(request, lot_id)
    assert sitting.evaluation is not None
    terms, locked = terms_of(sitting.lot), sheets_of(sitting.evaluation, sitting.members).get(sitting.member.seat)
    form = ConfirmationForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid() and _locked(request, sitting, form):
        return redirect("evaluation:bench", lot_id)
    rows = _score_rows(sitting, terms)
    context = common(sitting) | {
        "rows": rows,
        "locked": locked,
        "form": form,
        "factors": terms.factors,
        "most": "" if terms.counts else written(sum((factor.most for factor in terms.factors), Decimal(0))),
        "ready": all(row.filled == len(terms.factors) and not row.unexplained for row in rows),
    }
    return render(request, "evaluation/sheet.html", context)


@never_cache
@FORM
@login_required
def score(request: HttpRequest, lot_id: UUID, sha256: str) -> HttpResponse:
    """One bid in two panes: what it says, and the points. It saves itself; without scripts the button does."""
    sitting = _scoring(request, lot_id)
    assert sitting.evaluation is not None
    terms, bids = terms_of(sitting.lot), list(valid_bids(sitting.evaluation, bids_of(sitting.lot)).values())
    place = next((place for place, bid in enumerate(bids) if bid.bid == sha256), None)
    if place is None:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    error = "" if typed is None else _saved(request, sitting, sha256, terms)
    if typed is not None and request.headers.get("Accept") == "application/json":
        now = clock(database_time())
        message = error or _("已保存 %(at)s") % {"at": now}
        return JsonResponse({"message": message}, status=409 if error else 200)
    if typed is not None and not error:
        return redirect("evaluation:score", lot_id, bids[min(place + 1, len(bids) - 1)].bid)
    bid = bids[place]
    context = common(sitting) | {
        "bid": bid,
        "items": items_with(sitting.lot, bid.items),
        "questions": [each for each in questions_of(sitting.lot) if each.submission.hash == sha256],
        "cells": _cells(sitting, terms, bids, bid, typed),
        "error": error,
        "number": place + 1,
        "count": len(bids),
        "previous": bids[place - 1].bid if place else "",
        "next": bids[place + 1].bid if place + 1 < len(bids) else "",
        "locked": LockedSheet.objects.filter(seat=sitting.member.seat, round=sitting.evaluation.round).exists(),
    }
    return render(request, "evaluation/score.html", context | files_shown(request, sitting, sha256))


def _scoring(request: HttpRequest, lot_id: UUID) -> Sitting:
    """Before the review is closed, and where nothing is scored, these pages are not there."""
    sitting = promised(request, lot_id)
    closed = sitting.evaluation is not None and sitting.evaluation.review_closed_at is not None
    if not closed or not terms_of(sitting.lot).factors:
        raise Http404
    return sitting


def _saved(request: HttpRequest, sitting: Sitting, bid: str, terms: SchemeTerms) -> str:
    """Empty, or why it was not kept."""
    points = {factor.key: request.POST.get(factor.key, "")[:20] for factor in terms.factors}
    reasons = {factor.key: request.POST.get(f"{factor.key}-reason", "") for factor in terms.factors}
    try:
        save_row(lot_id=sitting.lot.pk, bid=bid, points=points, reasons=reasons, by=actor_of(request))
    except EvaluationRefused as error:
        return _(str(error))
    return ""


def _locked(request: HttpRequest, sitting: Sitting, form: ConfirmationForm) -> bool:
    try:
        lock_sheet(lot_id=sitting.lot.pk, by=actor_of(request))
    except EvaluationRefused as error:
        form.add_error(None, _(str(error)))
        return False
    messages.success(request, _("评分表已锁定并签名，承诺值已写入账本。"))
    return True


def _cells(
    sitting: Sitting, terms: SchemeTerms, bids: list[BidToEvaluate], bid: BidToEvaluate, typed: object
) -> list[Cell]:
    cells, reasons = sheet_in_work(sitting.member.seat)
    strange = outliers(terms.factors, [each.bidder for each in bids], cells)
    own = cells.get(bid.bidder, {})
    get = getattr(typed, "get", lambda name, otherwise: otherwise)
    return [
        Cell(
            factor=factor,
            points=get(factor.key, written(own[factor.key]) if factor.key in own else ""),
            reason=get(f"{factor.key}-reason", reasons.get((bid.bidder, factor.key), "")),
            is_outlier=(bid.bidder, factor.key) in strange,
            number=number,
        )
        for number, factor in enumerate(terms.factors, start=1)
    ]


def _score_rows(sitting: Sitting, terms: SchemeTerms) -> list[ScoreRow]:
    assert sitting.evaluation is not None
    bids = list(valid_bids(sitting.evaluation, bids_of(sitting.lot)).values())
    cells, reasons = sheet_in_work(sitting.member.seat)
    strange = outliers(terms.factors, [bid.bidder for bid in bids], cells)
    rows = []
    for bid in bids:
        row = cells.get(bid.bidder, {})
        unexplained = sum(where not in reasons for where in strange if where[0] == bid.bidder)
        rows.append(ScoreRow(bid, len(row), sum(row.values(), Decimal(0)), unexplained))
    return rows
