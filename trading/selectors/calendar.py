"""The calendar as the domain knows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trading.domain.actors import Actor
from trading.domain.calendar import Calendar
from trading.domain.yearly_notice import NamedDay
from trading.models import CalendarDay, CalendarProposal, CalendarYear

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A notice that was typed in. `own`: by whoever looks. `accepted` None: it waits for another administrator."""

    id: int
    year: int
    source: str
    days: Sequence[NamedDay]
    by: str
    at: datetime
    own: bool
    accepted: bool | None
    decided_by: str


def proposals(actor: Actor) -> list[ProposalShown]:
    """The calendar's history, newest first. Raises `AdministratorsOnly`."""
    actor.as_administrator()
    rows = CalendarProposal.objects.select_related("by", "decision__by")[:MOST_SHOWN]
    return [_shown(row, actor) for row in rows]


def published_years() -> list[int]:
    """The newest first."""
    return sorted(CalendarYear.objects.values_list("year", flat=True), reverse=True)


def days_of(proposal: CalendarProposal) -> tuple[NamedDay, ...]:
    """Its days, in order."""
    return tuple(NamedDay(date.fromisoformat(day), working, name) for day, working, name in proposal.days)


def named_days(calendar: Calendar, year: int) -> tuple[NamedDay, ...]:
    """What the calendar says of one year, in order."""
    holidays = [NamedDay(day, False, name) for day, name in calendar.holidays.items() if day.year == year]
    workdays = [NamedDay(day, True, name) for day, name in calendar.workdays.items() if day.year == year]
    return tuple(sorted([*holidays, *workdays]))


def working_calendar() -> Calendar:
    """All published years with the days that are not what their weekday says."""
    days = list(CalendarDay.objects.values_list("day", "name", "working"))
    return Calendar(
        holidays={day: name for day, name, working in days if not working},
        workdays={day: name for day, name, working in days if working},
        years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
    )


def _shown(row: CalendarProposal, actor: Actor) -> ProposalShown:
    decision = getattr(row, "decision", None)
    return ProposalShown(
        id=row.pk,
        year=row.year,
        source=row.source,
        days=days_of(row),
        by=row.by.full_name or row.by.username,
        at=row.at,
        own=row.by_id == actor.user_id,
        accepted=decision.accepted if decision else None,
        decided_by=(decision.by.full_name or decision.by.username) if decision else "",
    )
