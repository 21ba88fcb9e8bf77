"""Who comes first: places, ties and candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import assert_never

from trading.domain.scoring_methods import TieBreak


@dataclass(frozen=True, slots=True)
class Entrant:
    """A valid bid to be ranked. `merit`: more is better; `price`: as it was offered."""

    bidder: str
    merit: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Placed:
    """`place` counts from 1. Several bidders of one place are tied; `by` is what parted it from its equal in merit."""

    place: int
    bidder: str
    by: TieBreak | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """All valid bids, best first. `tied`: groups that nothing parts yet, and that need a draw by lot."""

    placed: tuple[Placed, ...]
    tied: tuple[tuple[str, ...], ...]


class TieUndecided(Exception):
    """Tied bidders stand where the candidates end or are ordered: the documents or a recorded draw decide."""

    def __init__(self, bidders: tuple[str, ...]) -> None:
        super().__init__(", ".join(bidders))
        self.bidders = bidders


class LotsBroken(Exception):
    """A draw among the tied gave two of them one number, or one of them none."""


def rank(entrants: Iterable[Entrant], tie_breaks: Sequence[TieBreak], lots: Mapping[str, int] | None = None) -> Ranking:
    """The order of merit; equal merit is parted by the tie breaks in their order.

    `lots`: the numbers of a draw among the tied, lowest first. Without it those who need one stay tied.
    """
    placed: list[Placed] = []
    tied = []
    ordered = sorted(entrants, key=lambda entrant: (-entrant.merit, entrant.bidder))
    for _, equals in groupby(ordered, key=lambda entrant: entrant.merit):
        for group, by in _parted(list(equals), tie_breaks, lots or {}):
            place = len(placed) + 1
            placed.extend(Placed(place, bidder, by) for bidder in group)
            if len(group) > 1:
                tied.append(group)
    return Ranking(tuple(placed), tuple(tied))


def candidates(ranking: Ranking, most: int) -> tuple[str, ...]:
    """The first ones in order, at most so many (TR 53); raises `TieUndecided` where a tie would order them."""
    chosen = tuple(each.bidder for each in ranking.placed[:most])
    for bidders in ranking.tied:
        if set(bidders) & set(chosen):
            raise TieUndecided(bidders)
    return chosen


Groups = list[tuple[tuple[str, ...], TieBreak | None]]


def _parted(
    equals: list[Entrant], tie_breaks: Sequence[TieBreak], lots: Mapping[str, int], by: TieBreak | None = None
) -> Groups:
    """Bidders of equal merit in groups that nothing more parts, best first, each with what parted it last."""
    if len(equals) == 1 or not tie_breaks:
        return [(tuple(entrant.bidder for entrant in equals), by)]
    first, *rest = tie_breaks
    match first:
        case TieBreak.LOWER_PRICE:
            keys = {entrant.bidder: entrant.price for entrant in equals}
        case TieBreak.LOT:
            keys = _drawn(equals, lots)
        case _:
            assert_never(first)
    equals = sorted(equals, key=lambda entrant: (keys[entrant.bidder], entrant.bidder))
    groups = [list(group) for _, group in groupby(equals, key=lambda entrant: keys[entrant.bidder])]
    parting = first if len(groups) > 1 else by
    return [found for group in groups for found in _parted(group, rest, lots, parting)]


def _drawn(equals: list[Entrant], lots: Mapping[str, int]) -> dict[str, Decimal]:
    """The numbers of the draw, all or none of them; none part nobody."""
    numbers = [lots[entrant.bidder] for entrant in equals if entrant.bidder in lots]
    if numbers and len(set(numbers)) < len(equals):
        raise LotsBroken
    return {entrant.bidder: Decimal(lots.get(entrant.bidder, 0)) for entrant in equals}
