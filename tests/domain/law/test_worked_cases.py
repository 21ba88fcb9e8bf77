"""The worked cases of the rules (rules.md 11) that concern tenders for works, each through the functions that decide it.

Cases 6, 11 and 14 to 17 are of other kinds. What of cases 8 and 9 needs services is in `tests/trades/test_worked_cases.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from experts.domain.benchmark import BenchmarkRule, benchmark, price_points
from experts.domain.committee import Fault, Member, Seat, faults
from experts.domain.derivation import Term, given
from experts.domain.methods import (
    Bid,
    Comprehensive,
    Deviation,
    Factor,
    LowestEvaluated,
    Points,
    WeightsBroken,
    entrants,
    evaluate,
)
from experts.domain.ranking import Entrant, TieUndecided, candidates, rank
from trading.domain.award import AwardFacts, CommitteeFacts
from trading.domain.award_days import (
    answer_by,
    contract_by,
    deposits_back_by,
    display_facts,
    display_until,
    earliest_award,
    objection_open,
    publish_by,
    report_by,
    valid_until,
)
from trading.domain.calendar import Calendar
from trading.domain.checks import Code, Field, check_clarification, check_schedule, last_objection_day
from trading.domain.facts import BoxFacts, NoFacts, ObjectionFacts
from trading.domain.kinds.spec import KindSpec
from trading.domain.periods import Counted, end_of, last_day, start_of
from trading.domain.schedule import Instant, Schedule, is_late
from trading.domain.stages import GuardRefused, Outcome, OutcomeNotAllowed, Reason, Stage, advance
from trading.domain.timetable import expected, happened, wake_at

ScheduleOf = Callable[..., Schedule]
NINE = timedelta(hours=9)
SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
DEADLINE = start_of(date(2026, 4, 7)) + NINE


def morning(month: int, day: int, year: int = 2026) -> datetime:
    return start_of(date(year, month, day)) + NINE


@pytest.fixture
def june(schedule_of: ScheduleOf) -> Schedule:
    """The timetable of cases 3 and 4: the deadline is 2026-06-30 09:00."""
    return schedule_of(documents_from=morning(6, 1), documents_until=morning(6, 30), deadline=morning(6, 30))


@pytest.fixture
def running(schedule_of: ScheduleOf) -> Schedule:
    """A schedule whose opening ran its full course."""
    return expected(schedule_of())


# --- cases 1 and 2: the timetable


def test_a_deadline_on_the_twentieth_day_is_refused_when_that_is_a_holiday(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    """Case 1 of rules.md 11: TL 24, CC 201 and 203."""
    schedule = schedule_of(deadline=morning(4, 5), documents_until=end_of(date(2026, 4, 4)))

    (refusal,) = check_schedule(tender, schedule, calendar)

    assert (refusal.field, refusal.code) == (Field.DEADLINE, Code.DEADLINE_TOO_EARLY)
    assert refusal.earliest == date(2026, 4, 7)
    assert refusal.chosen == date(2026, 4, 5)
    assert refusal.bound is not None
    assert refusal.bound.nominal == date(2026, 4, 5)
    assert refusal.bound.holiday == "清明节"
    assert {"TL 24", "CC 201", "CC 203"} <= set(refusal.articles)


def test_documents_on_offer_until_the_end_of_the_fifth_day_are_lawful_and_a_second_less_is_not(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    """Case 2 of rules.md 11: on offer from 30 April, 5 May is a holiday, so to the end of 6 May. TR 16."""
    schedule = schedule_of(
        documents_from=morning(4, 30), documents_until=end_of(date(2026, 5, 6)), deadline=morning(5, 20)
    )
    shorter = replace(schedule, documents_until=schedule.documents_until - timedelta(seconds=1))

    assert check_schedule(tender, schedule, calendar) == ()
    (refusal,) = check_schedule(tender, shorter, calendar)

    assert (refusal.field, refusal.code) == (Field.DOCUMENTS_UNTIL, Code.OFFER_TOO_SHORT)
    assert refusal.earliest == date(2026, 5, 6)
    assert refusal.chosen == date(2026, 5, 6)
    assert "TR 16" in refusal.articles
    assert [cell.day for cell in refusal.counted if cell.number == 5] == [date(2026, 5, 5)]


# --- cases 3 and 4: clarification and objection


@pytest.mark.parametrize(
    "day, affects, deadline, code",
    [
        pytest.param(15, True, None, None, id="15 days before: nothing moves"),
        pytest.param(17, True, None, Code.DEADLINE_TOO_EARLY, id="13 days before: the deadline must move"),
        pytest.param(17, True, morning(7, 1), Code.DEADLINE_TOO_EARLY, id="a day short of 15"),
        pytest.param(17, True, morning(7, 2), None, id="15 days after the clarification"),
        pytest.param(17, False, None, None, id="does not affect bids: nothing moves"),
        pytest.param(29, False, morning(6, 29), Code.DEADLINE_NOT_LATER, id="no deadline becomes earlier"),
        pytest.param(29, False, morning(6, 30), Code.DEADLINE_NOT_LATER, id="the same is not later"),
        pytest.param(17, True, morning(1, 8, 2027), Code.YEAR_NOT_PUBLISHED, id="a year without a calendar"),
    ],
)
def test_a_late_clarification_moves_the_deadline(
    tender: KindSpec,
    june: Schedule,
    calendar: Calendar,
    day: int,
    affects: bool,
    deadline: datetime | None,
    code: Code | None,
) -> None:
    """Case 3 of rules.md 11: TR 21, TL 23."""
    found = check_clarification(tender, june, calendar, at=morning(6, day), affects_bids=affects, deadline=deadline)

    assert [refusal.code for refusal in found] == ([] if code is None else [code])


def test_the_last_day_for_an_objection_is_not_moved_by_a_holiday(
    tender: KindSpec, june: Schedule, calendar: Calendar
) -> None:
    """Case 4: TR 22. Saturday 20 June, though 19 to 21 June are holidays; until 23:59:59."""
    last = last_objection_day(tender, june.deadline, calendar)
    assert last is not None and last.day == date(2026, 6, 20)
    facts = ObjectionFacts(end_of(last.day))

    def objected(at: datetime) -> Stage:
        return advance(tender, Stage.BIDDING, Outcome.OBJECTED, facts, at, june)

    assert objected(end_of(last.day) - SECOND) is Stage.SUSPENDED
    with pytest.raises(GuardRefused) as refused:
        objected(end_of(last.day))
    assert refused.value.reason is Reason.TERM_OVER
    assert refused.value.articles == ("TR 22",)


def test_the_answer_is_due_on_the_next_day_that_is_no_holiday(tender: KindSpec, calendar: Calendar) -> None:
    """Case 4: received on Thursday 18 June, three days end on Sunday 21 June, a holiday: Monday 22 June."""
    assert tender.law.objection_answer is not None

    assert last_day(calendar, date(2026, 6, 18), tender.law.objection_answer.value).day == date(2026, 6, 22)


def test_a_suspended_lot_sleeps_until_it_is_answered_and_keeps_its_date(tender: KindSpec, june: Schedule) -> None:
    """Case 4: the deadline keeps its date but is not reached while the objection waits."""
    stopped = happened(june, Outcome.OBJECTED, morning(6, 18))

    assert wake_at(tender, Stage.SUSPENDED, stopped) is None
    with pytest.raises(OutcomeNotAllowed):
        advance(tender, Stage.SUSPENDED, Outcome.BOX_CLOSED, NoFacts(), morning(7, 1), stopped)
    answered = happened(stopped, Outcome.ANSWERED, morning(6, 22))
    assert (answered.deadline, answered.suspended_at) == (june.deadline, None)


# --- cases 5 and 7: candidates, award, contract


def display_of(tender: KindSpec, calendar: Calendar) -> Counted:
    """Published on Thursday 2 April 2026."""
    until = display_until(tender, morning(4, 2), calendar)
    assert until is not None
    return until


def test_candidates_of_a_report_before_qingming_are_shown_after_it_at_the_latest(
    tender: KindSpec, calendar: Calendar
) -> None:
    """Case 5: TR 54. Received on Wednesday 1 April; day 3 is 4 April, a holiday until the 6th."""
    assert publish_by(tender, morning(4, 1), calendar) == Counted(date(2026, 4, 7), date(2026, 4, 4), False)
    assert display_of(tender, calendar) == Counted(date(2026, 4, 7), date(2026, 4, 5), False)


def test_a_display_that_ends_on_its_third_day_is_too_short_when_that_is_a_holiday(
    tender: KindSpec, calendar: Calendar, running: Schedule
) -> None:
    """Case 5: TR 54, CC 203."""

    def shown(until: date) -> Stage:
        facts = display_facts(tender, morning(4, 2), until, calendar)
        return advance(tender, Stage.EVALUATED, Outcome.CANDIDATES_SHOWN, facts, morning(4, 2), running)

    with pytest.raises(GuardRefused) as refused:
        shown(date(2026, 4, 5))
    assert refused.value.reason is Reason.DISPLAY_TOO_SHORT
    assert "TR 54" in refused.value.articles
    assert shown(date(2026, 4, 7)) is Stage.CANDIDATES


def test_the_candidates_may_be_objected_to_until_the_display_ends(
    tender: KindSpec, calendar: Calendar, running: Schedule
) -> None:
    """Case 5: TR 54. 7 April 23:59:30 is in time, 8 April 00:00:00 is not."""
    until = display_of(tender, calendar).day

    def objected(at: datetime) -> Stage:
        facts = ObjectionFacts(end_of(until))
        return advance(tender, Stage.CANDIDATES, Outcome.CANDIDATES_OBJECTED, facts, at, running)

    last_minute = start_of(date(2026, 4, 8)) - timedelta(seconds=30)
    assert objected(last_minute) is Stage.DISPUTED
    assert objection_open(morning(4, 2), until, last_minute)
    with pytest.raises(GuardRefused) as refused:
        objected(start_of(date(2026, 4, 8)))
    assert refused.value.reason is Reason.TERM_OVER
    assert not objection_open(morning(4, 2), until, start_of(date(2026, 4, 8)))
    assert not objection_open(morning(4, 2), until, morning(4, 2) - MICROSECOND)


def test_the_award_waits_for_the_day_after_the_display(tender: KindSpec, calendar: Calendar, running: Schedule) -> None:
    """Case 5: TR 54, 55. On 7 April refused, on 8 April allowed."""
    until = display_of(tender, calendar)
    facts = AwardFacts(end_of(until.day), morning(7, 1), open=0, state_controlled=True, candidates=3, rank=1)

    def awarded(at: datetime) -> Stage:
        return advance(tender, Stage.CANDIDATES, Outcome.AWARDED, facts, at, running)

    with pytest.raises(GuardRefused) as refused:
        awarded(start_of(date(2026, 4, 8)) - MICROSECOND)
    assert refused.value.reason is Reason.DISPLAY_RUNNING
    assert awarded(start_of(date(2026, 4, 8))) is Stage.AWARDED
    assert earliest_award(until).day == date(2026, 4, 8)


def test_an_objection_to_the_candidates_is_answered_in_three_days(tender: KindSpec, calendar: Calendar) -> None:
    """Case 5, gone on: received on Friday 3 April, day 3 is Monday 6 April, a holiday."""
    assert answer_by(tender, morning(4, 3), calendar) == Counted(date(2026, 4, 7), date(2026, 4, 6), False)


def test_a_contract_in_thirty_days_over_national_day(tender: KindSpec, calendar: Calendar) -> None:
    """Case 7: TL 46, CC 203. Day 30 after 1 September is 1 October; the holidays end on the 7th."""
    late = valid_until(calendar, morning(8, 3), 120)

    assert contract_by(tender, morning(9, 1), late, calendar) == Counted(date(2026, 10, 8), date(2026, 10, 1), False)


def test_a_contract_comes_while_the_bid_binds(tender: KindSpec, calendar: Calendar) -> None:
    """Case 7, gone on: O12 49, O30 62. The validity of 45 days ends on 17 September."""
    early = valid_until(calendar, morning(8, 3), 45)

    assert early.day == date(2026, 9, 17)
    assert contract_by(tender, morning(9, 1), early, calendar) == early


def test_report_and_deposits_follow_award_and_contract(tender: KindSpec, calendar: Calendar) -> None:
    """Case 7, gone on: TL 47 and O30 65 name two starts, the earlier binds; TR 57."""
    report = report_by(tender, morning(9, 1), morning(9, 4), calendar)
    back = deposits_back_by(tender, morning(9, 28), calendar)

    assert report == report_by(tender, morning(9, 4), morning(9, 1), calendar)
    assert report == Counted(date(2026, 9, 16), date(2026, 9, 16), False)
    assert back == Counted(date(2026, 10, 8), date(2026, 10, 3), False)


# --- cases 8 and 9: deadline and decryption


def test_withdrawals_that_leave_two_end_the_tender_after_the_keys(tender: KindSpec, running: Schedule) -> None:
    """Case 9(b) of rules.md 11 and 2.4-6: withdrawn (撤回) bids do not count."""
    now = running.instant(Instant.KEYS_END)

    assert advance(tender, Stage.OBJECTIONS, Outcome.TOO_FEW_BIDS, BoxFacts(2), now, running) is Stage.FAILED


def test_a_revoked_bid_counts_so_two_opened_of_three_go_on(tender: KindSpec, running: Schedule) -> None:
    """Case 9(a): revoked (撤销) was a bid at the deadline; O12 27 is for the committee."""
    now = running.instant(Instant.KEYS_END)

    with pytest.raises(GuardRefused) as refused:
        advance(tender, Stage.OBJECTIONS, Outcome.TOO_FEW_BIDS, BoxFacts(3), now, running)

    assert refused.value.reason is Reason.ENOUGH_BIDS


@pytest.mark.parametrize(
    "received_at, late",
    [
        pytest.param(DEADLINE - timedelta(milliseconds=1), False, id="a millisecond before is in time"),
        pytest.param(DEADLINE - MICROSECOND, False, id="a microsecond before is in time"),
        pytest.param(DEADLINE, True, id="equal to the deadline is late"),
        pytest.param(DEADLINE + MICROSECOND, True, id="after is late"),
    ],
)
def test_a_bid_is_late_from_the_moment_of_the_deadline_on(tender: KindSpec, received_at: datetime, late: bool) -> None:
    """Case 8 of rules.md 11: TL 28, O20 27, TM-12."""
    assert is_late(tender, DEADLINE, received_at) is late


# --- case 10: the committee


@pytest.mark.parametrize(
    "experts, representatives, wrong",
    [
        pytest.param(4, 1, (), id="5 = 4 + 1"),
        pytest.param(5, 2, (), id="7 = 5 + 2"),
        pytest.param(6, 3, (), id="9 = 6 + 3"),
        pytest.param(3, 2, (Fault.TOO_FEW_EXPERTS,), id="5 = 3 + 2"),
        pytest.param(4, 2, (Fault.EVEN,), id="6 = 4 + 2"),
        pytest.param(4, 3, (Fault.TOO_FEW_EXPERTS,), id="7 = 4 + 3"),
        pytest.param(3, 0, (Fault.TOO_FEW,), id="3 experts"),
    ],
)
def test_a_committee_is_odd_at_least_five_and_two_thirds_expert(
    tender: KindSpec, running: Schedule, experts: int, representatives: int, wrong: tuple[Fault, ...]
) -> None:
    """Case 10: TL 37, O12 9 (EX-1). The stage's guard says the same."""
    members = [Member(f"expert {number}", Seat.EXPERT) for number in range(experts)]
    members += [Member(f"representative {number}", Seat.REPRESENTATIVE) for number in range(representatives)]
    assert tender.law.committee is not None

    def started() -> Stage:
        facts = CommitteeFacts(experts + representatives, experts)
        return advance(tender, Stage.OPENED, Outcome.EVALUATION_STARTED, facts, morning(4, 7), running)

    assert faults(tender.law.committee.value, members) == wrong
    if wrong:
        with pytest.raises(GuardRefused) as refused:
            started()
        assert refused.value.reason is Reason.COMMITTEE_UNLAWFUL
    else:
        assert started() is Stage.EVALUATING


