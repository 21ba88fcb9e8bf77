"""Who may open what, and when: one rule for every address that leads to a trade (DESIGN 9)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from tests.support.access import (
    ADMINISTRATOR,
    AGENCY,
    GONE,
    IN,
    LOSER,
    MEMBER,
    ON,
    OTHER_AGENCY,
    OUT,
    STRANGER,
    SUPERVISOR,
    VENUE,
    VIEWERS,
    VISITOR,
    WINNER,
)
from tests.support.stages import COMMITTEE_REVIEWS, ERASED, RECIPES, STOPPED
from trading.domain.stages import Stage

STATES: Final = tuple(RECIPES)
ALL: Final = frozenset(STATES)
TOLD: Final = ALL - {Stage.DRAFT, ERASED}
"""Announced, and not erased yet."""

QUALIFYING: Final = frozenset(
    (
        Stage.PREQ_ANNOUNCED,
        Stage.APPLYING,
        Stage.PREQ_SUSPENDED,
        Stage.PREQ_HELD,
        Stage.REVIEWING,
        COMMITTEE_REVIEWS,
        Stage.QUALIFIED,
    )
)
REVIEW: Final = frozenset((Stage.REVIEWING, COMMITTEE_REVIEWS, Stage.QUALIFIED))
TAKING: Final = frozenset((Stage.APPLYING, Stage.PREQ_SUSPENDED, Stage.BIDDING, Stage.SUSPENDED))
"""Something sealed may come in."""

HANDED_IN: Final = TOLD - {Stage.PREQ_ANNOUNCED, Stage.ANNOUNCED}
"""Whoever takes part in these trades has handed something in."""

AFTER_REPORT: Final = frozenset(
    (Stage.EVALUATED, Stage.CANDIDATES, Stage.DISPUTED, Stage.AWARDED, Stage.CONTRACTED, Stage.ARCHIVED)
)
AT_WORK: Final = AFTER_REPORT | {Stage.EVALUATING}
RECORDED: Final = AT_WORK | {Stage.OPENED}
PRICES: Final = RECORDED | {Stage.OBJECTIONS, Stage.CONFIRMING}
"""Prices are shown to everybody."""

RELEASED: Final = PRICES | {Stage.UNLOCKING}
OPENING: Final = RELEASED | {Stage.CLOSED, Stage.DECRYPTING}
AWARDED: Final = frozenset((Stage.AWARDED, Stage.CONTRACTED, Stage.ARCHIVED))
OUTAGE: Final = frozenset((Stage.HELD, Stage.PREQ_HELD))
DECIDING: Final = frozenset((Stage.CANDIDATES, Stage.AWARDED))

EVERYBODY: Final = frozenset(VIEWERS)
SIGNED_IN: Final = EVERYBODY - {VISITOR}
BIDDERS: Final = frozenset((WINNER, LOSER, STRANGER))
PARTIES: Final = frozenset((WINNER, LOSER))
"""Bidders of this trade."""


@dataclass(frozen=True)
class Grant:
    """These viewers get this answer in these states."""

    viewers: Collection[str]
    states: Collection[str]
    answer: str = IN


Rule: TypeAlias = tuple[Grant, ...]


def to(viewers: Collection[str] | str, states: Collection[str], answer: str = IN) -> Grant:
    return Grant({viewers} if isinstance(viewers, str) else viewers, states, answer)


def public(states: Collection[str]) -> Rule:
    return (to(EVERYBODY, states),)


def of_agency(states: Collection[str], answer: str = IN) -> Rule:
    return (to(AGENCY, states, answer),)


PUBLIC: Final = (to(EVERYBODY, TOLD), to(EVERYBODY, {ERASED}, GONE))
DRAFTING: Final = (
    to(AGENCY, {Stage.DRAFT}),
    to((AGENCY, OTHER_AGENCY), TOLD, ON),
)
"""A draft is its agency's alone; of a trade that was announced, every agency is sent to the public page."""

BENCH: Final = (to(MEMBER, AT_WORK),)
STEP_OF_BENCH: Final = (to(MEMBER, AT_WORK | {COMMITTEE_REVIEWS}, ON),)
OF_REVIEW: Final = to(MEMBER, {COMMITTEE_REVIEWS})
DOOR: Final = (to(SIGNED_IN, ALL),)
"""For programs: what is sent there is judged by its signature and its contents, not by who knows the address."""

