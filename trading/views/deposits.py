"""Drafting what a notice asks of deposits, lot by lot."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trading.deposit_forms import DepositAskForm
from trading.deposit_words import FORM_WORDS, sentence_of
from trading.domain.deposit_terms import AskProblem, largest_deposit
from trading.domain.money import Money
from trading.models import DepositRequirement, Lot, Trade
from trading.services.deposits import DepositsUnlawful, ask_deposits
from trading.views.access import actor_of
from trading.views.drafts import for_draft
from trading.views.methods import FORM

OF_DAYS = (AskProblem.VALIDITY, AskProblem.NOT_AS_THE_BIDS)


@dataclass(frozen=True, slots=True)
class LotAsk:
    """A lot and the form of its deposit. `most`: what its ceiling would allow, where it has one."""

    lot: Lot
    form: DepositAskForm
    most: Money | None


@FORM
@for_draft
def deposits(request: HttpRequest, draft: Trade) -> HttpResponse:
    """One form a lot. What the law refuses is said beside the amount, with the largest that it allows."""
    law = draft.spec.law
    asks = [_ask(request, lot) for lot in draft.lots.select_related("trade").order_by("number")]
    if not asks or law.deposit_forms is None:
        return redirect("agency:tasks", draft.pk)
    accepted = law.deposit_forms.value
    if request.method == "POST" and all(ask.form.is_valid() for ask in asks):
        try:
            drafts = {ask.lot.pk: ask.form.draft(accepted) for ask in asks}
            ask_deposits(trade_id=draft.pk, asks=drafts, by=actor_of(request))
            return redirect("agency:tasks", draft.pk)
        except DepositsUnlawful as error:
            for ask in asks:
                if refusal := error.refusals.get(ask.lot.pk):
                    field = "valid_days" if refusal.problem in OF_DAYS else "amount"
                    ask.form.add_error(field, sentence_of(refusal))
    context = {
        "draft": draft,
        "asks": asks,
        "forms": [ask.form for ask in asks],
        "accepted": [FORM_WORDS[form] for form in accepted],
        "articles": law.deposit_forms.articles,
    }
    return render(request, "agency/deposits.html", context)


def _ask(request: HttpRequest, lot: Lot) -> LotAsk:
    row = DepositRequirement.objects.filter(lot=lot).first()
    names = ("amount", "estimate", "holder", "valid_days")
    known = {} if row is None else {"asked": True} | {name: getattr(row, name) for name in names}
    initial = {"valid_days": lot.trade.validity_days} | known
    form = DepositAskForm(
        request.POST if request.method == "POST" else None, prefix=f"lot{lot.number}", initial=initial
    )
    most = None if lot.ceiling is None else largest_deposit(lot.trade.spec.law, Money(lot.ceiling))
    return LotAsk(lot, form, most)
