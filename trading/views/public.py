"""What everybody may read: the documents of a trade."""

from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from trading.selectors.documents import published_documents
from trading.selectors.trades import trade_for
from trading.services.followers import follow
from trading.views.access import actor_of
from trading.views.downloads import send_stored


@require_safe
def document(request: HttpRequest, trade_id: UUID, sha256: str) -> StreamingHttpResponse:
    """A document of the trade, for everybody and without any gate (O20 20)."""
    trade = trade_for(actor_of(request), trade_id)
    found = published_documents(trade).filter(sha256=sha256).first()
    if found is None:
        raise Http404
    follow(trade, actor_of(request))
    return send_stored(request, sha256=sha256, name=found.name, media_type=found.media_type)
