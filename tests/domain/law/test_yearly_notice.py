"""The yearly notice of holidays, typed in line by line (TM-7; rules.md 1, calendar data)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.calendar import Calendar
from trading.domain.calendar_seed import seed_calendar
from trading.domain.periods import Period, Unit, last_day
from trading.domain.yearly_notice import WORKING, Fault, NamedDay, NoticeRefused, read_notice, with_year

NOTICE = """
2027-01-01 元旦
2027-01-02 元旦

2027-01-30 上班 春节
2027-02-05 春节
"""


def test_a_notice_is_read_line_by_line() -> None:
    assert read_notice(2027, NOTICE) == (
        NamedDay(date(2027, 1, 1), False, "元旦"),
        NamedDay(date(2027, 1, 2), False, "元旦"),
        NamedDay(date(2027, 1, 30), True, "春节"),
        NamedDay(date(2027, 2, 5), False, "春节"),
    )


def test_the_mark_of_a_make_up_day_may_be_english() -> None:
    assert read_notice(2027, NOTICE.replace("上班", "work")) == read_notice(2027, NOTICE)


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        ("2027-01-01", Fault.NOT_A_LINE, 1),
        ("元旦 2027-01-01", Fault.NOT_A_LINE, 1),
        ("2027-02-30 春节", Fault.NOT_A_LINE, 1),
        ("2027-01-01 元旦 放假", Fault.NOT_A_LINE, 1),
        ("2027-01-02 上班", Fault.NOT_A_LINE, 1),
        ("2027-01-01 " + 21 * "长", Fault.NOT_A_LINE, 1),
        ("2027-01-01 元旦\n2026-12-31 元旦", Fault.OTHER_YEAR, 2),
        ("2027-01-01 元旦\n\n2027-01-01 元旦", Fault.TWICE, 3),
        ("2027-01-01 元旦\n2027-01-04 上班 元旦", Fault.WORKS_ANYWAY, 2),
        ("2027-01-03 上班 元旦", Fault.NO_HOLIDAYS, 0),
        ("", Fault.NO_HOLIDAYS, 0),
        ("\n".join(["2027-01-01 元旦"] * 121), Fault.TOO_LONG, 0),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(text: str, fault: Fault, line: int) -> None:
    with pytest.raises(NoticeRefused) as refused:
        read_notice(2027, text)

    assert (refused.value.fault, refused.value.line) == (fault, line)


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        days = read_notice(2027, text)
    except NoticeRefused:
        return
    assert all(each.day.year == 2027 for each in days)


def test_a_published_year_makes_its_dates_final() -> None:
    """Rules.md 1, calendar data (b): a date in a year without a notice is provisional."""
    before = seed_calendar()
    after = with_year(before, 2027, read_notice(2027, NOTICE))
    period = Period(20, Unit.DAY)

    guessed, final = (last_day(calendar, date(2026, 12, 13), period) for calendar in (before, after))

    assert (guessed.day, guessed.provisional) == (date(2027, 1, 4), True)
    assert (final.day, final.provisional) == (date(2027, 1, 4), False)
    assert last_day(after, date(2026, 12, 12), period).day == date(2027, 1, 3 + 1)
    assert after.is_working_day(date(2027, 1, 30))


def test_a_corrected_notice_replaces_the_year_and_no_other() -> None:
    calendar = with_year(seed_calendar(), 2026, [NamedDay(date(2026, 1, 1), False, "元旦")])

    assert {day for day in calendar.holidays if day.year == 2026} == {date(2026, 1, 1)}
    assert not any(day.year == 2026 for day in calendar.workdays)
    assert any(day.year == 2025 for day in calendar.holidays)


def test_everything_the_seed_knows_can_be_typed_in() -> None:
    calendar = seed_calendar()
    rebuilt = Calendar()
    for year in sorted(calendar.years):
        lines = [f"{day} {name}" for day, name in calendar.holidays.items() if day.year == year]
        lines += [f"{day} {WORKING} {name}" for day, name in calendar.workdays.items() if day.year == year]
        rebuilt = with_year(rebuilt, year, read_notice(year, "\n".join(lines)))

    assert rebuilt == calendar
