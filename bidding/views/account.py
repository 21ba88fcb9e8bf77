"""The organisation's page: whose it is, its signing keys, and the door where a browser registers one."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bidding.browser_words import WORDS
from bidding.views import api
from trading.domain.actors import Actor, Role
from trading.domain.canonical import at_text
from trading.models import Membership
from trading.models.parties import ROLE_LABELS
from trading.selectors.parties import KeyShown, keys_of_organisation, memberships_of
from trading.services.keys import receipt_public_keys
from trading.services.moments import database_time
from trading.views.access import actor_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponseBase:
    """The page; a signed statement that is posted here registers the browser's key."""
    return api.account_keys(request) if request.method == "POST" else _page(request)


@login_required
def _page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.organisation_id is None or actor.role is None:
        return redirect("account:organisation")
    registered = keys_of_organisation(actor.organisation_id)
    context = {
        "organisation": {"name": actor.name, "uscc": actor.party},
        "role_word": ROLE_LABELS[actor.role],
        "signs": actor.role is Role.BIDDER,
        "memberships": [_membership(each, actor) for each in memberships_of(request.user)],  # type: ignore[arg-type]
        "keys": registered,
        "page_data": _page_data(request, actor, registered),
    }
    return render(request, "account/keys.html", context)


def _membership(row: Membership, actor: Actor) -> dict[str, object]:
    current = (row.organisation_id, row.role) == (actor.organisation_id, actor.role)
    return {
        "id": row.pk,
        "name": row.organisation.name,
        "role_word": ROLE_LABELS[Role(row.role)],
        "current": current,
    }


def _page_data(request: HttpRequest, actor: Actor, registered: list[KeyShown]) -> dict[str, Any]:
    return {
        "csrf": get_token(request),
        "origin": settings.LOG_ORIGIN,
        "party": actor.party,
        "now": at_text(database_time()),
        "speed": 1,
        "receipt_keys": receipt_public_keys(),
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "account_keys": [key.public_key for key in registered],
        "urls": {"account_keys": reverse("account:keys")},
        "words": {key: gettext(text) for key, text in WORDS.items()},
    }
