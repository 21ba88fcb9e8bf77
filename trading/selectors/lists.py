"""Trades as rows of the public list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from trading.domain.regions import NoSuchRegion, full_region_name
from trading.domain.stages import Stage
from trading.models import Lot, Trade
from trading.selectors.failures import announced_again
from trading.selectors.kinds import glyph_of, word_of


@dataclass(frozen=True, slots=True)
class LotsState:
    """Lots of a trade that stand alike. `lots`: how many, 0 where all do; `note`: "again" or "left" after a failure."""

    stage: str
    note: str
    lots: int


@dataclass(frozen=True, slots=True)
class TradeRow:
    """One line of the list: the trade, and how its lots stand. `round` counts the tenders of its project."""

    id: UUID
    title: str
    tender_code: str
    glyph: str
    kind_word: str
    region_word: str
    principal: str
    stage: str
    deadline: datetime | None
    ceiling: Decimal | None
    announced_at: datetime
    round: int
    states: tuple[LotsState, ...]


def with_lots(trades: QuerySet[Trade]) -> QuerySet[Trade]:
    """Ready to be made into rows, in as many queries for one row as for twenty."""
    return trades.prefetch_related("lots__again__trade", "lots__leaving")


def row_of(trade: Trade) -> TradeRow:
    assert trade.announced_at is not None
    lots = sorted(trade.lots.all(), key=lambda lot: lot.number)
    leading = next((lot for lot in lots if lot.stage not in (Stage.FAILED, Stage.TERMINATED)), lots[0])
    return TradeRow(
        id=trade.pk,
        title=trade.title,
        tender_code=trade.tender_code,
        glyph=glyph_of(trade.spec),
        kind_word=word_of(trade.spec),
        region_word=region_word(trade.region),
        principal=trade.principal,
        stage=leading.stage,
        deadline=leading.deadline,
        ceiling=ceiling_of(lots),
        announced_at=trade.announced_at,
        round=trade.round,
        states=states_of(lots),
    )


def states_of(lots: Sequence[Lot]) -> tuple[LotsState, ...]:
    """How the lots stand, each state once, in the order of the lots."""
    counted = Counter((lot.stage, _note(lot)) for lot in lots)
    return tuple(LotsState(stage, note, lots if len(counted) > 1 else 0) for (stage, note), lots in counted.items())


def _note(lot: Lot) -> str:
    if lot.stage != Stage.FAILED:
        return ""
    return "left" if hasattr(lot, "leaving") else "again" if announced_again(lot) else ""


def ceiling_of(lots: Iterable[Lot]) -> Decimal | None:
    """The ceilings together, where every lot has one."""
    ceilings = [lot.ceiling for lot in lots]
    return None if None in ceilings else sum((each for each in ceilings if each is not None), Decimal())


def region_word(code: str) -> str:
    """The region's full name; the code itself for a region of another province, of which we have no table."""
    try:
        return full_region_name(code)
    except NoSuchRegion:
        return code