# --- case 12: the benchmark price

HIGHWAY = BenchmarkRule(
    full=Decimal(50),
    above=Decimal(1),
    below=Decimal("0.5"),
    trim_high=1,
    trim_low=1,
    trim_from=5,
    discount=Decimal("0.02"),
)
SIX = (980, 1010, 1035, 1050, 1060, 1120)


def bids_of(*prices: int) -> list[Bid]:
    return [Bid(f"bidder at {price}", Decimal(price)) for price in prices]


def priced(bids: list[Bid]) -> dict[str, Decimal]:
    """The points of the price alone, by a scheme whose other half is a factor that all have in full."""
    scheme = Comprehensive((Factor("technical", Decimal(50)),), HIGHWAY)
    sheet = [Points("wei", bid.bidder, "technical", Decimal(50)) for bid in bids]
    return {bidder: total.value - 50 for bidder, total in evaluate(scheme, bids, sheet).items()}


@pytest.mark.parametrize("places", [None, 2], ids=["benchmark not rounded", "benchmark with two decimals"])
def test_six_bids_have_the_points_of_the_highway_documents(places: int | None) -> None:
    """Case 12, rules 7.1: 980 and 1120 are left out, A = 1038.75, B = 1017.975."""
    rule = replace(HIGHWAY, benchmark_places=places)
    prices = {str(price): given(Term.PRICE, Decimal(price)) for price in SIX}

    standard = benchmark(prices, rule)
    points = [price_points(price, standard, rule) for price in prices.values()]

    assert standard.inputs[0].value == Decimal("1038.75")
    assert standard.value == (Decimal("1017.975") if places is None else Decimal("1017.98"))
    assert [str(each.value) for each in points] == ["48.14", "49.61", "48.33", "46.85", "45.87", "39.98"]
    assert [str(each.inputs[1].value) for each in points][:4] == ["-3.73", "-0.78", "1.67", "3.15"]


