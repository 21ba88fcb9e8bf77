"""The opening record on paper."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bidding.selectors.record import record_row
from disclosure.pdf import record_pdf
from trading.domain.actors import ANONYMOUS
from trading.selectors.trades import lot_for


@require_safe
def pdf(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The record as PDF, made of its bytes; the same bytes for everybody."""
    lot = lot_for(ANONYMOUS, lot_id)
    content = bytes(record_row(lot).content)
    address = request.build_absolute_uri(reverse("hall:record", args=[lot.pk]))
    headers = {"Content-Disposition": f'inline; filename="mingzheng-record-{lot.code}.pdf"'}
    return HttpResponse(record_pdf(content, address), content_type="application/pdf", headers=headers)
