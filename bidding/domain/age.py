"""age v1 (C2SP age) with X25519 recipients: a strict reader and a writer, over `cryptography`.

The file key of a file is a fact: with it anyone recomputes the header's MAC and the payload (docs/spec/sealed-object.md).
"""

import base64
import hmac
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from bidding.domain.age_keys import (
    Identity,
    KeyRefused,
    Random,
    Recipient,
    is_low_order,
)
from trading.domain.canonical import FormatError

CHUNK: Final = 64 * 1024
TAG: Final = 16
NONCE_SIZE: Final = 16
FILE_KEY_SIZE: Final = 16
LARGEST_HEADER: Final = 16 * 1024

VERSION_LINE: Final = b"age-encryption.org/v1"
_X25519_INFO: Final = b"age-encryption.org/v1/X25519"
_ZERO_NONCE: Final = bytes(12)
_ARGUMENTS: Final = re.compile(rb"-> [\x21-\x7e]+(?: [\x21-\x7e]+)*")
_COLUMNS: Final = 64


class AgeRefused(FormatError):
    """Not an age file, or not one that a strict reader takes."""


class WrongKey(AgeRefused):
    """The key does not open this header."""


class PayloadDamaged(AgeRefused):
    """The header is right, but the payload is not what was sealed."""


@dataclass(frozen=True, slots=True)
class Stanza:
    type: str
    arguments: tuple[str, ...]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that is well formed; nothing is known about its MAC yet. `size`: where the payload begins."""

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes
    size: int


def encrypt(
    plaintext: bytes,
    recipients: Sequence[Recipient],
    extra_stanzas: Sequence[Stanza] = (),
    file_key: bytes | None = None,
    random: Random = os.urandom,
) -> bytes:
    """A whole age file: one X25519 stanza per recipient in their order, then the extra ones."""
    key = random(FILE_KEY_SIZE) if file_key is None else file_key
    header = write_header(key, recipients, extra_stanzas, random)
    nonce = random(NONCE_SIZE)
    cipher = payload_cipher(key, nonce)
    if len(plaintext) <= CHUNK:
        return b"".join((header, nonce, cipher.encrypt(chunk_nonce(0, last=True), plaintext, None)))
    view, parts = memoryview(plaintext), [header, nonce]
    for counter, start in enumerate(range(0, len(plaintext), CHUNK)):
        last = start + CHUNK >= len(plaintext)
        parts.append(cipher.encrypt(chunk_nonce(counter, last=last), view[start : start + CHUNK], None))
    return b"".join(parts)


def write_header(
    file_key: bytes, recipients: Sequence[Recipient], extra_stanzas: Sequence[Stanza] = (), random: Random = os.urandom
) -> bytes:
    stanzas = [_wrap(file_key, recipient, random) for recipient in recipients]
    return assemble_header(file_key, [*stanzas, *extra_stanzas])


def assemble_header(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """The header of these stanzas, under its MAC."""
    lines = [VERSION_LINE]
    for stanza in stanzas:
        lines.append(b"-> " + " ".join((stanza.type, *stanza.arguments)).encode())
        text = unpadded(stanza.body)
        lines += [text[at : at + _COLUMNS] for at in range(0, len(text) + 1, _COLUMNS)]
    lines.append(b"---")
    signed = b"\n".join(lines)
    return b"%b %b\n" % (signed, unpadded(_mac(file_key, signed)))


def read_header(data: bytes) -> Header:
    """The header at the beginning of `data`; refuses every other way to write it."""
    end = data.find(b"\n--- ", 0, LARGEST_HEADER)
    if end < 0 or not data.startswith(VERSION_LINE + b"\n"):
        raise AgeRefused("not an age file")
    size = end + 5 + 43 + 1
    if data[size - 1 : size] != b"\n":
        raise AgeRefused("the header's last line is malformed")
    mac = from_unpadded(data[end + 5 : size - 1], 32)
    stanzas = _read_stanzas(data[len(VERSION_LINE) + 1 : end].split(b"\n"))
    for stanza in stanzas:
        _check_known(stanza, alone=len(stanzas) == 1)
    return Header(stanzas, data[: end + 4], mac, size)


def unwrap(header: Header, identity: Identity, stanza: Stanza | None = None) -> bytes:
    """The file key, by the first X25519 stanza that is for this identity, or by `stanza` alone; the MAC is checked."""
    for candidate in header.stanzas if stanza is None else (stanza,):
        if candidate.type == "X25519":
            file_key = _unwrapped(candidate, identity)
            if file_key is not None:
                check_mac(header, file_key)
                return file_key
    raise WrongKey("no stanza is for this identity")


def check_mac(header: Header, file_key: bytes) -> None:
    """Raise `WrongKey` unless the header was made with this file key."""
    if len(file_key) != FILE_KEY_SIZE or not hmac.compare_digest(_mac(file_key, header.signed), header.mac):
        raise WrongKey("the file key is not the one of this header")


def open_with_file_key(data: bytes, file_key: bytes, header: Header | None = None) -> bytes:
    """The plaintext; the header's MAC and every chunk are checked."""
    head = read_header(data) if header is None else header
    check_mac(head, file_key)
    view = memoryview(data)[head.size :]
    if len(view) < NONCE_SIZE + TAG:
        raise PayloadDamaged("the payload is cut short")
    cipher, body = payload_cipher(file_key, bytes(view[:NONCE_SIZE])), view[NONCE_SIZE:]
    if len(body) <= CHUNK + TAG:
        return open_chunk(cipher, 0, body, last=True)
    step, parts = CHUNK + TAG, []
    for counter, start in enumerate(range(0, len(body), step)):
        last = start + step >= len(body)
        parts.append(open_chunk(cipher, counter, body[start : start + step], last=last))
    return b"".join(parts)


