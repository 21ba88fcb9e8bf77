"""What has happened, as one canonical entry, and the commitment to it: docs/spec/ledger.md, "Entry"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import cast
from uuid import UUID

from trading.domain import merkle
from trading.domain.canonical import FormatError, Json, JsonObject, at_text, encode
from trading.domain.fields import Fields

PREFIX = b"mingzheng/entry/v1\n"
SALT_SIZE = 32

_NAMES = frozenset(("at", "body", "by", "id", "recorded_at", "seq", "trade", "type", "visibility"))
_BY_NAMES = frozenset(("method", "party", "role"))
_TYPE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_ROLE = re.compile(r"[a-z][a-z0-9_]*")


class Method(StrEnum):
    """How whoever did it was known: a signature, a session after log-in, or the platform itself."""

    ED25519 = "ed25519"
    SESSION = "session"
    SYSTEM = "system"


class Visibility(StrEnum):
    PUBLIC = "public"
    PARTIES = "parties"


@dataclass(frozen=True, slots=True)
class By:
    """Who did it. By the system: no party, role `platform`."""

    method: Method
    party: str | None
    role: str

    def __post_init__(self) -> None:
        if (self.method is Method.SYSTEM) != (self.party is None) or (self.party is None and self.role != "platform"):
            raise FormatError("the system acts as no party, in the role platform, and only the system does")
        if _ROLE.fullmatch(self.role) is None:
            raise FormatError("a role is lower case")


SYSTEM = By(Method.SYSTEM, None, "platform")


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry before it has its place. `at` is the trade time of `recorded_at`; without a trade they are equal."""

    id: UUID
    trade: UUID | None
    type: str
    at: datetime
    recorded_at: datetime
    by: By
    body: Mapping[str, object]
    visibility: Visibility = Visibility.PUBLIC

    def __post_init__(self) -> None:
        if _TYPE.fullmatch(self.type) is None:
            raise FormatError("a type is past tense and dotted: trade.announced")
        if self.trade is None and self.at != self.recorded_at:
            raise FormatError("without a trade there is no trade time")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in its place within its trade."""

    facts: EntryFacts
    seq: int

    @property
    def type(self) -> str:
        return self.facts.type

    @property
    def at(self) -> datetime:
        return self.facts.at

    @property
    def body(self) -> JsonObject:
        return cast(JsonObject, self.facts.body)


def canonical(entry: EntryFacts, seq: int) -> dict[str, object]:
    """The object whose canonical JSON is committed to. `seq` counts from 1 within the trade."""
    return {
        "at": at_text(entry.at),
        "body": dict(entry.body),
        "by": {"method": str(entry.by.method), "party": entry.by.party, "role": entry.by.role},
        "id": str(entry.id),
        "recorded_at": at_text(entry.recorded_at),
        "seq": seq,
        "trade": None if entry.trade is None else str(entry.trade),
        "type": entry.type,
        "visibility": str(entry.visibility),
    }


def entry_json(entry: EntryFacts, seq: int) -> bytes:
    """The canonical bytes of the entry."""
    return encode(canonical(entry, seq))


def commitment(salt: bytes, entry_json: bytes) -> bytes:
    """What the tree holds instead of the entry: it shows nothing about it to whoever lacks the salt."""
    if len(salt) != SALT_SIZE:
        raise FormatError("a salt has 32 bytes")
    return sha256(PREFIX + salt + entry_json).digest()


def leaf(salt: bytes, entry_json: bytes) -> bytes:
    """The leaf hash of the entry in the log's tree."""
    return merkle.leaf_hash(commitment(salt, entry_json))


def parse(value: Json) -> Entry:
    """The entry that a canonical object says; strict."""
    fields = Fields(value, _NAMES, "entry")
    by = Fields(fields.object("by"), _BY_NAMES, "entry.by")
    facts = EntryFacts(
        id=fields.uuid("id"),
        trade=None if fields.text_or_none("trade") is None else fields.uuid("trade"),
        type=fields.text("type"),
        at=fields.at("at"),
        recorded_at=fields.at("recorded_at"),
        by=By(_method(by.text("method")), by.text_or_none("party"), by.text("role")),
        body=fields.object("body"),
        visibility=_visibility(fields.text("visibility")),
    )
    return Entry(facts, fields.integer("seq", 1))


def _method(text: str) -> Method:
    try:
        return Method(text)
    except ValueError:
        raise FormatError(f"no such method: {text!r}") from None


def _visibility(text: str) -> Visibility:
    try:
        return Visibility(text)
    except ValueError:
        raise FormatError(f"no such visibility: {text!r}") from None
