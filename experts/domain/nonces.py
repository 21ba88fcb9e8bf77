"""Three nonces, each the XOR of two halves that lie sealed with the other two (docs/spec/draw.md, "Nonces").

Whoever has given its halves cannot take them back: each opens by its maker or its recipient, and the published file key
fixes one plaintext.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain import age
from bidding.domain.age_keys import Identity, Random, Recipient
from bidding.domain.sealing import Sealed, context_stanza, object_size, open_sealed, read_sealed, seal
from experts.domain.draw import NONCE_SIZE
from trading.domain.canonical import FormatError, JsonObject, base64_text, encode, sha256_hex
from trading.domain.fields import Fields
from trading.domain.statements import Signed, parse_public_key, read_as, sign

CONTEXT: Final = b"mingzheng/draw-context/v1\n"
HALVES: Final = "mingzheng/draw-halves/v1"
ACKNOWLEDGEMENT: Final = "mingzheng/draw-acknowledgement/v1"
SEALED_SIZE: Final = object_size(NONCE_SIZE)

_PLACE: Final = frozenset(("draw", "lot", "origin", "trade"))


class Party(StrEnum):
    """Who makes a nonce, in the order of the seed."""

    AGENCY = "agency"
    SUPERVISOR = "supervisor"
    PLATFORM = "platform"

    @property
    def others(self) -> tuple["Party", "Party"]:
        first, second = (party for party in Party if party is not self)
        return first, second


@dataclass(frozen=True)
class DrawPlace:
    """One draw for one lot of one trade on one platform."""

    origin: str
    trade: UUID
    lot: UUID
    draw: UUID

    @cached_property
    def members(self) -> dict[str, str]:
        return {"draw": str(self.draw), "lot": str(self.lot), "origin": self.origin, "trade": str(self.trade)}


@dataclass(frozen=True, slots=True)
class HalfContext:
    """What a sealed half is for. It names the frozen list, so no half is older than the list."""

    place: DrawPlace
    root: str
    maker: Party
    recipient: Party

    def hash(self) -> bytes:
        parties = {"list": self.root, "maker": self.maker.value, "recipient": self.recipient.value}
        return sha256(CONTEXT + encode(self.place.members | parties)).digest()

    def stanza(self) -> age.Stanza:
        return context_stanza(self.hash())


@dataclass(frozen=True, slots=True)
class DrawKey:
    """A party's keys of one draw: to which halves are sealed, and by which its statements are signed (base64)."""

    party: Party
    recipient: str
    signer: str

    def members(self) -> dict[str, str]:
        return {"party": self.party.value, "recipient": self.recipient, "signer": self.signer}


@dataclass(frozen=True, slots=True)
class Head:
    """A tree head that the maker saw before it made its halves."""

    size: int
    root: str


@dataclass(frozen=True)
class Halves:
    """A party's two halves, sealed, by recipient. `keys`: the hash of the three keys as its maker saw them."""

    place: DrawPlace
    party: Party
    root: str
    keys: str
    head: Head
    sealed: Mapping[Party, bytes]

    def context(self, recipient: Party) -> HalfContext:
        return HalfContext(self.place, self.root, self.party, recipient)

    def statement(self) -> dict[str, object]:
        halves = [{"recipient": to.value, "sealed": base64_text(self.sealed[to])} for to in self.party.others]
        return {
            **self.place.members,
            "halves": halves,
            "keys": self.keys,
            "list": self.root,
            "party": self.party.value,
            "tree": {"root": self.head.root, "size": self.head.size},
            "type": HALVES,
        }


@dataclass(frozen=True)
class Acknowledgement:
    """That the two halves given to a party open. `halves`: the hashes of all three statements, its own included."""

    place: DrawPlace
    party: Party
    halves: Mapping[Party, str]

    def statement(self) -> dict[str, object]:
        halves = [{"party": party.value, "statement": self.halves[party]} for party in Party]
        return {**self.place.members, "halves": halves, "party": self.party.value, "type": ACKNOWLEDGEMENT}


@dataclass(frozen=True)
class Secrets:
    """What a party keeps until the halves are opened: its two keys, and the file keys of what it has sealed."""

    party: Party
    identity: Identity
    signer: Ed25519PrivateKey

    @classmethod
    def generate(cls, party: Party, random: Random = os.urandom) -> "Secrets":
        return cls(party, Identity.generate(random), Ed25519PrivateKey.from_private_bytes(random(32)))

    @property
    def key(self) -> DrawKey:
        public = base64_text(self.signer.public_key().public_bytes_raw())
        return DrawKey(self.party, str(self.identity.recipient), public)


@dataclass(frozen=True)
class MadeHalves:
    """Halves with what opens them, as only their maker has it."""

    signed: Signed[Halves]
    sealed: Mapping[Party, Sealed]


