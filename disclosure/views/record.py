"""The opening record on paper."""

from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from bidding.selectors.record import record_row
from disclosure.services.papers import record_paper
from trading.domain.actors import ANONYMOUS
from trading.selectors.trades import lot_for
from trading.views.downloads import send_file


@require_safe
def pdf(request: HttpRequest, lot_id: UUID) -> StreamingHttpResponse:
    """The record as PDF, made of its bytes; the same bytes for everybody."""
    lot = lot_for(ANONYMOUS, lot_id)
    paper = record_paper(record_row(lot))
    return send_file(request, paper, name=f"mingzheng-record-{lot.code}.pdf", media_type="application/pdf")
