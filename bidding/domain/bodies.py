"""The bodies of bidding's ledger entries, as the verifier reads them: docs/spec/ledger.md, "Bodies".

A body may say more than is read here; what is read is read strictly.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bidding.domain.age import FILE_KEY_SIZE
from bidding.domain.age_keys import Identity
from bidding.domain.opening import BidOutcome, Cause, Result
from trading.domain.canonical import FormatError, JsonObject
from trading.domain.fields import Fields

BOX_CLOSED: Final = "box.closed"
OPENING_STARTED: Final = "opening.started"
SIGNED_IN: Final = "bidder.signed_in"
RELEASE_RECEIVED: Final = "release.received"
WINDOW_CLOSED: Final = "window.closed"
WINDOW_KEY_PUBLISHED: Final = "window.key_published"
BIDS_OPENED: Final = "bids.opened"
OBJECTION_RAISED: Final = "objection.raised"
OBJECTION_ANSWERED: Final = "objection.answered"
OBJECTIONS_CLOSED: Final = "objections.closed"
RECORD_CONFIRMED: Final = "record.confirmed"
RECORD_PUBLISHED: Final = "record.published"

_STARTED_BID: Final = frozenset(("bid", "bidder", "name", "received_at"))
_OPENED_BID: Final = frozenset(("bid", "bidder", "cause", "form_key", "items", "name", "outcome"))


@dataclass(frozen=True, slots=True)
class BoxClosed:
    leaves: tuple[str, ...]
    root: str
    size: int


@dataclass(frozen=True, slots=True)
class StartedBid:
    """A live bid, as the hall showed it when the window opened."""

    bid: str
    bidder: str
    name: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseReceived:
    bid: str
    bidder: str
    release: str


@dataclass(frozen=True, slots=True)
class WindowKeyPublished:
    role: str
    recipient: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class ObjectionRaised:
    objection: UUID
    bidder: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class ObjectionAnswered:
    objection: UUID
    text: str


def read_box_closed(body: JsonObject) -> BoxClosed:
    fields = Fields(body, ("leaves", "lot", "root", "size"), BOX_CLOSED, more=True)
    return BoxClosed(tuple(fields.hashes("leaves")), fields.hash("root"), fields.integer("size"))


def read_opening_started(body: JsonObject) -> tuple[StartedBid, ...]:
    fields = Fields(body, ("bids", "lot"), OPENING_STARTED, more=True)
    return tuple(
        StartedBid(bid.hash("bid"), bid.party("bidder"), bid.text("name"), bid.at("received_at"))
        for bid in fields.each("bids", _STARTED_BID)
    )


def read_bidder(body: JsonObject, kind: str) -> str:
    """Who, in `bidder.signed_in` and `record.confirmed`."""
    return Fields(body, ("bidder", "lot"), kind, more=True).party("bidder")


def read_release_received(body: JsonObject) -> ReleaseReceived:
    fields = Fields(body, ("bid", "bidder", "lot", "release"), RELEASE_RECEIVED, more=True)
    return ReleaseReceived(fields.hash("bid"), fields.party("bidder"), fields.hash("release"))


def read_window_key(body: JsonObject) -> WindowKeyPublished:
    """Refuses an identity that is not the recipient's."""
    names = ("envelope", "identity", "lot", "recipient", "role")
    fields = Fields(body, names, WINDOW_KEY_PUBLISHED, more=True)
    identity = Identity.parse(fields.text("identity"))
    if str(identity.recipient) != fields.text("recipient"):
        raise FormatError("the published identity is not the one of its recipient")
    return WindowKeyPublished(fields.text("role"), fields.text("recipient"), identity)


def read_bids_opened(body: JsonObject) -> tuple[BidOutcome, ...]:
    fields = Fields(body, ("bids", "lot"), BIDS_OPENED, more=True)
    return tuple(map(_outcome, fields.each("bids", _OPENED_BID)))


def read_objection_raised(body: JsonObject) -> ObjectionRaised:
    names = ("bidder", "lot", "objection", "subject", "text")
    fields = Fields(body, names, OBJECTION_RAISED, more=True)
    subject = fields.text("subject")
    if subject not in ("box", "opening"):
        raise FormatError("an objection is about the box or the opening")
    return ObjectionRaised(fields.uuid("objection"), fields.party("bidder"), subject, fields.text("text"))


def read_objection_answered(body: JsonObject) -> ObjectionAnswered:
    fields = Fields(body, ("lot", "objection", "text"), OBJECTION_ANSWERED, more=True)
    return ObjectionAnswered(fields.uuid("objection"), fields.text("text"))


def read_record_published(body: JsonObject) -> str:
    """The hash of the record."""
    return Fields(body, ("lot", "record"), RECORD_PUBLISHED, more=True).hash("record")


def _outcome(fields: Fields) -> BidOutcome:
    try:
        result = Result(fields.text("outcome"))
        cause = None if fields.text_or_none("cause") is None else Cause(fields.text("cause"))
    except ValueError as error:
        raise FormatError(str(error)) from None
    opened = result is Result.OPENED
    if opened != (cause is None) or (cause is not None and cause.result is not result):
        raise FormatError("the cause does not lead to this outcome")
    key = None if fields.text_or_none("form_key") is None else fields.binary("form_key", FILE_KEY_SIZE)
    items = fields.texts_or_none("items")
    if opened != (items is not None) or (opened and key is None):
        raise FormatError("items are shown where a bid is opened, and only there")
    return BidOutcome(fields.hash("bid"), fields.party("bidder"), fields.text("name"), result, cause, key, items)
