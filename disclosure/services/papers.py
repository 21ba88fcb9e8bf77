"""Records on paper: drawn once, kept by the record's hash, and drawn again if the file is gone."""

from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from bidding.models import OpeningRecord
from disclosure.pdf import record_pdf
from trading.services import files


def record_paper(record: OpeningRecord) -> Path:
    """The PDF of an opening record; the same bytes for everybody."""
    kept = Path(settings.FILES_DIR) / "papers" / f"{record.hash}.pdf"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        address = settings.ORIGIN + reverse("hall:record", args=[record.lot_id])
        # A name of one's own: the background and a reader may draw the same paper at the same moment.
        draft = files.incoming(uuid4())
        draft.write_bytes(record_pdf(bytes(record.content), address, training=record.lot.trade.training))
        draft.replace(kept)
    return kept
