"""After a failure: what the tenderer may do next, and the entries about it (docs/spec/ledger.md, "After a failure")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, assert_never
from uuid import UUID

from trading.domain.bodies import FILE_MEMBERS, DocumentFile, read_file
from trading.domain.canonical import FormatError, JsonObject
from trading.domain.fields import Fields
from trading.domain.stages import Stage

if TYPE_CHECKING:
    from trading.domain.kinds.spec import KindSpec

ANALYSED: Final = "failure.analysed"
LEFT: Final = "tendering.left"


class FailureCause(StrEnum):
    """Why a lot failed, as the tenderer sees it. None of them says who bid or how many."""

    QUALIFICATION = "qualification"
    PRICE = "price"
    TERMS = "terms"
    TIME = "time"
    PUBLICITY = "publicity"
    MARKET = "market"
    KEY_MISSING = "key_missing"
    OTHER = "other"


class NextStep(StrEnum):
    """What a tenderer may want to do after a failure."""

    ANALYSE = "analyse"
    RETENDER = "retender"
    LEAVE = "leave"


class Hindrance(StrEnum):
    """Why it may not."""

    NOT_FAILED = "not_failed"
    NOT_ANALYSED = "not_analysed"
    ALREADY_ANALYSED = "already_analysed"
    IN_DRAFT = "in_draft"
    TENDERED_AGAIN = "tendered_again"
    LEFT_OFF = "left_off"
    TOO_FEW_FAILURES = "too_few_failures"
    NEVER_LEFT = "never_left"
    CONSENT_MISSING = "consent_missing"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One tender for the same thing: the lot of one trade. `again`: an announced lot follows it; `drafted`: a draft.

    `voided`: it ended by a decision of the supervisor, not for want of bidders.
    """

    stage: Stage
    analysed: bool = False
    drafted: bool = False
    again: bool = False
    left: bool = False
    needs_approval: bool = False
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Analysed:
    """Why lots failed, and what is done about it."""

    lots: tuple[UUID, ...]
    causes: tuple[FailureCause, ...]
    text: str
    measures: str


@dataclass(frozen=True, slots=True)
class LeftOff:
    """Lots that are not tendered again. `consent`: the approver's document, where the project needs approval."""

    lots: tuple[UUID, ...]
    failures: int
    reason: str
    consent: DocumentFile | None


def failures_in(chain: Sequence[Attempt]) -> int:
    """How often the same thing failed for want of bids (O30 38); what was declared void is none of those."""
    return sum(attempt.stage is Stage.FAILED and not attempt.voided for attempt in chain)


def needs_consent(chain: Sequence[Attempt]) -> bool:
    """Whoever said once that the project needs approval cannot take it back by tendering again."""
    return any(attempt.needs_approval for attempt in chain)


def hindrance(spec: KindSpec, step: NextStep, chain: Sequence[Attempt], *, consent: bool = False) -> Hindrance | None:
    """Why the step may not be taken after the last attempt of the chain, or None when it may. The first comes first."""
    last = chain[-1]
    if last.stage is not Stage.FAILED:
        return Hindrance.NOT_FAILED
    if last.left:
        return Hindrance.LEFT_OFF
    if last.again:
        return Hindrance.TENDERED_AGAIN
    match step:
        case NextStep.ANALYSE:
            return Hindrance.ALREADY_ANALYSED if last.analysed else None
        case NextStep.RETENDER:
            return _against_analysis(spec, last) or (Hindrance.IN_DRAFT if last.drafted else None)
        case NextStep.LEAVE:
            return _against_analysis(spec, last) or _against_leaving(spec, chain, consent)
        case _:
            assert_never(step)


def may_still_be_announced(chain: Sequence[Attempt]) -> Hindrance | None:
    """What stands against announcing the draft that follows the last attempt of the chain."""
    last = chain[-1]
    if last.left:
        return Hindrance.LEFT_OFF
    return Hindrance.TENDERED_AGAIN if last.again else None


def counts_bids(text: str) -> bool:
    """Whether the text says how many bid: of a failed lot nobody may learn that. "不足三家" is the law's own words."""
    plain = _LAWFUL.sub("", re.sub(r"\s+", "", text))
    return _COUNTED.search(plain) is not None


_NUMBER: Final = r"(?:[0-9０-９]+|[零一二两三四五六七八九十]+)"
_LAWFUL: Final = re.compile(rf"(?:不足|少于|不满|未达到?|至少|达到){_NUMBER}(?:家|个|名)|{_NUMBER}家以上")
_COUNTED: Final = re.compile(
    rf"{_NUMBER}(?:家|个投标|名投标|份投标)|无人投标|没有人投标|没有投标人|无投标人|(?:no|one|two|[0-9]+)bids?",
    re.IGNORECASE,
)


def _against_analysis(spec: KindSpec, last: Attempt) -> Hindrance | None:
    """O30 38: first analyse the cause and take measures."""
    rule = spec.law.retender_after_analysis
    needed = rule is not None and rule.value
    return Hindrance.NOT_ANALYSED if needed and not last.analysed else None


def _against_leaving(spec: KindSpec, chain: Sequence[Attempt], consent: bool) -> Hindrance | None:
    rule = spec.law.failures_before_leave
    if rule is None:
        return Hindrance.NEVER_LEFT
    if failures_in(chain) < rule.value:
        return Hindrance.TOO_FEW_FAILURES
    return Hindrance.CONSENT_MISSING if needs_consent(chain) and not consent else None


def read_analysed(body: JsonObject) -> Analysed:
    """Raises `FormatError`."""
    fields = Fields(body, ("causes", "lots", "measures", "text"), ANALYSED, more=True)
    try:
        causes = tuple(FailureCause(str(cause)) for cause in fields.array("causes"))
    except ValueError as error:
        raise FormatError(f"{ANALYSED}: {error}") from None
    if not causes or not fields.text("measures"):
        raise FormatError(f"{ANALYSED} names a cause and says what is done about it")
    return Analysed(_lots(fields), causes, fields.text("text"), fields.text("measures"))


def read_left(body: JsonObject) -> LeftOff:
    """Raises `FormatError`."""
    fields = Fields(body, ("consent", "failures", "lots", "reason"), LEFT, more=True)
    consent = None if body["consent"] is None else read_file(fields.inner("consent", FILE_MEMBERS))
    return LeftOff(_lots(fields), fields.integer("failures", 1), fields.text("reason"), consent)


def _lots(fields: Fields) -> tuple[UUID, ...]:
    lots = tuple(Fields({"lot": lot}, ("lot",)).uuid("lot") for lot in fields.array("lots"))
    if not lots or len(set(lots)) != len(lots):
        raise FormatError("lots are named, none twice")
    return lots
