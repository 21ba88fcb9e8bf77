"""The designated medium as the platform meets it: by its address, or by a folder that a gateway carries (docs/spec/medium.md).

It is outside: it may be slow, away, or answer anything. Whatever it gets it may get again, and takes once.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from disclosure.domain.medium import Answer, Standing, Told, read_answer, shortened
from trading.domain.canonical import FormatError, sha256_hex
from trading.services.files import write_whole
from trading.services.moments import database_time


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message with what names it. `told_at`: when the notice was told here, in real time."""

    number: str
    message: bytes
    told_at: datetime

    def told(self, now: datetime) -> Told:
        """What an answer that comes now is held against."""
        return Told(sha256_hex(self.message), self.told_at, now)


class Medium(Protocol):
    """One medium."""

    def hand_over(self, parcel: Parcel) -> Answer:
        """Give it the notice and learn where it stands; given many times it takes it once, and says the same or what is new.

        May raise `NotReached`; then nothing is known, and it is given again later.
        """
        ...


class NotReached(Exception):
    """The medium is away, or what it says is not understood. The message is one short line for the operator."""


def designated() -> Medium:
    """The platform's own."""
    if settings.MEDIUM_URL is None:
        return FolderMedium(Path(settings.MEDIUM_DIR))
    from disclosure.services.medium_http import HttpMedium  # its library is for those alone who have one

    return HttpMedium(settings.MEDIUM_URL, settings.MEDIUM_TOKEN)


class FolderMedium:
    """`out/NUMBER.json` is the notice, `in/NUMBER.json` the answer that a gateway puts back."""

    def __init__(self, folder: Path) -> None:
        self._out, self._in = folder / "out", folder / "in"

    def hand_over(self, parcel: Parcel) -> Answer:
        """What the gateway has answered; without an answer the notice is written where it is not, or not whole."""
        name = f"{parcel.number}.json"
        try:
            for folder in (self._out, self._in):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            said = _content(self._in / name)
            if said is not None:
                return read_answer(said, parcel.told(database_time()))
            if _content(self._out / name) != parcel.message:
                write_whole(self._out / name, parcel.message)
        except OSError as error:
            raise NotReached(type(error).__name__) from error
        except FormatError as error:
            raise NotReached(shortened(str(error))) from error
        return Answer(Standing.TAKEN)

    def forget(self, number: str) -> None:
        """Nothing of this notice stays here; the gateway may have it."""
        for folder in (self._out, self._in):
            (folder / f"{number}.json").unlink(missing_ok=True)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
