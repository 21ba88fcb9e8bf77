"""The public file of a trade: docs/spec/bundle.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final
from uuid import UUID

from disclosure.domain.container import Content, write_container
from trading.domain.canonical import FormatError, base64_text, encode

FORMAT: Final = "mingzheng/bundle/v1"


@dataclass(frozen=True, slots=True)
class PublicLine:
    """An entry that everyone may read, its place in the log and the way to the checkpoint's root."""

    index: int
    entry: dict[str, object]
    salt: bytes
    proof: Sequence[bytes]

    def members(self) -> dict[str, object]:
        return {
            "entry": self.entry,
            "index": self.index,
            "proof": [base64_text(node) for node in self.proof],
            "salt": base64_text(self.salt),
        }


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """An entry of the trade that is not for everyone: only that it is there."""

    index: int
    seq: int
    commitment: bytes
    proof: Sequence[bytes]

    def members(self) -> dict[str, object]:
        return {
            "commitment": base64_text(self.commitment),
            "index": self.index,
            "proof": [base64_text(node) for node in self.proof],
            "seq": self.seq,
        }


Line = PublicLine | HiddenLine


@dataclass(frozen=True, slots=True)
class BidFiles:
    """A live bid. `form`: only where a file key for it is public (docs/spec/bundle.md)."""

    hash: str
    bid: bytes
    receipt: bytes
    form: Content | None = None
    release: bytes | None = None
    acknowledgement: bytes | None = None

    def contents(self, folder: str) -> dict[str, Content | None]:
        return {
            f"{folder}/acknowledgement.json": self.acknowledgement,
            f"{folder}/bid.json": self.bid,
            f"{folder}/form.age": self.form,
            f"{folder}/receipt.json": self.receipt,
            f"{folder}/release.json": self.release,
        }


@dataclass(frozen=True, slots=True)
class WithdrawalFiles:
    hash: str
    withdrawal: bytes
    receipt: bytes


@dataclass(frozen=True, slots=True)
class DrawFiles:
    """List and names of a draw, once its names are revealed (docs/spec/draw.md)."""

    draw: UUID
    listed: bytes
    names: bytes


@dataclass(frozen=True, slots=True)
class LotFiles:
    """What a lot's opening has left. A lot whose box is not public has none of it."""

    lot: UUID
    bids: Sequence[BidFiles] = ()
    withdrawals: Sequence[WithdrawalFiles] = ()
    record: bytes | None = None
    qualified: bytes | None = None
    draws: Sequence[DrawFiles] = ()


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """Everything that goes into a bundle.

    `documents`: by SHA-256; `parties`: the `party.key` entries of who signed; `rotations`: all `key.rotated` entries.
    """

    origin: str
    trade: UUID
    log_key: str
    receipt_key: str
    checkpoint: str
    entries: Sequence[Line]
    parties: Sequence[PublicLine]
    documents: dict[str, Content]
    lots: Sequence[LotFiles]
    rotations: Sequence[PublicLine] = ()


def write_bundle(out: BinaryIO, facts: BundleFacts) -> None:
    """Write the bundle; the same facts give the same bytes."""
    write_container(out, contents(facts))


def contents(facts: BundleFacts) -> dict[str, Content]:
    """Every file of the bundle, by name."""
    seqs = [line.seq if isinstance(line, HiddenLine) else line.entry["seq"] for line in facts.entries]
    if seqs != list(range(1, len(seqs) + 1)):
        raise FormatError("a bundle has every entry of its trade, in order")
    files: dict[str, Content | None] = {
        "checkpoint": facts.checkpoint.encode(),
        "entries.jsonl": _lines(facts.entries),
        "keys.json": encode({"log": facts.log_key, "receipt": facts.receipt_key}),
        "manifest.json": encode(
            {
                "format": FORMAT,
                "lots": sorted(str(lot.lot) for lot in facts.lots),
                "origin": facts.origin,
                "trade": str(facts.trade),
            }
        ),
        "parties.jsonl": _lines(sorted(facts.parties, key=lambda line: line.index)),
        "rotations.jsonl": _lines(sorted(facts.rotations, key=lambda line: line.index)) if facts.rotations else None,
        **{f"documents/{name}": content for name, content in facts.documents.items()},
    }
    for lot in facts.lots:
        files |= _lot(lot)
    return {name: content for name, content in files.items() if content is not None}


def _lot(lot: LotFiles) -> dict[str, Content | None]:
    folder = f"lots/{lot.lot}"
    files: dict[str, Content | None] = {
        f"{folder}/qualified.json": lot.qualified,
        f"{folder}/record.json": lot.record,
    }
    for bid in lot.bids:
        files |= bid.contents(f"{folder}/bids/{bid.hash}")
    for draw in lot.draws:
        files[f"{folder}/draws/{draw.draw}/list.jsonl"] = draw.listed
        files[f"{folder}/draws/{draw.draw}/names.jsonl"] = draw.names
    for withdrawal in lot.withdrawals:
        files[f"{folder}/withdrawals/{withdrawal.hash}.json"] = withdrawal.withdrawal
        files[f"{folder}/withdrawals/{withdrawal.hash}.receipt.json"] = withdrawal.receipt
    return files


def _lines(lines: Iterable[Line]) -> bytes:
    return b"".join(encode(line.members()) + b"\n" for line in lines)
