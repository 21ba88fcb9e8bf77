"""From the opening record to the archive: TL 37 to 47, TR 53 to 58, O12, O30."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.award import (
    ArchiveFacts,
    AwardFacts,
    CommitteeFacts,
    CommitteeShape,
    ContractFacts,
    DisplayFacts,
    EvaluationFacts,
    Fallen,
    FallenFacts,
    FallGround,
    ReportFacts,
    ValidityFacts,
)
from trading.domain.award_days import contract_by, display_facts, display_until, earliest_award, publish_by, valid_until
from trading.domain.award_guards import CONDITIONS
from trading.domain.calendar import Calendar
from trading.domain.calendar_seed import seed_calendar
from trading.domain.facts import AnswerFacts, Facts, NoFacts, ObjectionFacts
from trading.domain.kinds import ALL
from trading.domain.kinds.articles import cite
from trading.domain.kinds.spec import DutyRule, KindSpec, SpecBroken
from trading.domain.kinds.values import Confidence, Value
from trading.domain.money import Money
from trading.domain.notices import Audience, NoticeType
from trading.domain.periods import Counted, end_of, start_of
from trading.domain.schedule import Schedule
from trading.domain.stages import (
    Guard,
    GuardRefused,
    Outcome,
    OutcomeNotAllowed,
    Reason,
    Stage,
    WrongFacts,
    advance,
    refusal_of,
    ways_from,
)
from trading.domain.timetable import expected, happened

ScheduleOf = Callable[..., Schedule]
NOON = start_of(date(2026, 4, 8)) + timedelta(hours=12)
DAY = timedelta(days=1)
PUBLISHED = seed_calendar()
FIRST = AwardFacts(NOON - DAY, NOON + 60 * DAY, open=0, state_controlled=True, candidates=3, rank=1)
CONTRACT = ContractFacts(
    NOON + 60 * DAY, Money.parse("1000000.00"), Money.parse("100000.00"), guarantee=True, terms_equal=True
)
Go = Callable[[Stage, Outcome, Facts], Stage | Reason]


@pytest.fixture
def go(tender: KindSpec, schedule_of: ScheduleOf) -> Go:
    """The next stage, or why not."""
    running = expected(schedule_of())

    def result(stage: Stage, outcome: Outcome, facts: Facts) -> Stage | Reason:
        try:
            return advance(tender, stage, outcome, facts, NOON, running)
        except GuardRefused as refused:
            assert refused.articles, "a refusal names its article"
            return refused.reason

    return result


def test_a_tender_that_goes_well_comes_to_the_archive(go: Go) -> None:
    steps: list[tuple[Outcome, Facts]] = [
        (Outcome.EVALUATION_STARTED, CommitteeFacts(5, 4)),
        (Outcome.EVALUATION_REPORTED, ReportFacts(valid=5, candidates=3, members=5, accounted=5)),
        (Outcome.CANDIDATES_SHOWN, DisplayFacts(NOON + 3 * DAY, NOON + 3 * DAY, provisional=False)),
        (Outcome.CANDIDATES_OBJECTED, ObjectionFacts(NOON + DAY)),
        (Outcome.CANDIDATES_ANSWERED, AnswerFacts(0)),
        (Outcome.AWARDED, FIRST),
        (Outcome.AWARD_REPORTED, NoFacts()),
        (Outcome.CONTRACTED, CONTRACT),
        (Outcome.AWARD_REPORTED, NoFacts()),
        (Outcome.ARCHIVED, ArchiveFacts(reported=True, deposits=0)),
    ]

    stage: Stage | Reason = Stage.OPENED
    for outcome, facts in steps:
        assert isinstance(stage, Stage)
        stage = go(stage, outcome, facts)

    assert stage is Stage.ARCHIVED


@pytest.mark.parametrize(
    "report, result",
    [
        (ReportFacts(5, 3, 5, 5), Stage.EVALUATED),
        (ReportFacts(2, 2, 5, 5), Stage.EVALUATED),
        (ReportFacts(5, 3, 5, 4), Reason.REPORT_INCOMPLETE),
        (ReportFacts(5, 3, 0, 0), Reason.REPORT_INCOMPLETE),
        (ReportFacts(5, 4, 5, 5), Reason.CANDIDATES_NOT_RANKED),
        (ReportFacts(2, 3, 5, 5), Reason.CANDIDATES_NOT_RANKED),
        (ReportFacts(2, 0, 5, 5), Reason.CANDIDATES_NOT_RANKED),
    ],
)
def test_a_report_is_signed_by_all_and_names_one_to_three_candidates(
    go: Go, report: ReportFacts, result: Stage | Reason
) -> None:
    """TR 53, O12 43."""
    assert go(Stage.EVALUATING, Outcome.EVALUATION_REPORTED, report) is result


@pytest.mark.parametrize("valid", range(5))
def test_an_evaluation_fails_without_valid_bids_or_when_the_committee_finds_no_competition(go: Go, valid: int) -> None:
    """TL 42, O12 27: with one or two valid bids it may go on, and the committee may say that it shall not."""
    said, silent = EvaluationFacts(valid, no_competition=True), EvaluationFacts(valid)

    def result(outcome: Outcome, facts: EvaluationFacts) -> Stage | Reason:
        return go(Stage.EVALUATING, outcome, facts)

    assert result(Outcome.ALL_REJECTED, silent) is (Reason.VALID_BIDS_LEFT if valid else Stage.FAILED)
    assert result(Outcome.COMPETITION_MISSING, silent) is Reason.COMPETITION_LEFT
    assert result(Outcome.COMPETITION_MISSING, said) is (Stage.FAILED if 0 < valid < 3 else Reason.COMPETITION_LEFT)


@pytest.mark.parametrize("stage", [Stage.EVALUATING, Stage.EVALUATED, Stage.CANDIDATES, Stage.DISPUTED, Stage.AWARDED])
def test_the_validity_of_bids_is_only_ever_lengthened(go: Go, stage: Stage) -> None:
    """O12 40, O30 29."""
    assert go(stage, Outcome.VALIDITY_EXTENDED, ValidityFacts(NOON, NOON + DAY)) is stage
    assert go(stage, Outcome.VALIDITY_EXTENDED, ValidityFacts(NOON, NOON)) is Reason.VALIDITY_NOT_LONGER


def test_while_an_objection_to_the_candidates_waits_nothing_is_awarded(go: Go, tender: KindSpec) -> None:
    """TR 54."""
    assert go(Stage.DISPUTED, Outcome.CANDIDATES_ANSWERED, AnswerFacts(1)) is Reason.STILL_OPEN
    assert go(Stage.DISPUTED, Outcome.CANDIDATES_ANSWERED, AnswerFacts(0)) is Stage.CANDIDATES
    with pytest.raises(OutcomeNotAllowed):
        go(Stage.DISPUTED, Outcome.AWARDED, FIRST)


def test_a_second_look_is_asked_for_before_an_award_and_given_or_withdrawn_though_somebody_objects(
    go: Go, tender: KindSpec
) -> None:
    """TR 56; TR 55 for whoever may come in the winner's place."""
    asking, giving, withdrawing = (
        {way.start for stage in Stage for way in ways_from(tender, stage) if way.outcome is outcome}
        for outcome in (Outcome.LOOK_ASKED, Outcome.LOOK_GIVEN, Outcome.LOOK_WITHDRAWN)
    )

    assert asking == {Stage.CANDIDATES, Stage.AWARDED}
    assert giving == withdrawing == {Stage.CANDIDATES, Stage.DISPUTED, Stage.AWARDED}
    for stage in giving:
        for outcome in (Outcome.LOOK_GIVEN, Outcome.LOOK_WITHDRAWN):
            assert go(stage, outcome, NoFacts()) is stage


