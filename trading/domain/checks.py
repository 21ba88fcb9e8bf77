"""Whether a schedule is lawful, and if not, why, counted day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from trading.domain.calendar import Calendar
from trading.domain.kinds.spec import KindSpec
from trading.domain.kinds.values import Choice, Value
from trading.domain.periods import (
    Counted,
    Period,
    Unit,
    day_of,
    earliest_day,
    end_of,
    latest_day,
)
from trading.domain.phases import Phase
from trading.domain.schedule import Schedule

DAY = timedelta(days=1)
# Where a period starts to count and where its last day goes: every bound of days stands on these two.
COUNTING = ("CC 201", "CC 203")


class Field(StrEnum):
    """The fields of a schedule, as the page names them."""

    DOCUMENTS_FROM = "documents_from"
    DOCUMENTS_UNTIL = "documents_until"
    DEADLINE = "deadline"
    WINDOW = "window"
    KEYS_ALLOWANCE = "keys_allowance"
    OBJECTIONS = "objections"
    CONFIRMATION = "confirmation"
    EXTENSION = "extension"


class Code(StrEnum):
    """What is wrong."""

    IN_THE_PAST = "in_the_past"
    DEADLINE_BEFORE_DOCUMENTS = "deadline_before_documents"
    DEADLINE_TOO_EARLY = "deadline_too_early"
    DEADLINE_NOT_LATER = "deadline_not_later"
    OFFER_TOO_SHORT = "offer_too_short"
    OFFER_AFTER_DEADLINE = "offer_after_deadline"
    YEAR_NOT_PUBLISHED = "year_not_published"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"


class Mark(StrEnum):
    """What a day is in a count."""

    BEFORE = "before"
    START = "start"
    COUNTED = "counted"
    REFUSED = "refused"
    MOVED_OVER = "moved_over"
    EARLIEST = "earliest"
    AFTER = "after"


@dataclass(frozen=True)
class CountedDay:
    """One cell of the calendar that shows a count. `number`: which day of the period it is, if it is one."""

    day: date
    mark: Mark
    number: int | None
    rest: bool
    holiday: str


@dataclass(frozen=True)
class Bound:
    """The earliest day that the law allows for a field, and how it was counted from `start`."""

    field: Field
    start: date
    period: Period
    nominal: date
    earliest: date
    provisional: bool
    holiday: str
    articles: tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """One thing wrong with one field. `bound` is there when days were counted, `least`/`most` for a range."""

    field: Field
    code: Code
    articles: tuple[str, ...] = ()
    bound: Bound | None = None
    counted: tuple[CountedDay, ...] = ()
    chosen: date | None = None
    least: timedelta | None = None
    most: timedelta | None = None

    @property
    def earliest(self) -> date | None:
        """The first day that would do."""
        return self.bound.earliest if self.bound else None


def check_schedule(
    spec: KindSpec,
    schedule: Schedule,
    calendar: Calendar,
    *,
    announced_at: datetime | None = None,
    phase: Phase = Phase.BIDDING,
) -> tuple[Refusal, ...]:
    """Everything that forbids to announce the schedule, in the order of the page; empty if it is lawful.

    A deadline on a rest day is allowed: the law moves only the last day of a period, and the platform is always open.
    """
    return (
        *_check_start(schedule, announced_at),
        *_check_offer(spec, schedule, calendar, phase),
        *_check_deadline(spec, schedule, calendar, phase),
        *_check_published(schedule, calendar),
        *_check_lengths(spec, schedule, phase),
    )


def offer_bound(
    spec: KindSpec, documents_from: datetime, calendar: Calendar, phase: Phase = Phase.BIDDING
) -> Bound | None:
    """The first day at whose end the offer of documents may stop (TR 16)."""
    rule = spec.periods(phase).document_offer
    return _bound(Field.DOCUMENTS_UNTIL, rule, documents_from, calendar, full_days=False)


def deadline_bound(spec: KindSpec, documents_from: datetime, calendar: Calendar) -> Bound | None:
    """The first day on which the deadline may be (TL 24)."""
    rule = spec.law.full_days
    return _bound(
        Field.DEADLINE, spec.law.bid_period, documents_from, calendar, full_days=rule is not None and rule.value
    )


def due_bound(spec: KindSpec, documents_until: datetime, calendar: Calendar) -> Bound | None:
    """The first day on which applications may be due, counted from the day their documents' offer stops (TR 17)."""
    # An offer "until 24:00" of a day stops on that day, though the moment is 0:00 of the next.
    last = documents_until - timedelta(microseconds=1)
    rule = spec.periods(Phase.PREQUALIFICATION).after_offer
    return _bound(Field.DEADLINE, rule, last, calendar, full_days=False)


