"""Bids and withdrawals as signed statements (docs/spec/bid.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain import age, forms
from bidding.domain.age_keys import Recipient
from bidding.domain.places import PLACE_NAMES, Place, read_place
from bidding.domain.sealing import Context, Role, object_size, read_sealed
from trading.domain.canonical import FormatError, Json, JsonObject
from trading.domain.fields import Fields
from trading.domain.statements import Signed, meaning, read_as, sign

BID: Final = "mingzheng/bid/v1"
WITHDRAWAL: Final = "mingzheng/withdrawal/v1"
SUITE: Final = "age-x25519"
MOST_FILES: Final = 20
MOST_KEYHOLDERS: Final = 9
LARGEST_STATEMENT: Final = 32 * 1024
LARGEST_FILES: Final = 2 * 1024**3
# The same with the seal around it: 16 bytes for each 64 KiB, and 21 headers.
LARGEST_ATTACHMENTS: Final = LARGEST_FILES + LARGEST_FILES // 4096 + 1024**2
FORM_SIZES: Final = frozenset(object_size(size) for size in range(forms.BUCKET, forms.LARGEST + 1, forms.BUCKET))

_BID_NAMES: Final = PLACE_NAMES | {
    "bidder", "document", "keyholders", "objects", "previous", "recipients", "suite", "type", "version",
}  # fmt: skip
_WITHDRAWAL_NAMES: Final = PLACE_NAMES | {"bid", "bidder", "type", "version"}
_KEYHOLDER_NAMES: Final = frozenset(("evaluation", "role", "window"))
_OBJECT_NAMES: Final = frozenset(("index", "role", "sha256", "size"))


class BidRefused(FormatError):
    """Not a bid as docs/spec/bid.md has it."""


@dataclass(frozen=True, slots=True)
class Keyholder:
    """Who holds a window key and an evaluation key of the lot, both written age1…"""

    role: str
    window: str
    evaluation: str

    def members(self) -> dict[str, str]:
        return {"evaluation": self.evaluation, "role": self.role, "window": self.window}


@dataclass(frozen=True, slots=True)
class BidObject:
    """One ciphertext of a bid."""

    role: Role
    index: int
    sha256: str
    size: int

    def members(self) -> dict[str, object]:
        return {"index": self.index, "role": self.role.value, "sha256": self.sha256, "size": self.size}


@dataclass(frozen=True, slots=True)
class Bid:
    """One version of a bid. `objects`: the form, then the attachments by index (0 is the manifest)."""

    place: Place
    bidder: str
    version: int
    previous: str | None
    document: str
    keyholders: tuple[Keyholder, ...]
    objects: tuple[BidObject, ...]
    form_recipient: str
    attachments_recipient: str

    @property
    def form(self) -> BidObject:
        return self.objects[0]

    @property
    def attachments(self) -> tuple[BidObject, ...]:
        return self.objects[1:]

    def context(self, role: Role, index: int = 0) -> Context:
        return Context(self.place, self.bidder, self.version, role, index)

    def statement(self) -> dict[str, object]:
        return {
            **self.place.members,
            "bidder": self.bidder,
            "document": self.document,
            "keyholders": [keyholder.members() for keyholder in self.keyholders],
            "objects": [item.members() for item in self.objects],
            "previous": self.previous,
            "recipients": {"attachments": self.attachments_recipient, "form": self.form_recipient},
            "suite": SUITE,
            "type": BID,
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A bidder takes back its live bid before the deadline (撤回)."""

    place: Place
    bidder: str
    version: int
    bid: str

    def statement(self) -> dict[str, object]:
        return {
            **self.place.members,
            "bid": self.bid,
            "bidder": self.bidder,
            "type": WITHDRAWAL,
            "version": self.version,
        }


def sign_bid(bid: Bid, key: Ed25519PrivateKey) -> Signed[Bid]:
    return meaning(sign(bid.statement(), key), parse_bid)


def sign_withdrawal(withdrawal: Withdrawal, key: Ed25519PrivateKey) -> Signed[Withdrawal]:
    return meaning(sign(withdrawal.statement(), key), parse_withdrawal)


