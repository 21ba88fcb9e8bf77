"""The calendar: which days people work on (TM-7), and for which years that is known."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from trading.domain.calendar import Calendar, CalendarBroken
from trading.domain.calendar_seed import DayKind, seed_days, seed_years


def test_every_day_of_the_published_years_agrees_with_the_package(calendar: Calendar) -> None:
    day, last = date(2004, 1, 1), date(2026, 12, 31)

    while day <= last:
        assert calendar.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_seed_covers_2004_to_2026_and_nothing_later(calendar: Calendar) -> None:
    assert seed_years() == tuple(range(2004, 2027))
    assert calendar.is_published(date(2026, 12, 31))
    assert not calendar.is_published(date(2027, 1, 1))


@pytest.mark.parametrize("month, day", [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)])
def test_a_make_up_day_of_2026_is_a_working_day_though_it_is_a_weekend(
    calendar: Calendar, month: int, day: int
) -> None:
    """TM-7; rules.md 1 lists the six of 2026."""
    make_up = date(2026, month, day)

    assert make_up.weekday() >= 5
    assert calendar.is_working_day(make_up)


def test_a_holiday_on_a_weekday_is_a_rest_day_and_has_a_name(calendar: Calendar) -> None:
    qingming = date(2026, 4, 6)

    assert qingming.weekday() == 0
    assert calendar.is_rest_day(qingming)
    assert calendar.holiday_name(qingming) == "清明节"


def test_a_plain_weekend_has_no_name(calendar: Calendar) -> None:
    assert calendar.is_rest_day(date(2026, 3, 21))
    assert calendar.holiday_name(date(2026, 3, 21)) == ""


def test_a_year_that_is_not_published_still_has_weekends() -> None:
    nothing_known = Calendar()

    assert nothing_known.is_rest_day(date(2027, 1, 2))
    assert nothing_known.is_working_day(date(2027, 1, 1))


def test_a_day_cannot_be_holiday_and_working_day_at_once() -> None:
    day = date(2026, 5, 9)

    with pytest.raises(CalendarBroken):
        Calendar(holidays={day: "劳动节"}, workdays={day: "劳动节"})


def test_the_calendar_keeps_its_own_copy_of_the_facts() -> None:
    holidays = {date(2026, 5, 1): "劳动节"}
    calendar = Calendar(holidays=holidays)

    holidays.clear()

    assert calendar.is_rest_day(date(2026, 5, 1))


def test_the_seed_names_every_day_in_chinese() -> None:
    assert all(seed.name and not seed.name.isascii() for seed in seed_days())
    assert {seed.kind for seed in seed_days()} == set(DayKind)
