"""age v1 for files of any size: never more than one chunk of 64 KiB in memory."""

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from bidding.domain.age import (
    CHUNK,
    FILE_KEY_SIZE,
    LARGEST_HEADER,
    NONCE_SIZE,
    TAG,
    AgeRefused,
    Header,
    PayloadDamaged,
    Stanza,
    check_mac,
    chunk_nonce,
    open_chunk,
    payload_cipher,
    read_header,
    write_header,
)
from bidding.domain.age_keys import Random, Recipient


def encrypt_file(
    source: BinaryIO,
    out: BinaryIO,
    recipients: Sequence[Recipient],
    extra_stanzas: Sequence[Stanza] = (),
    file_key: bytes | None = None,
    random: Random = os.urandom,
) -> bytes:
    """Write the age file of everything in `source` to `out`; gives the file key."""
    key = random(FILE_KEY_SIZE) if file_key is None else file_key
    out.write(write_header(key, recipients, extra_stanzas, random))
    nonce = random(NONCE_SIZE)
    out.write(nonce)
    cipher = payload_cipher(key, nonce)
    out.writelines(
        cipher.encrypt(chunk_nonce(counter, last=last), chunk, None) for counter, chunk, last in _chunks(source, CHUNK)
    )
    return key


def read_header_from(source: BinaryIO) -> Header:
    """The header; `source` is left at the payload's first byte."""
    lines: list[bytes] = []
    size = 0
    while not lines or not lines[-1].startswith(b"--- "):
        line = source.readline(LARGEST_HEADER - size)
        if not line:
            raise AgeRefused("not an age file")
        lines.append(line)
        size += len(line)
    return read_header(b"".join(lines))


def decrypt_file(source: BinaryIO, out: BinaryIO, file_key: bytes, header: Header | None = None) -> None:
    """Write the plaintext to `out` chunk by chunk, each authenticated before it is written.

    Only a return without an exception says that nothing was cut off. With `header`, `source` is at the payload.
    """
    check_mac(read_header_from(source) if header is None else header, file_key)
    nonce = _read(source, NONCE_SIZE)
    if len(nonce) < NONCE_SIZE:
        raise PayloadDamaged("the payload is cut short")
    cipher = payload_cipher(file_key, nonce)
    out.writelines(
        open_chunk(cipher, counter, chunk, last=last) for counter, chunk, last in _chunks(source, CHUNK + TAG)
    )


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """(counter, chunk, whether it is the last): one chunk ahead, since only the end of the source tells the last."""
    counter, chunk = 0, _read(source, size)
    while True:
        following = _read(source, size) if len(chunk) == size else b""
        yield counter, chunk, not following
        if not following:
            return
        counter, chunk = counter + 1, following


def _read(source: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end; an unbuffered source may give fewer at a time."""
    data = source.read(size)
    if len(data) == size or not data:
        return data
    parts, missing = [data], size - len(data)
    while missing and (data := source.read(missing)):
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)