def test_four_bids_are_too_few_to_leave_two_out() -> None:
    """Case 12: A = 1018.75, B = 998.375."""
    standard = benchmark({str(price): given(Term.PRICE, Decimal(price)) for price in SIX[:4]}, HIGHWAY)

    assert (standard.inputs[0].value, standard.value) == (Decimal("1018.75"), Decimal("998.375"))


def test_a_rejected_bid_does_not_enter_the_mean() -> None:
    """Case 12: O12 28. A seventh bid changes the points of all; rejected in the preliminary review it changes none."""
    seventh = Bid("bidder at 700", Decimal(700))

    assert priced([*bids_of(*SIX), replace(seventh, rejected=True)]) == priced(bids_of(*SIX))
    assert priced([*bids_of(*SIX), seventh])["bidder at 980"] != priced(bids_of(*SIX))["bidder at 980"]


def test_a_benchmark_may_be_mixed_with_the_ceiling() -> None:
    """Rules 7.1: 0.6 of the mean of three that are left, 940, and 0.4 of the ceiling less five per cent: 944."""
    mixed = replace(HIGHWAY, discount=Decimal(0), mean_share=Decimal("0.6"), ceiling_discount=Decimal("0.05"))
    prices = {str(price): given(Term.PRICE, Decimal(price)) for price in (900, 920, 940, 960, 980)}

    assert benchmark(prices, mixed, Decimal(1000)).value == 944


