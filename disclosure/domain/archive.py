"""The archive of a lot (O20 40): a manifest of everything, made of the ledger, so that anybody can make it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bidding.domain.bodies import BOX_CLOSED, RECORD_PUBLISHED
from trading.domain.awarded import AWARD_REPORTED, CANDIDATES_SHOWN
from trading.domain.canonical import FormatError, Json, JsonObject, encode, sha256_hex
from trading.domain.entries import Entry
from trading.domain.fields import Fields
from trading.domain.merkle import leaf_hash, root

TYPE: Final = "mingzheng/archive/v1"
NAMED: Final = {
    BOX_CLOSED: "root",
    RECORD_PUBLISHED: "record",
    CANDIDATES_SHOWN: "report",
    AWARD_REPORTED: "report",
}
"""The member that is the hash of something that is not a file of the ledger's own."""


@dataclass(frozen=True, slots=True)
class ArchivedLine:
    """An entry of the trade: its place, its commitment, and itself where it is public."""

    seq: int
    commitment: bytes
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Archived:
    """What `lot.archived` says. `entries`: how many of the trade the manifest has; `root`: over their commitments."""

    lot: UUID
    entries: int
    root: str
    manifest: str
    size: int

    def members(self) -> dict[str, object]:
        return {
            "entries": self.entries,
            "lot": str(self.lot),
            "manifest": self.manifest,
            "root": self.root,
            "size": self.size,
        }


def manifest_bytes(lines: Sequence[ArchivedLine], trade: UUID, lot: UUID) -> bytes:
    """Canonical JSON: every entry with its commitment, and every file, record, report and contract by its hash."""
    return encode(
        {
            "entries": [_line(line) for line in lines],
            "hashes": list(_hashes(lines, lot)),
            "lot": str(lot),
            "root": root_of(lines),
            "trade": str(trade),
            "type": TYPE,
        }
    )


def archived(lines: Sequence[ArchivedLine], trade: UUID, lot: UUID) -> tuple[Archived, bytes]:
    """The entry's members and the manifest."""
    content = manifest_bytes(lines, trade, lot)
    return Archived(lot, len(lines), root_of(lines), sha256_hex(content), len(content)), content


def root_of(lines: Sequence[ArchivedLine]) -> str:
    """The root of a tree over the commitments, in order."""
    return root([leaf_hash(line.commitment) for line in lines]).hex()


def read_archived(body: JsonObject) -> Archived:
    """Raises `FormatError`."""
    fields = Fields(body, ("entries", "lot", "manifest", "root", "size"), "lot.archived", more=True)
    return Archived(
        fields.uuid("lot"),
        fields.integer("entries", 1),
        fields.hash("root"),
        fields.hash("manifest"),
        fields.integer("size", 1),
    )


def check_complete(lines: Sequence[ArchivedLine]) -> None:
    """Raise `FormatError` unless the lines are all of the trade from its first."""
    if [line.seq for line in lines] != list(range(1, len(lines) + 1)):
        raise FormatError("the archive has a gap")


def _line(line: ArchivedLine) -> dict[str, object]:
    said = None if line.entry is None else line.entry.type
    return {"commitment": line.commitment.hex(), "seq": line.seq, "type": said}


def _hashes(lines: Sequence[ArchivedLine], lot: UUID) -> Iterator[dict[str, object]]:
    """What the public entries name by hash, of the whole trade and of this lot."""
    for line in lines:
        if line.entry is None or line.entry.body.get("lot", str(lot)) != str(lot):
            continue
        type_ = line.entry.type
        if type_ in NAMED:
            yield {"hash": line.entry.body.get(NAMED[type_]), "name": NAMED[type_], "of": type_}
        for file in _files(line.entry.body):
            yield {"hash": file["sha256"], "name": file.get("name"), "of": type_}


def _files(value: Json) -> Iterator[Mapping[str, Json]]:
    """Every object with a `sha256` in it, in the order of canonical JSON."""
    if isinstance(value, dict):
        if isinstance(value.get("sha256"), str):
            yield value
        for name in sorted(value):
            yield from _files(value[name])
    elif isinstance(value, list):
        for member in value:
            yield from _files(member)
