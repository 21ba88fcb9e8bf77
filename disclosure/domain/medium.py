"""What the designated medium gets of a notice, what it answers, and when it is asked again: docs/spec/medium.md. Pure.

The law wants notices on a designated medium at the same time as on the platform (O20 17), with the same content (TR 15).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from trading.domain import awarded, bodies, clarified, qualified
from trading.domain.canonical import FormatError, Json, JsonObject, at_text, encode, is_hash
from trading.domain.fields import Fields
from trading.domain.kinds.spec import KindSpec
from trading.domain.notices import NoticeType

FORMAT: Final = "mingzheng/notice/v1"

LONGEST_RECEIPT: Final = 200
LONGEST_ADDRESS: Final = 500
LONGEST_REASON: Final = 500
LARGEST_ANSWER: Final = 64 * 1024
"""Bytes of an answer that are read; one that is longer is not understood."""

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
ASTRAY: Final = timedelta(minutes=5)
"""How far the medium's clock may be from ours."""

NOTICE_TYPES: Final[Mapping[str, NoticeType]] = {
    qualified.PREQUALIFICATION_ANNOUNCED: NoticeType.PREQUALIFICATION,
    bodies.ANNOUNCED: NoticeType.TENDER,
    clarified.CLARIFIED: NoticeType.CLARIFICATION,
    bodies.INCIDENT_EXTENDED: NoticeType.CLARIFICATION,
    clarified.TERMINATED: NoticeType.TERMINATION,
    bodies.LOT_FAILED: NoticeType.FAILURE,
    awarded.CANDIDATES_SHOWN: NoticeType.CANDIDATES,
    awarded.AWARDED: NoticeType.RESULT,
    awarded.CONTRACT_SIGNED: NoticeType.CONTRACT,
}
"""What an entry of the ledger is called by the law; which of them go to the medium is said by the edition."""

_ADDRESS = re.compile(r"https?://[!#-;=?-~]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Standing(StrEnum):
    """Where a notice stands on its way to the medium."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"
    DIFFERENT = "different"
    PUBLISHED = "published"


STUCK: Final = (Standing.REFUSED, Standing.DIFFERENT)
"""Here only people can help: the medium does not take it, or published something else."""

ASKED: Final = (Standing.WAITING, Standing.TAKEN)
"""There is still something to ask the medium."""


@dataclass(frozen=True, slots=True)
class NoticeMessage:
    """One notice for the medium. `body` is that of the ledger's entry, `lines` are the heads of its page in Chinese."""

    number: str
    type: NoticeType
    title: str
    trade_title: str
    tender_code: str
    region: str
    published_by: str
    published_at: datetime
    address: str
    paper: str
    lines: Sequence[tuple[str, str]]
    articles: Sequence[str]
    log_index: int
    commitment: str
    training: bool
    body: JsonObject

    def bytes(self) -> bytes:
        """Canonical JSON; its SHA-256 is what the medium says that it published."""
        return encode(
            {
                "address": self.address,
                "articles": list(self.articles),
                "body": self.body,
                "commitment": self.commitment,
                "format": FORMAT,
                "lines": [{"label": label, "text": text} for label, text in self.lines],
                "log_index": self.log_index,
                "number": self.number,
                "paper": self.paper,
                "published_at": at_text(self.published_at),
                "published_by": self.published_by,
                "region": self.region,
                "tender_code": self.tender_code,
                "title": self.title,
                "trade_title": self.trade_title,
                "training": self.training,
                "type": self.type.value,
            }
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer is held against: the hash of our message, when the notice was told here, and the time now (all real)."""

    sha256: str
    told_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the medium says of a notice. `published_at` and `address` where it is published, `reason` where it is refused."""

    standing: Standing
    receipt: str = ""
    address: str = ""
    published_at: datetime | None = None
    reason: str = ""


def goes_to_medium(spec: KindSpec, type_: str) -> bool:
    """Whether the edition sends notices of this kind of entry to the medium."""
    rule, notice = spec.law.medium_notices, NOTICE_TYPES.get(type_)
    return rule is not None and notice in rule.value


def due_at(spec: KindSpec, told_at: datetime) -> datetime | None:
    """Until when the medium has published a notice that was told here at `told_at` (O10 11); None: no such rule."""
    rule = spec.law.medium_within
    return None if rule is None else told_at + rule.value


def is_overdue(standing: Standing, due: datetime | None, now: datetime) -> bool:
    """Whether the medium should have published it by now and has not."""
    return due is not None and standing is not Standing.PUBLISHED and now >= due


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries (1 or more) without an end: twice as long each time, an hour at most."""
    doublings = min(max(tries, 1) - 1, 16)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def read_answer(data: bytes, told: Told) -> Answer:
    """What a medium answered about a notice. Raises `FormatError` for what makes no sense.

    What it published under another hash is `DIFFERENT`: the same content must be everywhere (TR 15).
    """
    members = _members(data)
    match Fields(members, ("status",), "answer", more=True).text("status"):
        case Standing.TAKEN:
            return Answer(Standing.TAKEN, receipt=_receipt(members))
        case Standing.REFUSED:
            return Answer(Standing.REFUSED, reason=_reason(members))
        case Standing.PUBLISHED:
            return _published(members, told)
    raise FormatError("answer: an unknown status")


def shortened(reason: str) -> str:
    """A reason of others as one line that can be kept and shown."""
    return _CONTROL.sub(" ", reason).strip()[:LONGEST_REASON]


def _members(data: bytes) -> JsonObject:
    """JSON as others write it, canonical or not."""
    if len(data) > LARGEST_ANSWER:
        raise FormatError("answer: too long")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FormatError("answer: not JSON") from error
    if not isinstance(value, dict):
        raise FormatError("answer: not an object")
    return value


def _published(members: JsonObject, told: Told) -> Answer:
    fields = Fields(members, ("address", "published_at", "sha256", "status"), "answer", more=True)
    address, said, content = fields.text("address"), fields.text("published_at"), fields.text("sha256")
    if len(address) > LONGEST_ADDRESS or _ADDRESS.fullmatch(address) is None:
        raise FormatError("answer: not an address of a page")
    if not is_hash(content):
        raise FormatError("answer: not a hash")
    standing = Standing.PUBLISHED if content == told.sha256 else Standing.DIFFERENT
    return Answer(standing, _receipt(members), address, _instant(said, told))


def _instant(text: str, told: Told) -> datetime:
    """A time of the medium's clock (RFC 3339), which may go a little wrong: not before the notice was, and not to come."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise FormatError("answer: not a time") from error
    if instant.tzinfo is None or not told.told_at - ASTRAY <= instant <= told.now + ASTRAY:
        raise FormatError("answer: a time without its zone, before the notice, or to come")
    return min(max(instant, told.told_at), told.now)


def _receipt(members: JsonObject) -> str:
    receipt = _text(members.get("receipt", ""))
    if len(receipt) > LONGEST_RECEIPT or _CONTROL.search(receipt):
        raise FormatError("answer: not a receipt")
    return receipt


def _reason(members: JsonObject) -> str:
    return shortened(_text(members.get("reason", "")))


def _text(value: Json) -> str:
    """A string that can be kept: half of a surrogate pair cannot."""
    if not isinstance(value, str) or value.encode(errors="ignore").decode() != value:
        raise FormatError("answer: not a string")
    return value
