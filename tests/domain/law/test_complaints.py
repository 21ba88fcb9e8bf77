"""Complaints are in time by the days of TR 60 and decided by those of TR 61; the time of others is not counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.calendar import Calendar
from trading.domain.complaints import (
    Fault,
    Gap,
    accept_by,
    decide_by,
    last_complaint_day,
    last_day_around,
    needs_objection,
    not_acceptable,
)
from trading.domain.kinds.spec import KindSpec
from trading.domain.matters import Matter
from trading.domain.periods import Period, Unit, last_day

DAYS = st.dates(date(2026, 1, 1), date(2026, 10, 31))


def day(month: int, number: int) -> date:
    return date(2026, month, number)


@pytest.mark.parametrize(
    "known, objections, last",
    [
        # Ten days after Monday 2 March is Thursday the 12th.
        (day(3, 2), [], day(3, 12)),
        # Ten days after Wednesday 4 March is Saturday the 14th: it ends on Monday (CC 203).
        (day(3, 4), [], day(3, 16)),
        # Objected on the 4th, answered on the 7th: three days do not count. The 15th is a Sunday.
        (day(3, 2), [Gap(day(3, 4), day(3, 7))], day(3, 16)),
        # Objected on the day it was known: the answer takes three days.
        (day(3, 2), [Gap(day(3, 2), day(3, 5))], day(3, 16)),
        # Two objections that overlap: a day is left out once.
        (day(3, 2), [Gap(day(3, 4), day(3, 7)), Gap(day(3, 6), day(3, 9))], day(3, 17)),
        # Answered on the day of the objection: nothing is lost.
        (day(3, 2), [Gap(day(3, 4), day(3, 4))], day(3, 12)),
        # Before it was known nothing ran.
        (day(3, 9), [Gap(day(3, 2), day(3, 5))], day(3, 19)),
        # After the last day nothing is added.
        (day(3, 2), [Gap(day(3, 12), day(3, 15))], day(3, 12)),
        # The holidays of October: the tenth day, 7 October, is still one of them.
        (date(2026, 9, 27), [], day(10, 8)),
    ],
)
def test_ten_days_without_the_time_of_answering(
    tender: KindSpec, calendar: Calendar, known: date, objections: list[Gap], last: date
) -> None:
    """TR 60."""
    counted = last_complaint_day(tender, calendar, Matter.DOCUMENTS, known, objections)

    assert counted is not None and counted.day == last


def test_no_day_is_the_last_while_an_objection_waits(tender: KindSpec, calendar: Calendar) -> None:
    waiting = [Gap(day(3, 4), None)]

    assert last_complaint_day(tender, calendar, Matter.OPENING, day(3, 2), waiting) is None
    late = last_complaint_day(tender, calendar, Matter.OPENING, day(2, 2), waiting)
    assert late is not None and late.day == day(2, 12)


def test_where_no_objection_is_needed_it_stops_no_clock(tender: KindSpec, calendar: Calendar) -> None:
    counted = last_complaint_day(tender, calendar, Matter.OTHER, day(3, 2), [Gap(day(3, 4), day(3, 7))])

    assert counted is not None and counted.day == day(3, 12)


@pytest.mark.parametrize(
    "matter, needed",
    [(Matter.DOCUMENTS, True), (Matter.OPENING, True), (Matter.CANDIDATES, True), (Matter.OTHER, False)],
)
def test_documents_opening_and_candidates_need_an_objection_first(
    tender: KindSpec, calendar: Calendar, matter: Matter, needed: bool
) -> None:
    """TR 60 with 22, 44, 54."""
    refused = not_acceptable(tender, calendar, matter, known=day(3, 2), today=day(3, 3), objections=[])

    assert needs_objection(tender, matter) is needed
    assert (refused is not None and refused.fault is Fault.NO_OBJECTION) is needed
    assert refused is None or "TR 60" in refused.articles


def test_a_day_late_is_refused_and_the_last_day_is_not(tender: KindSpec, calendar: Calendar) -> None:
    def fault(today: date) -> Fault | None:
        found = not_acceptable(tender, calendar, Matter.OTHER, known=day(3, 2), today=today, objections=None)
        return found.fault if found else None

    assert fault(day(3, 12)) is None
    assert fault(day(3, 13)) is Fault.TERM_OVER


def test_what_the_platform_does_not_know_it_does_not_refuse(tender: KindSpec, calendar: Calendar) -> None:
    """Of objections to candidates it knows nothing yet; neither of a calendar that is not published."""
    assert (
        not_acceptable(tender, calendar, Matter.CANDIDATES, known=day(3, 2), today=day(6, 2), objections=None) is None
    )
    beyond = {"known": date(2026, 12, 28), "today": date(2027, 6, 1)}
    assert not_acceptable(tender, calendar, Matter.OTHER, objections=None, **beyond) is None


def test_three_working_days_to_accept_and_thirty_to_decide(tender: KindSpec, calendar: Calendar) -> None:
    """TR 61; the day itself is not counted (TM-10). Holidays: 4–6 April, 1–5 May; 9 May is worked."""
    accepting, deciding = accept_by(tender, calendar, day(4, 2)), decide_by(tender, calendar, day(3, 30), [])

    assert accepting is not None and accepting.day == day(4, 8)
    assert deciding is not None and deciding.day == day(5, 14)  # case 16 of rules.md 11


def test_the_time_of_tests_and_experts_is_not_counted(tender: KindSpec, calendar: Calendar) -> None:
    whole = [Gap(day(4, 7), day(4, 14))]  # five working days

    counted = decide_by(tender, calendar, day(3, 30), whole)

    assert counted is not None and counted.day == day(5, 21)
    assert decide_by(tender, calendar, day(3, 30), [Gap(day(4, 7), None)]) is None


@given(
    start=DAYS, count=st.integers(1, 40), unit=st.sampled_from([Unit.DAY, Unit.WORKING_DAY]), before=st.integers(0, 9)
)
def test_gaps_that_are_over_before_it_begins_change_nothing(
    calendar: Calendar, start: date, count: int, unit: Unit, before: int
) -> None:
    period = Period(count, unit)
    gap = Gap(start - timedelta(days=before + 5), start - timedelta(days=before))

    around = last_day_around(calendar, start, period, [gap])

    assert around is not None and around.day == last_day(calendar, start, period).day


@given(start=DAYS, after=st.integers(0, 30), length=st.integers(0, 20), more=st.integers(0, 10))
def test_a_longer_gap_never_makes_a_period_shorter(
    calendar: Calendar, start: date, after: int, length: int, more: int
) -> None:
    def last(days: int) -> date:
        begins = start + timedelta(days=after)
        gap = Gap(begins, begins + timedelta(days=days))
        counted = last_day_around(calendar, start, Period(10, Unit.DAY), [gap])
        assert counted is not None
        return counted.day

    assert last(length + more) >= last(length) >= last_day(calendar, start, Period(10, Unit.DAY)).day
