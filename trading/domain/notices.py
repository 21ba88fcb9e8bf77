"""What must be told, to whom, and what it must say: the notices of a kind as data (rules of publication)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the spec holds these rules, so it imports this module
    from trading.domain.kinds.values import Confidence
    from trading.domain.periods import Period
    from trading.domain.stages import Outcome


class NoticeType(StrEnum):
    """A notice, or a written word to somebody."""

    TENDER = "tender"
    CLARIFICATION = "clarification"
    TERMINATION = "termination"
    FAILURE = "failure"
    OPENING_RECORD = "opening_record"
    EVALUATION_REPORT = "evaluation_report"
    VALIDITY_REQUEST = "validity_request"
    CANDIDATES = "candidates"
    OBJECTION_ANSWER = "objection_answer"
    AWARD = "award"
    RESULT = "result"
    AWARD_REPORT = "award_report"
    CONTRACT = "contract"
    PREQUALIFICATION = "prequalification"
    QUALIFICATION_RESULT = "qualification_result"


class Audience(StrEnum):
    """Who must be told."""

    PUBLIC = "public"
    DOWNLOADERS = "downloaders"
    BIDDERS = "bidders"
    OBJECTOR = "objector"
    WINNER = "winner"
    LOSERS = "losers"
    TENDERER = "tenderer"
    SUPERVISOR = "supervisor"
    APPLICANTS = "applicants"


class Content(StrEnum):
    """Something that a notice must have."""

    PROJECT = "project"
    SCOPE = "scope"
    MONEY_SOURCE = "money_source"
    QUALIFICATION = "qualification"
    JOINT_BIDS = "joint_bids"
    DOCUMENTS = "documents"
    DEADLINE = "deadline"
    SUBMISSION = "submission"
    CONTACTS = "contacts"
    PLATFORM = "platform"
    PLACE_AND_PERIOD = "place_and_period"
    FEES = "fees"
    CHANGE = "change"
    REASON = "reason"
    MEASURES = "measures"
    BIDDERS = "bidders"
    PRICES = "prices"
    OPENING_ITEMS = "opening_items"
    RANKING = "ranking"
    QUALITY = "quality"
    COMPLETION_TIME = "completion_time"
    EVALUATION = "evaluation"
    PRICE_TABLE = "price_table"
    PROJECT_MANAGER = "project_manager"
    QUALIFICATION_MET = "qualification_met"
    HOW_TO_OBJECT = "how_to_object"
    DISPLAY_END = "display_end"
    SMALL_ENTERPRISE = "small_enterprise"
    VALIDITY = "validity"
    ANSWER = "answer"
    WINNER = "winner"
    AMOUNT = "amount"
    SIGNING_DATE = "signing_date"
    MODE_AND_MEDIA = "mode_and_media"
    CRITERIA = "criteria"
    CONTRACT_TERMS = "contract_terms"
    COMMITTEE = "committee"


@dataclass(frozen=True)
class NoticeRule:
    """`outcomes` issue it, `told` get it, `contents` must be in it; `shown`: for at least so long, None: for good."""

    type: NoticeType
    outcomes: tuple[Outcome, ...]
    told: tuple[Audience, ...]
    contents: tuple[Content, ...]
    articles: tuple[str, ...]
    confidence: Confidence
    shown: Period | None = None
    note: str = ""