def read_bid(data: bytes) -> Signed[Bid]:
    """bid.json, its signature verified and its contents well formed; raises `FormatError`."""
    if len(data) > LARGEST_STATEMENT:
        raise BidRefused(f"bid.json has at most {LARGEST_STATEMENT:,} bytes")
    return read_as(data, parse_bid)


def read_withdrawal(data: bytes) -> Signed[Withdrawal]:
    return read_as(data, parse_withdrawal)


def parse_bid(statement: JsonObject) -> Bid:
    fields = Fields(statement, _BID_NAMES, "bid")
    fields.exactly("type", BID)
    fields.exactly("suite", SUITE)
    recipients = fields.inner("recipients", ("attachments", "form"))
    bid = Bid(
        place=read_place(fields),
        bidder=fields.party("bidder"),
        version=fields.version(),
        previous=fields.hash_or_none("previous"),
        document=fields.hash("document"),
        keyholders=read_keyholders(fields),
        objects=tuple(map(_read_object, fields.each("objects", _OBJECT_NAMES))),
        form_recipient=_recipient(recipients.text("form")),
        attachments_recipient=_recipient(recipients.text("attachments")),
    )
    _check_bid(bid)
    return bid


def parse_withdrawal(statement: JsonObject) -> Withdrawal:
    fields = Fields(statement, _WITHDRAWAL_NAMES, "withdrawal")
    fields.exactly("type", WITHDRAWAL)
    version = fields.integer("version", 2, 1_000_000)
    return Withdrawal(read_place(fields), fields.party("bidder"), version, fields.hash("bid"))


def read_keyholders(fields: Fields, name: str = "keyholders") -> tuple[Keyholder, ...]:
    """The keyholders of a lot, in their order; no role and no key twice."""
    holders = tuple(
        Keyholder(each.text("role"), _recipient(each.text("window")), _recipient(each.text("evaluation")))
        for each in fields.each(name, _KEYHOLDER_NAMES)
    )
    keys = {key for holder in holders for key in (holder.window, holder.evaluation)}
    if not 1 <= len(holders) <= MOST_KEYHOLDERS or len(keys) != 2 * len(holders):
        raise BidRefused(f"1 to {MOST_KEYHOLDERS} keyholders, no key twice")
    if len({holder.role for holder in holders}) != len(holders):
        raise BidRefused("no two keyholders of one role")
    return holders


def parse_keyholders(value: Iterable[JsonObject]) -> tuple[Keyholder, ...]:
    members: list[Json] = list(value)
    return read_keyholders(Fields({"keyholders": members}, ("keyholders",), "lot"))


def check_object(bid: Bid, item: BidObject, beginning: bytes) -> age.Header:
    """That an upload is the sealed object it claims to be, as far as can be seen without a key.

    `beginning` holds at least the header. The caller compares hash and size of the whole.
    """
    return read_sealed(beginning, bid.context(item.role, item.index), 1)


def _read_object(fields: Fields) -> BidObject:
    try:
        role = Role(fields.text("role"))
    except ValueError:
        raise BidRefused("no such role of an object") from None
    return BidObject(role, fields.integer("index"), fields.hash("sha256"), fields.integer("size", 1))


def _recipient(text: str) -> str:
    Recipient.parse(text)
    return text


def _check_bid(bid: Bid) -> None:
    if (bid.previous is None) != (bid.version == 1):
        raise BidRefused("the first version replaces nothing, every other names the one before")
    if bid.form_recipient == bid.attachments_recipient:
        raise BidRefused("form and attachments have one identity each")
    roles = [(item.role, item.index) for item in bid.objects]
    attachments = [(Role.ATTACHMENT, index) for index in range(len(roles) - 1)]
    if not roles or roles != [(Role.FORM, 0), *attachments]:
        raise BidRefused("the objects are the form, then the attachments by index")
    if len(attachments) == 1 or len(attachments) > MOST_FILES + 1:
        raise BidRefused(f"a manifest comes with 1 to {MOST_FILES} files")
    if bid.form.size not in FORM_SIZES:
        raise BidRefused("no sealed form has this size")
    if sum(item.size for item in bid.attachments) > LARGEST_ATTACHMENTS:
        raise BidRefused("the files together have at most 2 GiB")
    if len({item.sha256 for item in bid.objects}) != len(bid.objects):
        raise BidRefused("an object is named twice")