def make_halves(
    place: DrawPlace,
    root: str,
    head: Head,
    keys: Mapping[Party, DrawKey],
    secrets: Secrets,
    random: Random = os.urandom,
) -> MadeHalves:
    """A fresh nonce in two halves, each sealed to one of the other two, signed."""
    sealed = {}
    for to in secrets.party.others:
        context = HalfContext(place, root, secrets.party, to)
        sealed[to] = seal(random(NONCE_SIZE), context, [Recipient.parse(keys[to].recipient)], random)
    data = {to: half.data for to, half in sealed.items()}
    halves = Halves(place, secrets.party, root, keys_hash(keys), head, data)
    return MadeHalves(read_halves(sign(halves.statement(), secrets.signer).bytes), sealed)


def acknowledge(given: Mapping[Party, Signed[Halves]], secrets: Secrets) -> Signed[Acknowledgement]:
    """The party's word that both halves given to it open. Raises `FormatError` where one does not."""
    for maker in secrets.party.others:
        open_half(given[maker].value, secrets.party, secrets.identity)
    own = given[secrets.party]
    word = Acknowledgement(own.value.place, secrets.party, {party: each.hash for party, each in given.items()})
    return read_acknowledgement(sign(word.statement(), secrets.signer).bytes)


def first_bad_half(given: Mapping[Party, Signed[Halves]], secrets: Secrets) -> Party | None:
    """The first maker whose half for this party does not open; None where both do."""
    for maker in secrets.party.others:
        try:
            open_half(given[maker].value, secrets.party, secrets.identity)
        except FormatError:
            return maker
    return None


def file_key_of(halves: Halves, recipient: Party, identity: Identity) -> bytes:
    """The file key of a half, as its recipient finds it. Raises `FormatError`."""
    return age.unwrap(read_sealed(halves.sealed[recipient], halves.context(recipient), 1), identity)


def open_half(halves: Halves, recipient: Party, key: Identity | bytes) -> bytes:
    """The half itself, by the recipient's identity or by the file key. Raises `FormatError` where it does not open."""
    half = open_sealed(halves.sealed[recipient], halves.context(recipient), key)
    if len(half) != NONCE_SIZE:
        raise FormatError("a half has 32 bytes")
    return half


def nonce_of(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))


def keys_hash(keys: Mapping[Party, DrawKey]) -> str:
    """What each maker signs of the keys that it sealed to."""
    return sha256_hex(encode([keys[party].members() for party in Party]))


def read_draw_key(fields: Fields) -> DrawKey:
    """Two usable keys. Raises `FormatError`."""
    recipient, signer = fields.text("recipient"), fields.text("signer")
    Recipient.parse(recipient)
    parse_public_key(signer)
    return DrawKey(read_party(fields, "party"), recipient, signer)


def read_halves(file: bytes) -> Signed[Halves]:
    """Signed halves, each sealed for what the statement says. Raises `FormatError`."""
    return read_as(file, _parse_halves)


def read_acknowledgement(file: bytes) -> Signed[Acknowledgement]:
    return read_as(file, _parse_acknowledgement)


def read_party(fields: Fields, name: str) -> Party:
    try:
        return Party(fields.text(name))
    except ValueError:
        raise FormatError(f"{name} is agency, supervisor or platform") from None


def _parse_halves(statement: JsonObject) -> Halves:
    fields = Fields(statement, _PLACE | {"halves", "keys", "list", "party", "tree", "type"}, "halves")
    fields.exactly("type", HALVES)
    party, tree = read_party(fields, "party"), fields.inner("tree", ("root", "size"))
    each_half = fields.each("halves", ("recipient", "sealed"))
    given = [(read_party(each, "recipient"), each.binary("sealed", SEALED_SIZE)) for each in each_half]
    if tuple(to for to, _ in given) != party.others:
        raise FormatError("a half for each of the other two, in the order of the parties")
    head = Head(tree.integer("size", 1), tree.hash("root"))
    halves = Halves(_place(fields), party, fields.hash("list"), fields.hash("keys"), head, dict(given))
    for to, data in given:
        read_sealed(data, halves.context(to), 1)
    return halves


def _parse_acknowledgement(statement: JsonObject) -> Acknowledgement:
    fields = Fields(statement, _PLACE | {"halves", "party", "type"}, "acknowledgement")
    fields.exactly("type", ACKNOWLEDGEMENT)
    named = [
        (read_party(each, "party"), each.hash("statement")) for each in fields.each("halves", ("party", "statement"))
    ]
    if tuple(party for party, _ in named) != tuple(Party):
        raise FormatError("the halves of all three, in the order of the parties")
    return Acknowledgement(_place(fields), read_party(fields, "party"), dict(named))


def _place(fields: Fields) -> DrawPlace:
    return DrawPlace(fields.origin(), fields.uuid("trade"), fields.uuid("lot"), fields.uuid("draw"))
