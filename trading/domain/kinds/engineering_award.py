"""The open tender for works after its opening record: evaluation, candidates, award, contract, archive."""

from datetime import timedelta

from trading.domain.award import AwardDuty
from trading.domain.kinds.law import Law
from trading.domain.kinds.spec import DutyRule, TimedStep, Transition
from trading.domain.kinds.values import Confidence, Value
from trading.domain.notices import Audience, Content, NoticeRule, NoticeType
from trading.domain.periods import Period
from trading.domain.schedule import Instant
from trading.domain.stages import Guard, Outcome, Stage, Step

AWARD_GUARDS = (Guard.DISPLAY_OVER, Guard.NOTHING_OPEN, Guard.AWARD_IN_VALIDITY, Guard.RANK_IN_ORDER)

AWARD_TRANSITIONS = (
    Transition(
        Stage.OPENED, Outcome.EVALUATION_STARTED, Stage.EVALUATING, (Guard.COMMITTEE_LAWFUL,), ("TL 37", "O12 9")
    ),
    Transition(
        Stage.EVALUATING,
        Outcome.EVALUATION_REPORTED,
        Stage.EVALUATED,
        (Guard.REPORT_COMPLETE, Guard.CANDIDATES_RANKED),
        ("TL 40", "TR 53", "O12 42", "O12 43"),
    ),
    Transition(
        Stage.EVALUATING, Outcome.ALL_REJECTED, Stage.FAILED, (Guard.ALL_REJECTED,), ("TL 42", "TR 51", "O12 27")
    ),
    # Too few valid bids alone end nothing: the committee has to find that competition is clearly missing.
    Transition(
        Stage.EVALUATING, Outcome.COMPETITION_MISSING, Stage.FAILED, (Guard.COMPETITION_MISSING,), ("TL 42", "O12 27")
    ),
    # Whoever does not extend is out and has its deposit back; the bids that are left count as the valid ones.
    *(
        Transition(stage, Outcome.VALIDITY_EXTENDED, stage, (Guard.VALIDITY_GROWS,), ("O12 40", "O30 29"))
        for stage in (Stage.EVALUATING, Stage.EVALUATED, Stage.CANDIDATES, Stage.DISPUTED, Stage.AWARDED)
    ),
    Transition(
        Stage.EVALUATED,
        Outcome.CANDIDATES_SHOWN,
        Stage.CANDIDATES,
        (Guard.DISPLAY_COUNTED, Guard.DISPLAY_LONG_ENOUGH),
        ("TR 54", "O30 56"),
    ),
    *(
        Transition(stage, Outcome.CANDIDATES_OBJECTED, Stage.DISPUTED, (Guard.OBJECTION_IN_TIME,), ("TR 54",))
        for stage in (Stage.CANDIDATES, Stage.DISPUTED)
    ),
    Transition(Stage.DISPUTED, Outcome.CANDIDATES_ANSWERED, Stage.CANDIDATES, (Guard.ALL_ANSWERED,), ("TR 54",)),
    # The award waits for the committee; whoever objects meanwhile does not keep it from looking.
    # Once somebody has won, whoever may come in its place is looked at in the same way.
    *(Transition(stage, Outcome.LOOK_ASKED, stage, (), ("TR 56",)) for stage in (Stage.CANDIDATES, Stage.AWARDED)),
    *(
        Transition(stage, outcome, stage, (), ("TR 56",))
        for stage in (Stage.CANDIDATES, Stage.DISPUTED, Stage.AWARDED)
        for outcome in (Outcome.LOOK_GIVEN, Outcome.LOOK_WITHDRAWN)
    ),
    Transition(Stage.CANDIDATES, Outcome.AWARDED, Stage.AWARDED, AWARD_GUARDS, ("TL 40", "TR 54", "TR 55", "O12 48")),
    # The winner gives up, or brings no performance bond: the next in order takes its place, or nobody does.
    Transition(Stage.AWARDED, Outcome.AWARDED, Stage.AWARDED, AWARD_GUARDS, ("TR 55", "O12 48", "O30 58")),
    *(
        Transition(
            stage, Outcome.CANDIDATES_FELL, Stage.FAILED, (Guard.FIRST_HAS_FALLEN,), ("TR 55", "O12 48", "O30 58")
        )
        for stage in (Stage.CANDIDATES, Stage.AWARDED)
    ),
    # The report and the contract do not wait for each other: a report is a duty, no stage.
    *(
        Transition(stage, Outcome.AWARD_REPORTED, stage, (), ("TL 47", "O30 65"))
        for stage in (Stage.AWARDED, Stage.CONTRACTED)
    ),
    Transition(
        Stage.AWARDED,
        Outcome.CONTRACTED,
        Stage.CONTRACTED,
        (Guard.CONTRACT_IN_VALIDITY, Guard.TERMS_EQUAL, Guard.BOND_IN_BOUNDS, Guard.GUARANTEE_GIVEN),
        ("TL 46", "TR 57", "TR 58", "O12 49", "O30 62"),
    ),
    Transition(Stage.CONTRACTED, Outcome.ARCHIVED, Stage.ARCHIVED, (Guard.DUTIES_DONE,), ("TR 57", "O30 63", "O20 40")),
)

