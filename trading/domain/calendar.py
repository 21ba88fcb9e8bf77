"""The calendar of rest days and working days that all periods are counted by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Facts of the State Council's yearly notices.

    `holidays`: rest days of the notice with the holiday's name. `workdays`: make-up working days (调休上班) with the
    name of the holiday they make up for. `years`: the years whose notice is published; of any other year only the
    weekends are known, and what is computed from it is provisional.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        both = self.holidays.keys() & self.workdays.keys()
        if both:
            raise CalendarBroken(f"rest day and working day at once: {sorted(both)}")
        object.__setattr__(self, "holidays", dict(self.holidays))
        object.__setattr__(self, "workdays", dict(self.workdays))

    def is_published(self, day: date) -> bool:
        return day.year in self.years

    def is_working_day(self, day: date) -> bool:
        """TM-7: make-up days are working days, holidays on weekdays are not."""
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < SATURDAY

    def is_rest_day(self, day: date) -> bool:
        """A statutory rest day (法定休假日) in the sense of CC 203."""
        return not self.is_working_day(day)

    def holiday_name(self, day: date) -> str:
        """The holiday that the day belongs to, or an empty text: a plain weekend has none."""
        return self.holidays.get(day, "")

    def first_working_day(self, day: date) -> date:
        """`day` itself if people work on it, else the next day on which they do."""
        while self.is_rest_day(day):
            day += timedelta(days=1)
        return day


class CalendarBroken(Exception):
    """The facts contradict each other."""