SAID_AT_HALL: Final = (
    to(BIDDERS, TOLD, ON),
    to(SIGNED_IN - BIDDERS, ALL, ON),
)
"""Sent back to the hall, with the reason; nobody but a bidder of the lot is heard."""

NEVER_WITHOUT: Final[Rule] = ()
"""Nothing of that kind exists in these trades: a clarification in hand, a second member's vote, a paper of a deposit."""

RULES: Final[Mapping[str, Rule]] = {
    # --- the public site ---
    "trades:detail": PUBLIC,
    "trades:bundle": PUBLIC,
    "trades:notices": PUBLIC,
    "trades:notice": PUBLIC,
    "trades:notice_pdf": PUBLIC,
    "trades:feed": PUBLIC,
    "trades:manifest": public({Stage.ARCHIVED}),
    "trades:document": (to(EVERYBODY, TOLD), to(AGENCY, {Stage.DRAFT})),
    "evaluation:result": (to(EVERYBODY, AFTER_REPORT), to((AGENCY, SUPERVISOR), {Stage.EVALUATING})),
    "evaluation:derivation": public(AFTER_REPORT),
    "bids:notice": public(TOLD),
    # --- the hall ---
    "hall:hall": (to(EVERYBODY, QUALIFYING, ON), to(EVERYBODY, TOLD)),
    "hall:state": public(TOLD),
    "hall:bidders": public(TOLD),
    "hall:plot": public(TOLD),
    "hall:record": (to(EVERYBODY, RECORDED), to(EVERYBODY, TOLD, ON)),
    "hall:record_json": public(RECORDED),
    "hall:record_pdf": public(RECORDED),
    "hall:deposits": (to((AGENCY, SUPERVISOR), PRICES),),
    "hall:deposit_decision": of_agency(PRICES),
    "hall:findings": (to((AGENCY, SUPERVISOR), PRICES),),
    "hall:answers": (to(SIGNED_IN, TOLD), to(AGENCY, {Stage.DRAFT})),
    "hall:confirmation": SAID_AT_HALL,
    "hall:objections": SAID_AT_HALL,
    "hall:sign_ins": SAID_AT_HALL,
    # --- the bidder ---
    "bids:tasks": (to(BIDDERS, TOLD),),
    "bids:compose": (to(BIDDERS, TAKING), to(BIDDERS, TOLD, ON)),
    "bids:withdrawal": (to(PARTIES, TAKING), to(BIDDERS, TOLD, ON)),
    "bids:own": (to(PARTIES, HANDED_IN - {Stage.FAILED}, ON), to(WINNER, {Stage.FAILED}, ON)),
    "bids:receipt": (to(PARTIES, HANDED_IN - {Stage.FAILED}), to(WINNER, {Stage.FAILED})),
    "bids:receipt_file": (to(PARTIES, HANDED_IN - {Stage.FAILED}), to(WINNER, {Stage.FAILED})),
    "bids:own_ciphertext": (to(WINNER, HANDED_IN),),
    "bids:acknowledgement": (to(PARTIES, RELEASED),),
    "bids:deposit": (to(BIDDERS, TOLD),),
    "bids:deposit_paper": NEVER_WITHOUT,
    "bids:contract": (to(WINNER, AWARDED),),
    "bids:box": (to(PARTIES, OPENING), to(AGENCY, OPENING - {Stage.CLOSED}), to(WINNER, {Stage.FAILED})),
    "bids:qualification": (to(PARTIES, {Stage.QUALIFIED}),),
    "bids:application_box": (to(PARTIES, REVIEW),),
    "trades:questions": (to(BIDDERS, TOLD),),
    "trades:complaints": (to(BIDDERS, TOLD),),
    "trades:evidence": (to(BIDDERS, ALL, ON),),
    "trades:result": (to(BIDDERS, AFTER_REPORT - {Stage.EVALUATED}),),
    "trades:letter": (to((AGENCY, SUPERVISOR, WINNER), AWARDED),),
    "trades:contract_text": (to((AGENCY, SUPERVISOR, WINNER), AWARDED),),
    "bids:bids": DOOR,
    "bids:applications": DOOR,
    "bids:withdrawals": DOOR,
    "bids:window_key": DOOR,
    "bids:keys": DOOR,
    "bids:releases": (to(BIDDERS, ALL),),
    # --- the agency ---
    **dict.fromkeys(
        (
            "agency:basics",
            "agency:check",
            "agency:deposits",
            "agency:fairness",
            "agency:keys",
            "agency:lots",
            "agency:scheme",
            "agency:tasks",
            "agency:timetable",
        ),
        DRAFTING,
    ),
    "agency:documents": (to(AGENCY, {Stage.QUALIFIED}), *DRAFTING),
    "agency:publication": (to(AGENCY, {Stage.DRAFT}, ON), *DRAFTING),
    "agency:pieces": (to(EVERYBODY, ALL),),
    "agency:clarified_scheme": NEVER_WITHOUT,
    "agency:files": of_agency({COMMITTEE_REVIEWS, Stage.OPENED, Stage.EVALUATING}),
    "evaluation:released": of_agency({COMMITTEE_REVIEWS, Stage.OPENED, Stage.EVALUATING}),
    "draws:lottery": of_agency(PRICES - AFTER_REPORT),
    "agency:rooms": of_agency(ALL - {ERASED}),
    "agency:committee": of_agency(TOLD),
    "agency:received": of_agency(TOLD),
    "agency:answer": of_agency({Stage.SUSPENDED, Stage.PREQ_SUSPENDED}),
    "agency:clarify": of_agency(TOLD, ON),
    "agency:clarification": NEVER_WITHOUT,
    "agency:clarified": NEVER_WITHOUT,
    "agency:termination": of_agency(TOLD),
    "agency:complaints": of_agency(TOLD),
    "agency:statement": NEVER_WITHOUT,
    "agency:ended": of_agency(TOLD),
    "agency:analysis": of_agency({Stage.FAILED}),
    "agency:retender": of_agency(TOLD, ON),
    "agency:leaving": NEVER_WITHOUT,
    "agency:review": of_agency(REVIEW),
    "agency:applicant": of_agency(REVIEW),
    "agency:invitation": of_agency({Stage.QUALIFIED}),
    "agency:award": of_agency(AFTER_REPORT),
    "agency:display": of_agency({Stage.EVALUATED}),
    "agency:candidate_answer": of_agency({Stage.DISPUTED}),
    "agency:decision": of_agency(DECIDING),
    "agency:handover": of_agency(TOLD, ON),
    "agency:second_look": of_agency({Stage.CANDIDATES, Stage.AWARDED}),
    "agency:look_withdrawal": of_agency({Stage.CANDIDATES}),
    "agency:failure": of_agency(DECIDING),
    "agency:award_report": of_agency(AWARDED - {Stage.ARCHIVED}),
    "agency:contract": of_agency({Stage.AWARDED}),
    "agency:validity": of_agency(AFTER_REPORT),
    "agency:extension": NEVER_WITHOUT,
    "bids:application": of_agency(REVIEW),
    "bids:application_ciphertext": of_agency(REVIEW),
    # --- the committee ---
    **dict.fromkeys(("evaluation:report", "evaluation:review", "evaluation:score", "evaluation:sheet"), BENCH),
    "evaluation:bench": (*BENCH, OF_REVIEW),
    "evaluation:application": (OF_REVIEW,),
    "evaluation:conclusion": STEP_OF_BENCH,
    **dict.fromkeys(
        (
            "evaluation:arrival",
            "evaluation:beginning",
            "evaluation:closing",
            "evaluation:drawing_up",
            "evaluation:handover",
            "evaluation:shortage",
        ),
        STEP_OF_BENCH,
    ),
    **dict.fromkeys(("evaluation:extension", "evaluation:naming"), of_agency(AT_WORK, ON)),
    **dict.fromkeys(("evaluation:key", "evaluation:statement"), (to(MEMBER, {COMMITTEE_REVIEWS, Stage.EVALUATING}),)),
    **dict.fromkeys(("evaluation:giving", "evaluation:notes", "evaluation:recipient"), DOOR),
    "evaluation:ciphertext": NEVER_WITHOUT,
    "evaluation:given": NEVER_WITHOUT,
    "evaluation:chair": NEVER_WITHOUT,
    "evaluation:silence": NEVER_WITHOUT,
    "evaluation:questions": NEVER_WITHOUT,
    "evaluation:second_look": (to(MEMBER, {Stage.CANDIDATES}),),
    # --- supervision and the archive ---
    "supervision:stop": (to(SUPERVISOR, TOLD),),
    "supervision:outage": (to(SUPERVISOR, OUTAGE),),
    "supervision:award": (to(SUPERVISOR, {Stage.CONTRACTED, Stage.ARCHIVED}),),
    "archive:request": NEVER_WITHOUT,
    "archive:erasure": NEVER_WITHOUT,
}


