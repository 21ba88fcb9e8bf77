"""The ledger's entries of a draw, as service and verifier read them: docs/spec/draw.md, "Entries".

A body may say more than is read here; what is read is read strictly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from bidding.domain.age import FILE_KEY_SIZE
from bidding.domain.age_keys import Identity
from experts.domain.draw import Purpose
from experts.domain.nonces import (
    Acknowledgement,
    DrawKey,
    Halves,
    Party,
    read_acknowledgement,
    read_draw_key,
    read_halves,
    read_party,
)
from experts.domain.walk import Called, Result
from trading.domain.canonical import FormatError, JsonObject, at_text, base64_text, decode, encode
from trading.domain.fields import Fields
from trading.domain.statements import Signed

LIST_FROZEN: Final = "draw.list_frozen"
LIST_CHECKED: Final = "draw.list_checked"
KEY_GIVEN: Final = "draw.key_given"
HALVES_GIVEN: Final = "draw.halves_given"
HALVES_ACKNOWLEDGED: Final = "draw.halves_acknowledged"
HALF_REFUSED: Final = "draw.half_refused"
HALF_OPENED: Final = "draw.half_opened"
ORDERED: Final = "draw.ordered"
VOIDED: Final = "draw.voided"
CALLED: Final = "draw.called"
NAMES_REVEALED: Final = "draw.names_revealed"
REPEATED: Final = "draw.repeated"

_OWN: Final = ("draw", "lot")
_LEAST_SEATS: Final = 1
_MOST_SEATS: Final = 1000

Word = TypeVar("Word", Halves, Acknowledgement)


@dataclass(frozen=True)
class ListFrozen:
    """`acknowledge_by`: trade time by which all must have acknowledged. `repeats`: the draw that this one takes the place of."""

    purpose: Purpose
    root: str
    size: int
    places: Mapping[str, int]
    acknowledge_by: datetime
    repeats: UUID | None = None

    def members(self) -> dict[str, object]:
        return {
            "acknowledge_by": at_text(self.acknowledge_by),
            "places": [{"group": group, "seats": seats} for group, seats in sorted(self.places.items())],
            "purpose": self.purpose.value,
            "repeats": None if self.repeats is None else str(self.repeats),
            "root": self.root,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class ListChecked:
    """What the supervisor recomputed from the list that it was shown."""

    root: str
    size: int

    def members(self) -> dict[str, object]:
        return {"root": self.root, "size": self.size}


@dataclass(frozen=True, slots=True)
class HalfRefused:
    """A half that does not open, with the recipient's identity, so that everyone may see it."""

    maker: Party
    recipient: Party
    identity: Identity

    def members(self) -> dict[str, object]:
        return {"identity": self.identity.text, "maker": self.maker.value, "recipient": self.recipient.value}


@dataclass(frozen=True, slots=True)
class HalfOpened:
    maker: Party
    recipient: Party
    file_key: bytes

    def members(self) -> dict[str, object]:
        key = base64_text(self.file_key)
        return {"file_key": key, "maker": self.maker.value, "recipient": self.recipient.value}


@dataclass(frozen=True, slots=True)
class Ordered:
    """The seed, and the root over the blinded ids in the order of the draw."""

    seed: bytes
    order: str

    def members(self) -> dict[str, object]:
        return {"order": self.order, "seed": base64_text(self.seed)}


@dataclass(frozen=True, slots=True)
class Voided:
    """`silent`: who had not given its keys or halves or not acknowledged; `refused`: whose half did not open."""

    silent: tuple[Party, ...]
    refused: Party | None = None

    def members(self) -> dict[str, object]:
        refused = None if self.refused is None else self.refused.value
        return {"refused": refused, "silent": [party.value for party in self.silent]}


@dataclass(frozen=True, slots=True)
class NamesRevealed:
    """Root and size of the names' file; `members`: blinded id and name of whoever sits on the committee."""

    root: str
    size: int
    members_: tuple[tuple[str, str], ...]

    def members(self) -> dict[str, object]:
        seated = [{"blinded": blinded, "name": name} for blinded, name in self.members_]
        return {"members": seated, "root": self.root, "size": self.size}


def called_members(called: Called) -> dict[str, object]:
    return {
        "blinded": called.blinded,
        "number": called.number,
        "reason": called.reason,
        "receipt": called.receipt,
        "result": called.result.value,
    }


def draw_of(body: JsonObject) -> UUID:
    return Fields(body, _OWN, "draw entry", more=True).uuid("draw")


def lot_of(body: JsonObject) -> UUID:
    return Fields(body, _OWN, "draw entry", more=True).uuid("lot")