def test_the_lowest_evaluated_price_wins_and_the_contract_is_at_the_bid(tender: KindSpec) -> None:
    """Rules 7.1, O12 30: in ten thousands of yuan, A 500 two weeks late, B 503, C 498 with 12 missing."""
    bids = [Bid("A", Decimal(500)), Bid("B", Decimal(503)), Bid("C", Decimal(498))]
    scheme = LowestEvaluated(
        (Deviation("late", Decimal(4), rate=Decimal("0.005")), Deviation("missing", Decimal(100), amount=Decimal(1)))
    )
    counted = {("A", "late"): Decimal(2), ("C", "missing"): Decimal(12)}
    sheet = [
        Points("wei", bid.bidder, key, counted.get((bid.bidder, key), Decimal(0)))
        for bid in bids
        for key in ("late", "missing")
    ]
    assert tender.law.tie_breaks is not None

    found = evaluate(scheme, bids, sheet)
    ranking = rank(entrants(scheme, bids, found), tender.law.tie_breaks.value)

    assert {bidder: str(each.value) for bidder, each in found.items()} == {"A": "505.00", "B": "503.00", "C": "510.00"}
    assert candidates(ranking, 3) == ("B", "A", "C")
    assert found["B"].inputs[0].value == 503


# --- case 13: weights and ties