OFFICES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(
        (
            "account_confirm_email",
            "account_email_verification_sent",
            "account_inactive",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "bids:upload",
            "healthz",
            "home",
            "notices:feed",
            "notices:search",
            "readyz",
            "rules",
            "time",
            "trades:list",
            "verify",
        ),
        public(ALL),
    ),
    "set_language": (to(EVERYBODY, ALL, ON),),
    **dict.fromkeys(("account_login", "account_signup"), (to(VISITOR, ALL), to(EVERYBODY, ALL, ON))),
    "account_logout": (to(VISITOR, ALL, ON), to(EVERYBODY, ALL)),
    **dict.fromkeys(
        (
            "account:keys",
            "account:members",
            "account:organisation",
            "account_change_password",
            "account_email",
            "account_reauthenticate",
            "bids:account_keys",
            "bids:uploads",
            "draws:key",
            "draws:opening",
            "draws:refusal",
            "evaluation:home",
        ),
        (to(SIGNED_IN, ALL),),
    ),
    **dict.fromkeys(
        ("account:membership", "account_confirm_login_code", "account_set_password"), (to(SIGNED_IN, ALL, ON),)
    ),
    **dict.fromkeys(("account:declaration", "bids:home", "messages"), (to(BIDDERS, ALL),)),
    **dict.fromkeys(("agency:create", "agency:home", "agency:medium"), (to((AGENCY, OTHER_AGENCY), ALL),)),
    **dict.fromkeys(("archive:list", "calendar:calendar", "pool:home", "pool:import"), (to(ADMINISTRATOR, ALL),)),
    "calendar:decision": (to(ADMINISTRATOR, ALL, ON),),
    **dict.fromkeys(
        (
            "supervision:awards",
            "supervision:committees",
            "supervision:complaints",
            "supervision:home",
            "supervision:medium",
        ),
        (to(SUPERVISOR, ALL),),
    ),
    "supervision:complaint": (to(SUPERVISOR, {STOPPED}),),
    "supervision:decision": (to(SUPERVISOR, {STOPPED}),),
    "draws:all": (to((AGENCY, OTHER_AGENCY, SUPERVISOR), ALL),),
    "venues:rooms": (to(VENUE, ALL),),
    **dict.fromkeys(
        (
            "account:invitation",
            "account:invitation_withdrawal",
            "account:removal",
            "draws:acknowledgement",
            "draws:check",
            "draws:halves",
            "draws:list",
            "draws:page",
            "draws:repetition",
            "draws:state",
            "evidence",
            "expert:answer",
            "expert:call",
            "expert:home",
            "expert:invitation",
            "hall:answer",
            "notices:imported",
            "pool:expert",
            "pool:invitation",
            "venues:release",
            "venues:retirement",
        ),
        NEVER_WITHOUT,
    ),
}
"""Addresses that lead to no trade: offices, accounts, the pool; read once, beside a trade that is stopped."""

SOCKETS: Final[Mapping[str, Collection[str]]] = {"ws/halls/<uuid:lot_id>/": TOLD}
"""Everybody may watch a hall of a trade that was announced."""


def expected(name: str, viewer: str, state: str) -> str:
    """The answer of the first grant that fits."""
    grants = RULES.get(name) or OFFICES.get(name) or ()
    return next((grant.answer for grant in grants if viewer in grant.viewers and state in grant.states), OUT)
