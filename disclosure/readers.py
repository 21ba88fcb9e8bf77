"""What the public site does when it reads of something in the ledger."""

from collections.abc import Mapping
from typing import Any

from bidding.domain.bodies import RECORD_PUBLISHED
from disclosure.tasks import draw_record
from trading.services.readers import READERS, Reader


def register() -> None:
    READERS.append(Reader("disclosure.papers", {RECORD_PUBLISHED: _draw}))


def _draw(body: Mapping[str, Any]) -> None:
    draw_record.delay(body["lot"])
