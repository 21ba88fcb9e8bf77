"""Pre-qualification: periods of its own (TR 16, 17, 21, 22), too few qualified (TR 19), and the one way back to a tender."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.calendar import Calendar
from trading.domain.calendar_seed import seed_calendar
from trading.domain.checks import (
    Code,
    Field,
    check_clarification,
    check_schedule,
    due_bound,
    last_clarification_day,
    last_objection_day,
)
from trading.domain.facts import AnswerFacts, DraftFacts, Facts, NoFacts, ObjectionFacts, ReviewFacts
from trading.domain.kinds import ALL
from trading.domain.kinds.fairness import Concern
from trading.domain.kinds.spec import KindSpec, SpecBroken
from trading.domain.periods import day_of, end_of, start_of
from trading.domain.phases import PREQUALIFYING, Phase, Reviewer, phase_of
from trading.domain.schedule import Schedule
from trading.domain.stages import Guard, GuardRefused, Outcome, OutcomeNotAllowed, Reason, Stage, Step, advance
from trading.domain.timetable import due_now

ScheduleOf = Callable[..., Schedule]
LOOKED_AT = DraftFacts(frozenset(Concern))
PREQ = Phase.PREQUALIFICATION
PUBLISHED = seed_calendar()
NINE = timedelta(hours=9)
DAY = timedelta(days=1)


@pytest.fixture
def march(schedule_of: ScheduleOf) -> Schedule:
    """On offer from Monday 2 March to the end of Monday 9 March 2026; applications due on Monday 16 March, 9:30."""
    return schedule_of(
        documents_from=start_of(date(2026, 3, 2)) + NINE,
        documents_until=end_of(date(2026, 3, 9)),
        deadline=start_of(date(2026, 3, 16)) + NINE + timedelta(minutes=30),
    )


def refused(schedule: Schedule) -> list[tuple[Field, Code]]:
    found = check_schedule(ALL[0], schedule, PUBLISHED, phase=PREQ)
    return [(refusal.field, refusal.code) for refusal in found]


def test_two_weeks_are_enough_for_a_prequalification_and_not_for_a_tender(march: Schedule) -> None:
    assert refused(march) == []
    assert Code.DEADLINE_TOO_EARLY in [refusal.code for refusal in check_schedule(ALL[0], march, PUBLISHED)]


@pytest.mark.parametrize(
    "until, due, wrong",
    [
        pytest.param(9, 16, [], id="five days of offer (the fifth is a Saturday), five days after it"),
        pytest.param(8, 16, [(Field.DOCUMENTS_UNTIL, Code.OFFER_TOO_SHORT)], id="the offer ends on the Sunday: TR 16"),
        pytest.param(9, 13, [(Field.DEADLINE, Code.DEADLINE_TOO_EARLY)], id="four days after the offer: TR 17"),
    ],
)
def test_the_offer_and_the_time_after_it_are_counted_one_after_the_other(
    march: Schedule, until: int, due: int, wrong: list[tuple[Field, Code]]
) -> None:
    deadline = start_of(date(2026, 3, due)) + NINE
    schedule = replace(march, documents_until=end_of(date(2026, 3, until)), deadline=deadline)

    assert refused(schedule) == wrong


def test_the_refusal_names_the_article_and_counts_from_the_day_the_offer_stops(march: Schedule) -> None:
    (refusal,) = check_schedule(ALL[0], replace(march, deadline=march.documents_until + DAY), PUBLISHED, phase=PREQ)

    assert refusal.articles[0] == "TR 17"
    assert refusal.bound is not None and refusal.bound.start == date(2026, 3, 9)
    assert refusal.earliest == date(2026, 3, 16)  # the fifth day is a Saturday


def test_the_lengths_of_an_opening_are_not_asked_for(march: Schedule) -> None:
    assert refused(replace(march, window=timedelta(), confirmation=timedelta())) == []
    assert refused(replace(march, extension=timedelta(days=9))) == [(Field.EXTENSION, Code.TOO_LONG)]


@given(offered=st.integers(5, 20), later=st.integers(0, 20))
def test_whatever_is_let_pass_leaves_five_days_after_the_offer(offered: int, later: int) -> None:
    start = start_of(date(2026, 3, 2)) + NINE
    until = end_of(day_of(start) + offered * DAY)
    half = timedelta(minutes=30)
    schedule = Schedule(start, until, until + later * DAY + half, half, half, half, half)

    codes = [refusal.code for refusal in check_schedule(ALL[0], schedule, PUBLISHED, phase=PREQ)]
    bound = due_bound(ALL[0], until, PUBLISHED)

    assert bound is not None
    assert (Code.DEADLINE_TOO_EARLY in codes) == (day_of(schedule.deadline) < bound.earliest)
    if Code.DEADLINE_TOO_EARLY not in codes:
        assert day_of(schedule.deadline) - (day_of(start) + offered * DAY) >= 5 * DAY


def test_its_clarifications_and_objections_have_their_own_last_days(
    tender: KindSpec, march: Schedule, calendar: Calendar
) -> None:
    """TR 21: three days before; TR 22: two days before."""
    clarified = last_clarification_day(tender, march.deadline, calendar, PREQ)
    objected = last_objection_day(tender, march.deadline, calendar, PREQ)

    assert clarified is not None and clarified.day == date(2026, 3, 13)
    assert objected is not None and objected.day == date(2026, 3, 14)


@pytest.mark.parametrize("day, codes", [(13, []), (14, [Code.DEADLINE_TOO_EARLY])])
def test_a_clarification_that_affects_applications_comes_three_days_before_they_are_due(
    tender: KindSpec, march: Schedule, calendar: Calendar, day: int, codes: list[Code]
) -> None:
    at = start_of(date(2026, 3, day)) + NINE

    found = check_clarification(tender, march, calendar, at=at, affects_bids=True, deadline=None, phase=PREQ)

    assert [refusal.code for refusal in found] == codes


# --- from stage to stage ------------------------------------------------------------------------------------------


def test_the_way_through_a_prequalification_to_the_tender(tender: KindSpec, march: Schedule) -> None:
    steps: list[tuple[Outcome, Facts, datetime]] = [
        (Outcome.PREQUALIFICATION_ANNOUNCED, LOOKED_AT, march.documents_from),
        (Outcome.DOCUMENTS_OFFERED, NoFacts(), march.documents_from),
        (Outcome.OBJECTED, ObjectionFacts(march.deadline), march.documents_from + DAY),
        (Outcome.ANSWERED, AnswerFacts(0), march.documents_from + 2 * DAY),
        (Outcome.APPLICATIONS_CLOSED, NoFacts(), march.deadline),
        (Outcome.REVIEWED, ReviewFacts(4, 4, 3), march.deadline + DAY),
        (Outcome.ANNOUNCED, NoFacts(), march.deadline + 2 * DAY),
    ]

    stage, passed = Stage.DRAFT, []
    for outcome, facts, now in steps:
        stage = advance(tender, stage, outcome, facts, now, march)
        passed.append(stage)

    assert passed == [
        Stage.PREQ_ANNOUNCED,
        Stage.APPLYING,
        Stage.PREQ_SUSPENDED,
        Stage.APPLYING,
        Stage.REVIEWING,
        Stage.QUALIFIED,
        Stage.ANNOUNCED,
    ]


@pytest.mark.parametrize("passed", range(6))
def test_fewer_than_three_qualified_end_the_trade_and_three_go_on(
    tender: KindSpec, march: Schedule, passed: int
) -> None:
    """TR 19."""

    def result(outcome: Outcome) -> Stage | Reason:
        try:
            return advance(tender, Stage.REVIEWING, outcome, ReviewFacts(6, 6, passed), march.deadline, march)
        except GuardRefused as refused:
            assert "TR 19" in refused.articles
            return refused.reason

    enough = passed >= 3

    assert result(Outcome.REVIEWED) == (Stage.QUALIFIED if enough else Reason.TOO_FEW_QUALIFIED)
    assert result(Outcome.TOO_FEW_QUALIFIED) == (Reason.ENOUGH_QUALIFIED if enough else Stage.FAILED)


@pytest.mark.parametrize("outcome", [Outcome.REVIEWED, Outcome.TOO_FEW_QUALIFIED])
def test_a_review_ends_when_every_applicant_is_decided(tender: KindSpec, march: Schedule, outcome: Outcome) -> None:
    with pytest.raises(GuardRefused) as refused:
        advance(tender, Stage.REVIEWING, outcome, ReviewFacts(4, 3, 3), march.deadline, march)

    assert (refused.value.guard, refused.value.reason) == (Guard.ALL_DECIDED, Reason.NOT_ALL_DECIDED)


def test_applications_are_closed_by_the_clock_when_they_are_due(tender: KindSpec, march: Schedule) -> None:
    moment = timedelta(microseconds=1)

    assert due_now(tender, Stage.APPLYING, march, march.deadline - moment) is None
    due = due_now(tender, Stage.APPLYING, march, march.deadline)
    assert due is not None and due.step is Step.CLOSE_APPLICATIONS
    assert due_now(tender, Stage.PREQ_SUSPENDED, march, march.deadline) is None


def test_nobody_bids_in_a_prequalification_and_nobody_applies_in_a_tender(tender: KindSpec, march: Schedule) -> None:
    assert tender.receiving(PREQ) == (Stage.APPLYING, Stage.PREQ_SUSPENDED)
    assert not set(tender.receiving(PREQ)) & set(tender.receiving_stages)
    for stage in PREQUALIFYING:
        assert phase_of(stage) is PREQ
        with pytest.raises(OutcomeNotAllowed):
            advance(tender, stage, Outcome.BOX_CLOSED, NoFacts(), march.deadline, march)


def test_a_committee_reviews_where_the_state_controls_the_money(tender: KindSpec) -> None:
    """TR 18."""
    assert tender.reviewer(state_controlled=True) is Reviewer.COMMITTEE
    assert tender.reviewer(state_controlled=False) is Reviewer.TENDERER


def test_a_kind_with_prequalification_says_what_is_stated_and_how_many_must_pass(tender: KindSpec) -> None:
    with pytest.raises(SpecBroken):
        replace(tender, qualification_items=())
    with pytest.raises(SpecBroken):
        replace(tender, law=replace(tender.law, prequal_minimum=None))
