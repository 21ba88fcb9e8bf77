"""The State Council's yearly notice of holidays, as a person types it in, and what can be wrong with it (TM-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trading.domain.calendar import SATURDAY, Calendar

MOST_LINES = 120
LONGEST_NAME = 20
WORKING = "上班"
WORKING_WORDS = (WORKING, "work")


class Fault(StrEnum):
    """What is wrong with a line, or with the whole."""

    NOT_A_LINE = "not_a_line"
    OTHER_YEAR = "other_year"
    TWICE = "twice"
    WORKS_ANYWAY = "works_anyway"
    NO_HOLIDAYS = "no_holidays"
    TOO_LONG = "too_long"


class NoticeRefused(Exception):
    """The notice was not accepted. `line`: which one, from 1; 0 is the whole."""

    def __init__(self, fault: Fault, line: int = 0) -> None:
        super().__init__(f"line {line}: {fault}")
        self.fault = fault
        self.line = line


@dataclass(frozen=True, slots=True, order=True)
class NamedDay:
    """A rest day, or a make-up working day (`working`), with the holiday that it belongs to."""

    day: date
    working: bool
    name: str


def read_notice(year: int, text: str) -> tuple[NamedDay, ...]:
    """The days of one year, in order. A line is `2027-01-01 元旦`, or `2027-01-03 上班 元旦` (`work` for 上班)
    for a make-up day.

    Raises `NoticeRefused`: another year, a day twice, a make-up day that people work on anyway, no holiday at all.
    """
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise NoticeRefused(Fault.TOO_LONG)
    days: dict[date, NamedDay] = {}
    for number, words in lines:
        named = _read_line(words, number)
        _check(named, year, number)
        if named.day in days:
            raise NoticeRefused(Fault.TWICE, number)
        days[named.day] = named
    if all(named.working for named in days.values()):
        raise NoticeRefused(Fault.NO_HOLIDAYS)
    return tuple(sorted(days.values()))


def with_year(calendar: Calendar, year: int, days: Iterable[NamedDay]) -> Calendar:
    """The calendar in which the notice of this year stands, whatever was known of that year before."""
    named = list(days)
    holidays = {day: name for day, name in calendar.holidays.items() if day.year != year}
    workdays = {day: name for day, name in calendar.workdays.items() if day.year != year}
    holidays |= {each.day: each.name for each in named if not each.working}
    workdays |= {each.day: each.name for each in named if each.working}
    return Calendar(holidays, workdays, calendar.years | {year})


def _read_line(words: list[str], number: int) -> NamedDay:
    working = len(words) == 3 and words[1] in WORKING_WORDS
    if not (working or len(words) == 2) or len(words[-1]) > LONGEST_NAME or words[-1] in WORKING_WORDS:
        raise NoticeRefused(Fault.NOT_A_LINE, number)
    try:
        return NamedDay(date.fromisoformat(words[0]), working, words[-1])
    except ValueError as error:
        raise NoticeRefused(Fault.NOT_A_LINE, number) from error


def _check(named: NamedDay, year: int, number: int) -> None:
    if named.day.year != year:
        raise NoticeRefused(Fault.OTHER_YEAR, number)
    if named.working and named.day.weekday() < SATURDAY:
        raise NoticeRefused(Fault.WORKS_ANYWAY, number)
