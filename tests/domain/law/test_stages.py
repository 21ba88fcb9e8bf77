"""From stage to stage: the engineering tender, its guards and its clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.facts import BoxFacts, ConfirmationFacts, DraftFacts, Facts, KeyFacts, NoFacts, WindowFacts
from trading.domain.kinds import ALL
from trading.domain.kinds.fairness import Concern
from trading.domain.kinds.spec import KindSpec
from trading.domain.kinds.values import Confidence, Value
from trading.domain.periods import start_of
from trading.domain.phases import PREQUALIFYING
from trading.domain.schedule import Instant, Schedule, ScheduleIncomplete
from trading.domain.stages import (
    Guard,
    GuardRefused,
    Outcome,
    OutcomeNotAllowed,
    Reason,
    Stage,
    Step,
    WrongFacts,
    advance,
    allowed_outcomes,
)
from trading.domain.timetable import Due, due_now, expected, happened, outlook, timetable, wake_at

ScheduleOf = Callable[..., Schedule]
LOOKED_AT = DraftFacts(frozenset(Concern))
DEADLINE = start_of(date(2026, 4, 7)) + timedelta(hours=9, minutes=30)
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
AFTER_OPENING = (
    Stage.EVALUATING,
    Stage.EVALUATED,
    Stage.CANDIDATES,
    Stage.DISPUTED,
    Stage.AWARDED,
    Stage.CONTRACTED,
    Stage.ARCHIVED,
)


@pytest.fixture
def running(schedule_of: ScheduleOf) -> Schedule:
    """A schedule whose opening ran its full course."""
    return expected(schedule_of())


def test_the_way_of_a_tender_that_goes_well(tender: KindSpec, running: Schedule) -> None:
    steps: list[tuple[Outcome, Facts, datetime]] = [
        (Outcome.ANNOUNCED, LOOKED_AT, running.documents_from - MINUTE),
        (Outcome.DOCUMENTS_OFFERED, NoFacts(), running.documents_from),
        (Outcome.BOX_CLOSED, BoxFacts(3), running.deadline),
        (Outcome.OPENING_STARTED, BoxFacts(3), running.deadline),
        (Outcome.WINDOW_CLOSED, WindowFacts(live=3, released=2), running.instant(Instant.WINDOW_END)),
        (Outcome.KEYS_PUBLISHED, KeyFacts(1, 1), running.instant(Instant.WINDOW_END) + MINUTE),
        (Outcome.OBJECTIONS_CLOSED, NoFacts(), running.instant(Instant.OBJECTIONS_END)),
        (Outcome.RECORD_CONFIRMED, ConfirmationFacts(3, 1), running.instant(Instant.CONFIRMATION_END)),
    ]

    stage = Stage.DRAFT
    passed = [stage]
    for outcome, facts, now in steps:
        stage = advance(tender, stage, outcome, facts, now, running)
        passed.append(stage)

    aside = (Stage.SUSPENDED, Stage.HELD, Stage.FAILED, Stage.TERMINATED, *PREQUALIFYING, *AFTER_OPENING)
    assert passed == [stage for stage in Stage if stage not in aside]


@pytest.mark.parametrize("bids", range(6))
def test_fewer_than_three_bidders_must_not_be_opened_and_three_must_be(
    tender: KindSpec, running: Schedule, bids: int
) -> None:
    """TL 28, TR 44, O30 38."""

    def result(outcome: Outcome) -> Stage | Reason:
        try:
            return advance(tender, Stage.CLOSED, outcome, BoxFacts(bids), running.deadline, running)
        except GuardRefused as refused:
            assert "TL 28" in refused.articles or "TL 34" in refused.articles
            return refused.reason

    enough = bids >= 3

    assert result(Outcome.OPENING_STARTED) == (Stage.DECRYPTING if enough else Reason.TOO_FEW_BIDS)
    assert result(Outcome.TOO_FEW_BIDS) == (Reason.ENOUGH_BIDS if enough else Stage.FAILED)


@pytest.mark.parametrize(
    "stage, outcome, facts, instant, reason",
    [
        (Stage.ANNOUNCED, Outcome.DOCUMENTS_OFFERED, NoFacts(), Instant.DOCUMENTS_FROM, Reason.NOT_YET),
        (Stage.BIDDING, Outcome.BOX_CLOSED, BoxFacts(3), Instant.DEADLINE, Reason.NOT_YET),
        (
            Stage.DECRYPTING,
            Outcome.WINDOW_CLOSED,
            WindowFacts(3, 2),
            Instant.WINDOW_END,
            Reason.BIDS_STILL_SEALED,
        ),
        (Stage.UNLOCKING, Outcome.KEYS_MISSING, KeyFacts(1, 0), Instant.KEYS_END, Reason.NOT_YET),
        (Stage.OBJECTIONS, Outcome.OBJECTIONS_CLOSED, NoFacts(), Instant.OBJECTIONS_END, Reason.NOT_YET),
        (
            Stage.CONFIRMING,
            Outcome.RECORD_CONFIRMED,
            ConfirmationFacts(3, 2),
            Instant.CONFIRMATION_END,
            Reason.NOT_ALL_CONFIRMED,
        ),
    ],
)
def test_nothing_ends_a_microsecond_before_its_time(
    tender: KindSpec,
    running: Schedule,
    stage: Stage,
    outcome: Outcome,
    facts: Facts,
    instant: Instant,
    reason: Reason,
) -> None:
    due = running.instant(instant)

    with pytest.raises(GuardRefused) as refused:
        advance(tender, stage, outcome, facts, due - MICROSECOND, running)
    advance(tender, stage, outcome, facts, due, running)

    assert refused.value.reason is reason


def test_the_window_ends_early_when_every_live_bid_is_released(tender: KindSpec, running: Schedule) -> None:
    now = running.deadline + MINUTE

    assert advance(tender, Stage.DECRYPTING, Outcome.WINDOW_CLOSED, WindowFacts(3, 3), now, running) is Stage.UNLOCKING


def test_the_window_runs_to_its_end_where_the_kind_says_so(tender: KindSpec, running: Schedule) -> None:
    patient = replace(
        tender,
        law=replace(tender.law, window_ends_when_all_released=Value(False, ("O20 30",), Confidence.DECIDED)),
    )

    with pytest.raises(GuardRefused):
        advance(patient, Stage.DECRYPTING, Outcome.WINDOW_CLOSED, WindowFacts(3, 3), running.deadline + MINUTE, running)


def test_a_window_over_no_live_bid_is_not_at_once_complete(tender: KindSpec, running: Schedule) -> None:
    with pytest.raises(GuardRefused):
        advance(tender, Stage.DECRYPTING, Outcome.WINDOW_CLOSED, WindowFacts(0, 0), running.deadline, running)


def test_prices_are_not_shown_while_a_key_is_missing(tender: KindSpec, running: Schedule) -> None:
    """O20 30: announced after the decryption, all at once."""
    now = running.instant(Instant.WINDOW_END)

    with pytest.raises(GuardRefused) as refused:
        advance(tender, Stage.UNLOCKING, Outcome.KEYS_PUBLISHED, KeyFacts(2, 1), now, running)

    assert refused.value.reason is Reason.KEYS_INCOMPLETE
    assert advance(tender, Stage.UNLOCKING, Outcome.KEYS_PUBLISHED, KeyFacts(2, 2), now, running) is Stage.OBJECTIONS


def test_nobody_gives_up_on_keys_that_are_there(tender: KindSpec, running: Schedule) -> None:
    with pytest.raises(GuardRefused) as refused:
        advance(
            tender, Stage.UNLOCKING, Outcome.KEYS_MISSING, KeyFacts(1, 1), running.instant(Instant.KEYS_END), running
        )

    assert refused.value.reason is Reason.KEYS_COMPLETE


def test_a_record_that_all_have_confirmed_waits_for_nobody(tender: KindSpec, running: Schedule) -> None:
    now = running.instant(Instant.OBJECTIONS_END)

    assert (
        advance(tender, Stage.CONFIRMING, Outcome.RECORD_CONFIRMED, ConfirmationFacts(3, 3), now, running)
        is Stage.OPENED
    )


@given(stage=st.sampled_from(Stage), outcome=st.sampled_from(Outcome))
def test_only_the_ways_of_the_spec_lead_on(stage: Stage, outcome: Outcome) -> None:
    spec = ALL[0]
    far = DEADLINE + timedelta(days=9)
    half = timedelta(minutes=30)
    schedule = expected(Schedule(DEADLINE - timedelta(days=22), DEADLINE, DEADLINE, 2 * half, half, half, half))

    if outcome in allowed_outcomes(spec, stage):
        return
    with pytest.raises(OutcomeNotAllowed):
        advance(spec, stage, outcome, NoFacts(), far, schedule)


def test_a_box_that_is_closed_stays_closed(tender: KindSpec) -> None:
    """DESIGN 3, whatever the clock says later: no way leads back."""
    ends = (Stage.FAILED, Stage.TERMINATED)
    aside = (Stage.DRAFT, *PREQUALIFYING, *ends)
    order = [Stage.DRAFT, *PREQUALIFYING, *(stage for stage in Stage if stage not in aside), *ends]
    after_closing = order[order.index(Stage.CLOSED) :]

    waiting = (Stage.SUSPENDED, Stage.HELD, Stage.PREQ_SUSPENDED, Stage.PREQ_HELD, Stage.DISPUTED)
    for way in tender.transitions:
        assert order.index(way.end) > order.index(way.start) or way.start in waiting or way.start is way.end
        assert way.start not in after_closing or way.end in after_closing


def test_facts_of_another_outcome_are_a_mistake_of_the_program(tender: KindSpec, running: Schedule) -> None:
    with pytest.raises(WrongFacts):
        advance(tender, Stage.CLOSED, Outcome.OPENING_STARTED, WindowFacts(3, 3), running.deadline, running)


def test_every_stage_that_is_not_an_end_has_something_the_clock_will_do(tender: KindSpec, running: Schedule) -> None:
    """Otherwise a lot could sleep for ever when people do nothing. A draft waits for its author.

    After the opening record people act, each by the day of a duty (`KindSpec.duties`).
    A suspended lot waits for the tenderer's answer, as TR 22 wants it; supervisors are shown who lets it wait too long.
    A review of applications and the invitation after it wait for the tenderer, for whom the law names no time.
    """
    ends = {stage for stage in tender.stages if not allowed_outcomes(tender, stage)}

    assert ends == {Stage.ARCHIVED, Stage.FAILED, Stage.TERMINATED}
    assert set(tender.ends) == ends | {Stage.OPENED}
    held = replace(running, held_at=running.deadline)
    people = {Stage.DRAFT, Stage.SUSPENDED, Stage.PREQ_SUSPENDED, Stage.REVIEWING, Stage.QUALIFIED}
    for stage in set(tender.stages) - ends - people - {Stage.OPENED, *AFTER_OPENING}:
        assert timetable(tender, stage, held), stage


def test_every_guard_is_used_by_a_kind() -> None:
    assert {guard for spec in ALL for way in spec.transitions for guard in way.guards} == set(Guard)


def test_the_timetable_names_what_is_due_in_the_stage(tender: KindSpec, schedule_of: ScheduleOf) -> None:
    schedule = schedule_of()

    assert timetable(tender, Stage.ANNOUNCED, schedule) == (Due(schedule.documents_from, Step.OFFER_DOCUMENTS),)
    assert timetable(tender, Stage.BIDDING, schedule) == (Due(schedule.deadline, Step.CLOSE_BOX),)
    assert timetable(tender, Stage.OPENED, schedule) == ()
    assert wake_at(tender, Stage.BIDDING, schedule) == schedule.deadline
    assert wake_at(tender, Stage.FAILED, schedule) is None


def test_the_opening_is_due_at_the_deadline_itself(tender: KindSpec, schedule_of: ScheduleOf) -> None:
    """TL 34: 开标 at the same moment as the deadline, however late the box was closed."""
    schedule = happened(schedule_of(), Outcome.BOX_CLOSED, DEADLINE + timedelta(hours=8))

    assert timetable(tender, Stage.CLOSED, schedule) == (Due(DEADLINE, Step.START_OPENING),)


def test_the_window_has_its_full_length_after_a_late_start(tender: KindSpec, schedule_of: ScheduleOf) -> None:
    """Bidders must not pay for a clock that slept: the 60 minutes run from the actual opening."""
    late = DEADLINE + timedelta(hours=8)
    schedule = happened(schedule_of(), Outcome.OPENING_STARTED, late)

    assert wake_at(tender, Stage.DECRYPTING, schedule) == late + timedelta(minutes=60)


def test_a_moment_that_hangs_on_what_has_not_happened_is_an_error_and_not_never(
    tender: KindSpec, schedule_of: ScheduleOf
) -> None:
    with pytest.raises(ScheduleIncomplete) as incomplete:
        wake_at(tender, Stage.DECRYPTING, schedule_of())

    assert incomplete.value.instant is Instant.WINDOW_END


def test_a_step_is_due_from_its_moment_on(tender: KindSpec, schedule_of: ScheduleOf) -> None:
    schedule = schedule_of()

    assert due_now(tender, Stage.BIDDING, schedule, DEADLINE - MICROSECOND) is None
    assert due_now(tender, Stage.BIDDING, schedule, DEADLINE) == Due(DEADLINE, Step.CLOSE_BOX)
    assert due_now(tender, Stage.OPENED, schedule, DEADLINE) is None


def test_the_outlook_shows_all_steps_in_order_before_anything_happened(
    tender: KindSpec, schedule_of: ScheduleOf
) -> None:
    """But for the archive, which nobody expects on a day before there is a contract."""
    dues = outlook(tender, schedule_of())

    steps = {timed.step for timed in tender.timed_steps if timed.stage not in PREQUALIFYING}
    assert {due.step for due in dues} == steps - {Step.ARCHIVE}
    assert dues[0].step is Step.OFFER_DOCUMENTS
    assert dues[-1] == Due(DEADLINE + timedelta(minutes=60 + 30 + 10 + 30), Step.CLOSE_CONFIRMATION)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.EXTENDED])
def test_what_happened_is_kept_where_the_schedule_has_a_place_for_it(schedule_of: ScheduleOf, outcome: Outcome) -> None:
    kept = {
        Outcome.OBJECTED: "suspended_at",
        Outcome.OUTAGE: "held_at",
        Outcome.BOX_CLOSED: "closed_at",
        Outcome.OPENING_STARTED: "window_opened_at",
        Outcome.WINDOW_CLOSED: "window_closed_at",
        Outcome.KEYS_PUBLISHED: "prices_shown_at",
        Outcome.OBJECTIONS_CLOSED: "objections_closed_at",
    }

    after = happened(schedule_of(), outcome, DEADLINE)

    assert after == (schedule_of(**{kept[outcome]: DEADLINE}) if outcome in kept else schedule_of())
