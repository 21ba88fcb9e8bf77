"""What bidding does when it reads of something in the ledger."""

from uuid import UUID

from bidding.domain.bodies import BOX_CLOSED
from bidding.services.sweeping import destroy_replaced_objects
from trading.models import Entry
from trading.services.readers import READERS, Reader


def register() -> None:
    READERS.append(Reader("bidding.sweeper", {BOX_CLOSED: _sweep}))


def _sweep(entry: Entry) -> None:
    destroy_replaced_objects(UUID(entry.content.body["lot"]))
