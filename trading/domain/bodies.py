"""The bodies of trading's ledger entries, as the verifier reads them: docs/spec/ledger.md, "Bodies".

A body may say more than is read here; what is read is read strictly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from trading.domain.canonical import (
    FormatError,
    Json,
    JsonObject,
    at_text,
    encode,
    sha256_hex,
)
from trading.domain.deposit_terms import DepositAsk, read_ask
from trading.domain.fields import Fields
from trading.domain.money import Money, MoneyMalformed
from trading.domain.scheme_terms import SchemeTerms, scheme_in
from trading.domain.trade_time import ClockBroken, Segment

CREATED: Final = "trade.created"
ANNOUNCED: Final = "trade.announced"
CLOCK_MOVED: Final = "clock.moved"
PARTY_KEY: Final = "party.key"
LOT_FAILED: Final = "lot.failed"
INCIDENT_OPENED: Final = "incident.opened"
INCIDENT_EXTENDED: Final = "incident.extended"
INCIDENT_DISMISSED: Final = "incident.dismissed"
WINDOW_PROLONGED: Final = "window.prolonged"

_SEGMENT: Final = frozenset(("anchor_real", "anchor_trade", "speed"))
FILE_MEMBERS: Final = frozenset(("media_type", "name", "sha256", "size"))
_LOT: Final = frozenset(("code", "envelope", "keyholders", "lot", "opening_items", "schedule", "title"))


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """One published file."""

    name: str
    media_type: str
    sha256: str
    size: int

    def members(self) -> dict[str, object]:
        return {"media_type": self.media_type, "name": self.name, "sha256": self.sha256, "size": self.size}


@dataclass(frozen=True, slots=True)
class TradeCreated:
    clock: Segment
    training: bool


@dataclass(frozen=True, slots=True)
class AnnouncedLot:
    """A lot as its notice has it. Opening items and keyholders are read by those who know them (bidding).

    In the notice of a pre-qualification `deadline` is when applications are due.
    """

    lot: UUID
    code: str
    title: str
    envelope: str
    deadline: datetime
    window: timedelta
    extension: timedelta
    opening_items: list[JsonObject]
    keyholders: list[JsonObject]
    deposit: DepositAsk | None = None
    ceiling: Money | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """The trade before a re-tender. `lots`: pairs of a lot and the failed lot that it follows; `round` counts from 2."""

    trade: UUID
    tender_code: str
    round: int
    lots: tuple[tuple[UUID, UUID], ...]


@dataclass(frozen=True, slots=True)
class TradeAnnounced:
    """A notice, the tender's or that of its pre-qualification; `version` is that of its documents."""

    title: str
    document: str
    files: tuple[DocumentFile, ...]
    lots: tuple[AnnouncedLot, ...]
    version: int = 0
    previous: Previous | None = None
    scheme: SchemeTerms | None = None


@dataclass(frozen=True, slots=True)
class PartyKey:
    """A party's account key, base64, and when the platform says that it was registered (database time)."""

    party: str
    name: str
    public_key: str
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Extended:
    """A deadline that the supervisor moved after an outage."""

    previous: datetime
    deadline: datetime


def document_set_hash(files: Iterable[DocumentFile]) -> str:
    """The hash that a bid names: SHA-256 of the canonical list of the files, sorted by name."""
    ordered = sorted(files, key=lambda file: file.name)
    return sha256_hex(encode([file.members() for file in ordered]))


def segment_members(segment: Segment) -> dict[str, object]:
    return {
        "anchor_real": at_text(segment.anchor_real),
        "anchor_trade": at_text(segment.anchor_trade),
        "speed": segment.speed,
    }


def read_created(body: JsonObject) -> TradeCreated:
    clock = Fields(body, ("clock",), CREATED, more=True).inner("clock", ("segment", "training"))
    return TradeCreated(_segment(clock.inner("segment", _SEGMENT)), clock.boolean("training"))


def read_clock_moved(body: JsonObject) -> Segment:
    return _segment(Fields(body, ("segment",), CLOCK_MOVED, more=True).inner("segment", _SEGMENT))


