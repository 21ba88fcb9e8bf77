"""The form: the items that are announced at the opening and nothing else (docs/spec/bid.md, "Form")."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bidding.domain.members import MOST_MEMBERS, MembersInvalid, lead_of, read_members
from bidding.domain.places import PLACE_NAMES, Place, read_place
from bidding.domain.texts import TEXT
from trading.domain.canonical import FormatError, Json, JsonObject, decode, encode
from trading.domain.fields import Fields

TYPE: Final = "mingzheng/form/v1"
BUCKET: Final = 4096
LARGEST: Final = 4 * BUCKET
MOST_ITEMS: Final = 40

_NAMES: Final = PLACE_NAMES | {"bidder", "items", "type", "version"}
_ITEM_NAMES: Final = frozenset(("key", "kind", "label", "label_en"))
_MEMBERS_NAMES: Final = _ITEM_NAMES | {"most"}
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


class FormInvalid(FormatError):
    """Not a form, or its items are not those of the notice."""


class FormMismatch(FormatError):
    """A form of another bid."""


class ItemKind(StrEnum):
    MONEY = "money"
    INTEGER = "integer"
    TEXT = "text"
    MEMBERS = "members"


_PATTERNS: Final = {
    ItemKind.MONEY: re.compile(r"(0|[1-9][0-9]{0,14})\.[0-9]{2}"),
    ItemKind.INTEGER: re.compile(r"0|[1-9][0-9]{0,8}"),
    ItemKind.TEXT: TEXT,
}


@dataclass(frozen=True, slots=True)
class OpeningItem:
    """An item that the notice asks for and the opening announces. `most`: members of a joint bid; 0 for other kinds."""

    key: str
    kind: ItemKind
    label: str
    label_en: str
    most: int = 0

    def __post_init__(self) -> None:
        if _KEY.fullmatch(self.key) is None:
            raise FormatError("an item's key is lower case, at most 32 letters")
        if TEXT.fullmatch(self.label) is None or TEXT.fullmatch(self.label_en) is None:
            raise FormatError("an item's label has 1 to 200 characters")
        if self.kind is ItemKind.MEMBERS and not 2 <= self.most <= MOST_MEMBERS:
            raise FormatError(f"a joint bid has at most 2 to {MOST_MEMBERS} members")
        if self.kind is not ItemKind.MEMBERS and self.most:
            raise FormatError("only members are counted")

    def takes(self, value: str) -> bool:
        if self.kind is not ItemKind.MEMBERS:
            return _PATTERNS[self.kind].fullmatch(value) is not None
        try:
            read_members(value, self.most)
        except MembersInvalid:
            return False
        return True

    def members(self) -> dict[str, object]:
        """As the notice writes it."""
        most = {"most": self.most} if self.kind is ItemKind.MEMBERS else {}
        return {"key": self.key, "kind": self.kind.value, "label": self.label, "label_en": self.label_en, **most}


@dataclass(frozen=True, slots=True)
class Form:
    """What a bidder offers, for one version of its bid."""

    place: Place
    bidder: str
    version: int
    items: Mapping[str, str]

    def check(self, place: Place, bidder: str, version: int) -> None:
        """Raise `FormMismatch` unless it is the form of that bid."""
        if (self.place, self.bidder, self.version) != (place, bidder, version):
            raise FormMismatch("the form names another platform, trade, lot, envelope, bidder or version than its bid")


def encode_form(form: Form, opening_items: Sequence[OpeningItem]) -> bytes:
    """Canonical JSON, then spaces up to the next multiple of 4,096 bytes, so that size says nothing."""
    _check_items(form.items, opening_items, form.bidder)
    body = encode(
        {
            **form.place.members,
            "bidder": form.bidder,
            "items": dict(form.items),
            "type": TYPE,
            "version": form.version,
        }
    )
    padded = body.ljust(_padded_size(len(body)))
    if len(padded) > LARGEST:
        raise FormInvalid(f"a form has at most {LARGEST:,} bytes")
    return padded


def decode_form(data: bytes, opening_items: Sequence[OpeningItem]) -> Form:
    """The form, if it has exactly the items of the notice; raises `FormInvalid`."""
    body = data.rstrip(b" ")
    if len(data) > LARGEST or len(data) != _padded_size(len(body)):
        raise FormInvalid("not padded to the next multiple of 4,096 bytes, or too long")
    try:
        fields = Fields(decode(body), _NAMES, "form")
        fields.exactly("type", TYPE)
        items = {key: value for key, value in fields.object("items").items() if isinstance(value, str)}
        if len(items) != len(fields.object("items")):
            raise FormInvalid("an item is not a string")
        form = Form(read_place(fields), fields.party("bidder"), fields.version(), items)
    except FormatError as error:
        raise FormInvalid(str(error)) from None
    _check_items(items, opening_items, form.bidder)
    return form


def read_opening_items(fields: Fields, name: str = "opening_items") -> tuple[OpeningItem, ...]:
    """The items as the notice lists them."""
    items = tuple(map(_read_item, fields.array(name)))
    if not 1 <= len(items) <= MOST_ITEMS or len({item.key for item in items}) != len(items):
        raise FormatError(f"1 to {MOST_ITEMS} opening items, each with its own key")
    if sum(item.kind is ItemKind.MEMBERS for item in items) > 1:
        raise FormatError("the members of a joint bid are one item")
    return items


def members_item(opening_items: Sequence[OpeningItem]) -> OpeningItem | None:
    """The item that names the members; None where the notice takes no joint bids."""
    return next((item for item in opening_items if item.kind is ItemKind.MEMBERS), None)


def parse_opening_items(value: list[JsonObject]) -> tuple[OpeningItem, ...]:
    return read_opening_items(Fields({"opening_items": list(value)}, ("opening_items",), "notice"))


def _read_item(value: Json) -> OpeningItem:
    is_members = isinstance(value, dict) and value.get("kind") == ItemKind.MEMBERS
    fields = Fields(value, _MEMBERS_NAMES if is_members else _ITEM_NAMES, "opening item")
    try:
        kind = ItemKind(fields.text("kind"))
    except ValueError:
        raise FormatError("no such kind of item") from None
    most = fields.integer("most", 2, MOST_MEMBERS) if is_members else 0
    return OpeningItem(fields.text("key"), kind, fields.text("label"), fields.text("label_en"), most)


def _check_items(items: Mapping[str, str], opening_items: Sequence[OpeningItem], bidder: str) -> None:
    if items.keys() != {item.key for item in opening_items}:
        raise FormInvalid("the items are not those that the notice names")
    for item in opening_items:
        if not item.takes(items[item.key]):
            raise FormInvalid(f"{item.key} is not of the kind {item.kind.value}")
    joint = members_item(opening_items)
    lead = lead_of(read_members(items[joint.key], joint.most)) if joint else None
    if lead is not None and lead.code != bidder:
        raise FormInvalid("a joint bid is submitted by its lead, who is named first")


def _padded_size(size: int) -> int:
    return -(-size // BUCKET) * BUCKET
