"""The open tender for works (工程建设项目公开招标), as far as the opening record."""

from datetime import date, timedelta
from decimal import Decimal

from trading.domain.kinds.spec import (
    Choice,
    Confidence,
    Edition,
    ItemKind,
    KindSpec,
    Law,
    Names,
    NamesFrom,
    OpeningItem,
    SignupGate,
    TimedStep,
    Transition,
    Value,
)
from trading.domain.periods import Period, Unit
from trading.domain.schedule import Instant
from trading.domain.stages import Guard, Outcome, Stage, Step, TerminationCause

KIND = "engineering_open_tender"

MIB = 1024 * 1024
GIB = 1024 * MIB

TRANSITIONS = (
    Transition(Stage.DRAFT, Outcome.ANNOUNCED, Stage.ANNOUNCED, (), ("TR 15", "O20 17")),
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
)

OPENING_ITEMS = (
    OpeningItem("price", ItemKind.MONEY, "投标报价", "Price"),
    OpeningItem("duration", ItemKind.INTEGER, "工期（日历天）", "Duration (calendar days)"),
    OpeningItem("quality", ItemKind.TEXT, "质量标准", "Quality"),
    OpeningItem("project_manager", ItemKind.TEXT, "项目负责人", "Project manager"),
)


def _minutes(default: int, least: int, most: int) -> Choice[timedelta]:
    return Choice(timedelta(minutes=default), timedelta(minutes=least), timedelta(minutes=most))


R = Confidence.READ
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
    expert_names_from=Value(NamesFrom.AWARD, ("TL 37",), R, "secret until the award is decided (中标结果确定前)"),
    draw_acknowledgement=Value(timedelta(hours=2), (), D, "after that the draw is void before anybody knows anything"),
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
    ),
)