def test_factors_and_price_make_a_whole() -> None:
    """Case 13, what of it concerns works: O12 35. The shares of the price that procurement bounds are not bound here."""
    with pytest.raises(WeightsBroken):
        Comprehensive((Factor("technical", Decimal(49)),), HIGHWAY)

    assert Comprehensive((Factor("technical", Decimal(50)),), HIGHWAY)
    assert Comprehensive((Factor("technical", Decimal(100), Decimal("0.5")),), HIGHWAY)


def test_of_two_with_equal_points_the_lower_price_is_first(tender: KindSpec) -> None:
    """Case 13: 91.20 each, at 500,000 and 498,000."""
    assert tender.law.tie_breaks is not None
    both = [Entrant(name, Decimal("91.20"), Decimal(price)) for name, price in (("A", 500_000), ("B", 498_000))]

    assert candidates(rank(both, tender.law.tie_breaks.value), 3) == ("B", "A")


def test_of_two_with_equal_points_and_price_a_recorded_draw_decides(tender: KindSpec) -> None:
    """Case 13: tied until then; nobody is named in an order that nothing gives."""
    assert tender.law.tie_breaks is not None
    both = [Entrant(name, Decimal("91.20"), Decimal(498_000)) for name in ("A", "B")]
    tied = rank(both, tender.law.tie_breaks.value)

    assert [placed.place for placed in tied.placed] == [1, 1]
    with pytest.raises(TieUndecided) as undecided:
        candidates(tied, 3)
    assert undecided.value.bidders == ("A", "B")
    assert candidates(rank(both, tender.law.tie_breaks.value, {"A": 2, "B": 1}), 3) == ("B", "A")