def test_a_second_look_moves_no_deadline(schedule_of: ScheduleOf) -> None:
    schedule = schedule_of()

    for outcome in (Outcome.LOOK_ASKED, Outcome.LOOK_GIVEN, Outcome.LOOK_WITHDRAWN):
        assert happened(schedule, outcome, NOON) == schedule


def test_an_objection_to_the_candidates_moves_no_deadline(schedule_of: ScheduleOf) -> None:
    """An answer before the deadline may give back time; after it there is none to give."""
    schedule = schedule_of()

    for outcome in (Outcome.CANDIDATES_OBJECTED, Outcome.CANDIDATES_ANSWERED):
        assert happened(schedule, outcome, NOON) == schedule


@pytest.mark.parametrize(
    "changes, result",
    [
        ({}, Stage.AWARDED),
        ({"display_until": NOON + timedelta(microseconds=1)}, Reason.DISPLAY_RUNNING),
        ({"display_until": NOON}, Stage.AWARDED),
        ({"open": 1}, Reason.STILL_OPEN),
        ({"valid_until": NOON}, Reason.VALIDITY_OVER),
        ({"rank": 2}, Reason.RANK_PASSED_OVER),
        ({"rank": 2, "state_controlled": False}, Stage.AWARDED),
        ({"rank": 4, "state_controlled": False}, Reason.RANK_PASSED_OVER),
        ({"rank": 0, "state_controlled": False}, Reason.RANK_PASSED_OVER),
        ({"rank": 2, "fallen": (Fallen(1, FallGround.GAVE_UP),)}, Stage.AWARDED),
        ({"rank": 2, "fallen": (Fallen(1, FallGround.UNABLE),)}, Stage.AWARDED),
        ({"rank": 1, "fallen": (Fallen(1, FallGround.GAVE_UP),)}, Reason.RANK_PASSED_OVER),
        ({"rank": 3, "fallen": (Fallen(1, FallGround.GAVE_UP),)}, Reason.RANK_PASSED_OVER),
        ({"rank": 3, "fallen": (Fallen(1, FallGround.UNLAWFUL), Fallen(2, FallGround.GAVE_UP))}, Stage.AWARDED),
    ],
    ids=str,
)
@pytest.mark.parametrize("stage", [Stage.CANDIDATES, Stage.AWARDED])
def test_the_first_in_rank_wins_unless_it_fell(
    go: Go, stage: Stage, changes: dict[str, object], result: Stage | Reason
) -> None:
    """TR 54, 55, 56, 62; O12 40. After the award the next in order takes the place of one that gave up."""
    assert go(stage, Outcome.AWARDED, replace(FIRST, **changes)) is result  # type: ignore[arg-type]


