"""The gate to an agency's draft pages, and what they share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from trading.domain.actors import Role
from trading.models import Trade
from trading.selectors.documents import paper_for
from trading.selectors.trades import NoSuchTrade, draft_for, is_agency_of, trade_for
from trading.views.access import actor_of, for_role

P = ParamSpec("P")
TradeView: TypeAlias = Callable[Concatenate[HttpRequest, Trade, P], HttpResponseBase]
DraftView: TypeAlias = Callable[[HttpRequest, Trade], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the component `facts`."""

    name: str
    value: str
    note: str = ""
    code: bool = False
    lang: str = ""


def for_draft(view: DraftView) -> Callable[..., HttpResponseBase]:
    """Pages of one's own draft. Once it is announced they lead to the public page: nothing there changes any more."""

    @wraps(view)
    def guarded(request: HttpRequest, trade_id: UUID) -> HttpResponseBase:
        try:
            draft = draft_for(actor_of(request), trade_id)
        except NoSuchTrade:
            return redirect("trades:detail", trade_for(actor_of(request), trade_id).pk)
        return view(request, draft)

    return for_role(Role.AGENCY)(guarded)


def for_announced(view: TradeView[P]) -> Callable[..., HttpResponseBase]:
    """Pages of one's own announced trade; for everybody else there is no such page, and none for a draft."""

    @wraps(view)
    def guarded(request: HttpRequest, trade_id: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request)
        trade = trade_for(actor, trade_id)
        if not is_agency_of(actor, trade) or trade.announced_at is None:
            raise NoSuchTrade
        return view(request, trade, *args, **kwargs)

    return for_role(Role.AGENCY)(guarded)


def for_paper(view: Callable[[HttpRequest, Trade, int], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Pages on documents that may be changed, with their version: a draft's, or those of a clarification in hand."""

    @wraps(view)
    def guarded(request: HttpRequest, trade_id: UUID) -> HttpResponseBase:
        try:
            trade, version = paper_for(actor_of(request), trade_id)
        except NoSuchTrade:
            return redirect("trades:detail", trade_for(actor_of(request), trade_id).pk)
        return view(request, trade, version)

    return for_role(Role.AGENCY)(guarded)
