"""Counting periods: TM-1 to TM-12 (民法典 200 to 204), with the worked cases of rules.md 11."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.calendar import Calendar
from trading.domain.calendar_seed import seed_calendar
from trading.domain.periods import (
    NegativePeriod,
    NotInDays,
    Period,
    Unit,
    day_of,
    earliest_day,
    end_of,
    hours_after,
    last_day,
    latest_day,
    nth_working_day,
    nth_working_day_before,
    start_of,
)

PUBLISHED = seed_calendar()
DAYS = st.dates(date(2004, 1, 1), date(2026, 6, 1))
FEW = st.integers(0, 60)


def days(count: int) -> Period:
    return Period(count, Unit.DAY)


def working_days(count: int) -> Period:
    return Period(count, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    "start, period, expected",
    [
        pytest.param(date(2026, 9, 18), working_days(5), date(2026, 9, 24), id="case 6: make-up Sunday, O87 16"),
        pytest.param(date(2026, 3, 6), working_days(15), date(2026, 3, 27), id="case 16: complaint, O94 17"),
        pytest.param(date(2026, 3, 30), working_days(5), date(2026, 4, 7), id="case 16: check, O94 21"),
        pytest.param(date(2026, 3, 30), working_days(8), date(2026, 4, 10), id="case 16: copies, O94 21"),
        pytest.param(date(2026, 3, 30), working_days(30), date(2026, 5, 14), id="case 16: decision, O94 26"),
    ],
)
def test_a_period_ends_on_the_day_of_the_worked_case(
    calendar: Calendar, start: date, period: Period, expected: date
) -> None:
    counted = last_day(calendar, start, period)

    assert counted.day == expected
    assert not counted.provisional


@pytest.mark.parametrize(
    "before, period, expected",
    [
        pytest.param(date(2026, 4, 7), days(15), date(2026, 3, 23), id="the timetable page, TR 21"),
        pytest.param(date(2026, 10, 9), working_days(1), date(2026, 10, 8), id="working days backward"),
        pytest.param(date(2026, 10, 9), working_days(2), date(2026, 9, 30), id="working days over National Day"),
    ],
)
def test_a_backward_period_is_not_moved_by_rest_days(
    calendar: Calendar, before: date, period: Period, expected: date
) -> None:
    """TM-8: rolling forward would shorten the protection."""
    assert latest_day(calendar, before, period).day == expected


@pytest.mark.parametrize(
    "start, period, nominal",
    [
        pytest.param(date(2026, 1, 31), Period(1, Unit.MONTH), date(2026, 2, 28), id="no 31 February"),
        pytest.param(date(2024, 1, 31), Period(1, Unit.MONTH), date(2024, 2, 29), id="leap February"),
        pytest.param(date(2024, 2, 29), Period(1, Unit.YEAR), date(2025, 2, 28), id="leap day in a plain year"),
        pytest.param(date(2025, 11, 30), Period(3, Unit.MONTH), date(2026, 2, 28), id="over the year"),
        pytest.param(date(2025, 1, 13), Period(12, Unit.MONTH), date(2026, 1, 13), id="case 15: same-numbered day"),
        pytest.param(date(2025, 12, 5), Period(1, Unit.MONTH), date(2026, 1, 5), id="into January"),
    ],
)
def test_months_and_years_end_on_the_same_numbered_day(
    calendar: Calendar, start: date, period: Period, nominal: date
) -> None:
    """TM-3, CC 202."""
    assert last_day(calendar, start, period).nominal == nominal


@given(start=DAYS, count=FEW)
def test_a_period_of_days_ends_on_the_first_working_day_at_or_after_its_last(start: date, count: int) -> None:
    """TM-2, TM-4, CC 201 and 203, told once more by walking."""
    day = start
    for _ in range(count):
        day += timedelta(days=1)
    while PUBLISHED.is_rest_day(day):
        day += timedelta(days=1)

    assert last_day(PUBLISHED, start, days(count)).day == day


@given(start=DAYS, count=st.integers(1, 60))
def test_between_start_and_last_working_day_lie_exactly_so_many_working_days(start: date, count: int) -> None:
    """TM-10."""
    last = nth_working_day(PUBLISHED, start, count).day
    passed = [start + timedelta(days=offset + 1) for offset in range((last - start).days)]

    assert PUBLISHED.is_working_day(last)
    assert sum(PUBLISHED.is_working_day(day) for day in passed) == count


@given(start=DAYS.filter(PUBLISHED.is_working_day), count=st.integers(1, 60))
def test_counting_working_days_forward_and_back_comes_home(start: date, count: int) -> None:
    there = nth_working_day(PUBLISHED, start, count).day

    assert nth_working_day_before(PUBLISHED, there, count).day == start


@given(start=DAYS, count=FEW)
def test_a_longer_period_never_ends_earlier(start: date, count: int) -> None:
    assert last_day(PUBLISHED, start, days(count)).day <= last_day(PUBLISHED, start, days(count + 1)).day


@given(start=DAYS, count=FEW)
def test_whole_days_ask_for_one_more_day(start: date, count: int) -> None:
    """TM-9, the strict option."""
    strict = earliest_day(PUBLISHED, start, days(count), full_days=True)

    assert strict == last_day(PUBLISHED, start, days(count + 1))
    assert strict.day >= earliest_day(PUBLISHED, start, days(count)).day


def test_a_last_day_in_a_year_without_calendar_is_provisional(calendar: Calendar) -> None:
    assert last_day(calendar, date(2026, 12, 11), days(20)).provisional is False
    assert last_day(calendar, date(2026, 12, 12), days(20)).provisional is True


def test_a_last_day_is_provisional_when_only_its_move_crosses_into_an_unknown_year() -> None:
    """31 December 2023 is a Sunday: its period ends in a year this calendar does not know."""
    known = Calendar(years=frozenset({2023}))

    counted = last_day(known, date(2023, 12, 26), days(5))

    assert counted.nominal == date(2023, 12, 31)
    assert counted.day == date(2024, 1, 1)
    assert counted.provisional


def test_working_days_are_provisional_as_soon_as_one_day_of_an_unknown_year_is_asked(calendar: Calendar) -> None:
    assert not nth_working_day(calendar, date(2026, 12, 28), 3).provisional
    assert nth_working_day(calendar, date(2026, 12, 28), 4).provisional


def test_hours_run_from_the_moment_itself() -> None:
    """TM-2: no rounding to days, no rest days."""
    friday_evening = start_of(date(2026, 4, 3)) + timedelta(hours=21)

    assert hours_after(friday_evening, Period(12, Unit.HOUR)) == start_of(date(2026, 4, 4)) + timedelta(hours=9)


def test_hours_have_no_last_day_and_days_have_no_hours(calendar: Calendar) -> None:
    with pytest.raises(NotInDays):
        last_day(calendar, date(2026, 3, 16), Period(12, Unit.HOUR))
    with pytest.raises(NotInDays):
        latest_day(calendar, date(2026, 3, 16), Period(12, Unit.HOUR))
    with pytest.raises(NotInDays):
        hours_after(start_of(date(2026, 3, 16)), days(1))


def test_a_period_cannot_be_negative() -> None:
    with pytest.raises(NegativePeriod):
        Period(-1, Unit.DAY)


def test_a_day_is_a_day_in_shanghai() -> None:
    """TM-13: 16:00 in UTC is the next day's midnight in Shanghai."""
    assert day_of(datetime(2026, 4, 6, 15, 59, 59, 999999, tzinfo=UTC)) == date(2026, 4, 6)
    assert day_of(datetime(2026, 4, 6, 16, 0, tzinfo=UTC)) == date(2026, 4, 7)


@given(day=DAYS)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    """TM-5: 24:00, so 23:59:59.999999 is still in time."""
    assert end_of(day) == start_of(day + timedelta(days=1))
    assert day_of(end_of(day) - timedelta(microseconds=1)) == day