def clarification_bound(spec: KindSpec, at: datetime, calendar: Calendar, phase: Phase = Phase.BIDDING) -> Bound | None:
    """The first day on which the deadline may be after a clarification at that moment that can affect bids (TR 21).

    The period is counted back from the deadline (TM-8), so no rest day moves it.
    """
    bound = _bound(Field.DEADLINE, spec.periods(phase).clarification_before, at, calendar, full_days=False)
    return None if bound is None else replace(bound, earliest=bound.nominal, holiday="")


def check_clarification(
    spec: KindSpec,
    schedule: Schedule,
    calendar: Calendar,
    *,
    at: datetime,
    affects_bids: bool,
    deadline: datetime | None,
    phase: Phase = Phase.BIDDING,
) -> tuple[Refusal, ...]:
    """What forbids to publish a clarification at that moment; `deadline` is the new one, None leaves it where it is.

    TL 23, TR 21: one that can affect bids leaves the period of the law before the deadline, or moves it. No
    clarification makes a deadline earlier.
    """
    refusals = []
    chosen = day_of(deadline or schedule.deadline)
    if deadline is not None and deadline <= schedule.deadline:
        refusals.append(Refusal(Field.DEADLINE, Code.DEADLINE_NOT_LATER, ("TR 21",), chosen=chosen))
    if deadline is not None and not calendar.is_published(chosen):
        refusals.append(Refusal(Field.DEADLINE, Code.YEAR_NOT_PUBLISHED, ("CC 203",), chosen=chosen))
    bound = clarification_bound(spec, at, calendar, phase) if affects_bids else None
    if bound is not None and not refusals and chosen < bound.earliest:
        refusals.append(_refused(Code.DEADLINE_TOO_EARLY, bound, calendar, chosen))
    return tuple(refusals)


def last_clarification_day(
    spec: KindSpec, deadline: datetime, calendar: Calendar, phase: Phase = Phase.BIDDING
) -> Counted | None:
    """The last day for a clarification that can affect bids without moving the deadline (TR 21)."""
    return _latest(spec.periods(phase).clarification_before, deadline, calendar)


def last_objection_day(
    spec: KindSpec, deadline: datetime, calendar: Calendar, phase: Phase = Phase.BIDDING
) -> Counted | None:
    """The last day for an objection to the documents, until its 24:00 (TR 22)."""
    return _latest(spec.periods(phase).objection_before, deadline, calendar)


def offer_end(day: date, deadline: datetime) -> datetime:
    """The moment an offer "until that day" ends: at its 24:00, or with the deadline if that comes first."""
    return min(end_of(day), deadline)


def count_days(bound: Bound, calendar: Calendar) -> tuple[CountedDay, ...]:
    """The count in whole weeks from Monday to Sunday, for the "days" component."""
    first = bound.start - DAY * bound.start.weekday()
    last = bound.earliest + DAY * (6 - bound.earliest.weekday())
    return tuple(_counted_day(bound, calendar, first + DAY * offset) for offset in range((last - first).days + 1))


def _check_start(schedule: Schedule, announced_at: datetime | None) -> list[Refusal]:
    if announced_at is None or schedule.documents_from >= announced_at:
        return []
    return [Refusal(Field.DOCUMENTS_FROM, Code.IN_THE_PAST, chosen=day_of(schedule.documents_from))]


def _check_offer(spec: KindSpec, schedule: Schedule, calendar: Calendar, phase: Phase) -> list[Refusal]:
    refusals = []
    until = schedule.documents_until
    # The last moment of a day is 24:00, which is 0:00 of the next; that must not name the next day.
    chosen = day_of(until - timedelta(microseconds=1))
    bound = offer_bound(spec, schedule.documents_from, calendar, phase)
    if bound and until < end_of(bound.earliest):
        refusals.append(_refused(Code.OFFER_TOO_SHORT, bound, calendar, chosen))
    if until > schedule.deadline:
        refusals.append(Refusal(Field.DOCUMENTS_UNTIL, Code.OFFER_AFTER_DEADLINE, chosen=chosen))
    return refusals


