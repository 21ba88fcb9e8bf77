"""The zip of a bundle, with no choices left: docs/spec/bundle.md, "Container".

Nothing is compressed and nothing is optional, so one content has one sequence of bytes, and a reader needs no limits
against bombs: a bundle is never larger than its file.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from trading.domain.canonical import FormatError

Content = bytes | Path

MOST_FILES: Final = 65_000
LARGEST: Final = 2**32 - 2

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_VERSION: Final = 20
_FIRST_OF_1980: Final = 0x0021
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")
_BLOCK: Final = 1024 * 1024


class ContainerRefused(FormatError):
    """Not a zip as a bundle's is."""


class ContentDamaged(FormatError):
    """A file in the bundle is not the one that was put in."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the zip. `start`: where its bytes begin."""

    name: str
    size: int
    checksum: int
    start: int


def write_container(out: BinaryIO, contents: Mapping[str, Content]) -> None:
    """Write the zip: files by name, one after the other, then their list."""
    if len(contents) > MOST_FILES:
        raise ContainerRefused(f"a bundle has at most {MOST_FILES:,} files")
    offset, central = 0, []
    for name in sorted(contents):
        content = contents[name]
        size, checksum = _measure(content)
        central.append(_central(name, size, checksum, offset))
        out.write(_local(name, size, checksum))
        out.writelines(_blocks(content))
        offset += _LOCAL.size + len(name) + size
    listing = b"".join(central)
    if offset + len(listing) + _END.size > LARGEST:
        raise ContainerRefused("a bundle has less than 4 GiB")
    out.write(listing + _end(len(central), len(listing), offset))


class Container:
    """A zip that is read strictly: every byte is where the format wants it, or `ContainerRefused`."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._members = _read_members(source)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def size(self, name: str) -> int:
        return self._member(name).size

    def read(self, name: str, most: int) -> bytes:
        """The whole file; refuses one of more than `most` bytes."""
        member = self._member(name)
        if member.size > most:
            raise ContentDamaged(f"{name} has more than {most:,} bytes")
        self._source.seek(member.start)
        data = self._source.read(member.size)
        if zlib.crc32(data) != member.checksum:
            raise ContentDamaged(f"{name} is damaged: its checksum is wrong")
        return data

    def sha256(self, name: str) -> str:
        """The hash of a file of any size."""
        member, digest = self._member(name), sha256()
        self._source.seek(member.start)
        missing = member.size
        while missing:
            block = self._source.read(min(_BLOCK, missing))
            if not block:
                raise ContentDamaged(f"{name} is cut short")
            digest.update(block)
            missing -= len(block)
        return digest.hexdigest()

    def _member(self, name: str) -> Member:
        if name not in self._members:
            raise ContentDamaged(f"{name} is missing")
        return self._members[name]


def _read_members(source: BinaryIO) -> dict[str, Member]:
    total = source.seek(0, 2)
    if not _END.size <= total <= LARGEST:
        raise ContainerRefused("not a bundle: no zip of less than 4 GiB")
    source.seek(total - _END.size)
    tail = source.read(_END.size)
    count, size, offset = _END.unpack(tail)[4:7]
    if tail != _end(count, size, offset) or count > MOST_FILES or offset + size + _END.size != total:
        raise ContainerRefused("not a bundle: the end of the zip is not as a bundle's is")
    source.seek(offset)
    members, position = {}, 0
    for member in _listed(source.read(size), count):
        if member.start != position + _LOCAL.size + len(member.name) or member.start + member.size > offset:
            raise ContainerRefused(f"{member.name} does not follow the file before it")
        source.seek(position)
        local = _local(member.name, member.size, member.checksum)
        if source.read(len(local)) != local:
            raise ContainerRefused(f"the zip's two headers of {member.name} differ")
        position = member.start + member.size
        members[member.name] = member
    if position != offset or list(members) != sorted(members) or len(members) != count:
        raise ContainerRefused("the files of a bundle are sorted by name, with nothing between them")
    return members


def _listed(listing: bytes, count: int) -> Iterator[Member]:
    at = 0
    for _ in range(count):
        if len(listing) - at < _CENTRAL.size:
            raise ContainerRefused("the zip's list of files is cut short")
        fields = _CENTRAL.unpack_from(listing, at)
        checksum, size, length, offset = fields[7], fields[9], fields[10], fields[16]
        raw = listing[at + _CENTRAL.size : at + _CENTRAL.size + length]
        name = raw.decode("ascii", "replace")
        if _NAME.fullmatch(name) is None or listing[at : at + _CENTRAL.size + length] != _central(
            name, size, checksum, offset
        ):
            raise ContainerRefused("a file of the zip is compressed, or has a name or a mark that no bundle has")
        yield Member(name, size, checksum, offset + _LOCAL.size + length)
        at += _CENTRAL.size + length
    if at != len(listing):
        raise ContainerRefused("the zip's list of files goes on after its end")


def _local(name: str, size: int, checksum: int) -> bytes:
    raw = name.encode("ascii")
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _FIRST_OF_1980, checksum, size, size, len(raw), 0) + raw


def _central(name: str, size: int, checksum: int, offset: int) -> bytes:
    raw = name.encode("ascii", "replace")
    head = _CENTRAL.pack(
        b"PK\x01\x02", _VERSION, _VERSION, 0, 0, 0, _FIRST_OF_1980, checksum, size, size, len(raw), 0, 0, 0, 0, 0, offset
    )  # fmt: skip
    return head + raw


def _end(count: int, size: int, offset: int) -> bytes:
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)


def _measure(content: Content) -> tuple[int, int]:
    size = checksum = 0
    for block in _blocks(content):
        size += len(block)
        checksum = zlib.crc32(block, checksum)
    if size > LARGEST:
        raise ContainerRefused("a bundle has less than 4 GiB")
    return size, checksum


def _blocks(content: Content) -> Iterator[bytes]:
    with BytesIO(content) if isinstance(content, bytes) else content.open("rb") as source:
        while block := source.read(_BLOCK):
            yield block
