"""The clock of a trade: docs/spec/ledger.md, "Trade clock"."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.trade_time import (
    BeforeTheClock,
    ClockBroken,
    ClockMoveRefused,
    MoveProblem,
    Segment,
    identity,
    real_time,
    trade_time,
    validate_move,
)

START = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LENGTHS = st.timedeltas(MICROSECOND, timedelta(days=30))
JUMPS = st.one_of(st.just(timedelta(0)), st.timedeltas(timedelta(0), timedelta(days=30)))


@st.composite
def clocks(draw: st.DrawFn) -> list[Segment]:
    """Clocks as training trades make them: each move checked as a service would check it."""
    segments = [Segment(START, START + draw(JUMPS), draw(st.integers(1, 3600)))]
    for _ in range(draw(st.integers(0, 4))):
        real = segments[-1].anchor_real + draw(LENGTHS)
        new = Segment(real, trade_time(segments, real) + draw(JUMPS), draw(st.integers(1, 3600)))
        validate_move(segments, new)
        segments.append(new)
    return segments


@given(real=st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_the_clock_of_a_real_trade_shows_real_time(real: timedelta) -> None:
    clock = [identity(START)]

    assert clock[0].is_identity
    assert trade_time(clock, START + real) == START + real
    assert real_time(clock, START + real) == START + real


@given(clock=clocks(), first=LENGTHS, more=LENGTHS)
def test_trade_time_never_runs_backwards(clock: list[Segment], first: timedelta, more: timedelta) -> None:
    assert trade_time(clock, START + first) < trade_time(clock, START + first + more)


@given(clock=clocks(), trade=st.timedeltas(timedelta(days=-1), timedelta(days=400)))
def test_real_time_is_the_first_moment_at_which_the_clock_shows_it(clock: list[Segment], trade: timedelta) -> None:
    wanted = START + trade

    real = real_time(clock, wanted)

    assert trade_time(clock, real) >= wanted
    if real > START:
        assert trade_time(clock, real - MICROSECOND) < wanted


def test_a_moment_that_the_clock_jumped_over_is_reached_at_the_jump() -> None:
    jump = START + timedelta(minutes=5)
    clock = [identity(START), Segment(jump, START + timedelta(days=20), 1)]

    assert real_time(clock, START + timedelta(days=10)) == jump


def test_a_clock_at_sixty_times_the_speed_shows_an_hour_after_a_minute() -> None:
    clock = [Segment(START, START, 60)]

    assert trade_time(clock, START + timedelta(minutes=1)) == START + timedelta(hours=1)
    assert real_time(clock, START + timedelta(hours=1)) == START + timedelta(minutes=1)


def test_real_time_is_rounded_up_so_that_nobody_wakes_too_early() -> None:
    clock = [Segment(START, START, 7)]

    assert real_time(clock, START + MICROSECOND) == START + MICROSECOND
    assert real_time(clock, START + 8 * MICROSECOND) == START + 2 * MICROSECOND


def test_before_its_first_segment_a_trade_has_no_time() -> None:
    with pytest.raises(BeforeTheClock):
        trade_time([identity(START)], START - MICROSECOND)
    with pytest.raises(BeforeTheClock):
        trade_time([], START)
    with pytest.raises(ClockBroken):
        real_time([], START)


def test_a_clock_is_never_moved_back() -> None:
    later = START + timedelta(hours=1)

    validate_move([identity(START)], Segment(later, later, 60))
    with pytest.raises(ClockMoveRefused) as refused:
        validate_move([identity(START)], Segment(later, later - MICROSECOND, 60))

    assert refused.value.problem is MoveProblem.BACKWARDS


def test_time_that_has_passed_is_never_rewritten() -> None:
    clock = [identity(START), Segment(START + timedelta(hours=1), START + timedelta(days=1), 1)]

    with pytest.raises(ClockMoveRefused) as refused:
        validate_move(clock, Segment(START + timedelta(hours=1), START + timedelta(days=9), 1))

    assert refused.value.problem is MoveProblem.NOT_AFTER_LAST


def test_the_clock_of_a_real_trade_is_never_moved() -> None:
    later = START + timedelta(hours=1)

    with pytest.raises(ClockMoveRefused) as refused:
        validate_move([identity(START)], identity(later), training=False)

    assert refused.value.problem is MoveProblem.REAL_TRADE


@pytest.mark.parametrize("speed", [0, -1])
def test_a_clock_neither_stands_still_nor_runs_backwards(speed: int) -> None:
    with pytest.raises(ClockBroken):
        Segment(START, START, speed)


def test_an_anchor_without_a_zone_is_refused() -> None:
    with pytest.raises(ClockBroken):
        Segment(datetime.fromisoformat("2026-03-16T09:00"), START, 1)