def read_announced(body: JsonObject) -> TradeAnnounced:
    fields = Fields(body, ("documents", "lots", "title"), ANNOUNCED, more=True)
    documents = fields.inner("documents", ("files", "hash"))
    files = tuple(read_file(file) for file in documents.each("files", FILE_MEMBERS))
    names = [file.name for file in files]
    if names != sorted(set(names)):
        raise FormatError("the documents are listed by name, no name twice")
    lots = tuple(map(_lot, fields.each("lots", _LOT, more=True)))
    version = fields.integer_or("version", 0, most=10**4)
    previous, scheme = read_previous(body), scheme_in(body)
    return TradeAnnounced(fields.text("title"), documents.hash("hash"), files, lots, version, previous, scheme)


def read_previous(body: JsonObject) -> Previous | None:
    """The trade before a re-tender, as its announcement names it; None for a first tender. Raises `FormatError`."""
    if body.get("previous") is None:
        return None
    fields = Fields(body["previous"], ("lots", "round", "tender_code", "trade"), f"{ANNOUNCED}.previous")
    lots = tuple((each.uuid("lot"), each.uuid("previous")) for each in fields.each("lots", ("lot", "previous")))
    for names in zip(*lots, strict=True):
        if len(set(names)) != len(names):
            raise FormatError("a failed lot is followed by one lot, and follows one")
    if not lots:
        raise FormatError("a re-tender follows a failed lot")
    return Previous(fields.uuid("trade"), fields.text("tender_code"), fields.integer("round", 2), lots)


def read_file(file: Fields) -> DocumentFile:
    """One member of a list of documents. Raises `FormatError`."""
    return DocumentFile(file.text("name"), file.text("media_type"), file.hash("sha256"), file.integer("size"))


def read_party_key(body: JsonObject) -> PartyKey:
    fields = Fields(body, ("name", "party", "public_key", "registered_at"), PARTY_KEY, more=True)
    registered_at = fields.at("registered_at")
    return PartyKey(fields.party("party"), fields.text("name"), fields.text("public_key"), registered_at)


def read_held_until(body: JsonObject) -> datetime | None:
    """Until when a supervisor may decide; None for an incident that holds nothing."""
    return Fields(body, ("lot",), INCIDENT_OPENED, more=True).at_or_none("held_until")


def read_extended(body: JsonObject) -> Extended:
    fields = Fields(body, ("deadline", "lot", "previous", "reason"), INCIDENT_EXTENDED, more=True)
    return Extended(fields.at("previous"), fields.at("deadline"))


def _segment(fields: Fields) -> Segment:
    try:
        return Segment(fields.at("anchor_real"), fields.at("anchor_trade"), fields.integer("speed", 1, 1_000_000))
    except ClockBroken as error:
        raise FormatError(str(error)) from None


def _lot(fields: Fields) -> AnnouncedLot:
    schedule = fields.inner("schedule", ("deadline", "window_seconds"), more=True)
    return AnnouncedLot(
        lot=fields.uuid("lot"),
        code=fields.text("code"),
        title=fields.text("title"),
        envelope=fields.text("envelope"),
        deadline=schedule.at("deadline"),
        window=timedelta(seconds=schedule.integer("window_seconds", 1, 10**7)),
        extension=timedelta(seconds=schedule.integer_or("extension_seconds", 0, most=10**7)),
        opening_items=_objects(fields, "opening_items"),
        keyholders=_objects(fields, "keyholders"),
        deposit=read_ask(fields.value_or("deposit", None)),
        ceiling=_ceiling(fields.value_or("ceiling", None)),
    )


def _ceiling(value: Json) -> Money | None:
    try:
        return None if value is None else Money.parse(str(value))
    except MoneyMalformed as error:
        raise FormatError(f"ceiling: {error}") from None


def _objects(fields: Fields, name: str) -> list[JsonObject]:
    members: Sequence[object] = fields.array(name)
    objects = [member for member in members if isinstance(member, dict)]
    if len(objects) != len(members):
        raise FormatError(f"{name} is a list of objects")
    return objects


@dataclass(frozen=True, slots=True)
class Prolonged:
    """The decryption window goes on until `until`; `silent`: from when to when the platform was away, in real time."""

    until: datetime
    silent: tuple[tuple[datetime, datetime], ...]


def read_prolonged(body: JsonObject) -> Prolonged:
    """Raises `FormatError`."""
    fields = Fields(body, ("lot", "silent", "until"), WINDOW_PROLONGED, more=True)
    silent = tuple((each.at("from"), each.at("to")) for each in fields.each("silent", ("from", "to")))
    return Prolonged(fields.at("until"), silent)
