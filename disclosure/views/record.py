"""The opening record on paper."""

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from bidding.selectors.record import record_row
from disclosure.services.papers import record_paper
from trading.domain.actors import ANONYMOUS
from trading.selectors.trades import lot_for


@require_safe
def pdf(request: HttpRequest, lot_id: UUID) -> FileResponse:
    """The record as PDF, made of its bytes; the same bytes for everybody."""
    lot = lot_for(ANONYMOUS, lot_id)
    headers = {"Content-Disposition": f'inline; filename="mingzheng-record-{lot.code}.pdf"'}
    return FileResponse(record_paper(record_row(lot)).open("rb"), content_type="application/pdf", headers=headers)
