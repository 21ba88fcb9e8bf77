"""Whether the navigation leads to an expert's own pages, and to the committees that the person sits on."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from experts.selectors.own import is_expert
from experts.selectors.seats import sits_somewhere
from trading.views.access import actor_of


def expert(request: HttpRequest) -> dict[str, object]:
    """Looked up when a page asks for it, and only for people who are logged in."""
    return {
        "is_expert": SimpleLazyObject(lambda: request.user.is_authenticated and is_expert(actor_of(request))),
        "is_member": SimpleLazyObject(lambda: request.user.is_authenticated and sits_somewhere(actor_of(request))),
    }
