"""The open tender for works (工程建设项目公开招标): its law, and its way to the opening record.

The way from there to the archive is in `engineering_award`.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from trading.domain.award import CommitteeShape, FallGround
from trading.domain.deposit_terms import DepositForm, KeepCause
from trading.domain.duties import Duty, DutyKind
from trading.domain.experts import Ground as RecusalGround
from trading.domain.experts import Title
from trading.domain.facts import TerminationCause
from trading.domain.kinds import engineering_award as after_opening
from trading.domain.kinds.law import Law, NamesFrom, SignupGate
from trading.domain.kinds.spec import Edition, ItemKind, KindSpec, Names, OpeningItem, TimedStep, Transition
from trading.domain.kinds.values import Choice, Confidence, Value
from trading.domain.kinds.works_fairness import FAIRNESS
from trading.domain.kinds.works_grounds import FINDINGS, GROUNDS
from trading.domain.matters import Matter
from trading.domain.periods import Period, Unit
from trading.domain.phases import PREQUALIFYING, Reviewer
from trading.domain.schedule import Instant
from trading.domain.scoring_methods import DrawnNumber, PriceFormula, ScoringMethod, TieBreak
from trading.domain.stages import Guard, Outcome, Stage, Step

KIND = "engineering_open_tender"

MIB = 1024 * 1024
GIB = 1024 * MIB

NEVER_STOPPED = (Stage.DRAFT, Stage.FAILED, Stage.TERMINATED, Stage.CONTRACTED, Stage.ARCHIVED)

TRANSITIONS = (
    Transition(Stage.DRAFT, Outcome.ANNOUNCED, Stage.ANNOUNCED, (Guard.FAIRLY_REVIEWED,), ("TR 15", "TR 32", "O20 17")),
    Transition(
        Stage.ANNOUNCED, Outcome.DOCUMENTS_OFFERED, Stage.BIDDING, (Guard.DOCUMENTS_DUE,), ("TR 16", "TL 24", "O20 20")
    ),
    *(
        Transition(stage, Outcome.CLARIFIED, stage, (Guard.BEFORE_DEADLINE,), ("TL 23", "TR 21", "O20 22"))
        for stage in (Stage.ANNOUNCED, Stage.BIDDING)
    ),
    # While an objection waits the deadline may pass; the clarification then brings a new one.
    Transition(Stage.SUSPENDED, Outcome.CLARIFIED, Stage.SUSPENDED, (), ("TL 23", "TR 21", "O20 22")),
    *(
        Transition(stage, Outcome.OBJECTED, Stage.SUSPENDED, (Guard.OBJECTION_IN_TIME,), ("TR 22",))
        for stage in (Stage.BIDDING, Stage.SUSPENDED)
    ),
    Transition(Stage.SUSPENDED, Outcome.ANSWERED, Stage.BIDDING, (Guard.ALL_ANSWERED,), ("TR 22",)),
    *(
        Transition(stage, Outcome.TERMINATED, Stage.TERMINATED, (Guard.LAWFUL_CAUSE,), ("O30 15", "TR 31"))
        for stage in (Stage.ANNOUNCED, Stage.BIDDING, Stage.SUSPENDED, Stage.HELD)
    ),
    Transition(Stage.BIDDING, Outcome.BOX_CLOSED, Stage.CLOSED, (Guard.DEADLINE_PASSED,), ("TL 28",)),
    # An outage across the deadline: nothing is opened before the supervisor has decided, or its time is up.
    Transition(Stage.BIDDING, Outcome.OUTAGE, Stage.HELD, (Guard.OUTAGE,), ("O20 52",)),
    Transition(Stage.HELD, Outcome.OUTAGE, Stage.HELD, (Guard.OUTAGE,), ("O20 52",)),
    Transition(Stage.HELD, Outcome.EXTENDED, Stage.BIDDING, (Guard.DECISION_OPEN,), ("O20 52",)),
    Transition(Stage.HELD, Outcome.BOX_CLOSED, Stage.CLOSED, (Guard.DEADLINE_PASSED, Guard.DECISION_OVER), ("TL 28",)),
    Transition(
        Stage.CLOSED, Outcome.OPENING_STARTED, Stage.DECRYPTING, (Guard.ENOUGH_BIDS,), ("TL 34", "TL 35", "O20 29")
    ),
    Transition(Stage.CLOSED, Outcome.TOO_FEW_BIDS, Stage.FAILED, (Guard.TOO_FEW_BIDS,), ("TL 28", "TR 44", "O30 38")),
    Transition(Stage.DECRYPTING, Outcome.WINDOW_CLOSED, Stage.UNLOCKING, (Guard.WINDOW_OVER,), ("O20 30", "O20 31")),
    Transition(Stage.UNLOCKING, Outcome.KEYS_PUBLISHED, Stage.OBJECTIONS, (Guard.KEYS_COMPLETE,), ("O20 30",)),
    # The tenderer's own key is missing: no bidder is at fault, all count as withdrawn, and none is left.
    Transition(Stage.UNLOCKING, Outcome.KEYS_MISSING, Stage.FAILED, (Guard.KEYS_OVERDUE,), ("O20 31", "TR 44")),
    # Withdrawn (撤回) bids do not count; fewer than three left means a new tender.
    Transition(Stage.OBJECTIONS, Outcome.TOO_FEW_BIDS, Stage.FAILED, (Guard.TOO_FEW_BIDS,), ("O20 31", "TR 44")),
    Transition(Stage.OBJECTIONS, Outcome.OBJECTIONS_CLOSED, Stage.CONFIRMING, (Guard.OBJECTIONS_OVER,), ("TR 44",)),
    Transition(Stage.CONFIRMING, Outcome.RECORD_CONFIRMED, Stage.OPENED, (Guard.CONFIRMATION_OVER,), ("O20 32",)),
    # Pre-qualification, where the tenderer chose it: the same way once before, with periods of its own.
    Transition(
        Stage.DRAFT,
        Outcome.PREQUALIFICATION_ANNOUNCED,
        Stage.PREQ_ANNOUNCED,
        (Guard.FAIRLY_REVIEWED,),
        ("TR 15", "TR 32", "O20 17"),
    ),
    Transition(
        Stage.PREQ_ANNOUNCED,
        Outcome.DOCUMENTS_OFFERED,
        Stage.APPLYING,
        (Guard.DOCUMENTS_DUE,),
        ("TR 16", "TR 17", "O20 20"),
    ),
    *(
        Transition(stage, Outcome.CLARIFIED, stage, (Guard.BEFORE_DEADLINE,), ("TR 21", "O20 22"))
        for stage in (Stage.PREQ_ANNOUNCED, Stage.APPLYING)
    ),
    Transition(Stage.PREQ_SUSPENDED, Outcome.CLARIFIED, Stage.PREQ_SUSPENDED, (), ("TR 21", "O20 22")),
    *(
        Transition(stage, Outcome.OBJECTED, Stage.PREQ_SUSPENDED, (Guard.OBJECTION_IN_TIME,), ("TR 22",))
        for stage in (Stage.APPLYING, Stage.PREQ_SUSPENDED)
    ),
    Transition(Stage.PREQ_SUSPENDED, Outcome.ANSWERED, Stage.APPLYING, (Guard.ALL_ANSWERED,), ("TR 22",)),
    *(
        Transition(stage, Outcome.TERMINATED, Stage.TERMINATED, (Guard.LAWFUL_CAUSE,), ("O30 15", "TR 31"))
        for stage in PREQUALIFYING
    ),
    Transition(
        Stage.APPLYING, Outcome.APPLICATIONS_CLOSED, Stage.REVIEWING, (Guard.DEADLINE_PASSED,), ("TR 17", "O20 28")
    ),
    Transition(Stage.APPLYING, Outcome.OUTAGE, Stage.PREQ_HELD, (Guard.OUTAGE,), ("O20 52",)),
    Transition(Stage.PREQ_HELD, Outcome.OUTAGE, Stage.PREQ_HELD, (Guard.OUTAGE,), ("O20 52",)),
    Transition(Stage.PREQ_HELD, Outcome.EXTENDED, Stage.APPLYING, (Guard.DECISION_OPEN,), ("O20 52",)),
    Transition(
        Stage.PREQ_HELD,
        Outcome.APPLICATIONS_CLOSED,
        Stage.REVIEWING,
        (Guard.DEADLINE_PASSED, Guard.DECISION_OVER),
        ("TR 17", "O20 28"),
    ),
    Transition(
        Stage.REVIEWING,
        Outcome.REVIEWED,
        Stage.QUALIFIED,
        (Guard.ALL_DECIDED, Guard.ENOUGH_QUALIFIED),
        ("TR 18", "TR 19"),
    ),
    Transition(
        Stage.REVIEWING,
        Outcome.TOO_FEW_QUALIFIED,
        Stage.FAILED,
        (Guard.ALL_DECIDED, Guard.TOO_FEW_QUALIFIED),
        ("TR 19",),
    ),
    Transition(Stage.QUALIFIED, Outcome.ANNOUNCED, Stage.ANNOUNCED, (), ("TL 17", "TR 19", "O20 17")),
    *after_opening.AWARD_TRANSITIONS,
    # What the supervisor declares void, or orders to be tendered anew, ends wherever it stands.
    *(
        Transition(stage, Outcome.VOIDED, Stage.FAILED, (), ("TR 61", "TR 62"))
        for stage in Stage
        if stage not in NEVER_STOPPED
    ),
)

TIMED_STEPS = (
    TimedStep(Stage.ANNOUNCED, Step.OFFER_DOCUMENTS, Instant.DOCUMENTS_FROM),
    TimedStep(Stage.BIDDING, Step.CLOSE_BOX, Instant.DEADLINE),
    TimedStep(Stage.HELD, Step.CLOSE_BOX, Instant.DECISION_END),
    # TL 34: the opening starts at the moment of the deadline.
    TimedStep(Stage.CLOSED, Step.START_OPENING, Instant.DEADLINE),
    TimedStep(Stage.DECRYPTING, Step.CLOSE_WINDOW, Instant.WINDOW_END),
    TimedStep(Stage.UNLOCKING, Step.GIVE_UP_KEYS, Instant.KEYS_END),
    TimedStep(Stage.OBJECTIONS, Step.CLOSE_OBJECTIONS, Instant.OBJECTIONS_END),
    TimedStep(Stage.CONFIRMING, Step.CLOSE_CONFIRMATION, Instant.CONFIRMATION_END),
    TimedStep(Stage.PREQ_ANNOUNCED, Step.OFFER_DOCUMENTS, Instant.DOCUMENTS_FROM),
    TimedStep(Stage.APPLYING, Step.CLOSE_APPLICATIONS, Instant.DEADLINE),
    TimedStep(Stage.PREQ_HELD, Step.CLOSE_APPLICATIONS, Instant.DECISION_END),
    *after_opening.AWARD_STEPS,
)

OPENING_ITEMS = (
    OpeningItem("price", ItemKind.MONEY, "投标报价", "Price"),
    OpeningItem("duration", ItemKind.INTEGER, "工期（日历天）", "Duration (calendar days)"),
    OpeningItem("quality", ItemKind.TEXT, "质量标准", "Quality"),
    OpeningItem("project_manager", ItemKind.TEXT, "项目负责人", "Project manager"),
)

QUALIFICATION_ITEMS = (
    OpeningItem("qualification", ItemKind.TEXT, "资质类别和等级", "Qualification class"),
    OpeningItem("certificate", ItemKind.TEXT, "资质证书编号", "Certificate number"),
    OpeningItem("safety_licence", ItemKind.TEXT, "安全生产许可证编号", "Safety licence number"),
    OpeningItem("project_manager", ItemKind.TEXT, "拟派项目负责人", "Project manager"),
    OpeningItem("similar_works", ItemKind.TEXT, "类似工程业绩", "Similar works"),
)

MEMBERS_ITEM = OpeningItem("members", ItemKind.MEMBERS, "联合体成员", "Members of the joint bid")


def _minutes(default: int, least: int, most: int) -> Choice[timedelta]:
    return Choice(timedelta(minutes=default), timedelta(minutes=least), timedelta(minutes=most))


def _hours(default: int, least: int, most: int) -> Choice[timedelta]:
    return _minutes(default * 60, least * 60, most * 60)


R = Confidence.READ
M = Confidence.MEMORY
D = Confidence.DECIDED

LAW_2019 = Law(
    bids_are_sealed=Value(True, ("O20 26", "O20 27"), R),
    minimum_bidders=Value(3, ("TL 28", "TR 44", "O30 38"), R),
    equal_to_deadline_is_late=Value(True, ("TL 28", "O20 27"), D, "the law says before; that equal is late is ours"),
    signup_gate=Value(SignupGate.NONE, ("O20 20",), R, "nothing but registration may stand before the documents"),
    document_offer=Value(Period(5, Unit.DAY), ("TR 16", "O30 15"), R),
    bid_period=Value(Period(20, Unit.DAY), ("TL 24", "O30 31"), R),
    full_days=Value(False, ("TL 24", "CC 201"), D, "true would ask for 20 whole days between issue and deadline"),
    clarification_before=Value(Period(15, Unit.DAY), ("TL 23", "TR 21"), R),
    objection_before=Value(Period(10, Unit.DAY), ("TR 22",), R),
    objection_answer=Value(Period(3, Unit.DAY), ("TR 22",), R),
    received_while_suspended=Value(
        True, ("TR 22",), D, "the tender stands still: its deadline cannot pass; whoever has a bid ready loses nothing"
    ),
    termination_causes=Value((TerminationCause.FORCE_MAJEURE,), ("O30 15",), R),
    failures_before_leave=Value(2, ("O30 38",), R, "with the approver's consent where the project needs approval"),
    deposit_share=Value(Decimal("0.02"), ("TR 26", "O30 37"), R, "of the estimated price"),
    deposit_cap=Value(Decimal("800000.00"), ("O30 37",), R, "yuan, works"),
    window=Value(_minutes(60, 30, 480), ("O20 30",), D, "the documents name the limit; the law gives none"),
    window_ends_when_all_released=Value(True, ("O20 30",), D, "when all have released, waiting protects nobody"),
    keys_allowance=Value(_minutes(30, 5, 480), ("O20 30", "O20 31"), D),
    objections=Value(_minutes(10, 5, 480), ("TR 44",), D, "the law asks for an answer on the spot and names no time"),
    confirmation=Value(_minutes(30, 10, 480), ("O20 32",), D, "silence is no objection to the record"),
    extension=Value(
        _minutes(60, 0, 1440),
        ("O20 52",),
        D,
        "by how much the documents let an outage move the deadline; 0: not at all",
    ),
    extension_decision=Value(timedelta(hours=2), ("O20 52",), D, "without a decision the old deadline stands"),
    document_files=Value(Choice(20, 1, 50), (), D),
    document_bytes=Value(Choice(2 * GIB, 1 * MIB, 4 * GIB), (), D),
    bid_files=Value(Choice(20, 0, 20), (), D, "docs/spec/bid.md"),
    bid_bytes=Value(Choice(2 * GIB, 1 * MIB, 2 * GIB), (), D, "docs/spec/bid.md"),
    archive_term=Value(
        Period(15, Unit.YEAR),
        ("TL 36", "O20 40"),
        D,
        "the law says to keep and names no time; as in procurement (PL 42)",
    ),
    prequal_minimum=Value(3, ("TR 19",), R, "with fewer the works are tendered anew"),
    prequal_document_offer=Value(Period(5, Unit.DAY), ("TR 16", "O30 15"), R),
    prequal_after_offer=Value(Period(5, Unit.DAY), ("TR 17",), R, "counted from the end of the offer"),
    prequal_clarification_before=Value(Period(3, Unit.DAY), ("TR 21",), R),
    prequal_objection_before=Value(Period(2, Unit.DAY), ("TR 22",), R),
    prequal_committee=Value(
        Reviewer.COMMITTEE, ("TR 18",), R, "of works that must be tendered and whose money the state controls"
    ),
    committee=Value(CommitteeShape(5, odd=True, experts=Fraction(2, 3)), ("TL 37", "O12 9"), R),
    experts_to_trim=Value(5, (), D, "where the documents drop the highest and the lowest score of a bid"),
    scoring_methods=Value(tuple(ScoringMethod), ("O12 30", "O12 34"), R, "factors and weights: the documents"),
    price_formulas=Value(tuple(PriceFormula), ("O12 35",), D, "the law has no formula; the documents name its numbers"),
    score_places=Value(2, (), D, "rounded half up, unless the documents say otherwise"),
    tie_breaks=Value(
        (TieBreak.LOWER_PRICE, TieBreak.LOT), (), D, "unless the documents say otherwise; as the standard documents"
    ),
    competition_least=Value(3, ("O12 27",), R, "with fewer valid bids the committee may reject all"),
    candidates_most=Value(3, ("TR 53", "O12 45"), R),
    bid_validity_days=Value(Choice(90, 30, 365), ("TR 25",), D, "from the deadline; the law gives no number"),
    award_in_validity=Value(True, ("O12 40", "O12 49", "O30 62"), R, "or the bids are extended first"),
    candidates_within=Value(Period(3, Unit.DAY), ("TR 54", "O30 56"), R, "of the report"),
    candidates_display=Value(Period(3, Unit.DAY), ("TR 54", "O30 56"), R),
    candidates_answer=Value(Period(3, Unit.DAY), ("TR 54",), R, "the trade stands still meanwhile"),
    first_wins=Value(True, ("TR 55",), R, "where state money is in control"),
    fall_grounds=Value(tuple(FallGround), ("TR 55", "TR 56", "O12 48", "O30 58"), R),
    award_report=Value(
        Period(15, Unit.DAY), ("TL 47", "O30 65"), R, "of the decision or the award notice, the earlier"
    ),
    contract_within=Value(Period(30, Unit.DAY), ("TL 46", "O12 49", "O30 62"), R, "of the award notice"),
    performance_bond_share=Value(Decimal("0.10"), ("TR 58",), R, "of the price of the contract"),
    payment_guarantee=Value(True, ("O30 62",), R, "works"),
    deposit_back_after_contract=Value(Period(5, Unit.DAY), ("TR 57", "O12 52", "O30 63"), R, "with bank interest"),
    medium_notices=after_opening.MEDIUM_NOTICES,
    medium_within=after_opening.MEDIUM_WITHIN,
    complaint_within=Value(Period(10, Unit.DAY), ("TR 60",), R, "from the day on which it was or ought to be known"),
    complaint_objection_first=Value(
        (Matter.DOCUMENTS, Matter.OPENING, Matter.CANDIDATES),
        ("TR 60", "TR 22", "TR 44", "TR 54"),
        R,
        "the days in which the tenderer answers are not counted",
    ),
    complaint_accept=Value(Period(3, Unit.WORKING_DAY), ("TR 61",), R, "from the day it was received"),
    complaint_decide=Value(
        Period(30, Unit.WORKING_DAY),
        ("TR 61",),
        R,
        "from the day it was accepted; tests, appraisals and expert review are not counted",
    ),
    complaint_published=Value(Period(7, Unit.WORKING_DAY), ("P39 21",), R, "here at the moment of the decision"),
    never_stopped=Value(
        NEVER_STOPPED,
        ("TR 62",),
        D,
        "nothing runs there that could be stopped, or it is contracted",
    ),
    stop_lets=Value((Outcome.TERMINATED, Outcome.VOIDED), ("TR 62",), D, "an end for a lawful cause needs no lifting"),
    stop_may_let=Value(
        (Outcome.CLARIFIED, Outcome.OBJECTED, Outcome.ANSWERED),
        ("TR 62",),
        D,
        "an order may let the fault be mended while everything else stands still",
    ),
    received_while_stopped=Value(
        False, ("TR 62",), D, "the order stops bidding too; its deadline moves by the length of the stop"
    ),
    deposit_forms=Value(
        tuple(DepositForm), ("TR 26", "O30 37"), M, "guarantees and insurance must be taken: 发改法规〔2023〕27号"
    ),
    deposit_from_basic_account=Value(True, ("TR 26", "O30 37"), R, "money of domestic bidders"),
    deposit_valid_as_bid=Value(True, ("TR 26", "O30 37"), R),
    deposit_back_after_withdrawal=Value(Period(5, Unit.DAY), ("TR 35",), R, "withdrawn before the deadline"),
    deposit_back_after_end=Value(
        Period(5, Unit.DAY), ("TR 31", "O20 31"), D, "the law says promptly; as after a withdrawal"
    ),
    deposit_interest=Value(
        Decimal("0.0005"), ("TR 31", "TR 57", "O30 63"), D, "a year, demand deposits; the law says: of a bank"
    ),
    deposit_interest_year=Value(360, ("TR 57",), D, "days of a year, as banks count"),
    deposit_kept_for=Value((KeepCause.REVOKED, KeepCause.CONTRACT_REFUSED), ("TR 35", "O30 40", "O30 81", "O20 31"), R),
    joint_by_default=Value(
        False, ("TL 31", "TR 37"), D, "the notice says whether; where it says nothing, it takes none"
    ),
    joint_most=Value(5, ("TL 31", "TR 37"), D, "how many at most is the notice's, up to this; the law names no number"),
    staff_items=Value(
        ("project_manager",), ("TR 40",), D, "the opening items in which one name in two bids is flagged"
    ),
    retender_after_analysis=Value(
        True, ("TL 28", "TL 42", "TR 44", "O30 38"), R, "first the cause is analysed and measures are taken"
    ),
    termination_duties=Value(
        (Duty(DutyKind.RETURN_FEES), Duty(DutyKind.RETURN_DEPOSITS), Duty(DutyKind.PAY_DAMAGES)),
        ("TR 31", "O30 72"),
        R,
        "promptly, deposits with the interest of the bank; the law names no day",
    ),
    failure_duties=Value(
        (Duty(DutyKind.RETURN_DEPOSITS, Period(5, Unit.DAY)),),
        ("TR 35", "O20 31"),
        D,
        "bids of a failed lot count as withdrawn; TR 35 names five days for those",
    ),
    expert_years=Value(8, ("TL 37", "O12 11"), R),
    expert_titles=Value((Title.SENIOR, Title.EQUIVALENT), ("TL 37", "O12 11"), R),
    drawn_at_random=Value(
        True, ("TL 37", "TR 46", "O12 10"), R, "direct choice is for special projects only, with consent"
    ),
    recusal_grounds=Value(tuple(RecusalGround), ("TR 46", "O12 12"), R),
    recusal_look_back=Value(
        Period(3, Unit.YEAR), ("TR 46", "O12 12"), D, "the law names no time; as in procurement (PR 9)"
    ),
    expert_calls_before=Value(
        _hours(24, 2, 72), ("O12 8", "TL 37"), D, "as late as possible, and as a rule before the opening"
    ),
    expert_answer=Value(_minutes(30, 5, 480), ("O12 10",), D, "without an answer by then the next one is called"),
    expert_names_from=Value(NamesFrom.AWARD, ("TL 37",), R, "secret until the award is decided (中标结果确定前)"),
    chair_may_be_named=Value(
        True, ("O12 9",), R, "elected by the members, or named by the tenderer; one vote like any"
    ),
    more_time_share=Value(Fraction(1, 3), ("TR 48",), R, "of its members; the tenderer then extends it"),
    draw_acknowledgement=Value(timedelta(hours=2), (), D, "after that the draw is void before anybody knows anything"),
    drawn_numbers=Value(
        tuple(DrawnNumber), ("O12 35",), M, "only after the bids are sealed; the documents name the candidates"
    ),
    window_after_outage=Value(
        True, ("O20 31",), D, "the law lets the documents name a remedy (补救方案); whoever then releases counts"
    ),
    lost_form_again=Value(
        True, ("O20 31",), D, "until all bids are opened; the hash that the bidder signed before the deadline decides"
    ),
)

EDITIONS = (
    KindSpec(
        kind=KIND,
        names=Names("工程建设项目公开招标", "Open tender for works"),
        # TR as amended by State Council order 709 is the youngest of the texts read.
        edition=Edition(since=date(2019, 3, 2)),
        stages=tuple(Stage),
        transitions=TRANSITIONS,
        timed_steps=TIMED_STEPS,
        law=LAW_2019,
        envelopes=("main",),
        opening_items=OPENING_ITEMS,
        code_class="A",
        qualification_items=QUALIFICATION_ITEMS,
        duties=after_opening.duties(LAW_2019),
        notices=(*after_opening.NOTICES, after_opening.candidate_notice(LAW_2019)),
        # Where the notice names no method of evaluation, it is held elsewhere, and what is here ends with the record.
        rests_in=(Stage.OPENED,),
        fairness=FAIRNESS,
        grounds=GROUNDS,
        findings=FINDINGS,
        members_item=MEMBERS_ITEM,
    ),
)
