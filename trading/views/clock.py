"""What time the platform has: asked by the clock of pages that were written some seconds ago."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trading.domain.canonical import at_text
from trading.services.moments import database_time


@never_cache
@require_safe
def time(request: HttpRequest) -> HttpResponse:
    return HttpResponse(at_text(database_time()), content_type="text/plain")
