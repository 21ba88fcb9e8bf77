"""What a draw reveals when the law lets it: the ids behind the list with their salts, and the committee's names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from experts.domain.draw import FrozenList, blind
from trading.domain import merkle
from trading.domain.canonical import FormatError

_LINE: Final = re.compile(r'\{"blinded":"([0-9a-f]{64})","id":"([A-Za-z0-9._-]{1,64})","salt":"([0-9a-f]{64})"\}')
_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


class NamesRefused(FormatError):
    """Not the ids of this list."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """Who is behind a blinded id."""

    id: str
    salt: bytes

    @property
    def blinded(self) -> str:
        return blind(self.salt, self.id)

    def line(self) -> str:
        """A leaf, and a line of the file: canonical JSON."""
        return f'{{"blinded":"{self.blinded}","id":"{self.id}","salt":"{self.salt.hex()}"}}'


def names_file(listed: FrozenList, revealed: Iterable[Revealed]) -> bytes:
    """The file: everybody on the list in its order. Raises `NamesRefused` where somebody is missing, extra or twice."""
    ordered = sorted(revealed, key=lambda each: each.blinded)
    check_names(listed, ordered)
    return "".join([each.line() + "\n" for each in ordered]).encode()


def check_names(listed: FrozenList, revealed: Sequence[Revealed]) -> None:
    """The same blinded ids as the list, and nobody behind two of them."""
    if [each.blinded for each in revealed] != [each.blinded for each in listed.listed]:
        raise NamesRefused("the ids and salts are not those of the list")
    if any(_ID.fullmatch(each.id) is None for each in revealed):
        raise NamesRefused("not an id")
    known: set[str] = set()
    for each in revealed:
        if each.id in known:
            raise NamesRefused(f"{each.id} is on the list twice")
        known.add(each.id)


def read_names(file: bytes) -> tuple[Revealed, ...]:
    """What a file reveals; every line's blinded id is that of its id and salt. Raises `NamesRefused`."""
    if file and not file.endswith(b"\n"):
        raise NamesRefused("the last line does not end")
    try:
        lines = file.decode("ascii").split("\n")[:-1]
    except UnicodeDecodeError:
        raise NamesRefused("not ASCII") from None
    return tuple(_revealed(number, line) for number, line in enumerate(lines, 1))


def names_root(file: bytes) -> str:
    """The root over the lines."""
    return merkle.root([merkle.leaf_hash(line) for line in file.split(b"\n")[:-1]]).hex()


def _revealed(number: int, line: str) -> Revealed:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NamesRefused(f"line {number} does not reveal anybody")
    revealed = Revealed(found[2], bytes.fromhex(found[3]))
    if revealed.blinded != found[1]:
        raise NamesRefused(f"{found[1][:16]} is not the blinded id of {found[2]}")
    return revealed