@pytest.mark.parametrize("stage", [Stage.CANDIDATES, Stage.AWARDED])
def test_a_new_tender_instead_of_the_next_in_order_needs_that_the_first_fell(go: Go, stage: Stage) -> None:
    """TR 55, O12 48, O30 58."""
    fell = FallenFacts((Fallen(1, FallGround.NO_PERFORMANCE_BOND),))

    assert go(stage, Outcome.CANDIDATES_FELL, fell) is Stage.FAILED
    assert go(stage, Outcome.CANDIDATES_FELL, FallenFacts(())) is Reason.FIRST_STANDS
    assert go(stage, Outcome.CANDIDATES_FELL, FallenFacts((Fallen(2, FallGround.GAVE_UP),))) is Reason.FIRST_STANDS


def test_a_ground_that_the_edition_does_not_name_passes_nobody_over(tender: KindSpec) -> None:
    strict = replace(
        tender, law=replace(tender.law, fall_grounds=Value((FallGround.GAVE_UP,), ("TR 55",), Confidence.READ))
    )
    facts = replace(FIRST, rank=2, fallen=(Fallen(1, FallGround.UNLAWFUL),))

    assert CONDITIONS[Guard.RANK_IN_ORDER](tender, facts, NOON) is None
    assert CONDITIONS[Guard.RANK_IN_ORDER](strict, facts, NOON) is Reason.RANK_PASSED_OVER


