"""The gate to an agency's draft pages, and what they share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeAlias
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from trading.domain.actors import Role
from trading.models import Trade
from trading.selectors.trades import NoSuchTrade, draft_for, trade_for
from trading.views.access import actor_of, for_role

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
