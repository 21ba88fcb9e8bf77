"""The days between the evaluation report and the return of the deposits, counted by the calendar.

Each function gives None where the kind has no such rule, and a `Counted` whose `provisional` says that the day hangs
on a year whose calendar is not published. A day ends at its 24:00.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from trading.domain.award import DisplayFacts
from trading.domain.calendar import Calendar
from trading.domain.kinds.spec import KindSpec
from trading.domain.kinds.values import Value
from trading.domain.periods import (
    Counted,
    Period,
    Unit,
    day_of,
    earliest_day,
    end_of,
    last_day,
    nth_working_day,
    start_of,
)

DAY = timedelta(days=1)
LOOK_DAYS, LOOK_HOUR = 3, timedelta(hours=17)
"""What is proposed to a tenderer that asks for a second look: no law names a time."""


def valid_until(calendar: Calendar, deadline: datetime, days: int) -> Counted:
    """The last day on which bids bind: TR 25 counts from the deadline."""
    return last_day(calendar, day_of(deadline), Period(days, Unit.DAY))


def publish_by(spec: KindSpec, received: datetime, calendar: Calendar) -> Counted | None:
    """The last day to show the candidates after the report was received (TR 54)."""
    return _last(spec.law.candidates_within, received, calendar)


def display_until(spec: KindSpec, published: datetime, calendar: Calendar) -> Counted | None:
    """The last day of the shortest display that the law allows (TR 54)."""
    rule = spec.law.candidates_display
    return None if rule is None else earliest_day(calendar, day_of(published), rule.value)


def display_facts(spec: KindSpec, published: datetime, until: date, calendar: Calendar) -> DisplayFacts:
    """A display from that moment to the 24:00 of `until`, against the shortest lawful one."""
    least = display_until(spec, published, calendar)
    unknown = not calendar.is_published(until) or (least is not None and least.provisional)
    return DisplayFacts(end_of(until), published if least is None else end_of(least.day), unknown)


def objection_open(published: datetime, until: date, at: datetime) -> bool:
    """Whether the candidates may be objected to at that moment: during the display alone (TR 54)."""
    return published <= at < end_of(until)


def answer_by(spec: KindSpec, objected: datetime, calendar: Calendar) -> Counted | None:
    """The last day to answer an objection to the candidates (TR 54)."""
    return _last(spec.law.candidates_answer, objected, calendar)


def earliest_award(until: Counted) -> Counted:
    """The first day on which the winner may be decided: the one after the display."""
    return Counted(until.day + DAY, until.nominal + DAY, until.provisional)


def look_until(asked: datetime, calendar: Calendar) -> datetime:
    """Until when a tenderer may want the answer to a second look: an afternoon some working days ahead. A proposal."""
    return start_of(nth_working_day(calendar, day_of(asked), LOOK_DAYS).day) + LOOK_HOUR


def report_by(spec: KindSpec, decided: datetime, sent: datetime, calendar: Calendar) -> Counted | None:
    """The last day to report to the supervisor.

    TL 47 counts from the decision, O30 65 from sending the award notice: the earlier binds.
    """
    return _last(spec.law.award_report, min(decided, sent), calendar)


def contract_by(spec: KindSpec, sent: datetime, valid: Counted, calendar: Calendar) -> Counted | None:
    """The last day to sign, after the award notice was sent (TL 46), and while the bid binds (O12 49, O30 62)."""
    within = _last(spec.law.contract_within, sent, calendar)
    rule = spec.law.award_in_validity
    binds = rule is not None and rule.value
    return min(within, valid, key=lambda counted: counted.day) if within is not None and binds else within


def deposits_back_by(spec: KindSpec, signed: datetime, calendar: Calendar) -> Counted | None:
    """The last day to return the deposits to winner and losers after the contract was signed (TR 57)."""
    return _last(spec.law.deposit_back_after_contract, signed, calendar)


def _last(rule: Value[Period] | None, since: datetime, calendar: Calendar) -> Counted | None:
    return None if rule is None else last_day(calendar, day_of(since), rule.value)
