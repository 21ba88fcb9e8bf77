"""The times of a lot: those its notice fixes, and those that are known only when a thing has happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from trading.domain.kinds.spec import KindSpec


class Instant(StrEnum):
    """A moment that a schedule can name."""

    DOCUMENTS_FROM = "documents_from"
    DOCUMENTS_UNTIL = "documents_until"
    DEADLINE = "deadline"
    WINDOW_END = "window_end"
    KEYS_END = "keys_end"
    OBJECTIONS_END = "objections_end"
    CONFIRMATION_END = "confirmation_end"
    DECISION_END = "decision_end"
    DEPOSITS_END = "deposits_end"


class ScheduleIncomplete(Exception):
    """The moment hangs on something that has not happened yet."""

    def __init__(self, instant: Instant) -> None:
        super().__init__(f"{instant} is not known yet")
        self.instant = instant


class NaiveTime(Exception):
    """A time without a zone: nobody can say which moment it means."""


@dataclass(frozen=True)
class Schedule:
    """All moments are aware and in trade time; the lengths run from the fact before them.

    `extension`: by how much the deadline moves after an outage across it, if the supervisor says so; zero is never.
    `suspended_at`: since when an objection to the documents stops the trade.
    `deposits_until`: the end of the day by which deposits are back; known when the contract is signed.
    `decision`: for how long the supervisor may decide that, from `held_at` on.
    `stopped_at`: since when a supervisor's order stops the lot, whatever its stage; `stop_allows`: the outcomes that the
    order lets happen; `stopped_for`: how long the period that runs in the present stage has stood still so far.
    """

    documents_from: datetime
    documents_until: datetime
    deadline: datetime
    window: timedelta
    keys_allowance: timedelta
    objections: timedelta
    confirmation: timedelta
    extension: timedelta = timedelta()
    decision: timedelta = timedelta()
    suspended_at: datetime | None = None
    held_at: datetime | None = None
    closed_at: datetime | None = None
    window_opened_at: datetime | None = None
    window_closed_at: datetime | None = None
    prices_shown_at: datetime | None = None
    objections_closed_at: datetime | None = None
    deposits_until: datetime | None = None
    stopped_at: datetime | None = None
    stop_allows: tuple[str, ...] = ()
    stopped_for: timedelta = timedelta()

    def __post_init__(self) -> None:
        for name, moment in vars(self).items():
            if isinstance(moment, datetime) and moment.utcoffset() is None:
                raise NaiveTime(name)

    def instant(self, instant: Instant) -> datetime:
        """The moment, or `ScheduleIncomplete`: a silent None would be a lot that never wakes."""
        match instant:
            case Instant.DOCUMENTS_FROM:
                return self.documents_from
            case Instant.DOCUMENTS_UNTIL:
                return self.documents_until
            case Instant.DEADLINE:
                return self.deadline
            case Instant.WINDOW_END:
                return _after(instant, self.window_opened_at, self.window + self._still(self.window_closed_at))
            case Instant.KEYS_END:
                return _after(instant, self.window_closed_at, self.keys_allowance + self._still(self.prices_shown_at))
            case Instant.OBJECTIONS_END:
                return _after(instant, self.prices_shown_at, self.objections + self._still(self.objections_closed_at))
            case Instant.CONFIRMATION_END:
                return _after(instant, self.objections_closed_at, self.confirmation + self.stopped_for)
            case Instant.DECISION_END:
                return _after(instant, self.held_at, self.decision + self._still(self.closed_at))
            case Instant.DEPOSITS_END:
                return _after(instant, self.deposits_until, timedelta())
            case _:
                assert_never(instant)

    def _still(self, over: datetime | None) -> timedelta:
        """By how much stops have lengthened a period; nothing any more once it is over."""
        return self.stopped_for if over is None else timedelta()


def is_late(spec: KindSpec, deadline: datetime, received_at: datetime) -> bool:
    """Whether a submission comes too late. TL 28 asks for arrival before the deadline; equal is late (TM-12)."""
    if spec.equal_to_deadline_is_late:
        return received_at >= deadline
    return received_at > deadline


def stopped(schedule: Schedule, at: datetime, allows: tuple[str, ...] = ()) -> Schedule:
    """The schedule from the moment of a stop order on (TR 62)."""
    return replace(schedule, stopped_at=at, stop_allows=allows)


def lifted(schedule: Schedule, at: datetime) -> Schedule:
    """The schedule after the stop is lifted: whatever was still to come is later by the length of the stop.

    So the time that was left when the lot was stopped is left again, and nobody loses any.
    """
    since = schedule.stopped_at
    if since is None:
        return schedule
    length = at - since

    def later(moment: datetime) -> datetime:
        return moment + length if moment > since else moment

    return replace(
        schedule,
        documents_from=later(schedule.documents_from),
        documents_until=later(schedule.documents_until),
        deadline=later(schedule.deadline),
        stopped_at=None,
        stop_allows=(),
        stopped_for=schedule.stopped_for + length,
    )


def _after(instant: Instant, fact: datetime | None, length: timedelta) -> datetime:
    if fact is None:
        raise ScheduleIncomplete(instant)
    return fact + length
