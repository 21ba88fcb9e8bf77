"""Lists of draws that hide nothing: a coefficient's candidates, and the bidders among whom a lottery is held.

Salts and so the whole list can be reckoned by anybody from the notice or the opened bids: what was frozen is what was
announced, and the order can be reckoned again the moment that the seed is known (docs/spec/draw.md, "Coefficients and lots").
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final
from uuid import UUID

from experts.domain.draw import PEOPLE, FrozenList, Listed, Purpose, blind, coefficient, freeze, order_of
from trading.domain.canonical import FormatError, encode

OPEN_SALT: Final = b"mingzheng/draw-open-salt/v1\n"


def open_list(lot: UUID, purpose: Purpose, ids: Iterable[str]) -> FrozenList:
    """The list over these ids. Raises `ListRefused` for one that is there twice."""
    return freeze(Listed(_blinded(lot, purpose, each)) for each in ids)


def drawn_coefficient(lot: UUID, seed: bytes, ids: Iterable[str]) -> str:
    """The one of the candidates that the seed draws."""
    known = _behind(lot, Purpose.COEFFICIENT, ids)
    return coefficient(seed, [known[each] for each in sorted(known)])


def drawn_numbers(lot: UUID, seed: bytes, ids: Iterable[str]) -> dict[str, int]:
    """By id, its number in a lottery: the place in the order, from 1."""
    known = _behind(lot, Purpose.LOTTERY, ids)
    order = order_of(seed, open_list(lot, Purpose.LOTTERY, known.values()))
    return {known[each.blinded]: number for number, each in enumerate(order, start=1)}


def _behind(lot: UUID, purpose: Purpose, ids: Iterable[str]) -> Mapping[str, str]:
    return {_blinded(lot, purpose, each): each for each in ids}


def _blinded(lot: UUID, purpose: Purpose, identifier: str) -> str:
    if purpose in PEOPLE:
        raise FormatError("a list of experts is not open")
    said = encode({"id": identifier, "lot": str(lot), "purpose": purpose.value})
    return blind(sha256(OPEN_SALT + said).digest(), identifier)
