"""The report of a committee: drawn up and handed over by the chair, signed by each member."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from experts.domain.draw import Purpose
from experts.domain.files import FileProblem
from experts.domain.ranking import TieUndecided
from experts.evaluation_forms import SignatureForm
from experts.models import EvaluationReport
from experts.selectors.coefficients import newest_draw
from experts.selectors.evaluating import Sitting, bids_of, newest_report, stands_of
from experts.selectors.files import loss_of, notes_about
from experts.selectors.lotteries import lottery_of
from experts.services import reporting
from experts.services.coefficients import need_lottery
from experts.services.seating import EvaluationRefused
from experts.views.committee import common, did, promised
from experts.views.evaluation_words import PROBLEMS, RESULTS, STANDS, ground_words
from trading.domain.evaluation_results import EvaluationResult, Stand, read_reported
from trading.views.access import actor_of
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM


@never_cache
@FORM
@login_required
def report(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """What the members sign. The result is there for them as soon as it is drawn up, and for nobody else."""
    sitting = promised(request, lot_id)
    drawn = newest_report(sitting.lot)
    if sitting.evaluation is None or sitting.evaluation.review_closed_at is None:
        raise Http404
    if drawn is not None and drawn.at < sitting.evaluation.review_closed_at:
        drawn = None
    form = SignatureForm(
        request.POST or None, user=person_of(request), initial={"report_hash": drawn.hash if drawn else ""}
    )
    if may_try(request, form) and form.is_valid() and _signed(request, sitting, form):
        return redirect("evaluation:report", lot_id)
    lottery = newest_draw(sitting.lot, Purpose.LOTTERY)
    waits = lottery is not None and lottery_of(sitting.lot) is None
    more = {"form": form, "lottery": lottery, "waits": waits}
    return render(request, "evaluation/report.html", common(sitting) | _shown(sitting, drawn) | more)


@require_POST
@login_required
def drawing_up(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The chair draws the report up; where only lots part equals, all bidders draw them first."""
    by, missing = actor_of(request), "no_competition" in request.POST
    try:
        did(
            request,
            lot_id,
            lambda: reporting.draw_up_report(lot_id=lot_id, by=by, no_competition=missing),
            _("报告已生成，请各位成员签字。"),
        )
    except TieUndecided:
        need_lottery(lot_id=lot_id, by=by)
        messages.warning(
            request, _("有并列的投标人，须先抽签：由招标代理机构、监督部门和平台共同抽取，之后再生成报告。")
        )
    return redirect("evaluation:report", lot_id)


@require_POST
@login_required
def silence(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """A member neither signs nor says why: the chair records it."""
    try:
        seat = UUID(request.POST.get("seat", ""))
    except ValueError as error:
        raise Http404 from error
    by, note = actor_of(request), request.POST.get("note", "")[:2000]
    did(
        request,
        lot_id,
        lambda: reporting.record_silence(lot_id=lot_id, seat_id=seat, note=note, by=by),
        _("已记录，视为同意评标结果。"),
    )
    return redirect("evaluation:report", lot_id)


@require_POST
@login_required
def handover(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    by = actor_of(request)
    done = did(
        request, lot_id, lambda: reporting.hand_over_report(lot_id=lot_id, by=by), _("评标报告已提交，写入账本。")
    )
    return redirect("evaluation:result" if done else "evaluation:report", lot_id)


def _signed(request: HttpRequest, sitting: Sitting, form: SignatureForm) -> bool:
    values = form.cleaned_data
    try:
        reporting.sign_report(
            lot_id=sitting.lot.pk,
            report_hash=values["report_hash"],
            dissent=values["dissent"],
            by=actor_of(request),
        )
    except EvaluationRefused as error:
        form.add_error(None, _(str(error)))
        return False
    messages.success(request, _("已签字。"))
    return True


def _shown(sitting: Sitting, drawn: EvaluationReport | None) -> dict[str, Any]:
    spec, bids = sitting.lot.trade.spec, bids_of(sitting.lot)
    names = {bid.bidder: bid.name for bid in bids.values()}
    stands = {} if drawn is None else stands_of(drawn)
    result: EvaluationResult | None = None if drawn is None else read_reported(drawn.result)
    members = [
        (each, STANDS[Stand(stands[each.seat].stand)] if each.seat in stands else "", stands.get(each.seat))
        for each in sitting.members
    ]
    return {
        "report": drawn,
        "result": result,
        "result_word": "" if result is None else RESULTS[result.result],
        "valid": [] if result is None else [(each, names[each.bidder]) for each in result.valid],
        "rejected": []
        if result is None
        else [(names[each.bidder], ground_words(spec, each.ground)) for each in result.rejected],
        "members": members,
        "own": stands.get(sitting.member.seat),
        "least": None if spec.law.competition_least is None else spec.law.competition_least.value,
        "names": names,
        "done": sitting.lot.stage != "evaluating",
        "loss": loss_of(sitting.lot),
        "unread": [
            (bids[each.submission_id].name, each.index, PROBLEMS[FileProblem(each.problem)])
            for each in notes_about(sitting.lot)
            if each.submission_id in bids
        ],
    }
