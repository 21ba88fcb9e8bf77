"""Sealed objects: age files that name what they are for (docs/spec/sealed-object.md)."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import BinaryIO, Final, Protocol

from bidding.domain import age
from bidding.domain.age_files import encrypt_file
from bidding.domain.age_keys import Identity, Random, Recipient
from bidding.domain.places import Place
from trading.domain.canonical import FormatError, encode, sha256_hex

PREFIX: Final = b"mingzheng/context/v1\n"
STANZA: Final = "mz-ctx"


class SealRefused(FormatError):
    """Not a sealed object: another set of stanzas."""


class ContextWrong(SealRefused):
    """Sealed for something else."""


class Role(StrEnum):
    FORM = "form"
    ATTACHMENT = "attachment"
    RELEASE = "release"
    EVALUATION = "evaluation"


class Bound(Protocol):
    """Whatever a sealed object may be for: it has one stanza that says so."""

    def stanza(self) -> age.Stanza: ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a sealed object is for."""

    place: Place
    bidder: str
    version: int
    role: Role
    index: int = 0

    def hash(self) -> bytes:
        members = {
            **self.place.members,
            "bidder": self.bidder,
            "index": self.index,
            "role": self.role.value,
            "version": self.version,
        }
        return sha256(PREFIX + encode(members)).digest()

    def stanza(self) -> age.Stanza:
        return context_stanza(self.hash())


def context_stanza(digest: bytes) -> age.Stanza:
    """The stanza of a context with this hash."""
    return age.Stanza(STANZA, (age.unpadded(digest).decode(),))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed object and the one key that opens it without an identity."""

    data: bytes
    file_key: bytes

    @property
    def sha256(self) -> str:
        return sha256_hex(self.data)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What is known of a file after it was sealed from one stream to another."""

    sha256: str
    size: int
    file_key: bytes
    plain_sha256: str
    plain_size: int


def seal(plaintext: bytes, context: Bound, recipients: Sequence[Recipient], random: Random = os.urandom) -> Sealed:
    """Seal to the recipients, in their order, under a fresh file key."""
    file_key = random(age.FILE_KEY_SIZE)
    return Sealed(age.encrypt(plaintext, recipients, (context.stanza(),), file_key, random), file_key)


def seal_file(
    source: BinaryIO, out: BinaryIO, context: Bound, recipients: Sequence[Recipient], random: Random = os.urandom
) -> SealedFile:
    """Seal a file of any size, hashing both sides on the way."""
    plain, cipher = _Counted(source), _Counted(out)
    file_key = encrypt_file(plain, cipher, recipients, (context.stanza(),), None, random)  # type: ignore[arg-type]
    return SealedFile(cipher.sha256, cipher.size, file_key, plain.sha256, plain.size)


def read_sealed(data: bytes, context: Bound, recipients: int) -> age.Header:
    """The header of a sealed object for `context`; raises `FormatError` otherwise. `data` may be its beginning only."""
    header = age.read_header(data)
    check_context(header, context, recipients)
    return header


def check_context(header: age.Header, context: Bound, recipients: int = 1) -> None:
    """So many X25519 stanzas, then the context, and nothing else."""
    *keys, last = header.stanzas
    if len(keys) != recipients or any(stanza.type != "X25519" for stanza in keys) or last.type != STANZA:
        raise SealRefused(f"a sealed object has {recipients} X25519 stanzas, then {STANZA}, and nothing else")
    if last != context.stanza():
        raise ContextWrong("sealed for another platform, trade, lot, envelope, bidder, version, role or index")


def open_sealed(data: bytes, context: Bound, key: Identity | bytes, recipients: int = 1) -> bytes:
    """The plaintext, by an identity or by the file key, if the object is for `context`."""
    header = read_sealed(data, context, recipients)
    file_key = key if isinstance(key, bytes) else age.unwrap(header, key)
    return age.open_with_file_key(data, file_key, header)


def header_size(recipients: int) -> int:
    """How long the header of a sealed object is: always the same for so many recipients."""
    return 22 + 98 * recipients + 55 + 48


def object_size(plaintext_size: int, recipients: int = 1) -> int:
    """How long a sealed object is."""
    return header_size(recipients) + age.sealed_size(plaintext_size)


class _Counted:
    """A stream that hashes and counts what passes."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self._hash = sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def read(self, size: int) -> bytes:
        return self._passed(self._inner.read(size))

    def write(self, data: bytes) -> int:
        self._inner.write(self._passed(data))
        return len(data)

    def writelines(self, parts: Sequence[bytes]) -> None:
        for part in parts:
            self.write(part)

    def _passed(self, data: bytes) -> bytes:
        self._hash.update(data)
        self.size += len(data)
        return data