@pytest.mark.parametrize(
    "changes, result",
    [
        ({}, Stage.CONTRACTED),
        ({"bond": Money.parse("100000.01")}, Reason.BOND_TOO_HIGH),
        ({"guarantee": False}, Reason.GUARANTEE_MISSING),
        ({"bond": None, "guarantee": False}, Stage.CONTRACTED),
        ({"terms_equal": False}, Reason.TERMS_DIFFER),
        ({"valid_until": NOON}, Reason.VALIDITY_OVER),
    ],
    ids=str,
)
def test_a_contract_says_what_was_bid_and_secures_both(
    go: Go, changes: dict[str, object], result: Stage | Reason
) -> None:
    """TL 46, TR 57, 58, O30 62."""
    assert go(Stage.AWARDED, Outcome.CONTRACTED, replace(CONTRACT, **changes)) is result  # type: ignore[arg-type]


@pytest.mark.parametrize("reported", [False, True])
@pytest.mark.parametrize("deposits", [0, 2])
def test_nothing_is_archived_before_report_and_deposits(go: Go, reported: bool, deposits: int) -> None:
    """TL 47, TR 57."""
    done = reported and not deposits

    result = go(Stage.CONTRACTED, Outcome.ARCHIVED, ArchiveFacts(reported, deposits))

    assert result is (Stage.ARCHIVED if done else Reason.DUTIES_LEFT)


def test_a_display_into_a_year_without_calendar_is_not_announced(go: Go, tender: KindSpec, calendar: Calendar) -> None:
    """Day 3 after 29 December 2026 is New Year's Day: by weekends only, and not to be announced."""
    published = start_of(date(2026, 12, 29))
    unknown = display_facts(tender, published, date(2027, 1, 8), calendar)
    known = display_facts(tender, published - 10 * DAY, date(2026, 12, 22), calendar)

    assert go(Stage.EVALUATED, Outcome.CANDIDATES_SHOWN, unknown) is Reason.YEAR_NOT_PUBLISHED
    assert go(Stage.EVALUATED, Outcome.CANDIDATES_SHOWN, known) is Stage.CANDIDATES
    until = display_until(tender, published, calendar)
    assert until is not None and until.provisional and earliest_award(until).provisional


@given(day=st.dates(date(2010, 1, 1), date(2026, 11, 1)), more=st.integers(0, 30))
def test_whatever_display_is_let_pass_leaves_three_days_to_object(day: date, more: int) -> None:
    """TR 54: the day of publication is not counted."""
    published = start_of(day) + timedelta(hours=9)
    facts = display_facts(ALL[0], published, day + more * DAY, PUBLISHED)

    allowed = refusal_of(Guard.DISPLAY_LONG_ENOUGH, ALL[0], facts, published, SCHEDULE) is None

    assert not allowed or more >= 3
    assert allowed or end_of(day + more * DAY) < facts.least


@given(day=st.dates(date(2010, 1, 1), date(2026, 6, 1)), days=st.integers(1, 60))
def test_the_day_of_the_contract_is_never_after_the_validity(day: date, days: int) -> None:
    """O12 49, O30 62."""
    valid = valid_until(PUBLISHED, start_of(day), days)
    by = contract_by(ALL[0], start_of(day), valid, PUBLISHED)

    assert by is not None
    assert by.day <= valid.day


def test_a_kind_without_these_rules_has_no_such_days(tender: KindSpec, calendar: Calendar) -> None:
    bare = replace(tender, law=replace(tender.law, candidates_within=None, candidates_display=None), duties=())

    assert publish_by(bare, NOON, calendar) is None
    assert display_until(bare, NOON, calendar) is None
    assert display_facts(bare, NOON, date(2026, 4, 9), calendar).least == NOON


