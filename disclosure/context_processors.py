"""How many notices on their way to the designated medium need somebody."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from disclosure.selectors.medium import troubled
from trading.services.moments import database_time
from trading.views.access import actor_of


def medium(request: HttpRequest) -> dict[str, object]:
    """Looked up when a page asks for it: an agency's own, and all for a supervisor."""
    return {"medium_troubled": SimpleLazyObject(lambda: troubled(actor_of(request), database_time()))}
