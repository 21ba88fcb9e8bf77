"""The manifest of an archived lot."""

from disclosure.domain.archive import read_archived
from trading.domain.awarded import ARCHIVED
from trading.models import Entry, Lot
from trading.selectors.trades import NoSuchLot


def archived_manifest(lot: Lot) -> str:
    """Its hash, as the ledger has it. Raises `NoSuchLot` before the lot is archived."""
    rows = Entry.objects.select_related("content").filter(trade=lot.trade, type=ARCHIVED, content__isnull=False)
    entry = rows.filter(content__body__lot=str(lot.pk)).first()
    if entry is None:
        raise NoSuchLot
    return read_archived(entry.content.body).manifest
