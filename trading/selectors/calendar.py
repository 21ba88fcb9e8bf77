"""The calendar as the domain knows it."""

from trading.domain.calendar import Calendar
from trading.models import CalendarDay, CalendarYear


def working_calendar() -> Calendar:
    """All published years with the days that are not what their weekday says."""
    days = list(CalendarDay.objects.all())
    return Calendar(
        holidays={day.day: day.name for day in days if not day.working},
        workdays={day.day: day.name for day in days if day.working},
        years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
    )
