"""The calendar as the domain knows it."""

from trading.domain.calendar import WorkingCalendar
from trading.models import CalendarDay, CalendarYear


def working_calendar() -> WorkingCalendar:
    """All published years with their exceptions."""
    days = list(CalendarDay.objects.all())
    return WorkingCalendar(
        published=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        holidays=frozenset(day.day for day in days if not day.working),
        workdays=frozenset(day.day for day in days if day.working),
    )