def _check_deadline(spec: KindSpec, schedule: Schedule, calendar: Calendar, phase: Phase) -> list[Refusal]:
    chosen = day_of(schedule.deadline)
    if phase is Phase.PREQUALIFICATION:
        bound = due_bound(spec, schedule.documents_until, calendar)
    else:
        bound = deadline_bound(spec, schedule.documents_from, calendar)
    if schedule.deadline <= schedule.documents_from:
        code = Code.DEADLINE_BEFORE_DOCUMENTS
        return [_refused(code, bound, calendar, chosen) if bound else Refusal(Field.DEADLINE, code, chosen=chosen)]
    if bound and chosen < bound.earliest:
        return [_refused(Code.DEADLINE_TOO_EARLY, bound, calendar, chosen)]
    return []


def _check_published(schedule: Schedule, calendar: Calendar) -> list[Refusal]:
    days = (
        (Field.DOCUMENTS_FROM, day_of(schedule.documents_from)),
        (Field.DOCUMENTS_UNTIL, day_of(schedule.documents_until - timedelta(microseconds=1))),
        (Field.DEADLINE, day_of(schedule.deadline)),
    )
    return [
        Refusal(field, Code.YEAR_NOT_PUBLISHED, ("CC 203",), chosen=day)
        for field, day in days
        if not calendar.is_published(day)
    ]


def _check_lengths(spec: KindSpec, schedule: Schedule, phase: Phase) -> list[Refusal]:
    """Those of the opening are fixed by the tender's notice; a pre-qualification has the one for outages."""
    of_opening = (
        (Field.WINDOW, spec.law.window, schedule.window),
        (Field.KEYS_ALLOWANCE, spec.law.keys_allowance, schedule.keys_allowance),
        (Field.OBJECTIONS, spec.law.objections, schedule.objections),
        (Field.CONFIRMATION, spec.law.confirmation, schedule.confirmation),
    )
    lengths = (
        *(of_opening if phase is Phase.BIDDING else ()),
        (Field.EXTENSION, spec.law.extension, schedule.extension),
    )
    return [
        Refusal(field, code, rule.articles, least=rule.value.least, most=rule.value.most)
        for field, rule, length in lengths
        if rule is not None and (code := _outside(rule.value, length)) is not None
    ]


def _outside(choice: Choice[timedelta], length: timedelta) -> Code | None:
    if length < choice.least:
        return Code.TOO_SHORT
    return Code.TOO_LONG if length > choice.most else None


def _refused(code: Code, bound: Bound, calendar: Calendar, chosen: date) -> Refusal:
    return Refusal(bound.field, code, bound.articles, bound, count_days(bound, calendar), chosen)


def _bound(
    field: Field, rule: Value[Period] | None, documents_from: datetime, calendar: Calendar, *, full_days: bool
) -> Bound | None:
    if rule is None:
        return None
    start = day_of(documents_from)
    counted = earliest_day(calendar, start, rule.value, full_days=full_days)
    return Bound(
        field=field,
        start=start,
        period=rule.value,
        nominal=counted.nominal,
        earliest=counted.day,
        provisional=counted.provisional,
        holiday=calendar.holiday_name(counted.nominal),
        articles=(*rule.articles, *COUNTING),
    )


def _latest(rule: Value[Period] | None, deadline: datetime, calendar: Calendar) -> Counted | None:
    return None if rule is None else latest_day(calendar, day_of(deadline), rule.value)


def _counted_day(bound: Bound, calendar: Calendar, day: date) -> CountedDay:
    mark = _mark(bound, day)
    return CountedDay(
        day=day,
        mark=mark,
        number=_number(bound, calendar, day),
        rest=calendar.is_rest_day(day),
        holiday=calendar.holiday_name(day),
    )


def _mark(bound: Bound, day: date) -> Mark:
    rules: tuple[tuple[Mark, Callable[[date], bool]], ...] = (
        (Mark.BEFORE, lambda it: it < bound.start),
        (Mark.START, lambda it: it == bound.start),
        (Mark.EARLIEST, lambda it: it == bound.earliest),
        (Mark.REFUSED, lambda it: it == bound.nominal),
        (Mark.COUNTED, lambda it: it < bound.nominal),
        (Mark.MOVED_OVER, lambda it: it < bound.earliest),
    )
    return next((mark for mark, holds in rules if holds(day)), Mark.AFTER)


def _number(bound: Bound, calendar: Calendar, day: date) -> int | None:
    if not bound.start < day <= bound.nominal:
        return None
    if bound.period.unit is Unit.DAY:
        return (day - bound.start).days
    if bound.period.unit is not Unit.WORKING_DAY or calendar.is_rest_day(day):
        return None
    span = (bound.start + DAY * (offset + 1) for offset in range((day - bound.start).days))
    return sum(calendar.is_working_day(passed) for passed in span)
