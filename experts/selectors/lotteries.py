"""The lottery that parts equal bids of a lot (抽签): among all bidders that were opened, so that it names no equals."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from experts.domain.draw import Purpose
from experts.domain.open_lists import drawn_numbers
from experts.models import Draw
from experts.selectors.coefficients import newest_draw, seed_in
from experts.selectors.evaluating import bids_of
from trading.domain.actors import Actor
from trading.domain.scoring_methods import TieBreak
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.schemes import scheme_of
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for

HELD_IN: Final = (Stage.OBJECTIONS, Stage.CONFIRMING, Stage.OPENED, Stage.EVALUATING)
"""From the prices on, for before them nobody knows who is opened; until the report."""
LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Lottery:
    """`numbers` by bidder, from 1."""

    draw: UUID
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Behind:
    """One candidate of a list that hides nothing: its `id` and name; `number` in a lottery, None before its order."""

    id: str
    name: str
    number: int | None = None


def lot_to_part(actor: Actor, lot_id: UUID) -> Lot:
    """A lot of the agency's own in which a lottery may be begun now. Raises `NoSuchLot`."""
    lot = lot_for(actor, lot_id)
    if not is_agency_of(actor, lot.trade) or not may_be_held(lot):
        raise NoSuchLot
    return lot


def may_be_held(lot: Lot) -> bool:
    """Whether the documents part equals by lot, the prices are shown, nothing is reported, and none is held yet."""
    if Stage(lot.stage) not in HELD_IN or newest_draw(lot, Purpose.LOTTERY) is not None:
        return False
    terms = scheme_of(lot.trade)
    return terms is not None and TieBreak.LOT in terms.tie_breaks and len(bidders_opened(lot)) >= LEAST


def bidders_opened(lot: Lot) -> list[str]:
    return [bid.bidder for bid in bids_of(lot).values()]


def lottery_of(lot: Lot) -> Lottery | None:
    """None where there is none, and before its order stands."""
    draw = newest_draw(lot, Purpose.LOTTERY)
    seed = None if draw is None else seed_in(draw)
    return None if draw is None or seed is None else Lottery(draw.pk, drawn_numbers(lot.pk, seed, bidders_opened(lot)))


def numbered(draw: Draw) -> list[Behind]:
    """All bidders of a lottery; by their numbers, once they have some."""
    names = {bid.bidder: bid.name for bid in bids_of(draw.lot).values()}
    seed = seed_in(draw)
    numbers = {} if seed is None else drawn_numbers(draw.lot_id, seed, names)
    rows = [Behind(bidder, name, numbers.get(bidder)) for bidder, name in names.items()]
    return sorted(rows, key=lambda each: each.number or 0)
