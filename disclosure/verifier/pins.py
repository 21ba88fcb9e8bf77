"""What the verifier was told, and does not take from the bundle."""

from dataclasses import dataclass

from disclosure.verifier.reading import SMALL, Bundle
from trading.domain.canonical import FormatError
from trading.domain.notes import Checkpoint, open_checkpoint


@dataclass(frozen=True, slots=True)
class Pins:
    """Keys from elsewhere. Without them the bundle's own are used, and the report says so."""

    log_key: str | None = None
    receipt_key: str | None = None

    def log(self, bundle: Bundle) -> str:
        return self.log_key or bundle.keys.get()[0]

    def receipt(self, bundle: Bundle) -> str:
        return self.receipt_key or bundle.keys.get()[1]

    def checkpoint(self, bundle: Bundle) -> Checkpoint:
        note = bundle.parsed("checkpoint", _text, SMALL).get()
        return open_checkpoint(note, self.log(bundle))


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise FormatError("not UTF-8") from None
