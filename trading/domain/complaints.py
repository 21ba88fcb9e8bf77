"""Complaints to the supervisor (投诉): whether they are in time, and by when they are decided (TR 60, 61)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from trading.domain.calendar import Calendar
from trading.domain.kinds.spec import KindSpec
from trading.domain.kinds.values import Value
from trading.domain.matters import Matter
from trading.domain.periods import Counted, Period, Unit, last_day

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days that do not count: from the day after `after` until `through`, None while it is not over.

    As with every period the day on which it starts counts to what was before it (TM-2).
    """

    after: date
    through: date | None

    def holds(self, day: date) -> bool:
        return self.after < day and (self.through is None or day <= self.through)


class Fault(StrEnum):
    """Why a complaint is refused on the spot: only what the law leaves no doubt about."""

    NO_OBJECTION = "no_objection"
    TERM_OVER = "term_over"


@dataclass(frozen=True, slots=True)
class NotAcceptable:
    """A fault with its articles; `last`: the day on which the complaint would still have been in time."""

    fault: Fault
    articles: tuple[str, ...]
    last: date | None = None


def last_day_around(calendar: Calendar, start: date, period: Period, gaps: Sequence[Gap]) -> Counted | None:
    """The last day of a period that starts on `start` and stands still in the gaps; None while one of them runs on.

    Only for periods of days and working days. Without gaps it is `last_day` (TM-2, TM-4, TM-10).
    """
    if not gaps:
        return last_day(calendar, start, period)
    day, left, provisional = start, period.count, False
    while left > 0:
        day += DAY
        if any(gap.through is None and gap.holds(day) for gap in gaps):
            return None
        provisional = provisional or not calendar.is_published(day)
        left -= _counts(calendar, period.unit, day) and not any(gap.holds(day) for gap in gaps)
    moved = calendar.first_working_day(day) if period.unit is Unit.DAY else day
    return Counted(moved, day, provisional or not calendar.is_published(moved))


def needs_objection(spec: KindSpec, matter: Matter) -> bool:
    """Whether the law wants an objection before a complaint about this (TR 60)."""
    rule = spec.law.complaint_objection_first
    return rule is not None and matter in rule.value


def last_complaint_day(
    spec: KindSpec, calendar: Calendar, matter: Matter, known: date, objections: Sequence[Gap]
) -> Counted | None:
    """The last day for a complaint about what was known on a day; None where no day is the last yet (TR 60).

    `objections`: from the day of each of one's own objections to that of its answer. The time of answering does not count.
    """
    rule = spec.law.complaint_within
    if rule is None:
        return None
    return last_day_around(calendar, known, rule.value, objections if needs_objection(spec, matter) else ())


def not_acceptable(
    spec: KindSpec,
    calendar: Calendar,
    matter: Matter,
    *,
    known: date,
    today: date,
    objections: Sequence[Gap] | None,
) -> NotAcceptable | None:
    """What forbids a complaint beyond doubt, or None: then the supervisor decides.

    `objections` None: the platform does not know of objections in this matter, so it says nothing about them.
    """
    if needs_objection(spec, matter) and objections is not None and not objections:
        return NotAcceptable(Fault.NO_OBJECTION, _articles(spec.law.complaint_objection_first))
    if needs_objection(spec, matter) and objections is None:
        return None
    last = last_complaint_day(spec, calendar, matter, known, objections or ())
    if last is not None and not last.provisional and today > last.day:
        return NotAcceptable(Fault.TERM_OVER, _articles(spec.law.complaint_within), last.day)
    return None


def accept_by(spec: KindSpec, calendar: Calendar, received: date) -> Counted | None:
    """The last day on which the supervisor accepts or refuses (TR 61)."""
    rule = spec.law.complaint_accept
    return None if rule is None else last_day(calendar, received, rule.value)


def decide_by(spec: KindSpec, calendar: Calendar, accepted: date, breaks: Iterable[Gap]) -> Counted | None:
    """The last day for the decision; None while a test or an expert review goes on (TR 61)."""
    rule = spec.law.complaint_decide
    return None if rule is None else last_day_around(calendar, accepted, rule.value, tuple(breaks))


def _counts(calendar: Calendar, unit: Unit, day: date) -> bool:
    return unit is not Unit.WORKING_DAY or calendar.is_working_day(day)


def _articles(rule: Value[Period] | Value[tuple[Matter, ...]] | None) -> tuple[str, ...]:
    return () if rule is None else rule.articles
