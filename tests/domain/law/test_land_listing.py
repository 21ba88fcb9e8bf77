"""Nothing is tender-shaped: a land listing (土地使用权挂牌) is told in twenty lines and runs by the same code.

Ascending quotes instead of sealed bids, one bidder is enough, no window, no keys; the numbers are in rules.md 4.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from trading.domain.calendar_seed import seed_calendar
from trading.domain.checks import Code, Field, check_schedule
from trading.domain.facts import BoxFacts, Facts, NoFacts
from trading.domain.kinds import edition_for
from trading.domain.kinds.law import Law
from trading.domain.kinds.page import render
from trading.domain.kinds.spec import Edition, KindSpec, Names, SpecBroken, TimedStep, Transition
from trading.domain.kinds.values import Confidence, Value
from trading.domain.periods import Period, Unit, start_of
from trading.domain.schedule import Instant, Schedule
from trading.domain.stages import Guard, GuardRefused, Outcome, OutcomeNotAllowed, Reason, Stage, Step, advance
from trading.domain.timetable import happened, outlook, timetable, wake_at

LISTING = KindSpec(
    kind="land_listing",
    names=Names("国有建设用地使用权挂牌出让", "Listing of land-use rights"),
    edition=Edition(date(2007, 11, 1)),
    stages=(Stage.DRAFT, Stage.ANNOUNCED, Stage.BIDDING, Stage.CLOSED, Stage.OPENED, Stage.FAILED),
    transitions=(
        Transition(Stage.DRAFT, Outcome.ANNOUNCED, Stage.ANNOUNCED),
        Transition(Stage.ANNOUNCED, Outcome.DOCUMENTS_OFFERED, Stage.BIDDING, (Guard.DOCUMENTS_DUE,)),
        Transition(Stage.BIDDING, Outcome.BOX_CLOSED, Stage.CLOSED, (Guard.DEADLINE_PASSED,)),
        Transition(Stage.CLOSED, Outcome.RECORD_CONFIRMED, Stage.OPENED, (Guard.ENOUGH_BIDS,)),
        Transition(Stage.CLOSED, Outcome.TOO_FEW_BIDS, Stage.FAILED, (Guard.TOO_FEW_BIDS,)),
    ),
    timed_steps=(
        TimedStep(Stage.ANNOUNCED, Step.OFFER_DOCUMENTS, Instant.DOCUMENTS_FROM),
        TimedStep(Stage.BIDDING, Step.CLOSE_BOX, Instant.DEADLINE),
        TimedStep(Stage.CLOSED, Step.CLOSE_CONFIRMATION, Instant.DEADLINE),
    ),
    law=Law(
        bids_are_sealed=Value(False, (), Confidence.MEMORY),
        minimum_bidders=Value(1, (), Confidence.MEMORY),
        bid_period=Value(Period(10, Unit.DAY), (), Confidence.MEMORY),
    ),
    code_class="E",
)
CALENDAR = seed_calendar()
NOTHING = timedelta(0)
LISTED = start_of(date(2026, 3, 16)) + timedelta(hours=9)
ENDS = start_of(date(2026, 3, 26)) + timedelta(hours=10)


def listing_until(end: datetime) -> Schedule:
    return Schedule(LISTED, end, end, NOTHING, NOTHING, NOTHING, NOTHING)


def run_by_the_clock(spec: KindSpec, schedule: Schedule, bids: int) -> list[tuple[Stage, datetime]]:
    """What a clock does that knows no kind: take what is due, ask which outcome it was, advance."""
    outcomes: dict[Step, tuple[Outcome, Facts]] = {
        Step.OFFER_DOCUMENTS: (Outcome.DOCUMENTS_OFFERED, NoFacts()),
        Step.CLOSE_BOX: (Outcome.BOX_CLOSED, BoxFacts(bids)),
        Step.CLOSE_CONFIRMATION: (
            Outcome.RECORD_CONFIRMED if bids >= spec.minimum_bidders else Outcome.TOO_FEW_BIDS,
            BoxFacts(bids),
        ),
    }
    stage = advance(spec, Stage.DRAFT, Outcome.ANNOUNCED, NoFacts(), LISTED, schedule)
    passed = []
    while (now := wake_at(spec, stage, schedule)) is not None:
        outcome, facts = outcomes[timetable(spec, stage, schedule)[0].step]
        stage = advance(spec, stage, outcome, facts, now, schedule)
        schedule = happened(schedule, outcome, now)
        passed.append((stage, now))
    return passed


def test_a_listing_with_one_bidder_is_sold() -> None:
    assert run_by_the_clock(LISTING, listing_until(ENDS), bids=1) == [
        (Stage.BIDDING, LISTED),
        (Stage.CLOSED, ENDS),
        (Stage.OPENED, ENDS),
    ]


def test_a_listing_without_bidders_fails() -> None:
    assert run_by_the_clock(LISTING, listing_until(ENDS), bids=0)[-1] == (Stage.FAILED, ENDS)


def test_one_bidder_is_enough_for_a_listing_and_not_for_a_tender() -> None:
    tender = edition_for("engineering_open_tender", date(2026, 3, 16))
    schedule = listing_until(ENDS)

    listing_goes_on = advance(LISTING, Stage.CLOSED, Outcome.RECORD_CONFIRMED, BoxFacts(1), ENDS, schedule)
    with pytest.raises(GuardRefused) as refused:
        advance(tender, Stage.CLOSED, Outcome.OPENING_STARTED, BoxFacts(1), ENDS, schedule)

    assert listing_goes_on is Stage.OPENED
    assert refused.value.reason is Reason.TOO_FEW_BIDS


def test_a_listing_has_no_window_to_open_anything_in() -> None:
    with pytest.raises(OutcomeNotAllowed):
        advance(LISTING, Stage.CLOSED, Outcome.OPENING_STARTED, BoxFacts(3), ENDS, listing_until(ENDS))

    assert not LISTING.bids_are_sealed
    assert {due.step for due in outlook(LISTING, listing_until(ENDS))} == {
        Step.OFFER_DOCUMENTS,
        Step.CLOSE_BOX,
        Step.CLOSE_CONFIRMATION,
    }


def test_a_listing_lasts_ten_days_and_nothing_is_asked_of_its_windows() -> None:
    """The same check reads another law: ten days, no offer of documents, no lengths."""
    too_early = listing_until(ENDS - timedelta(days=1))

    assert check_schedule(LISTING, listing_until(ENDS), CALENDAR) == ()
    (refusal,) = check_schedule(LISTING, too_early, CALENDAR)

    assert (refusal.field, refusal.code) == (Field.DEADLINE, Code.DEADLINE_TOO_EARLY)
    assert refusal.earliest == date(2026, 3, 26)


def test_the_rules_of_a_listing_make_a_page_too() -> None:
    page = render(LISTING)

    assert "国有建设用地使用权挂牌出让" in page
    assert "10 days" in page
    assert "Decryption window" not in page


def test_sealed_bids_without_an_envelope_or_a_window_are_no_kind() -> None:
    with pytest.raises(SpecBroken):
        KindSpec(
            kind="sealed_listing",
            names=LISTING.names,
            edition=Edition(datetime(2026, 1, 1, tzinfo=UTC).date()),
            stages=LISTING.stages,
            transitions=LISTING.transitions,
            timed_steps=LISTING.timed_steps,
            law=Law(Value(True, (), Confidence.DECIDED), Value(1, (), Confidence.DECIDED)),
        )
