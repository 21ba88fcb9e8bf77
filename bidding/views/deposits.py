"""A bidder's deposit for a lot; and after the opening the deposits of a lot, for its agency and for supervisors."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bidding.deposit_forms import LET_GO, BasicAccountForm, DecisionForm, PaperForm
from bidding.domain.deposits import KeepRefused, check_keep, valid_through
from bidding.selectors import NoSuchBid
from bidding.selectors.deposits import account_of, ask_of_lot, basic_account_of
from bidding.selectors.deposits_shown import DepositRow, deposits_for, instrument_for, own_deposit
from bidding.services.banks import BankAbsent
from bidding.services.deposits import (
    DepositRefused,
    collect_payments,
    lodge_instrument,
    open_deposit_account,
    register_basic_account,
)
from bidding.services.refunds import DecisionRefused, keep_deposit, let_go
from bidding.views.deposit_shown import RowShown, asked, shown_of
from bidding.views.shown import LotShown, TradeShown
from trading.domain.actors import Role
from trading.domain.deposit_terms import KeepCause
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.awards import was_replaced
from trading.selectors.trades import is_agency_of, lot_for
from trading.views.access import actor_of, for_role
from trading.views.confirming import may_try, person_of
from trading.views.downloads import send_stored
from trading.views.methods import FORM


@never_cache
@FORM
@for_role(Role.BIDDER)
def own(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """One's own: what is asked, where it stands and why, and the ways to lodge it."""
    lot = lot_for(actor_of(request), lot_id)
    ask = ask_of_lot(lot)
    forms: dict[str, Any] = {}
    if ask is not None:
        posted = request.POST.get("what") if request.method == "POST" else None
        forms["basic"] = BasicAccountForm(request.POST if posted == "basic" else None, prefix="basic")
        sent = (request.POST, request.FILES) if posted == "paper" else (None, None)
        forms["paper"] = PaperForm(*sent, prefix="paper", ask=ask)
        if _done(request, lot, posted, forms):
            return redirect("bids:deposit", lot.pk)
    return render(request, "bids/deposit.html", _own(request, lot) | {"forms": forms})


@never_cache
@require_safe
def paper(request: HttpRequest, lot_id: UUID, instrument_id: UUID) -> HttpResponseBase:
    """The file of a guarantee, for whoever may see it."""
    row = instrument_for(actor_of(request), lot_id, instrument_id)
    response = send_stored(request, sha256=row.sha256, name=row.name, media_type=row.media_type)
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@require_safe
def of_lot(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """All deposits behind the bids of a lot, once its prices are shown."""
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    rows = deposits_for(actor, lot)
    decides = is_agency_of(actor, lot.trade)
    context = {
        "asked": asked(lot),
        "decides": decides,
        "rows": [RowShown.of(row, whole=actor.role is Role.SUPERVISOR) for row in rows],
        "shared": sum(bool(row.shared) for row in rows),
    }
    return render(request, "hall/deposits.html", _about(lot) | context)


@never_cache
@FORM
@for_role(Role.AGENCY)
def decision(request: HttpRequest, lot_id: UUID, party: str) -> HttpResponse:
    """Keep one deposit, where the law lets it, or let it go before the contract."""
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    row = next((each for each in deposits_for(actor, lot) if each.code == party), None)
    if row is None:
        raise NoSuchBid
    form = DecisionForm(request.POST or None, user=person_of(request), causes=_causes(lot, row))
    if may_try(request, form) and form.is_valid() and _decided(request, lot, row, form):
        return redirect("hall:deposits", lot.pk)
    context = {"row": RowShown.of(row, whole=False), "form": form, "articles": ("TR 35", "TR 57", "O30 81")}
    return render(request, "hall/deposit_decision.html", _about(lot) | context)


def _done(request: HttpRequest, lot: Lot, what: str | None, forms: dict[str, Any]) -> bool:
    """Do what was posted; whatever is refused is said beside its form, or above the page."""
    by = actor_of(request)
    form: BasicAccountForm | PaperForm | None = forms.get(what or "")
    if form is not None and not form.is_valid():
        return False
    try:
        match what, form:
            case "account", _:
                open_deposit_account(lot_id=lot.pk, by=by)
            case "look", _:
                collect_payments()
            case _, BasicAccountForm():
                register_basic_account(**form.cleaned_data, by=by)
            case _, PaperForm():
                lodge_instrument(lot_id=lot.pk, paper=form.paper(), chunks=form.uploaded.chunks(), by=by)
            case _:
                return False
    except (DepositRefused, BankAbsent) as error:
        if form is None:
            messages.warning(request, gettext(str(error)))
            return True
        form.add_error(None, gettext(str(error)))
        return False
    return True


def _own(request: HttpRequest, lot: Lot) -> dict[str, object]:
    actor = actor_of(request)
    bidder = actor.as_bidder()
    ask = ask_of_lot(lot)
    context: dict[str, object] = _about(lot) | {"asked": asked(lot), "deposit": shown_of(own_deposit(actor, lot))}
    if ask is None or lot.deadline is None:
        return context
    return context | {
        "account": account_of(bidder.organisation_id, lot),
        "basic": basic_account_of(bidder.organisation_id),
        "name": actor.name,
        "open": lot.stage in (Stage.ANNOUNCED, *lot.trade.spec.receiving_stages),
        "through": valid_through(ask, lot.deadline),
    }


def _causes(lot: Lot, row: DepositRow) -> tuple[KeepCause, ...]:
    """For what the law lets the agency keep this deposit; who won and was replaced refused the contract."""
    found, won = [], was_replaced(lot, row.organisation_id)
    for cause in KeepCause:
        try:
            check_keep(lot.trade.spec.law, cause, row.deposit.happened, won=won)
        except KeepRefused:
            continue
        found.append(cause)
    return tuple(found)


def _decided(request: HttpRequest, lot: Lot, row: DepositRow, form: DecisionForm) -> bool:
    what, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
    by, bidder = actor_of(request), row.organisation_id
    try:
        if what == LET_GO:
            let_go(lot_id=lot.pk, organisation_id=bidder, reason=reason, by=by)
        else:
            keep_deposit(lot_id=lot.pk, organisation_id=bidder, cause=KeepCause(what), reason=reason, by=by)
    except DecisionRefused as error:
        form.add_error(None, gettext(str(error)))
        return False
    messages.success(request, _("已作出决定。"))
    return True


def _about(lot: Lot) -> dict[str, object]:
    return {"lot": LotShown.of(lot), "trade": TradeShown.of(lot)}
