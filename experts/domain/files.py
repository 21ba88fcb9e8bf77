"""The keys of the bids' files on their way to the committee: docs/spec/evaluation.md, "Files".

The platform has the ciphertexts and no key, the agency hands the keys on and gets no ciphertext; a member has both.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final, TypeAlias

from bidding.domain import age
from bidding.domain.age_keys import Identity, Random, Recipient
from bidding.domain.places import Place
from bidding.domain.sealing import Sealed, context_stanza, open_sealed, read_sealed, seal
from trading.domain.canonical import FormatError, JsonObject, base64_text, decode, encode, parse_base64
from trading.domain.fields import Fields

FILES_GIVEN: Final = "files.given"
FILES_LOST: Final = "files.lost"
CONTEXT: Final = b"mingzheng/member-context/v1\n"
KEYS: Final = "mingzheng/member-keys/v1"
LARGEST: Final = 2 * 1024 * 1024
"""A sealed object for a member: 1,528 bids with 21 attachment objects each have 1 MB."""

Keys: TypeAlias = Mapping[str, tuple[bytes, ...] | None]
"""By bid, the file keys of its attachment objects in their order; None where its bidder sealed something else."""


class FileProblem(StrEnum):
    """Why a member could not read a file of a bid; the first line that applies."""

    NO_KEYS = "no_keys"
    STORED = "stored"
    KEY = "key"
    MANIFEST = "manifest"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class MemberContext:
    """What the sealed keys of a member are for; `member` is blinded."""

    place: Place
    member: str

    def hash(self) -> bytes:
        return sha256(CONTEXT + encode(self.place.members | {"member": self.member})).digest()

    def stanza(self) -> age.Stanza:
        return context_stanza(self.hash())


@dataclass(frozen=True, slots=True)
class Given:
    """The keys were sealed to a member: `recipient` is its key, `sealed` the hash of the sealed object."""

    member: str
    recipient: str
    sealed: str


def seal_keys(keys: Keys, context: MemberContext, recipient: Recipient, random: Random = os.urandom) -> Sealed:
    """The keys of all bids with files, for one member."""
    bids = [
        {"bid": bid, "keys": None if each is None else [base64_text(key) for key in each]}
        for bid, each in sorted(keys.items())
    ]
    return seal(encode({"bids": bids, "type": KEYS}), context, [recipient], random)


def open_keys(data: bytes, context: MemberContext, identity: Identity) -> dict[str, tuple[bytes, ...] | None]:
    """What was sealed to the member. Raises `FormatError`."""
    fields = Fields(decode(open_sealed(data, context, identity)), ("bids", "type"), "member keys")
    fields.exactly("type", KEYS)
    rows = [(each.hash("bid"), _keys_of(each)) for each in fields.each("bids", ("bid", "keys"))]
    names = [bid for bid, _ in rows]
    if names != sorted(set(names)):
        raise FormatError("bids are sorted, and none is named twice")
    return dict(rows)


def check_sealed(data: bytes, context: MemberContext) -> None:
    """That it is sealed for this member: all that can be seen without its key. Raises `FormatError`."""
    if len(data) > LARGEST:
        raise FormatError(f"the keys for a member have at most {LARGEST:,} bytes")
    read_sealed(data, context, 1)


def read_given(body: JsonObject) -> Given:
    """Raises `FormatError`."""
    fields = Fields(body, ("lot", "member", "recipient", "sealed"), FILES_GIVEN, more=True)
    return Given(fields.hash("member"), str(Recipient.parse(fields.text("recipient"))), fields.hash("sealed"))


def read_lost(body: JsonObject) -> str:
    """Why the committee works without the files. Raises `FormatError`."""
    return Fields(body, ("lot", "reason"), FILES_LOST, more=True).text("reason")


def _keys_of(fields: Fields) -> tuple[bytes, ...] | None:
    if fields.value_or("keys", None) is None:
        return None
    keys = tuple(parse_base64(each) if isinstance(each, str) else b"" for each in fields.array("keys"))
    if not keys or any(len(key) != age.FILE_KEY_SIZE for key in keys):
        raise FormatError("keys have 16 bytes, and a bid with files has some")
    return keys