AWARD_STEPS = (TimedStep(Stage.CONTRACTED, Step.ARCHIVE, Instant.DEPOSITS_END),)

_CONTACTS = (Content.PROJECT, Content.CONTACTS)
_CANDIDATES = (
    *_CONTACTS,
    Content.RANKING,
    Content.PRICES,
    Content.QUALITY,
    Content.COMPLETION_TIME,
    Content.EVALUATION,
    Content.PROJECT_MANAGER,
    Content.QUALIFICATION_MET,
    Content.HOW_TO_OBJECT,
    Content.DISPLAY_END,
    Content.SMALL_ENTERPRISE,
)
_TENDER = (
    *_CONTACTS,
    Content.SCOPE,
    Content.MONEY_SOURCE,
    Content.QUALIFICATION,
    Content.JOINT_BIDS,
    Content.DOCUMENTS,
    Content.DEADLINE,
    Content.SUBMISSION,
    Content.PLATFORM,
    Content.PLACE_AND_PERIOD,
    Content.FEES,
)
_REPORT = (
    Content.SCOPE,
    Content.MODE_AND_MEDIA,
    Content.DOCUMENTS,
    Content.CRITERIA,
    Content.CONTRACT_TERMS,
    Content.COMMITTEE,
    Content.EVALUATION,
    Content.WINNER,
)

