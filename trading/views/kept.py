"""Public pages that are written once for all visitors (docs/adr/0018): which they are, and for which moment they are written."""

from datetime import datetime
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from trading.services.moments import database_time
from trading.views.access import P, View

WRITTEN: Final = "mingzheng.written"
"""In the ASGI scope of a page that is written to be kept: the moment of its ledger head."""

_VIEWS: Final[set[Any]] = set()


def kept(view: View[P]) -> View[P]:
    """A page that for all visitors is the same, and changes with the ledger alone.

    It may show nothing of who looks but what `actor_of` says of a visitor, has no form with a token, and takes the
    time it shows from `written_at`. Whoever is logged in gets it written anew, for no cache but its own.
    """

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    _VIEWS.add(page)
    return page


def is_kept(view: object) -> bool:
    return view in _VIEWS


def written_at(request: HttpRequest) -> datetime:
    """The moment that the page says it was written at; processes that write it for one ledger head say the same."""
    moment: datetime | None = getattr(request, "scope", {}).get(WRITTEN)
    return moment or database_time()
