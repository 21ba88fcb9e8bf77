"""What the clock will do to a lot, and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trading.domain.kinds.spec import KindSpec
from trading.domain.phases import PREQUALIFYING
from trading.domain.schedule import Instant, Schedule, ScheduleIncomplete
from trading.domain.stages import Outcome, Stage, Step


@dataclass(frozen=True, order=True)
class Due:
    """`step` is to be done at `at` (trade time) or as soon after it as the clock wakes."""

    at: datetime
    step: Step


def timetable(spec: KindSpec, stage: Stage, schedule: Schedule) -> tuple[Due, ...]:
    """What is due while the lot stands in `stage`, earliest first. Later stages have their own timetable.

    While a supervisor's order stops the lot nothing is due.
    """
    if schedule.stopped_at is not None:
        return ()
    return tuple(
        sorted(Due(schedule.instant(timed.due), timed.step) for timed in spec.timed_steps if timed.stage is stage)
    )


def wake_at(spec: KindSpec, stage: Stage, schedule: Schedule) -> datetime | None:
    """When the clock has to look at the lot next, or None when nothing is due in this stage."""
    dues = timetable(spec, stage, schedule)
    return dues[0].at if dues else None


def due_now(spec: KindSpec, stage: Stage, schedule: Schedule, now: datetime) -> Due | None:
    """The step to take now. One only: it changes the stage, and with it the timetable."""
    dues = timetable(spec, stage, schedule)
    return dues[0] if dues and dues[0].at <= now else None


def outlook(spec: KindSpec, schedule: Schedule) -> tuple[Due, ...]:
    """All steps from a tender's notice on with the latest time each is expected at; facts replace expectations.

    What hangs on the contract is not expected on any day.
    """
    full, aside = expected(schedule), (Stage.HELD, *PREQUALIFYING)
    usual = (timed for timed in spec.timed_steps if timed.stage not in aside and timed.due is not Instant.DEPOSITS_END)
    return tuple(sorted(Due(full.instant(timed.due), timed.step) for timed in usual))


BEGINS_A_PERIOD = frozenset(
    (
        Outcome.OUTAGE,
        Outcome.EXTENDED,
        Outcome.BOX_CLOSED,
        Outcome.OPENING_STARTED,
        Outcome.WINDOW_CLOSED,
        Outcome.KEYS_PUBLISHED,
        Outcome.OBJECTIONS_CLOSED,
        Outcome.APPLICATIONS_CLOSED,
        Outcome.REVIEWED,
        Outcome.ANNOUNCED,
    )
)
"""Outcomes after which another period runs, which no stop has touched yet."""


def happened(schedule: Schedule, outcome: Outcome, at: datetime) -> Schedule:
    """The schedule with the moment of `outcome` filled in, where it keeps that moment."""
    schedule = _after_stops(schedule, outcome)
    match outcome:
        case Outcome.OBJECTED:
            return replace(schedule, suspended_at=schedule.suspended_at or at)
        case Outcome.ANSWERED:
            return resumed(schedule, at)
        case Outcome.OUTAGE:
            return replace(schedule, held_at=at)
        case Outcome.EXTENDED:
            return extended(schedule, at)
        case Outcome.BOX_CLOSED:
            return replace(schedule, closed_at=at)
        case Outcome.OPENING_STARTED:
            return replace(schedule, window_opened_at=at)
        case Outcome.WINDOW_CLOSED:
            return replace(schedule, window_closed_at=at)
        case Outcome.KEYS_PUBLISHED:
            return replace(schedule, prices_shown_at=at)
        case Outcome.OBJECTIONS_CLOSED:
            return replace(schedule, objections_closed_at=at)
        case _:
            return schedule


def _after_stops(schedule: Schedule, outcome: Outcome) -> Schedule:
    """What an outcome leaves of the stops before it: the end of a trade ends them, a new period has had none yet."""
    if outcome in (Outcome.TERMINATED, Outcome.VOIDED):
        return replace(schedule, stopped_at=None, stop_allows=())
    return replace(schedule, stopped_for=timedelta()) if outcome in BEGINS_A_PERIOD else schedule


def resumed(schedule: Schedule, at: datetime) -> Schedule:
    """The schedule after the last answer: a deadline that is still ahead stays (TR 22).

    One that passed while the trade stood still leaves as much time again as there was when it stopped.
    """
    since = schedule.suspended_at
    if since is None or at < schedule.deadline:
        return replace(schedule, suspended_at=None)
    return replace(moved(schedule, at + (schedule.deadline - since)), suspended_at=None)


def moved(schedule: Schedule, deadline: datetime) -> Schedule:
    """The schedule with another deadline; an offer of documents until the deadline moves with it."""
    until = deadline if schedule.documents_until == schedule.deadline else schedule.documents_until
    return replace(schedule, deadline=deadline, documents_until=until)


def extended(schedule: Schedule, at: datetime) -> Schedule:
    """The schedule with the deadline moved to the agreed length after `at`."""
    return moved(schedule, at + schedule.extension)


def prolonged(schedule: Schedule, at: datetime, by: timedelta) -> Schedule:
    """The schedule with the decryption window open until `by` after `at` (O20 31)."""
    opened = schedule.window_opened_at
    if opened is None:
        raise ScheduleIncomplete(Instant.WINDOW_END)
    return replace(schedule, stopped_for=at + by - opened - schedule.window)


def expected(schedule: Schedule) -> Schedule:
    """Each moment that is not known yet, as it will be when every period runs to its end."""
    closed = schedule.closed_at or schedule.deadline
    opened = schedule.window_opened_at or closed
    window_closed = schedule.window_closed_at or opened + schedule.window
    shown = schedule.prices_shown_at or window_closed + schedule.keys_allowance
    objections_closed = schedule.objections_closed_at or shown + schedule.objections
    return replace(
        schedule,
        closed_at=closed,
        window_opened_at=opened,
        window_closed_at=window_closed,
        prices_shown_at=shown,
        objections_closed_at=objections_closed,
    )
