"""The opening record: as a page, and as the bytes that the ledger names."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bidding.selectors.record import NoSuchRecord, record_of, record_row
from trading.domain.actors import ANONYMOUS
from trading.selectors.trades import lot_for
from trading.views.kept import kept

JSON = "application/json"


@kept
@require_safe
def page(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The record for people. While there is none, the hall says where the opening stands."""
    lot = lot_for(ANONYMOUS, lot_id)
    try:
        record = record_of(lot)
    except NoSuchRecord:
        return redirect("hall:hall", lot.pk)
    context = {
        "record": record,
        "released_times": [row.released_at for row in record.rows if row.released_at],
        "verify_url": request.build_absolute_uri(reverse("verify")),
    }
    return render(request, "hall/record.html", context)


@require_safe
def content(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """record.json, byte for byte: its SHA-256 is in the ledger."""
    lot = lot_for(ANONYMOUS, lot_id)
    row = record_row(lot)
    name = f"mingzheng-record-{lot.code}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(row.content), content_type=JSON, headers=headers)
