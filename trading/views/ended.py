"""What the agency has to do and may do after lots failed or a trade was terminated."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trading.domain.kinds.values import Value
from trading.domain.retendering import NextStep
from trading.ended_forms import AnalysisForm, LeavingForm, RetenderForm
from trading.forms import ConfirmationForm
from trading.models import Lot, Trade
from trading.selectors.failures import FailedLot, after_failures, duties_of, failed_lots
from trading.selectors.trades import NoSuchTrade
from trading.services.documents import checked_name, media_type_of
from trading.services.drafting import DraftRefused
from trading.services.retendering import ConsentFile, RetenderRefused, analyse_failure, begin_retender, leave_off
from trading.templatetags.mz import HINDRANCES
from trading.views.access import actor_of
from trading.views.confirming import may_try, person_of
from trading.views.drafts import for_announced
from trading.views.methods import FORM


@never_cache
@require_safe
@for_announced
def ended(request: HttpRequest, trade: Trade) -> HttpResponse:
    """Everything on one page: duties, failed lots, and the way on from each."""
    return render(request, "agency/ended.html", _context(request, trade))


@never_cache
@FORM
@for_announced
def analysis(request: HttpRequest, trade: Trade) -> HttpResponse:
    """Say why lots failed; confirmed by the password."""
    lots = _open(request, trade, NextStep.ANALYSE)
    form = AnalysisForm(request.POST or None, user=person_of(request), lots=lots)

    def publish() -> None:
        analyse_failure(trade_id=trade.pk, lots=form.chosen, analysis=form.analysis(), by=actor_of(request))

    if may_try(request, form) and form.is_valid() and _done(form, publish):
        messages.success(request, _("原因分析与措施已公布。"))
        return redirect("agency:ended", trade.pk)
    return render(request, "agency/analysis.html", {"trade": trade, "form": form, "articles": _again_by(trade)})


@never_cache
@require_POST
@for_announced
def retender(request: HttpRequest, trade: Trade) -> HttpResponse:
    """Begin the draft of the next tender."""
    form = RetenderForm(request.POST, lots=_lots(failed_lots(actor_of(request), trade)))
    if not form.is_valid():
        messages.warning(request, _("请选择流标的标段。"))
        return redirect("agency:ended", trade.pk)
    try:
        draft = begin_retender(trade_id=trade.pk, lots=form.chosen, by=actor_of(request))
    except RetenderRefused as error:
        messages.warning(request, sentence_of(error))
        return redirect("agency:ended", trade.pk)
    messages.success(request, _("已从流标的标段生成草稿，请填写新的时间表和窗口密钥。"))
    return redirect("agency:tasks", draft.pk)


@never_cache
@FORM
@for_announced
def leaving(request: HttpRequest, trade: Trade) -> HttpResponse:
    """Decide to tender lots no more; confirmed by the password."""
    failed = [each for each in failed_lots(actor_of(request), trade) if not each.hindrances[NextStep.LEAVE]]
    if not failed:
        raise NoSuchTrade
    needs_consent = any(each.needs_consent for each in failed)
    form = LeavingForm(
        request.POST or None,
        request.FILES or None,
        user=person_of(request),
        lots=_lots(failed),
        needs_consent=needs_consent,
    )

    def publish() -> None:
        data = form.cleaned_data
        consent = _consent(form)
        leave_off(trade_id=trade.pk, lots=form.chosen, reason=data["reason"], consent=consent, by=actor_of(request))

    if may_try(request, form) and form.is_valid() and _done(form, publish):
        messages.success(request, _("已公告不再招标。"))
        return redirect("agency:ended", trade.pk)
    context = {"trade": trade, "form": form, "needs_consent": needs_consent, "articles": _left_by(trade)}
    return render(request, "agency/leaving.html", context)


def sentence_of(error: RetenderRefused) -> str:
    """The refusal in words."""
    return str(HINDRANCES[error.hindrance]) if error.hindrance is not None else _(str(error))


def _done(form: ConfirmationForm, publish: Callable[[], None]) -> bool:
    try:
        publish()
    except RetenderRefused as error:
        form.add_error(None, sentence_of(error))
        return False
    except DraftRefused as error:
        form.add_error(None, str(error))
        return False
    return True


def _consent(form: LeavingForm) -> ConsentFile | None:
    file = form.cleaned_data.get("consent")
    if file is None:
        return None
    name = checked_name(file.name or "")
    return ConsentFile(name, media_type_of(name), file.chunks())


def _open(request: HttpRequest, trade: Trade, step: NextStep) -> list[Lot]:
    """The lots for which the step may be taken; without any there is no such page."""
    lots = [each.lot for each in failed_lots(actor_of(request), trade) if not each.hindrances[step]]
    if not lots:
        raise NoSuchTrade
    return lots


def _lots(failed: Sequence[FailedLot]) -> list[Lot]:
    return [each.lot for each in failed]


def _context(request: HttpRequest, trade: Trade) -> dict[str, object]:
    actor = actor_of(request)
    failed, said = failed_lots(actor, trade), {each.lot_id: each for each in after_failures(trade)}
    ready = [each.lot for each in failed if not each.hindrances[NextStep.RETENDER]]
    return {
        "trade": trade,
        "duties": duties_of(actor, trade),
        "failed": [_shown(each) | {"analysis": said[each.lot.pk].analysis} for each in failed],
        "may_analyse": any(not each.hindrances[NextStep.ANALYSE] for each in failed),
        "may_leave": any(not each.hindrances[NextStep.LEAVE] for each in failed),
        "retender": RetenderForm(lots=ready) if ready else None,
        "failures_before_leave": _number(trade.spec.law.failures_before_leave),
        "articles": _again_by(trade),
        "leave_articles": _left_by(trade),
    }


def _shown(each: FailedLot) -> dict[str, object]:
    state = (
        ("none", _("不再招标"))
        if each.left
        else ("done", _("已重新招标"))
        if each.again
        else ("half", _("重新招标起草中"))
        if each.draft
        else ("todo", _("可以重新招标"))
        if each.analysed
        else ("note", _("待分析原因"))
    )
    against = each.hindrances[NextStep.LEAVE]
    return {
        "number": each.lot.number,
        "title": each.lot.title,
        "failures": each.failures,
        "draft": each.draft,
        "again": each.again,
        "shape": state[0],
        "word": state[1],
        "against_leaving": str(HINDRANCES[against]) if against else "",
    }


def _number(rule: Value[int] | None) -> int | None:
    return rule.value if rule is not None else None


def _again_by(trade: Trade) -> tuple[str, ...]:
    rule = trade.spec.law.retender_after_analysis
    return rule.articles if rule is not None else ()


def _left_by(trade: Trade) -> tuple[str, ...]:
    rule = trade.spec.law.failures_before_leave
    return rule.articles if rule is not None else ()
