"""The clock of a trade: piecewise linear, identity for real trades (docs/spec/ledger.md, "Trade clock")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Segment:
    """From `anchor_real` on, trade time is `anchor_trade` plus `speed` times the real time gone by."""

    anchor_real: datetime
    anchor_trade: datetime
    speed: int

    def __post_init__(self) -> None:
        if self.anchor_real.utcoffset() is None or self.anchor_trade.utcoffset() is None:
            raise ClockBroken("an anchor without a zone")
        if self.speed < 1:
            raise ClockBroken("a trade clock neither stands still nor runs backwards")

    def trade_at(self, real: datetime) -> datetime:
        return self.anchor_trade + self.speed * (real - self.anchor_real)

    @property
    def is_identity(self) -> bool:
        return self.speed == 1 and self.anchor_real == self.anchor_trade


class MoveProblem(StrEnum):
    """Why a clock may not be moved so."""

    NOT_AFTER_LAST = "not_after_last"
    BACKWARDS = "backwards"
    REAL_TRADE = "real_trade"


class ClockBroken(Exception):
    """These segments are no clock."""


class BeforeTheClock(Exception):
    """The trade had no clock yet at that moment."""


class ClockMoveRefused(Exception):
    """The new segment would take time back, or rewrite time that has passed."""

    def __init__(self, problem: MoveProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def identity(since: datetime) -> Segment:
    """The clock of a real trade: trade time is real time."""
    return Segment(since, since, 1)


def trade_time(segments: Sequence[Segment], real: datetime) -> datetime:
    """Trade time at a real moment: the last segment that has begun applies."""
    for segment in reversed(segments):
        if segment.anchor_real <= real:
            return segment.trade_at(real)
    raise BeforeTheClock(real.isoformat())


def real_time(segments: Sequence[Segment], trade: datetime) -> datetime:
    """The earliest real moment at which the trade clock shows `trade` or later, if nobody moves it again."""
    if not segments:
        raise ClockBroken("a clock without segments")
    for segment, following in pairwise(segments):
        reached = _reached(segment, trade)
        if reached < following.anchor_real:
            return reached
    return _reached(segments[-1], trade)


def validate_move(segments: Sequence[Segment], new: Segment, *, training: bool = True) -> None:
    """Raise `ClockMoveRefused` unless `new` may follow: a training clock jumps forward or changes speed, no more."""
    if not training:
        raise ClockMoveRefused(MoveProblem.REAL_TRADE)
    if segments and new.anchor_real <= segments[-1].anchor_real:
        raise ClockMoveRefused(MoveProblem.NOT_AFTER_LAST)
    if segments and new.anchor_trade < trade_time(segments, new.anchor_real):
        raise ClockMoveRefused(MoveProblem.BACKWARDS)


def _reached(segment: Segment, trade: datetime) -> datetime:
    if trade <= segment.anchor_trade:
        return segment.anchor_real
    # Rounded up to the microsecond: one earlier and the clock would not show `trade` yet.
    microseconds = -((segment.anchor_trade - trade) // MICROSECOND)
    return segment.anchor_real + -(-microseconds // segment.speed) * MICROSECOND