NOTICES = (
    NoticeRule(
        NoticeType.TENDER,
        (Outcome.ANNOUNCED,),
        (Audience.PUBLIC,),
        _TENDER,
        ("O10 5", "O30 14"),
        Confidence.QUOTED,
        note="until the deadline at least",
    ),
    NoticeRule(
        NoticeType.CLARIFICATION,
        (Outcome.CLARIFIED,),
        (Audience.PUBLIC, Audience.DOWNLOADERS),
        (Content.PROJECT, Content.CHANGE, Content.DEADLINE),
        ("TR 21", "O20 22"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.TERMINATION,
        (Outcome.TERMINATED,),
        (Audience.PUBLIC, Audience.DOWNLOADERS, Audience.BIDDERS),
        (*_CONTACTS, Content.REASON),
        ("TR 31", "O30 15"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.FAILURE,
        (
            Outcome.TOO_FEW_BIDS,
            Outcome.KEYS_MISSING,
            Outcome.ALL_REJECTED,
            Outcome.COMPETITION_MISSING,
            Outcome.CANDIDATES_FELL,
            Outcome.TOO_FEW_QUALIFIED,
            Outcome.VOIDED,
        ),
        (Audience.PUBLIC, Audience.BIDDERS),
        (*_CONTACTS, Content.REASON, Content.MEASURES),
        ("TL 28", "TL 42", "TR 19", "TR 44", "O12 27", "O30 38"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.OPENING_RECORD,
        (Outcome.RECORD_CONFIRMED,),
        (Audience.PUBLIC,),
        (Content.PROJECT, Content.BIDDERS, Content.PRICES, Content.OPENING_ITEMS),
        ("O20 32",),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.EVALUATION_REPORT,
        (Outcome.EVALUATION_REPORTED,),
        (Audience.TENDERER, Audience.SUPERVISOR),
        (Content.PROJECT, Content.COMMITTEE, Content.EVALUATION, Content.PRICE_TABLE, Content.RANKING),
        ("TL 40", "TR 53", "O12 42"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.VALIDITY_REQUEST,
        (Outcome.VALIDITY_EXTENDED,),
        (Audience.BIDDERS,),
        (Content.PROJECT, Content.REASON, Content.VALIDITY),
        ("O12 40", "O30 29"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.OBJECTION_ANSWER,
        (Outcome.ANSWERED, Outcome.CANDIDATES_ANSWERED),
        (Audience.OBJECTOR,),
        (Content.PROJECT, Content.ANSWER),
        ("TR 22", "TR 54"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.AWARD,
        (Outcome.AWARDED,),
        (Audience.WINNER,),
        (*_CONTACTS, Content.WINNER, Content.AMOUNT),
        ("TL 45", "O20 36"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.RESULT,
        (Outcome.AWARDED,),
        (Audience.PUBLIC, Audience.LOSERS),
        (Content.PROJECT, Content.WINNER, Content.AMOUNT, Content.COMPLETION_TIME),
        ("TL 45", "O10 6", "O20 36", "O20 41"),
        Confidence.MEMORY,
        note="to the losers at once",
    ),
    NoticeRule(
        NoticeType.AWARD_REPORT,
        (Outcome.AWARD_REPORTED,),
        (Audience.SUPERVISOR,),
        _REPORT,
        ("TL 47", "O30 65"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.CONTRACT,
        (Outcome.CONTRACTED,),
        (Audience.PUBLIC,),
        (Content.PROJECT, Content.WINNER, Content.AMOUNT, Content.SIGNING_DATE, Content.COMPLETION_TIME),
        ("O20 37", "O20 41"),
        Confidence.READ,
    ),
    NoticeRule(
        NoticeType.PREQUALIFICATION,
        (Outcome.PREQUALIFICATION_ANNOUNCED,),
        (Audience.PUBLIC,),
        _TENDER,
        ("TR 15", "O10 5", "O30 14"),
        Confidence.READ,
        note="until applications are due at least",
    ),
    NoticeRule(
        NoticeType.QUALIFICATION_RESULT,
        (Outcome.REVIEWED, Outcome.TOO_FEW_QUALIFIED),
        (Audience.APPLICANTS,),
        (Content.PROJECT, Content.QUALIFICATION_MET),
        ("TR 19",),
        Confidence.READ,
        note="to each its own result",
    ),
)

MEDIUM_NOTICES: Value[tuple[NoticeType, ...]] = Value(
    (
        NoticeType.PREQUALIFICATION,
        NoticeType.TENDER,
        NoticeType.CLARIFICATION,
        NoticeType.TERMINATION,
        NoticeType.FAILURE,
        NoticeType.CANDIDATES,
        NoticeType.RESULT,
    ),
    ("TR 15", "O20 17", "O10 11"),
    Confidence.MEMORY,
    "at the moment of the notice here; with corrections and ends, and without what stands still for a time",
)
MEDIUM_WITHIN = Value(
    timedelta(hours=12),
    ("O10 11",),
    Confidence.QUOTED,
    "here from the moment of the notice, since both are to be at once",
)


def candidate_notice(law: Law) -> NoticeRule:
    """It is shown for the days that the law of the edition names."""
    return NoticeRule(
        NoticeType.CANDIDATES,
        (Outcome.CANDIDATES_SHOWN,),
        (Audience.PUBLIC,),
        _CANDIDATES,
        ("TR 54", "O10 6", "O46 13"),
        Confidence.MEMORY,
        shown=None if law.candidates_display is None else law.candidates_display.value,
        note="the declaration of a small enterprise in government works",
    )


def duties(law: Law) -> tuple[DutyRule, ...]:
    """What is to be done by a day, where the edition names the days."""
    rules: tuple[tuple[AwardDuty, Outcome, Value[Period] | None, Outcome | None], ...] = (
        (
            AwardDuty.SHOW_CANDIDATES,
            Outcome.EVALUATION_REPORTED,
            law.candidates_within,
            Outcome.CANDIDATES_SHOWN,
        ),
        (
            AwardDuty.ANSWER_OBJECTION,
            Outcome.CANDIDATES_OBJECTED,
            law.candidates_answer,
            Outcome.CANDIDATES_ANSWERED,
        ),
        (AwardDuty.REPORT_AWARD, Outcome.AWARDED, law.award_report, Outcome.AWARD_REPORTED),
        (AwardDuty.SIGN_CONTRACT, Outcome.AWARDED, law.contract_within, Outcome.CONTRACTED),
        (AwardDuty.RETURN_DEPOSITS, Outcome.CONTRACTED, law.deposit_back_after_contract, None),
    )
    return tuple(DutyRule(duty, since, period, done) for duty, since, period, done in rules if period is not None)
