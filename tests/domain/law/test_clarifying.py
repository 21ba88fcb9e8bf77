"""Clarifications, objections and terminations between the notice and the deadline: TL 23, TR 21, TR 22, O30 15."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trading.domain.calendar import Calendar
from trading.domain.calendar_seed import seed_calendar
from trading.domain.checks import check_clarification
from trading.domain.facts import AnswerFacts, Facts, NoFacts, TerminationCause, TerminationFacts
from trading.domain.kinds import ALL
from trading.domain.kinds.spec import KindSpec
from trading.domain.periods import day_of, start_of
from trading.domain.schedule import Schedule
from trading.domain.stages import GuardRefused, Outcome, OutcomeNotAllowed, Stage, advance
from trading.domain.timetable import happened, moved, resumed

ScheduleOf = Callable[..., Schedule]
NINE = timedelta(hours=9)
SECOND = timedelta(seconds=1)
PUBLISHED = seed_calendar()


def morning(month: int, day: int, year: int = 2026) -> datetime:
    return start_of(date(year, month, day)) + NINE


@pytest.fixture
def june(schedule_of: ScheduleOf) -> Schedule:
    """The timetable of worked cases 3 and 4: the deadline is 2026-06-30 09:00."""
    return schedule_of(documents_from=morning(6, 1), documents_until=morning(6, 30), deadline=morning(6, 30))


def test_the_refusal_says_from_which_day_on_it_would_be_lawful(
    tender: KindSpec, june: Schedule, calendar: Calendar
) -> None:
    (refusal,) = check_clarification(tender, june, calendar, at=morning(6, 17), affects_bids=True, deadline=None)

    assert refusal.earliest == date(2026, 7, 2)
    assert refusal.articles[:2] == ("TL 23", "TR 21")


@given(at=st.integers(0, 28), days=st.integers(1, 60))
@example(at=25, days=11)  # to Saturday 11 July: counted back, a rest day moves nothing (TM-8)
def test_whatever_is_let_pass_leaves_fifteen_days(at: int, days: int) -> None:
    spec = ALL[0]
    half = timedelta(minutes=30)
    schedule = Schedule(morning(6, 1), morning(6, 30), morning(6, 30), half, half, half, half)
    moment = morning(6, 1) + timedelta(days=at)
    deadline = schedule.deadline + timedelta(days=days)

    refusals = check_clarification(spec, schedule, PUBLISHED, at=moment, affects_bids=True, deadline=deadline)

    assert bool(refusals) == (day_of(deadline) - day_of(moment) < timedelta(days=15))


def test_an_answer_after_the_deadline_gives_back_the_time_that_was_left(june: Schedule) -> None:
    stopped = happened(june, Outcome.OBJECTED, morning(6, 18))

    late = happened(stopped, Outcome.ANSWERED, morning(7, 6))

    assert late.deadline == morning(7, 18)
    assert late.documents_until == late.deadline, "an offer until the deadline moves with it"


def test_a_second_objection_does_not_set_the_clock_anew(june: Schedule) -> None:
    once = happened(june, Outcome.OBJECTED, morning(6, 10))

    assert happened(once, Outcome.OBJECTED, morning(6, 18)) == once


@given(stop=st.integers(0, 19), answer=st.integers(0, 90))
def test_resuming_never_takes_time_away(stop: int, answer: int) -> None:
    half = timedelta(minutes=30)
    schedule = Schedule(morning(6, 1), morning(6, 30), morning(6, 30), half, half, half, half)
    stopped = happened(schedule, Outcome.OBJECTED, morning(6, 1) + timedelta(days=stop))
    at = morning(6, 1) + timedelta(days=stop + answer)

    after = resumed(stopped, at)

    assert after.deadline >= schedule.deadline
    assert after.deadline > at


def test_the_trade_goes_on_when_all_are_answered(tender: KindSpec, june: Schedule) -> None:
    def answered(waiting: int) -> Stage:
        facts = AnswerFacts(waiting)
        return advance(tender, Stage.SUSPENDED, Outcome.ANSWERED, facts, morning(6, 19), june)

    with pytest.raises(GuardRefused):
        answered(1)
    assert answered(0) is Stage.BIDDING


@pytest.mark.parametrize("stage", [Stage.ANNOUNCED, Stage.BIDDING, Stage.SUSPENDED, Stage.HELD])
def test_works_are_ended_by_force_majeure_alone(tender: KindSpec, june: Schedule, stage: Stage) -> None:
    """O30 15."""

    def ended(cause: TerminationCause) -> Stage:
        return advance(tender, stage, Outcome.TERMINATED, TerminationFacts(cause), morning(6, 19), june)

    assert ended(TerminationCause.FORCE_MAJEURE) is Stage.TERMINATED
    with pytest.raises(GuardRefused) as refused:
        ended(TerminationCause.MAJOR_CHANGE)
    assert "O30 15" in refused.value.articles


@pytest.mark.parametrize("outcome, facts", [(Outcome.CLARIFIED, NoFacts()), (Outcome.OBJECTED, NoFacts())])
def test_nothing_changes_the_documents_of_a_closed_box(
    tender: KindSpec, june: Schedule, outcome: Outcome, facts: Facts
) -> None:
    for stage in (Stage.HELD, Stage.CLOSED, Stage.DECRYPTING, Stage.OPENED, Stage.FAILED, Stage.TERMINATED):
        with pytest.raises(OutcomeNotAllowed):
            advance(tender, stage, outcome, facts, morning(6, 19), june)


def test_at_the_deadline_it_is_too_late_to_clarify_though_the_clock_sleeps(tender: KindSpec, june: Schedule) -> None:
    with pytest.raises(GuardRefused):
        advance(tender, Stage.BIDDING, Outcome.CLARIFIED, NoFacts(), june.deadline, june)


def test_an_offer_that_ends_before_the_deadline_stays(june: Schedule) -> None:
    short = replace(june, documents_until=morning(6, 10))

    assert moved(short, morning(7, 9)).documents_until == morning(6, 10)
