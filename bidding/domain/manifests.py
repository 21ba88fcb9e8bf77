"""The list of a bid's files, itself sealed as attachment 0 (docs/spec/bid.md, "Attachments")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bidding.domain.bids import LARGEST_FILES, MOST_FILES
from bidding.domain.texts import TEXT
from trading.domain.canonical import FormatError, decode, encode
from trading.domain.fields import Fields

TYPE: Final = "mingzheng/manifest/v1"
_FILE_NAMES: Final = frozenset(("index", "media_type", "name", "sha256", "size"))
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,126}")


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file; hash and size are those of the plaintext."""

    name: str
    media_type: str
    sha256: str
    size: int


def encode_manifest(files: Sequence[ManifestFile]) -> bytes:
    members = [
        {"index": index, "media_type": file.media_type, "name": file.name, "sha256": file.sha256, "size": file.size}
        for index, file in enumerate(files, 1)
    ]
    data = encode({"files": members, "type": TYPE})
    decode_manifest(data)
    return data


def decode_manifest(data: bytes) -> tuple[ManifestFile, ...]:
    """The files in order of their index; raises `FormatError`."""
    fields = Fields(decode(data), ("files", "type"), "manifest")
    fields.exactly("type", TYPE)
    files = []
    for place, each in enumerate(fields.each("files", _FILE_NAMES), 1):
        each.integer("index", place, place)
        files.append(_file(each))
    if not 1 <= len(files) <= MOST_FILES or sum(file.size for file in files) > LARGEST_FILES:
        raise FormatError(f"1 to {MOST_FILES} files, 2 GiB together")
    return tuple(files)


def _file(fields: Fields) -> ManifestFile:
    name, media_type = fields.text("name"), fields.text("media_type")
    if TEXT.fullmatch(name) is None or "/" in name or "\\" in name or name in (".", ".."):
        raise FormatError("not a file name")
    if _MEDIA_TYPE.fullmatch(media_type) is None:
        raise FormatError("not a media type")
    return ManifestFile(name, media_type, fields.hash("sha256"), fields.integer("size", 0, LARGEST_FILES))
