"""A stop order (TR 62) lets a lot stand still in any stage; whatever was to come is later by the length of the stop."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.facts import BoxFacts, NoFacts, TerminationCause, TerminationFacts, WindowFacts
from trading.domain.kinds.spec import KindSpec
from trading.domain.periods import start_of
from trading.domain.schedule import Instant, Schedule, lifted, stopped
from trading.domain.stages import GuardRefused, LotStopped, Outcome, Stage, advance
from trading.domain.timetable import happened, timetable, wake_at

ScheduleOf = Callable[..., Schedule]
HOUR = timedelta(hours=1)
SPANS = st.timedeltas(timedelta(0), timedelta(days=40))


def test_a_stopped_lot_sleeps_in_every_stage(tender: KindSpec, schedule_of: ScheduleOf) -> None:
    running = schedule_of(
        held_at=None,
        window_opened_at=MONDAY,
        window_closed_at=MONDAY,
        prices_shown_at=MONDAY,
        objections_closed_at=MONDAY,
    )
    running = replace(running, held_at=MONDAY, decision=HOUR)

    for stage in tender.stoppable:
        assert timetable(tender, stage, stopped(running, MONDAY)) == ()
        assert wake_at(tender, stage, stopped(running, MONDAY)) is None


MONDAY = start_of(date(2026, 3, 23))


def test_every_stage_before_the_contract_can_be_stopped_but_those_where_nothing_runs(tender: KindSpec) -> None:
    idle, contracted = {Stage.DRAFT, Stage.FAILED, Stage.TERMINATED}, {Stage.CONTRACTED, Stage.ARCHIVED}

    assert set(tender.stages) - set(tender.stoppable) == idle | contracted


def test_no_outcome_is_let_happen_but_an_end_and_what_the_order_allows(
    tender: KindSpec, schedule_of: ScheduleOf
) -> None:
    running = schedule_of()
    bare, open_ = stopped(running, MONDAY), stopped(running, MONDAY, (Outcome.CLARIFIED.value,))
    closing = (tender, Stage.BIDDING, Outcome.BOX_CLOSED, BoxFacts(3), running.deadline)
    clarifying = (tender, Stage.BIDDING, Outcome.CLARIFIED, NoFacts(), MONDAY)
    ending = (tender, Stage.BIDDING, Outcome.TERMINATED, TerminationFacts(TerminationCause.FORCE_MAJEURE), MONDAY)

    for schedule in (bare, open_):
        with pytest.raises(LotStopped):
            advance(*closing, schedule)
        assert advance(*ending, schedule) is Stage.TERMINATED
    with pytest.raises(LotStopped):
        advance(*clarifying, bare)
    assert advance(*clarifying, open_) is Stage.BIDDING
    assert advance(*closing, running) is Stage.CLOSED


def test_what_is_allowed_meanwhile_is_judged_as_if_the_stop_ended_now(
    tender: KindSpec, schedule_of: ScheduleOf
) -> None:
    """The deadline of the notice passes during the stop; a clarification still comes before the one that will be."""
    running = schedule_of()
    after = running.deadline + HOUR
    stop = stopped(running, MONDAY, (Outcome.CLARIFIED.value,))

    assert advance(tender, Stage.BIDDING, Outcome.CLARIFIED, NoFacts(), after, stop) is Stage.BIDDING
    with pytest.raises(GuardRefused):
        advance(tender, Stage.BIDDING, Outcome.CLARIFIED, NoFacts(), after, running)


def test_an_end_during_a_stop_leaves_nothing_stopped(schedule_of: ScheduleOf) -> None:
    ended = happened(stopped(schedule_of(), MONDAY), Outcome.TERMINATED, MONDAY + HOUR)

    assert ended.stopped_at is None


@given(before=SPANS, length=SPANS)
def test_the_time_that_was_left_to_the_deadline_is_left_again(
    schedule_of: ScheduleOf, before: timedelta, length: timedelta
) -> None:
    running = schedule_of()
    at = running.deadline - before
    again = lifted(stopped(running, at), at + length)

    left = again.deadline - (at + length)
    assert left == before if before else again.deadline == running.deadline
    assert again.stopped_at is None and again.deadline >= running.deadline


@given(after=SPANS, length=SPANS)
def test_what_is_past_when_a_lot_is_stopped_stays(schedule_of: ScheduleOf, after: timedelta, length: timedelta) -> None:
    running = schedule_of()
    at = running.deadline + after

    again = lifted(stopped(running, at), at + length)

    assert (again.documents_from, again.deadline) == (running.documents_from, running.deadline)


@given(used=st.timedeltas(timedelta(0), HOUR), lengths=st.lists(SPANS, max_size=3))
def test_a_window_goes_on_for_the_time_that_was_left(
    schedule_of: ScheduleOf, used: timedelta, lengths: list[timedelta]
) -> None:
    """However often it is stopped."""
    opened = start_of(date(2026, 4, 7)) + timedelta(hours=9, minutes=30)
    schedule, now = schedule_of(closed_at=opened, window_opened_at=opened), opened + used

    for length in lengths:
        schedule = lifted(stopped(schedule, now), now + length)
        now += length

    assert schedule.instant(Instant.WINDOW_END) - now == schedule.window - used


def test_a_window_that_stood_still_lengthens_no_other_period(tender: KindSpec, schedule_of: ScheduleOf) -> None:
    opened: datetime = schedule_of().deadline
    schedule = schedule_of(closed_at=opened, window_opened_at=opened)
    schedule = lifted(stopped(schedule, opened + HOUR / 2), opened + 3 * HOUR)
    end = schedule.instant(Instant.WINDOW_END)

    assert end == opened + HOUR * 3.5
    with pytest.raises(GuardRefused):
        advance(tender, Stage.DECRYPTING, Outcome.WINDOW_CLOSED, WindowFacts(3, 2), opened + HOUR, schedule)
    closed = happened(schedule, Outcome.WINDOW_CLOSED, end)
    assert closed.instant(Instant.KEYS_END) == end + closed.keys_allowance


def test_lifting_what_is_not_stopped_changes_nothing(schedule_of: ScheduleOf) -> None:
    assert lifted(schedule_of(), MONDAY) == schedule_of()