@given(members=st.integers(1, 40), experts=st.integers(0, 40))
def test_two_thirds_are_not_rounded_in_favour_of_the_tenderer(members: int, experts: int) -> None:
    """TL 37: not less than two thirds."""
    shape = CommitteeShape(5, odd=True, experts=Fraction(2, 3))

    assert shape.allows(members, experts) == (
        members >= 5 and members % 2 == 1 and 3 * experts >= 2 * members and experts <= members
    )


def test_every_guard_after_the_opening_refuses_foreign_facts(tender: KindSpec, schedule_of: ScheduleOf) -> None:
    for guard in CONDITIONS:
        with pytest.raises(WrongFacts):
            refusal_of(guard, tender, NoFacts(), NOON, schedule_of())


def test_every_duty_begins_and_ends_with_what_can_happen(tender: KindSpec) -> None:
    """Else nobody could do it: what ends it can happen in the stage that its beginning leads to."""
    for duty in tender.duties:
        starts = {way.end for way in tender.transitions if way.outcome is duty.since}
        possible = {way.outcome for stage in starts for way in ways_from(tender, stage)}
        assert duty.done_by is None or duty.done_by in possible, duty


def test_every_end_of_a_lot_that_was_announced_is_told_to_the_public(tender: KindSpec) -> None:
    ends = {way.outcome for way in tender.transitions if way.end in (Stage.FAILED, Stage.TERMINATED)}
    told = {outcome for rule in tender.notices if Audience.PUBLIC in rule.told for outcome in rule.outcomes}

    assert ends <= told


def test_every_notice_is_said_once_with_contents_and_articles(tender: KindSpec) -> None:
    assert {rule.type for rule in tender.notices} == set(NoticeType)
    assert len(tender.notices) == len(NoticeType)
    for rule in tender.notices:
        assert rule.contents and rule.told and len(set(rule.contents)) == len(rule.contents)
        assert cite(rule.articles)


def test_the_winner_and_everybody_else_learn_of_the_award_at_once(tender: KindSpec) -> None:
    """TL 45, O20 36."""
    told = {rule.type: rule.told for rule in tender.notices if Outcome.AWARDED in rule.outcomes}

    assert told == {
        NoticeType.AWARD: (Audience.WINNER,),
        NoticeType.RESULT: (Audience.PUBLIC, Audience.LOSERS),
    }


def test_a_duty_of_an_outcome_that_the_kind_does_not_have_is_refused(tender: KindSpec) -> None:
    ways = tuple(way for way in tender.transitions if way.outcome is not Outcome.AWARD_REPORTED)
    report = next(rule for rule in tender.duties if rule.done_by is Outcome.AWARD_REPORTED)
    orphan = DutyRule(report.duty, Outcome.AWARD_REPORTED, report.period)

    assert replace(tender, transitions=ways, duties=(), notices=())
    with pytest.raises(SpecBroken):
        replace(tender, transitions=ways, duties=(orphan,), notices=())


SCHEDULE = Schedule(NOON, NOON, NOON, *(4 * (timedelta(hours=1),)))


def test_a_bond_is_at_most_a_tenth_to_the_cent() -> None:
    """TR 58: ten per cent of 1,000,000.05 is 100,000.005, so 100,000.00 is the most."""
    odd = replace(CONTRACT, price=Money(Decimal("1000000.05")))

    def refusal(bond: str) -> Reason | None:
        return CONDITIONS[Guard.BOND_IN_BOUNDS](ALL[0], replace(odd, bond=Money.parse(bond)), NOON)

    assert refusal("100000.00") is None
    assert refusal("100000.01") is Reason.BOND_TOO_HIGH


def test_a_counted_award_day_keeps_its_provisional_mark() -> None:
    assert earliest_award(Counted(date(2026, 4, 7), date(2026, 4, 5), True)).provisional
