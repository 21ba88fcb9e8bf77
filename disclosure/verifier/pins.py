"""What the verifier was told, and does not take from the bundle."""

from dataclasses import dataclass
from datetime import datetime

from disclosure.verifier.reading import SMALL, Bundle
from trading.domain.canonical import FormatError
from trading.domain.notes import Checkpoint, open_checkpoint


@dataclass(frozen=True, slots=True)
class Pins:
    """Keys from elsewhere. Without them the bundle's own are used, and the report says so.

    `earlier`: the bundle of the trade before a re-tender.
    """

    log_key: str | None = None
    receipt_key: str | None = None
    earlier: Bundle | None = None

    def log(self, bundle: Bundle) -> str:
        """The key of this checkpoint. A known key that was handed over leads to the one that followed it."""
        known = bundle.log_keys
        return known[-1] if self.log_key in (None, *known) else str(self.log_key)

    def receipt(self, bundle: Bundle, recorded_at: datetime) -> str:
        """The key of a receipt that was given at this moment of the database's time."""
        chain = bundle.receipt_keys
        return chain.at(recorded_at) if self.receipt_key in (None, *chain.keys) else str(self.receipt_key)

    def checkpoint(self, bundle: Bundle) -> Checkpoint:
        note = bundle.parsed("checkpoint", _text, SMALL).get()
        return open_checkpoint(note, self.log(bundle))


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise FormatError("not UTF-8") from None
