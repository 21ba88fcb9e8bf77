"""Whether the navigation leads to an expert's own pages."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from experts.selectors.own import is_expert
from trading.views.access import actor_of


def expert(request: HttpRequest) -> dict[str, object]:
    """Looked up when a page asks for it, and only for people who are logged in."""
    return {"is_expert": SimpleLazyObject(lambda: request.user.is_authenticated and is_expert(actor_of(request)))}
