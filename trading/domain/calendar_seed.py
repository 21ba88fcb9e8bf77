"""The yearly notices of the State Council as the package `chinesecalendar` knows them: a seed for our own table.

The package raises for a year it does not know; we ask it for nothing but its tables.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chinese_calendar.constants import Holiday, holidays, workdays

from trading.domain.calendar import Calendar

NAMES = {
    Holiday.new_years_day.value: "元旦",
    Holiday.spring_festival.value: "春节",
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.labour_day.value: "劳动节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.national_day.value: "国庆节",
    Holiday.mid_autumn_festival.value: "中秋节",
    Holiday.anti_fascist_70th_day.value: "抗战胜利纪念日",
}


class DayKind(StrEnum):
    """What a notice says of a day."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True, order=True)
class SeedDay:
    """One day that a yearly notice names."""

    day: date
    kind: DayKind
    name: str


def seed_years() -> tuple[int, ...]:
    """The years whose notice the package holds, in order."""
    return tuple(sorted({day.year for day in holidays}))


def seed_days() -> tuple[SeedDay, ...]:
    """Every named day of those years, in order."""
    rest = (SeedDay(day, DayKind.HOLIDAY, NAMES[name]) for day, name in holidays.items())
    work = (SeedDay(day, DayKind.WORKDAY, NAMES[name]) for day, name in workdays.items())
    return tuple(sorted((*rest, *work)))


def seed_calendar() -> Calendar:
    """The seed as a calendar, for tests and tools; the platform reads its own table."""
    days = seed_days()
    return Calendar(
        holidays={seed.day: seed.name for seed in days if seed.kind is DayKind.HOLIDAY},
        workdays={seed.day: seed.name for seed in days if seed.kind is DayKind.WORKDAY},
        years=frozenset(seed_years()),
    )
