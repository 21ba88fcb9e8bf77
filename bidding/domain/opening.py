"""What becomes of every bid in the box: the fault table of docs/spec/opening.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bidding.domain import age
from bidding.domain.age_keys import Identity, Recipient
from bidding.domain.bids import Bid
from bidding.domain.forms import FormInvalid, FormMismatch, OpeningItem, decode_form
from bidding.domain.releases import Release, ReleaseUnreadable, open_release
from bidding.domain.sealing import ContextWrong, Role, SealRefused, check_context
from trading.domain.canonical import FormatError, base64_text, sha256_hex
from trading.domain.statements import Signed


class Result(StrEnum):
    """Law: the bidder's fault is 撤销, any other 撤回 (电子招标投标办法 art. 31)."""

    OPENED = "opened"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class Cause(StrEnum):
    """Why a bid was not opened; in the order in which the table is read."""

    OBJECT_MISSING = "object_missing"
    NOT_RELEASED = "not_released"
    WINDOW_KEY_MISSING = "window_key_missing"
    RELEASE_UNREADABLE = "release_unreadable"
    FORM_KEY_WRONG = "form_key_wrong"
    FORM_INVALID = "form_invalid"
    FORM_MISMATCH = "form_mismatch"

    @property
    def result(self) -> Result:
        """Everything that the bidder alone had in its hands is its fault."""
        match self:
            case Cause.OBJECT_MISSING | Cause.WINDOW_KEY_MISSING:
                return Result.WITHDRAWN
            case (
                Cause.NOT_RELEASED
                | Cause.RELEASE_UNREADABLE
                | Cause.FORM_KEY_WRONG
                | Cause.FORM_INVALID
                | Cause.FORM_MISMATCH
            ):
                return Result.REVOKED


@dataclass(frozen=True, slots=True)
class LiveBid:
    """A bid in the box, and what there is to open it. `form`: form.age as stored; `release`: the acknowledged one."""

    bid: Signed[Bid]
    name: str
    received_at: datetime
    form: bytes | None
    release: Release | None


@dataclass(frozen=True, slots=True)
class BidOutcome:
    """What became of one bid. `form_key` is shown whenever the release could be read, for it is evidence."""

    bid: str
    bidder: str
    name: str
    result: Result
    cause: Cause | None = None
    form_key: bytes | None = None
    items: Mapping[str, str] | None = None

    def members(self) -> dict[str, object]:
        """As in the ledger entry `bids.opened`."""
        return {
            "bid": self.bid,
            "bidder": self.bidder,
            "cause": None if self.cause is None else self.cause.value,
            "form_key": None if self.form_key is None else base64_text(self.form_key),
            "items": None if self.items is None else dict(self.items),
            "name": self.name,
            "outcome": self.result.value,
        }


def open_all(
    bids: Iterable[LiveBid], window_keys: Mapping[str, Identity], opening_items: Sequence[OpeningItem]
) -> tuple[BidOutcome, ...]:
    """Decide every bid, in order of receipt. `window_keys`: role of a keyholder, its published identity.

    One bid never changes what becomes of another, whatever its maker put into it.
    """
    ordered = sorted(bids, key=lambda live: (live.received_at, live.bid.hash))
    return tuple(open_one(live, window_keys, opening_items) for live in ordered)


def open_one(live: LiveBid, window_keys: Mapping[str, Identity], opening_items: Sequence[OpeningItem]) -> BidOutcome:
    """The first line of the fault table that applies."""
    bid = live.bid.value
    if live.form is None or len(live.form) != bid.form.size or sha256_hex(live.form) != bid.form.sha256:
        return _not_opened(live, Cause.OBJECT_MISSING)
    if live.release is None:
        return _not_opened(live, Cause.NOT_RELEASED)
    if not _published(bid, window_keys):
        return _not_opened(live, Cause.WINDOW_KEY_MISSING)
    try:
        form_key = open_release(live.release, bid, window_keys).form
    except ReleaseUnreadable:
        return _not_opened(live, Cause.RELEASE_UNREADABLE)
    read = read_form(live.form, form_key, bid, opening_items)
    if isinstance(read, Cause):
        return _not_opened(live, read, form_key)
    return BidOutcome(live.bid.hash, bid.bidder, live.name, Result.OPENED, None, form_key, read)


def read_form(
    form: bytes, form_key: bytes, bid: Bid, opening_items: Sequence[OpeningItem]
) -> Mapping[str, str] | Cause:
    """The items of a sealed form, or why there are none. Anyone with the file key comes to the same answer."""
    try:
        header = age.read_header(form)
    except FormatError:
        return Cause.FORM_INVALID
    try:
        age.check_mac(header, form_key)
        check_context(header, bid.context(Role.FORM))
        opened = decode_form(age.open_with_file_key(form, form_key, header), opening_items)
        opened.check(bid.place, bid.bidder, bid.version)
    except age.WrongKey:
        return Cause.FORM_KEY_WRONG
    except (ContextWrong, FormMismatch):
        return Cause.FORM_MISMATCH
    except (SealRefused, FormInvalid, age.PayloadDamaged):
        return Cause.FORM_INVALID
    return opened.items


def _published(bid: Bid, window_keys: Mapping[str, Identity]) -> bool:
    for holder in bid.keyholders:
        identity = window_keys.get(holder.role)
        if identity is not None and Recipient.parse(holder.window) == identity.recipient:
            return True
    return False


def _not_opened(live: LiveBid, cause: Cause, form_key: bytes | None = None) -> BidOutcome:
    return BidOutcome(live.bid.hash, live.bid.value.bidder, live.name, cause.result, cause, form_key)