def open_with_identity(data: bytes, identity: Identity) -> bytes:
    header = read_header(data)
    return open_with_file_key(data, unwrap(header, identity), header)


def sealed_size(plaintext_size: int) -> int:
    """How many bytes nonce and payload take for a plaintext of this size."""
    chunks = max(1, -(-plaintext_size // CHUNK))
    return NONCE_SIZE + plaintext_size + TAG * chunks


def payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))


def chunk_nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def open_chunk(cipher: ChaCha20Poly1305, counter: int, chunk: bytes | memoryview, *, last: bool) -> bytes:
    """One authenticated chunk. Only the first may be empty: a file has one end and one form."""
    if len(chunk) == TAG and counter:
        raise PayloadDamaged("the last chunk is empty")
    try:
        return cipher.decrypt(chunk_nonce(counter, last=last), chunk, None)
    except InvalidTag:
        raise PayloadDamaged("a chunk of the payload does not authenticate") from None


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869), 32 bytes."""
    return hmac.digest(hmac.digest(salt, secret, "sha256"), info + b"\x01", "sha256")


def unpadded(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def from_unpadded(text: bytes, length: int | None = None) -> bytes:
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise AgeRefused("not base64") from None
    if unpadded(data) != text or (length is not None and len(data) != length):
        raise AgeRefused("not the canonical unpadded base64 of what it says")
    return data


def _read_stanzas(lines: list[bytes]) -> tuple[Stanza, ...]:
    stanzas, at = [], 0
    while at < len(lines):
        if _ARGUMENTS.fullmatch(lines[at]) is None:
            raise AgeRefused("not a stanza")
        kind, *arguments = lines[at][3:].decode().split(" ")
        at, start = at + 1, at + 1
        while at < len(lines) and len(lines[at]) == _COLUMNS:
            at += 1
        # A body ends with a line that is shorter than 64 columns, be it empty.
        if at == len(lines) or len(lines[at]) > _COLUMNS:
            raise AgeRefused("a stanza's body does not end")
        at += 1
        stanzas.append(Stanza(kind, tuple(arguments), from_unpadded(b"".join(lines[start:at]))))
    if not stanzas:
        raise AgeRefused("a header without a stanza")
    return tuple(stanzas)


def _check_known(stanza: Stanza, *, alone: bool) -> None:
    if stanza.type == "X25519":
        if len(stanza.arguments) != 1 or len(stanza.body) != FILE_KEY_SIZE + TAG:
            raise AgeRefused("a malformed X25519 stanza")
        if is_low_order(from_unpadded(stanza.arguments[0].encode(), 32)):
            raise AgeRefused("an X25519 stanza with a point of low order")
    elif stanza.type == "scrypt" and not alone:
        raise AgeRefused("a scrypt stanza is not the only one")


def _wrap(file_key: bytes, recipient: Recipient, random: Random) -> Stanza:
    ephemeral = X25519PrivateKey.from_private_bytes(random(32))
    share = ephemeral.public_key().public_bytes_raw()
    key = hkdf(_exchange(ephemeral, recipient.key), share + recipient.point, _X25519_INFO)
    body = ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)
    return Stanza("X25519", (unpadded(share).decode(),), body)


def _unwrapped(stanza: Stanza, identity: Identity) -> bytes | None:
    share = from_unpadded(stanza.arguments[0].encode(), 32)
    shared = _exchange(identity.key, X25519PublicKey.from_public_bytes(share))
    key = hkdf(shared, share + identity.recipient.point, _X25519_INFO)
    try:
        return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, stanza.body, None)
    except InvalidTag:
        return None


def _exchange(private: X25519PrivateKey, public: X25519PublicKey) -> bytes:
    try:
        return private.exchange(public)
    except ValueError:
        raise KeyRefused("a point of low order") from None


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"", b"header"), signed, "sha256")
