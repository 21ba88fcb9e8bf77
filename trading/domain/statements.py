"""Signed statements: docs/spec/conventions.md, "Signed statement"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from trading.domain.canonical import (
    FormatError,
    Json,
    JsonObject,
    base64_text,
    decode,
    encode,
    parse_base64,
    sha256_hex,
)
from trading.domain.fields import Fields

PREFIX = b"mingzheng/statement/v1\n"
METHOD = "ed25519"

Meaning = TypeVar("Meaning")

_P = 2**255 - 19
_ORDER_8_Y = 2707385501144840649318225287225658788936804267575313519463743609750303402022
# The y coordinates of the points of order 1, 2, 4 and 8.
_SMALL_ORDER_Y = frozenset((0, 1, _P - 1, _ORDER_8_Y, _P - _ORDER_8_Y))
_OUTER = frozenset(("signatures", "statement"))
_INNER = frozenset(("key", "method", "signature"))


class StatementRefused(FormatError):
    """Not a signed statement, or its signature does not hold."""


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement whose signature holds. `key` is the signer's public key in base64; `bytes` the whole file."""

    statement: JsonObject
    hash: str
    key: str
    bytes: bytes

    @property
    def type(self) -> Json:
        return self.statement.get("type")


@dataclass(frozen=True, slots=True)
class Signed(Generic[Meaning]):
    """What a signed statement means, with its hash, its signer's key in base64, and the whole file."""

    value: Meaning
    hash: str
    key: str
    bytes: bytes


def sign(statement: Mapping[str, object], key: Ed25519PrivateKey) -> SignedStatement:
    """Sign the canonical form of `statement` under our prefix, so that no other protocol's bytes can be meant."""
    body = encode(statement)
    public = base64_text(key.public_key().public_bytes_raw())
    signature = base64_text(key.sign(PREFIX + body))
    file = b'{"signatures":[{"key":"%b","method":"ed25519","signature":"%b"}],"statement":%b}' % (
        public.encode(),
        signature.encode(),
        body,
    )
    return SignedStatement(decode(body), sha256_hex(body), public, file)


def read(data: bytes) -> SignedStatement:
    """The statement in `data`, its one signature verified; raises `FormatError` otherwise."""
    outer = Fields(decode(data), _OUTER, "signed statement")
    signatures = list(outer.each("signatures", _INNER))
    if len(signatures) != 1:
        raise StatementRefused("exactly one signature is wanted")
    signatures[0].exactly("method", METHOD)
    statement = outer.object("statement")
    body = encode(statement)
    key = signatures[0].text("key")
    verify(parse_public_key(key), PREFIX + body, signatures[0].binary("signature", 64))
    return SignedStatement(statement, sha256_hex(body), key, data)


def read_as(data: bytes, parse: Callable[[JsonObject], Meaning]) -> Signed[Meaning]:
    """Read a signed statement and its meaning; `parse` refuses what is not of its type."""
    return meaning(read(data), parse)


def meaning(signed: SignedStatement, parse: Callable[[JsonObject], Meaning]) -> Signed[Meaning]:
    return Signed(parse(signed.statement), signed.hash, signed.key, signed.bytes)


def statement_hash(statement: Mapping[str, object]) -> str:
    """SHA-256 of the canonical statement, without its signatures."""
    return sha256_hex(encode(statement))


def parse_public_key(text: str) -> Ed25519PublicKey:
    """A key of 32 bytes in base64; refuses points of small order, which would sign anything for anyone."""
    data = parse_base64(text)
    if len(data) != 32:
        raise StatementRefused("an Ed25519 key has 32 bytes")
    y = int.from_bytes(data, "little") & (2**255 - 1)
    if y >= _P or y in _SMALL_ORDER_Y:
        raise StatementRefused("not a usable Ed25519 key")
    try:
        return Ed25519PublicKey.from_public_bytes(data)
    except ValueError:
        raise StatementRefused("not an Ed25519 key") from None


def verify(key: Ed25519PublicKey, message: bytes, signature: bytes) -> None:
    """Raise `StatementRefused` unless `signature` is the signature of `message` by `key`."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        raise StatementRefused("the signature does not hold") from None
