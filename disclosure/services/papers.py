"""Papers: drawn once and kept as files, and drawn again if the file is gone; the same bytes for everybody."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from bidding.models import OpeningRecord
from disclosure.notice_pdf import notice_pdf
from disclosure.pdf import record_pdf
from disclosure.selectors.published import NoticePage, notice_at
from trading.models import Trade
from trading.services import files

FOLDER = "papers"


class NoSuchNotice(Exception):
    """There is no notice at this place of the trade's ledger."""


def record_paper(record: OpeningRecord) -> Path:
    """The PDF of an opening record, kept by the record's hash."""
    address = settings.ORIGIN + reverse("hall:record", args=[record.lot_id])
    return _kept(
        f"{record.hash}.pdf", lambda: record_pdf(bytes(record.content), address, training=record.lot.trade.training)
    )


def notice_paper(trade: Trade, seq: int) -> Path:
    """The PDF of a notice, kept by its place in the ledger of the trade. Raises `NoSuchNotice`."""
    with override("zh-hans"):  # what is on paper is Chinese, whoever asks for it
        page = notice_at(trade, seq)
        if page is None:
            raise NoSuchNotice
        return _kept(paper_name(trade, seq), lambda: _drawn(trade, page))


def paper_name(trade: Trade, seq: int | str) -> str:
    return f"{trade.pk}-{seq}.pdf"


def _drawn(trade: Trade, page: NoticePage) -> bytes:
    return notice_pdf(page, settings.ORIGIN + page.line.url, training=trade.training)


def _kept(name: str, draw: Callable[[], bytes]) -> Path:
    kept = Path(settings.FILES_DIR) / FOLDER / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        # A name of one's own: the background and a reader may draw the same paper at the same moment.
        draft = files.incoming(uuid4())
        draft.write_bytes(draw())
        draft.replace(kept)
    return kept
