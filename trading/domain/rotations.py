"""How the platform's keys follow one another: docs/spec/ledger.md, "Rotation".

Both keys sign the handing over: the old one vouches for the new one, the new one proves that somebody holds it. Which
key is in force is then read from the log, and from nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trading.domain.canonical import FormatError, JsonObject, base64_text, decode, encode, parse_base64
from trading.domain.fields import Fields
from trading.domain.statements import METHOD, PREFIX, parse_public_key, sign, verify

KEY_ROTATED: Final = "key.rotated"
ROTATION: Final = "mingzheng/rotation/v1"

_BODY: Final = frozenset(("signatures", "statement"))
_SIGNATURE: Final = frozenset(("key", "method", "signature"))
_STATEMENT: Final = frozenset(("new", "old", "origin", "purpose", "type"))


class RotationRefused(FormatError):
    """Not a handing over of a key, or not one that follows those before it."""


class Purpose(StrEnum):
    """What a key of the platform signs."""

    CHECKPOINT = "checkpoint"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Rotation:
    """One key hands over to another. Keys are public halves in base64."""

    purpose: Purpose
    old: str
    new: str
    origin: str

    def statement(self) -> dict[str, object]:
        return {
            "new": self.new,
            "old": self.old,
            "origin": self.origin,
            "purpose": self.purpose.value,
            "type": ROTATION,
        }


@dataclass(frozen=True, slots=True)
class LoggedRotation:
    """A rotation in its place: in force for tree heads larger than `index`, and from `recorded_at` on."""

    index: int
    recorded_at: datetime
    rotation: Rotation


@dataclass(frozen=True, slots=True)
class KeyChain:
    """All keys of one purpose. `rotations` are in order of the log."""

    first: str
    rotations: tuple[LoggedRotation, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.first, *(each.rotation.new for each in self.rotations))

    @property
    def newest(self) -> str:
        return self.keys[-1]

    def for_tree(self, size: int) -> str:
        """The key that has to sign a tree head of this size."""
        return self.keys[sum(each.index < size for each in self.rotations)]

    def signers(self, before: int, size: int) -> tuple[str, ...]:
        """The keys that sign a tree head of `size` after one of `before`: the one in force last, if there are several.

        The first tree head that covers a rotation bears the old signature as well: whoever knows only the old key can
        read there that it was handed over.
        """
        known, now = (sum(each.index < at for each in self.rotations) for at in (before, size))
        return self.keys[min(known, now) : now + 1]

    def at(self, recorded_at: datetime) -> str:
        """The key in force at this moment of the database's time."""
        return self.keys[sum(each.recorded_at <= recorded_at for each in self.rotations)]


def key_id(public_key: str) -> str:
    """The short name of a key, in names of files and for people: 16 hexadecimal digits."""
    return sha256(parse_base64(public_key)).hexdigest()[:16]


def public_half(key: Ed25519PrivateKey) -> str:
    return base64_text(key.public_key().public_bytes_raw())


def rotation_body(
    purpose: Purpose, origin: str, old: Ed25519PrivateKey, new: Ed25519PrivateKey
) -> Mapping[str, object]:
    """The body of `key.rotated`: the statement with the signatures of both keys, the old one first."""
    statement = Rotation(purpose, public_half(old), public_half(new), origin).statement()
    signatures = [Fields(decode(sign(statement, key).bytes), _BODY).array("signatures")[0] for key in (old, new)]
    return {"signatures": signatures, "statement": statement}


def read_rotation(body: JsonObject, origin: str) -> Rotation:
    """What the body says, both signatures verified, for the platform of this name. Raises `FormatError`."""
    outer = Fields(body, _BODY, KEY_ROTATED, more=True)
    fields = outer.inner("statement", _STATEMENT)
    fields.exactly("type", ROTATION)
    fields.exactly("origin", origin)
    rotation = Rotation(_purpose(fields.text("purpose")), fields.text("old"), fields.text("new"), origin)
    signatures = list(outer.each("signatures", _SIGNATURE))
    if [each.text("key") for each in signatures] != [rotation.old, rotation.new]:
        raise RotationRefused("a rotation is signed by the old key and by the new one, in this order")
    message = PREFIX + encode(rotation.statement())
    for each in signatures:
        each.exactly("method", METHOD)
        verify(parse_public_key(each.text("key")), message, each.binary("signature", 64))
    return rotation


def follow(purpose: Purpose, logged: Iterable[LoggedRotation], newest: str | None = None) -> KeyChain:
    """The chain of one purpose's keys, from rotations of both. `newest`: the key that has to be at its end.

    Raises `RotationRefused` unless each takes over from the one before and no key comes back.
    """
    mine = tuple(sorted((one for one in logged if one.rotation.purpose is purpose), key=lambda one: one.index))
    if not mine:
        if newest is None:
            raise RotationRefused(f"no {purpose.value} key was ever handed over")
        return KeyChain(newest)
    chain = KeyChain(mine[0].rotation.old, mine)
    _check(chain)
    if newest is not None and chain.newest != newest:
        raise RotationRefused(f"the rotations of the {purpose.value} key do not lead to the key that is in use")
    return chain


def _check(chain: KeyChain) -> None:
    for before, after in zip(chain.keys, chain.rotations, strict=False):
        if after.rotation.old != before:
            raise RotationRefused(f"log entry {after.index} hands over a key that was not in force")
    if len(set(chain.keys)) != len(chain.keys):
        raise RotationRefused("a key that was handed over has come back")
    times: Sequence[datetime] = [each.recorded_at for each in chain.rotations]
    if list(times) != sorted(times):
        raise RotationRefused("the rotations are not in order of time")


def _purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError:
        raise RotationRefused(f"no key of the platform has the purpose {text!r}") from None