def read_list_frozen(body: JsonObject) -> ListFrozen:
    names = (*_OWN, "acknowledge_by", "places", "purpose", "repeats", "root", "size")
    fields = Fields(body, names, LIST_FROZEN, more=True)
    seats = [(each.text("group"), each.integer("seats", _LEAST_SEATS, _MOST_SEATS)) for each in _places(fields)]
    if not seats or [group for group, _ in seats] != sorted({group for group, _ in seats}):
        raise FormatError("the places are listed by group, no group twice")
    return ListFrozen(
        purpose=_purpose(fields.text("purpose")),
        root=fields.hash("root"),
        size=fields.integer("size", 1),
        places=dict(seats),
        acknowledge_by=fields.at("acknowledge_by"),
        repeats=None if fields.text_or_none("repeats") is None else fields.uuid("repeats"),
    )


def read_list_checked(body: JsonObject) -> ListChecked:
    fields = Fields(body, (*_OWN, "root", "size"), LIST_CHECKED, more=True)
    return ListChecked(fields.hash("root"), fields.integer("size", 1))


def read_key_given(body: JsonObject) -> DrawKey:
    return read_draw_key(Fields(body, (*_OWN, "party", "recipient", "signer"), KEY_GIVEN, more=True))


def read_halves_given(body: JsonObject) -> Signed[Halves]:
    return read_halves(_signed(body, HALVES_GIVEN))


def read_halves_acknowledged(body: JsonObject) -> Signed[Acknowledgement]:
    return read_acknowledgement(_signed(body, HALVES_ACKNOWLEDGED))


def read_half_refused(body: JsonObject) -> HalfRefused:
    fields = Fields(body, (*_OWN, "identity", "maker", "recipient"), HALF_REFUSED, more=True)
    maker, recipient = _maker_and_recipient(fields)
    return HalfRefused(maker, recipient, Identity.parse(fields.text("identity")))


def read_half_opened(body: JsonObject) -> HalfOpened:
    fields = Fields(body, (*_OWN, "file_key", "maker", "recipient"), HALF_OPENED, more=True)
    maker, recipient = _maker_and_recipient(fields)
    return HalfOpened(maker, recipient, fields.binary("file_key", FILE_KEY_SIZE))


def read_ordered(body: JsonObject) -> Ordered:
    fields = Fields(body, (*_OWN, "order", "seed"), ORDERED, more=True)
    return Ordered(fields.binary("seed", 32), fields.hash("order"))


def read_voided(body: JsonObject) -> Voided:
    fields = Fields(body, (*_OWN, "refused", "silent"), VOIDED, more=True)
    named = [Fields({"party": party}, ("party",)) for party in fields.array("silent")]
    refused = None if fields.text_or_none("refused") is None else read_party(fields, "refused")
    return Voided(tuple(read_party(each, "party") for each in named), refused)


def read_called(body: JsonObject) -> Called:
    fields = Fields(body, (*_OWN, "blinded", "number", "reason", "receipt", "result"), CALLED, more=True)
    try:
        result = Result(fields.text("result"))
    except ValueError:
        raise FormatError("not a result of a call") from None
    reason = fields.text_or_none("reason")
    return Called(fields.integer("number", 1), fields.hash("blinded"), result, fields.hash_or_none("receipt"), reason)


def read_names_revealed(body: JsonObject) -> NamesRevealed:
    fields = Fields(body, (*_OWN, "members", "root", "size"), NAMES_REVEALED, more=True)
    members = [(each.hash("blinded"), each.text("name")) for each in fields.each("members", ("blinded", "name"))]
    return NamesRevealed(fields.hash("root"), fields.integer("size", 1), tuple(members))


def read_repeated(body: JsonObject) -> str:
    """The supervisor's reason."""
    reason = Fields(body, (*_OWN, "reason"), REPEATED, more=True).text("reason")
    if not reason.strip():
        raise FormatError("a draw is not repeated without a reason")
    return reason


def statement_members(signed: Signed[Word]) -> dict[str, object]:
    return {"signed": decode(signed.bytes)}


def _signed(body: JsonObject, where: str) -> bytes:
    return encode(Fields(body, (*_OWN, "signed"), where, more=True).object("signed"))


def _places(fields: Fields) -> Sequence[Fields]:
    return list(fields.each("places", ("group", "seats")))


def _purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError:
        raise FormatError("not a purpose of a draw") from None


def _maker_and_recipient(fields: Fields) -> tuple[Party, Party]:
    maker, recipient = read_party(fields, "maker"), read_party(fields, "recipient")
    if maker is recipient:
        raise FormatError("nobody seals a half to itself")
    return maker, recipient
