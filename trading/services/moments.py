"""When something happens: read after the lock, in a statement of its own (DESIGN, lateness)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from trading.domain.trade_time import Segment, trade_time
from trading.models import Lot, Trade

LOT_LOCKS = 0x6D7A
"""First key of the advisory locks of lots; the second is a hash of the lot's id."""

SEGMENTS = "SELECT anchor_real, anchor_trade, speed FROM trading_clocksegment WHERE trade_id = %s ORDER BY number"


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant: `real` by the database's clock, `at` by the trade's (aware, UTC)."""

    real: datetime
    at: datetime


def lock_lot_shared(lot: Lot) -> Moment:
    """Hold the box open against the closing clock until the transaction ends; then read the time.

    Many submissions may hold it at once. Whoever gets it after the box was closed sees the stage that says so.
    """
    _lock("pg_advisory_xact_lock_shared", lot)
    return moment_of(lot.trade)


def lock_lot(lot: Lot) -> Moment:
    """Keep every submission out until the transaction ends; waits for those that are under way."""
    _lock("pg_advisory_xact_lock", lot)
    return moment_of(lot.trade)


def moment_of(trade: Trade | None) -> Moment:
    """The time now, as the trade sees it. Without a trade both are the database's time."""
    real = database_time()
    return Moment(real=real, at=trade_time(segments_of(trade), real) if trade else real)


def segments_of(trade: Trade) -> tuple[Segment, ...]:
    """The trade's clock, in order. Written by hand, for every step asks: composing the query takes longer than it."""
    with connection.cursor() as cursor:
        cursor.execute(SEGMENTS, [trade.pk])
        return tuple(Segment(*row) for row in cursor.fetchall())


def database_time() -> datetime:
    """The database's clock at this statement. Not `now()`, which is the start of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (instant,) = cursor.fetchone()
    assert isinstance(instant, datetime)
    return instant


def _lock(function: str, lot: Lot) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [LOT_LOCKS, str(lot.pk)])
