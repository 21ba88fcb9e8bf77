"""A draw that anyone can check: a frozen list, a seed of three nonces, an order (docs/spec/draw.md).

Nothing here knows a name. The pool hands in a list of blinded ids and gets back an order over them; who is behind an id,
and its salt, stay with the pool until the law lets the names be known.
"""

import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from itertools import count, pairwise
from operator import attrgetter, itemgetter
from typing import Final, TypeVar

from trading.domain import merkle
from trading.domain.canonical import FormatError, is_hash
from trading.domain.phases import Phase

BLINDED: Final = b"mingzheng/draw-blinded/v1\n"
SEED: Final = b"mingzheng/draw-seed/v1\n"
COEFFICIENT: Final = b"mingzheng/draw-coefficient/v1\n"
SALT_SIZE: Final = 32
NONCE_SIZE: Final = 32

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_GROUP: Final = re.compile(r"[A-Za-z0-9._-]{0,32}")
# The one canonical way to write a line; 100,000 of them are read in a moment.
_LINE: Final = re.compile(
    r'\{"blinded":"([0-9a-f]{64})","excluded":(?:null|"([a-z][a-z0-9_]{0,31})"),"group":"([A-Za-z0-9._-]{0,32})"\}'
)

Candidate = TypeVar("Candidate")


class ListRefused(FormatError):
    """Not a list that a draw can be made from."""


class Purpose(StrEnum):
    """What is drawn. The steps are the same."""

    EXPERTS = "experts"
    REVIEWERS = "reviewers"
    COEFFICIENT = "coefficient"
    LOTTERY = "lottery"


PEOPLE: Final = (Purpose.EXPERTS, Purpose.REVIEWERS)
"""For these the list names people, blinded; the lists of the others are open."""


def purpose_of(phase: Phase) -> Purpose:
    """What the experts of a lot are drawn for in this phase (TR 18)."""
    return Purpose.REVIEWERS if phase is Phase.PREQUALIFICATION else Purpose.EXPERTS


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the list: its blinded id, the code of why it may not be drawn (None: it may), and its major group."""

    blinded: str
    excluded: str | None = None
    group: str = ""

    def line(self) -> str:
        """The leaf of the list, and its line in the file: canonical JSON."""
        why = "null" if self.excluded is None else f'"{self.excluded}"'
        return f'{{"blinded":"{self.blinded}","excluded":{why},"group":"{self.group}"}}'


@dataclass(frozen=True)
class FrozenList:
    """The list in its one order, nobody twice."""

    listed: tuple[Listed, ...]

    @property
    def size(self) -> int:
        return len(self.listed)

    @cached_property
    def root(self) -> str:
        return merkle.root([merkle.leaf_hash(each.line().encode()) for each in self.listed]).hex()

    @property
    def eligible(self) -> tuple[Listed, ...]:
        return tuple([each for each in self.listed if each.excluded is None])

    def file(self) -> bytes:
        """The list as a file: a line each, as it is in the bundle."""
        return "".join([each.line() + "\n" for each in self.listed]).encode()


def blind(salt: bytes, identifier: str) -> str:
    """The blinded id of what has this identifier: it shows nothing about it to whoever lacks the salt."""
    if len(salt) != SALT_SIZE:
        raise FormatError("a salt has 32 bytes")
    return sha256(BLINDED + salt + identifier.encode()).hexdigest()


def freeze(listed: Iterable[Listed]) -> FrozenList:
    """The list that is drawn from. Raises `ListRefused` for somebody who is on it twice, or a code that is none."""
    ordered = sorted(listed, key=attrgetter("blinded"))
    for each in ordered:
        if not is_hash(each.blinded) or _GROUP.fullmatch(each.group) is None:
            raise ListRefused("a line has a blinded id of 64 hexadecimal digits and the code of a group")
        if each.excluded is not None and _CODE.fullmatch(each.excluded) is None:
            raise ListRefused("an exclusion has the code of its reason")
    _check_order(ordered)
    return FrozenList(tuple(ordered))


def read_list(file: bytes) -> FrozenList:
    """The list that a file says; strict. Raises `ListRefused`."""
    if file and not file.endswith(b"\n"):
        raise ListRefused("the last line does not end")
    try:
        lines = file.decode("ascii").split("\n")[:-1]
    except UnicodeDecodeError:
        raise ListRefused("not ASCII") from None
    listed = []
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise ListRefused(f"line {number} is not one of a list")
        listed.append(Listed(found[1], found[2], found[3]))
    _check_order(listed)
    return FrozenList(tuple(listed))


def seed_of(root: str, nonces: Sequence[bytes]) -> bytes:
    """The seed, by the root of the frozen list and the nonces of agency, supervisor and platform, in this order."""
    if len(nonces) != 3 or any(len(nonce) != NONCE_SIZE for nonce in nonces):
        raise FormatError("three nonces of 32 bytes")
    return sha256(SEED + bytes.fromhex(root) + b"".join(nonces)).digest()


def order_of(seed: bytes, listed: FrozenList) -> tuple[Listed, ...]:
    """Everybody who may be drawn, in the order of the draw."""
    keyed = [(hmac.digest(seed, bytes.fromhex(each.blinded), "sha256"), each) for each in listed.eligible]
    # Two equal keys would be a collision of HMAC-SHA-256; the list's own order then decides, for sorting is stable.
    return tuple([each for _, each in sorted(keyed, key=itemgetter(0))])


def order_root(order: Iterable[Listed]) -> str:
    """The root over the blinded ids in the order of the draw."""
    return merkle.root([merkle.leaf_hash(bytes.fromhex(each.blinded)) for each in order]).hex()


def coefficient(seed: bytes, candidates: Sequence[Candidate]) -> Candidate:
    """One of the candidates, each as likely as any other: numbers that would favour the first ones are thrown away."""
    if not candidates:
        raise FormatError("nothing to draw from")
    fair = 2**256 - 2**256 % len(candidates)
    for counter in count():
        number = int.from_bytes(hmac.digest(seed, COEFFICIENT + counter.to_bytes(4, "big"), "sha256"), "big")
        if number < fair:
            return candidates[number % len(candidates)]
    raise AssertionError


def _check_order(listed: Sequence[Listed]) -> None:
    for before, after in pairwise(listed):
        if before.blinded >= after.blinded:
            twice = before.blinded == after.blinded
            raise ListRefused(f"{after.blinded[:16]} is {'there twice' if twice else 'out of order'}")
