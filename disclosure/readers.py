"""What the public site does when it reads of something in the ledger."""

from bidding.domain.bodies import RECORD_PUBLISHED
from disclosure.services.indexing import READER, TYPES, forget_erased, index_entry
from disclosure.tasks import draw_record
from trading.domain.erasure import DONE
from trading.models import Entry
from trading.services.readers import READERS, Reader


def register() -> None:
    READERS.append(Reader("disclosure.papers", {RECORD_PUBLISHED: _draw}))
    READERS.append(Reader(READER, {**dict.fromkeys(TYPES, index_entry), DONE: forget_erased}))


def _draw(entry: Entry) -> None:
    draw_record.delay(entry.content.body["lot"])
