"""The bodies of entries between the notice and the deadline: docs/spec/ledger.md, "Before the deadline"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from trading.domain.bodies import FILE_MEMBERS, DocumentFile, read_file
from trading.domain.canonical import FormatError, Json, JsonObject
from trading.domain.fields import Fields
from trading.domain.periods import SHANGHAI
from trading.domain.scheme_terms import SchemeTerms, read_scheme

CLARIFIED: Final = "trade.clarified"
OBJECTED: Final = "documents.objected"
ANSWERED: Final = "documents.answered"
TERMINATED: Final = "trade.terminated"
SCHEME: Final = "scheme"

_MOVE: Final = frozenset(("deadline", "documents_until", "lot", "previous"))


@dataclass(frozen=True, slots=True)
class Move:
    """A lot's deadline before and after."""

    lot: UUID
    previous: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Clarified:
    """`files`, with the hash `document`, are all documents from now on; `previous` is the hash of those before."""

    number: int
    affects_bids: bool
    files: tuple[DocumentFile, ...]
    document: str
    previous: str
    moves: tuple[Move, ...]
    scheme: SchemeChange | None = None


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """The method of evaluation before and after; it is the same for all lots."""

    before: SchemeTerms
    after: SchemeTerms


@dataclass(frozen=True, slots=True)
class Paper:
    """A clarification as it is read: part of the tender documents. `answers`: pairs of question and answer.

    `applied_for`: it is about a pre-qualification, whose deadline is that of the applications. `scheme`: what is said
    otherwise of the method of evaluation: name, before, after.
    """

    number: int
    title: str
    text: str
    answers: Sequence[tuple[str, str]] = ()
    deadline: datetime | None = None
    applied_for: bool = False
    scheme: Sequence[tuple[str, str, str]] = ()

    @property
    def name(self) -> str:
        """The name of its file among the documents."""
        return f"澄清修改第{self.number}号.txt"

    @property
    def content(self) -> bytes:
        """UTF-8. So the hash of the documents, which every bid names, covers what was clarified."""
        parts = [f"澄清修改第{self.number}号：{self.title}", self.text]
        parts += [f"问：{question}\n答：{answer}" for question, answer in self.answers]
        parts += [
            f"评标办法修改。{name}：{before or '（无）'} 改为 {after or '（无）'}"
            for name, before, after in self.scheme
        ]
        if self.deadline is not None:
            what = "资格预审申请" if self.applied_for else "投标"
            parts.append(f"{what}截止时间改为 {self.deadline.astimezone(SHANGHAI):%Y-%m-%d %H:%M}（北京时间）。")
        return ("\n\n".join(parts) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Answered:
    """`resumed` is false where another objection still waits; then nothing moves."""

    objection: UUID
    resumed: bool
    moves: tuple[Move, ...]


def read_clarified(body: JsonObject) -> Clarified:
    """Raises `FormatError`."""
    fields = Fields(body, ("affects_bids", "documents", "moves", "number", "text", "title"), CLARIFIED, more=True)
    documents = fields.inner("documents", ("files", "hash", "previous"))
    files = tuple(map(read_file, documents.each("files", FILE_MEMBERS)))
    names = [file.name for file in files]
    if names != sorted(set(names)):
        raise FormatError("the documents are listed by name, no name twice")
    return Clarified(
        fields.integer("number", 1),
        fields.boolean("affects_bids"),
        files,
        documents.hash("hash"),
        documents.hash("previous"),
        read_moves(fields),
        _read_scheme_change(fields.value_or("changes", [])),
    )


def _read_scheme_change(changes: Json) -> SchemeChange | None:
    """Of a notice that named a method; where bids are evaluated elsewhere, that stays so."""
    found = (
        [each for each in changes if isinstance(each, dict) and each.get("what") == SCHEME]
        if isinstance(changes, list)
        else []
    )
    if not found:
        return None
    before, after = read_scheme(found[0].get("from")), read_scheme(found[0].get("to"))
    if len(found) > 1 or before is None or after is None:
        raise FormatError("a clarification changes one method of evaluation into one other")
    return SchemeChange(before, after)


def read_objected(body: JsonObject) -> UUID:
    """The id of the objection. Raises `FormatError`."""
    return Fields(body, ("answer_by", "lots", "objection"), OBJECTED, more=True).uuid("objection")


def read_answered(body: JsonObject) -> Answered:
    """Raises `FormatError`."""
    fields = Fields(body, ("moves", "objection", "resumed", "text"), ANSWERED, more=True)
    return Answered(fields.uuid("objection"), fields.boolean("resumed"), read_moves(fields))


def read_moves(fields: Fields) -> tuple[Move, ...]:
    """The member `moves` of an entry that moves deadlines. Raises `FormatError`."""
    return tuple(
        Move(move.uuid("lot"), move.at("previous"), move.at("deadline")) for move in fields.each("moves", _MOVE)
    )
