"""The designated medium as the platform meets it: by its address, or by a folder that a gateway carries (docs/spec/medium.md).

It is outside: it may be slow, away, or answer anything. Whatever it gets it may get again, and takes once.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from disclosure.domain.medium import LARGEST_ANSWER, Answer, Standing, read_answer, shortened
from trading.domain.canonical import FormatError, sha256_hex
from trading.services.files import write_whole


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message with what names it. `now`: the real time, which bounds what the medium may say."""

    number: str
    message: bytes
    now: datetime

    @property
    def sha256(self) -> str:
        return sha256_hex(self.message)


class Medium(Protocol):
    """One medium. Both may raise `NotReached`; then nothing is known, and it is asked again later."""

    def hand_over(self, parcel: Parcel) -> Answer:
        """Give it the notice; given many times it takes it once."""
        ...

    def look(self, parcel: Parcel) -> Answer:
        """Ask what became of a notice that it took."""
        ...


class NotReached(Exception):
    """The medium is away, or what it says is not understood. The message is one short line for the operator."""


def medium() -> Medium:
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
        """Written anew, so that the gateway sees that it is wanted; what it refused before counts no more."""
        name = f"{parcel.number}.json"
        try:
            for folder in (self._out, self._in):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._is_published(parcel):
                return self._answered(parcel)
            (self._in / name).unlink(missing_ok=True)
            write_whole(self._out / name, parcel.message)
        except OSError as error:
            raise NotReached(type(error).__name__) from error
        return Answer(Standing.TAKEN)

    def look(self, parcel: Parcel) -> Answer:
        try:
            return self._answered(parcel)
        except OSError as error:
            raise NotReached(type(error).__name__) from error
        except FormatError as error:
            raise NotReached(shortened(str(error))) from error

    def _is_published(self, parcel: Parcel) -> bool:
        try:
            return self._answered(parcel).standing is Standing.PUBLISHED
        except FormatError:
            return False

    def _answered(self, parcel: Parcel) -> Answer:
        """Raises `FormatError`, `OSError`."""
        try:
            with (self._in / f"{parcel.number}.json").open("rb") as file:
                said = file.read(LARGEST_ANSWER + 1)
        except FileNotFoundError:
            return Answer(Standing.TAKEN)
        return read_answer(said, parcel.sha256, parcel.now)
