"""The winner reads the contract and signs it with the account key of its browser."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bidding.selectors.own import own_keys
from bidding.views import page_data
from bidding.views.shown import clock_of
from trading.domain.actors import Role
from trading.models import ContractText, Lot
from trading.selectors.award_shown import contract_of, offered_to
from trading.selectors.awards import won_by
from trading.selectors.trades import NoSuchLot
from trading.services.contracting import sign_contract
from trading.templatetags.mz import item_label
from trading.views.access import actor_of, api, for_role
from trading.views.methods import FORM


@never_cache
@FORM
def contract(request: HttpRequest, lot_id: UUID) -> HttpResponseBase:
    """The page; a signed statement that is posted here signs the contract."""
    return _signed(request, lot_id) if request.method == "POST" else _page(request, lot_id)


@api
def _signed(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    made = sign_contract(lot_id=lot_id, statement=request.body, by=actor_of(request))
    return JsonResponse({"text": made.text.sha256}, status=201)


@for_role(Role.BIDDER)
def _page(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    lot, award = won_by(actor, lot_id)
    text = offered_to(award)
    if text is None:
        raise NoSuchLot
    context = {
        "trade": lot.trade,
        "lot": lot,
        "text": text,
        "items": _items(lot, text),
        "bond": text.terms["bond"],
        "guarantee": text.terms["guarantee"],
        "contract": contract_of(lot),
        "page_data": _data(request, lot, text),
    }
    return render(request, "bids/contract.html", context)


def _data(request: HttpRequest, lot: Lot, text: ContractText) -> page_data.PageData:
    """Beside the common: what is signed, and where it goes."""
    actor = actor_of(request)
    common = page_data.common(request, lot, actor, clock_of(lot))
    urls = {
        "contract": reverse("bids:contract", args=[lot.pk]),
        "contract_text": reverse("trades:contract_text", args=[lot.pk]),
        "result": reverse("trades:result", args=[lot.pk]),
    }
    more = {"text": text.sha256, "terms": text.terms, "account_keys": own_keys(actor)}
    return common | more | {"urls": common["urls"] | urls}


def _items(lot: Lot, text: ContractText) -> list[tuple[str, str, bool]]:
    """Label, value, and whether it is money."""
    terms = text.terms["items"]
    known = [item for item in lot.trade.opening_items if item["key"] in terms and item["kind"] != "members"]
    return [(item_label(item), terms[item["key"]], item["kind"] == "money") for item in known]
