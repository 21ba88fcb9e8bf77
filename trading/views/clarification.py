"""The agency's clarification from the first word to the publication, and the end of a trade before its time."""

from collections.abc import Sequence
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from trading.dialogue_forms import ClarificationForm, TerminationForm
from trading.domain.facts import TerminationCause
from trading.domain.phases import Phase
from trading.domain.scheme_terms import SchemeUnlawful
from trading.forms import ConfirmationForm
from trading.models import Clarification, Lot, Trade
from trading.scheme_words import scheme_sentence
from trading.selectors.dialogue import changes_in_hand, changes_of, waiting_questions
from trading.selectors.documents import clarification_in_hand, documents_at, documents_of
from trading.selectors.schemes import scheme_in_hand, scheme_of
from trading.selectors.trades import NoSuchTrade, is_prequalifying
from trading.services import clarifying
from trading.services.clarifying import ClarificationRefused, clarifiable
from trading.services.moments import moment_of
from trading.services.terminating import TerminationRefused, terminate_trade
from trading.views.access import actor_of
from trading.views.confirming import may_try, person_of
from trading.views.drafts import for_announced
from trading.views.methods import FORM
from trading.views.timetable import whole_sentence_of


@never_cache
@require_POST
@for_announced
def begin(request: HttpRequest, trade: Trade) -> HttpResponse:
    """Start to write, or go on."""
    try:
        clarifying.begin_clarification(trade_id=trade.pk, by=actor_of(request))
    except ClarificationRefused as error:
        messages.warning(request, _(str(error)))
        return redirect("agency:received", trade.pk)
    return redirect("agency:clarification", trade.pk)


@never_cache
@FORM
@for_announced
def compose(request: HttpRequest, trade: Trade) -> HttpResponse:
    """What is clarified and changed. Saved here, published on the next page."""
    clarification = _in_hand(trade)
    if "drop" in request.POST:
        clarifying.drop_clarification(trade_id=trade.pk, by=actor_of(request))
        messages.success(request, _("已放弃，招标文件没有变化。"))
        return redirect("agency:received", trade.pk)
    form = ClarificationForm(
        request.POST or None,
        clarification=clarification,
        lots=_lots(trade),
        questions=waiting_questions(actor_of(request), trade),
    )
    if form.is_valid():
        clarifying.save_clarification(trade_id=trade.pk, draft=form.draft(), by=actor_of(request))
        following = (
            "documents" if "files" in request.POST else "clarified_scheme" if "scheme" in request.POST else "clarified"
        )
        return redirect(f"agency:{following}", trade.pk)
    return render(request, "agency/clarification.html", _context(clarification) | {"form": form})


@never_cache
@FORM
@for_announced
def publication(request: HttpRequest, trade: Trade) -> HttpResponse:
    """What will change, from what to what; confirmed by the password. What the law refuses is said and changes nothing."""
    clarification = _in_hand(trade)
    form = ConfirmationForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid() and _published(request, trade, form):
        messages.success(request, _("澄清、修改已发布，并通知全部下载了招标文件的单位。"))
        return redirect("trades:detail", trade.pk)
    lots = _lots(trade)
    refusals = clarifying.refusals_of(clarification, lots, moment_of(trade))
    context = _context(clarification) | {
        "form": form,
        "problems": [whole_sentence_of(each, _phase(trade)) for each in refusals],
    }
    return render(request, "agency/clarified.html", context | _preview(clarification, lots))


@never_cache
@FORM
@for_announced
def termination(request: HttpRequest, trade: Trade) -> HttpResponse:
    """End the trade; confirmed by the password."""
    form = TerminationForm(request.POST or None, user=person_of(request), spec=trade.spec)
    if may_try(request, form) and form.is_valid():
        data = form.cleaned_data
        try:
            cause = TerminationCause(data["cause"])
            terminate_trade(trade_id=trade.pk, cause=cause, reason=data["reason"], by=actor_of(request))
        except TerminationRefused as error:
            form.add_error(None, _(str(error)))
        else:
            messages.success(request, _("项目已终止并公告。"))
            return redirect("trades:detail", trade.pk)
    return render(request, "agency/termination.html", {"trade": trade, "form": form, "articles": _articles(trade)})


def _phase(trade: Trade) -> Phase:
    """What a clarification of the trade is about now."""
    return Phase.PREQUALIFICATION if is_prequalifying(trade) else Phase.BIDDING


def _articles(trade: Trade) -> tuple[str, ...]:
    """What a trade may be ended for stands there."""
    rule = trade.spec.law.termination_causes
    return rule.articles if rule is not None else ()


def _in_hand(trade: Trade) -> Clarification:
    found = clarification_in_hand(trade)
    if found is None:
        raise NoSuchTrade
    found.trade = trade
    return found


def _lots(trade: Trade) -> list[Lot]:
    stages = [stage.value for stage in clarifiable(trade.spec)]
    return list(trade.lots.select_related("trade").filter(stage__in=stages).order_by("number"))


def _context(clarification: Clarification) -> dict[str, object]:
    trade = clarification.trade
    before, after = list(documents_of(trade)), list(documents_at(trade, clarification.number))
    return {
        "trade": trade,
        "applied_for": is_prequalifying(trade),
        "clarification": clarification,
        "documents": after,
        "files": changes_in_hand(clarification, before, after),
        "may_change_scheme": (named := scheme_of(trade)) is not None,
        "scheme": changes_of(named, scheme_in_hand(clarification)),
    }


def _preview(clarification: Clarification, lots: Sequence[Lot]) -> dict[str, object]:
    ceilings = [
        (lot, Decimal(clarification.ceilings[str(lot.number)]))
        for lot in lots
        if str(lot.number) in clarification.ceilings
    ]
    return {"lots": lots, "ceilings": ceilings, "answers": list(clarification.answers.values())}


def _published(request: HttpRequest, trade: Trade, form: ConfirmationForm) -> bool:
    try:
        clarifying.publish_clarification(trade_id=trade.pk, by=actor_of(request))
    except SchemeUnlawful as refusal:
        form.add_error(None, scheme_sentence(refusal))
        return False
    except ClarificationRefused as error:
        for sentence in [whole_sentence_of(each, _phase(trade)) for each in error.refusals] or [_(str(error))]:
            form.add_error(None, sentence)
        return False
    return True
