"""Counting periods: rules TM-1 to TM-12 of the time engine (民法典 200-204).

All days are days in Shanghai. A result says whether it hangs on a year whose calendar is not published.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import assert_never

from trading.domain.calendar import Calendar

# Beijing time has had no summer time since 1992, so a fixed offset needs no table of zones. TM-13.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


class Unit(StrEnum):
    """TM-1, and the working day of special laws (TM-7)."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """So many units of time."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise NegativePeriod(str(self.count))


@dataclass(frozen=True)
class Counted:
    """A counted day. `nominal`: before CC 203 moved it. `provisional`: it hangs on a year not yet published."""

    day: date
    nominal: date
    provisional: bool

    @property
    def moved(self) -> bool:
        return self.day != self.nominal


class NegativePeriod(Exception):
    """A period has no negative length."""


class NotInDays(Exception):
    """A period of hours runs from moment to moment and has no last day: use `hours_after`."""


def day_of(at: datetime) -> date:
    """The day in Shanghai on which the moment falls."""
    return at.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """0:00 of the day in Shanghai, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 of the day (TM-5), which is 0:00 of the next: the first moment after it."""
    return start_of(day + timedelta(days=1))


def hours_after(at: datetime, period: Period) -> datetime:
    """TM-2: hours run from the moment itself."""
    if period.unit is not Unit.HOUR:
        raise NotInDays(period.unit)
    return at + timedelta(hours=period.count)


def last_day(calendar: Calendar, start: date, period: Period) -> Counted:
    """TM-2 to TM-4, TM-10: the last day of a period that starts on `start`; it ends at 24:00."""
    if period.unit is Unit.WORKING_DAY:
        return nth_working_day(calendar, start, period.count)
    nominal = same_or_next(start, period)
    day = calendar.first_working_day(nominal)
    return Counted(day, nominal, not (calendar.is_published(nominal) and calendar.is_published(day)))


def earliest_day(calendar: Calendar, start: date, period: Period, *, full_days: bool = False) -> Counted:
    """TM-9: the first day that is "not less than" the period after `start`."""
    longer = Period(period.count + 1, period.unit) if full_days else period
    return last_day(calendar, start, longer)


def latest_day(calendar: Calendar, before: date, period: Period) -> Counted:
    """TM-8: the last day that is "at least" the period before `before`. Rest days move nothing."""
    if period.unit is Unit.WORKING_DAY:
        return nth_working_day_before(calendar, before, period.count)
    day = back(before, period)
    return Counted(day, day, False)


def nth_working_day(calendar: Calendar, start: date, count: int) -> Counted:
    """TM-10: the next working day after the start is day 1."""
    return _walk(calendar, start, count, timedelta(days=1))


def nth_working_day_before(calendar: Calendar, before: date, count: int) -> Counted:
    """TM-8 in working days: the working day before `before` is day 1."""
    return _walk(calendar, before, count, timedelta(days=-1))


def same_or_next(start: date, period: Period) -> date:
    """Where a period of days, months or years ends before rest days are looked at: TM-2, TM-3."""
    match period.unit:
        case Unit.DAY:
            return start + timedelta(days=period.count)
        case Unit.MONTH:
            return _months_on(start, period.count)
        case Unit.YEAR:
            return _months_on(start, 12 * period.count)
        case Unit.HOUR | Unit.WORKING_DAY:
            raise NotInDays(period.unit)
        case _:
            assert_never(period.unit)


def back(before: date, period: Period) -> date:
    """TM-8: the day itself is not counted."""
    match period.unit:
        case Unit.DAY:
            return before - timedelta(days=period.count)
        case Unit.MONTH:
            return _months_on(before, -period.count)
        case Unit.YEAR:
            return _months_on(before, -12 * period.count)
        case Unit.HOUR | Unit.WORKING_DAY:
            raise NotInDays(period.unit)
        case _:
            assert_never(period.unit)


def _months_on(start: date, months: int) -> date:
    """CC 202: the same-numbered day, or the last day of a month that has none."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _walk(calendar: Calendar, day: date, count: int, step: timedelta) -> Counted:
    provisional = False
    while count > 0:
        day += step
        provisional = provisional or not calendar.is_published(day)
        count -= calendar.is_working_day(day)
    return Counted(day, day, provisional)
