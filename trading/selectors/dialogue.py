"""Questions, objections, clarifications and messages, each for whoever may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from trading.domain.actors import Actor
from trading.domain.bodies import ANNOUNCED
from trading.domain.canonical import parse_at
from trading.domain.clarified import ANSWERED, CLARIFIED, OBJECTED, SCHEME, TERMINATED
from trading.domain.phases import PHASES
from trading.domain.qualified import PREQUALIFICATION_ANNOUNCED
from trading.domain.scheme_terms import SchemeTerms, read_scheme
from trading.models import Clarification, DocumentObjection, Entry, Lot, Message, Question, Trade
from trading.scheme_words import scheme_differences
from trading.selectors.trades import NoSuchTrade, is_agency_of

SUSPENDED = [stages.suspended.value for stages in PHASES.values()]
MOST = 200
MOST_MESSAGES = 100
MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question; `answer` is "" while it waits. Who asked is not in it."""

    text: str
    at: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class ObjectionShown:
    """An objection to the documents; `answer` is "" while it waits. Who objects is not in it."""

    id: UUID
    text: str
    at: datetime
    answer_by: date
    answer: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a clarification brought, replaced or took out; sizes and hashes are None on the side it is not."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A value of the notice: `what` is `summary` (texts), `ceiling` (yuan, None where there was none) or `scheme` (texts,
    of what `name` says)."""

    what: str
    before: str | Decimal | None
    after: str | Decimal | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ClarificationShown:
    """A published clarification as its entry says it, and what it changed from what to what."""

    number: int
    at: datetime
    title: str
    text: str
    affects_bids: bool
    reason: str
    answers: Sequence[Mapping[str, str]]
    files: Sequence[FileChange]
    changes: Sequence[Changed]
    deadline: tuple[datetime, datetime] | None


@dataclass(frozen=True, slots=True)
class StandstillShown:
    """That somebody objected to the documents; `answer` is "" while it waits."""

    at: datetime
    answer_by: date
    answered_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class TerminationShown:
    at: datetime
    cause: str
    reason: str


@dataclass(frozen=True, slots=True)
class MessageShown:
    """What an organisation was told; `text` says more where the entry has words of its own."""

    at: datetime
    type: str
    trade_id: UUID
    title: str
    text: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An objection that a supervisor sees waiting. Trade time; `late`: its answer is overdue."""

    trade_id: UUID
    title: str
    at: datetime
    answer_by: date
    text: str


def own_questions(actor: Actor, trade: Trade) -> list[QuestionShown]:
    """What the bidder's organisation asked. Raises `BiddersOnly`."""
    return _questions(Question.objects.filter(trade=trade, organisation_id=actor.as_bidder().organisation_id))


def own_objections(actor: Actor, trade: Trade) -> list[ObjectionShown]:
    """What the bidder's organisation objected to. Raises `BiddersOnly`."""
    return _objections(own_rows(actor, trade).filter(lot=None))


def asked_of(actor: Actor, trade: Trade) -> list[QuestionShown]:
    """All questions, for the agency of the trade. Raises `NoSuchTrade`."""
    _check_agency(actor, trade)
    return _questions(Question.objects.filter(trade=trade))


def waiting_questions(actor: Actor, trade: Trade) -> list[Question]:
    """Those without an answer, for the agency of the trade. Raises `NoSuchTrade`."""
    _check_agency(actor, trade)
    return list(Question.objects.filter(trade=trade, answer=None).only("pk", "text", "at")[:MOST])


def objected_to(actor: Actor, trade: Trade) -> list[ObjectionShown]:
    """All objections to the documents, for the agency of the trade. Raises `NoSuchTrade`."""
    _check_agency(actor, trade)
    return _objections(DocumentObjection.objects.filter(trade=trade, lot=None))


def own_rows(actor: Actor, trade: Trade) -> QuerySet[DocumentObjection]:
    """All objections of the bidder's organisation. Raises `BiddersOnly`."""
    return DocumentObjection.objects.filter(trade=trade, organisation_id=actor.as_bidder().organisation_id)


def own_objections_to_candidates(actor: Actor, lot: Lot) -> list[ObjectionShown]:
    """What the organisation objected to the candidates of the lot. Raises `BiddersOnly`."""
    return _objections(own_rows(actor, lot.trade).filter(lot=lot))


def objections_to_candidates(actor: Actor, lot: Lot) -> list[ObjectionShown]:
    """All of them, for the agency of the trade. Raises `NoSuchTrade`."""
    _check_agency(actor, lot.trade)
    return _objections(DocumentObjection.objects.filter(lot=lot))


def unanswered(actor: Actor) -> list[Unanswered]:
    """Objections that wait for their tenderer, those first whose answer is due first. Raises `SupervisorsOnly`."""
    actor.check_supervisor()
    documents, candidates = Q(lot=None, trade__lots__stage__in=SUSPENDED), Q(lot__stage="disputed")
    rows = DocumentObjection.objects.filter(documents | candidates, answer=None).distinct()
    rows = rows.select_related("trade").order_by("answer_by", "pk")[:MOST_WAITING]
    return [Unanswered(row.trade_id, row.trade.title, row.at, row.answer_by, row.text) for row in rows]


def clarifications_of(trade: Trade) -> list[ClarificationShown]:
    """Every published one, the newest first, from the ledger."""
    entries = _entries(trade, (PREQUALIFICATION_ANNOUNCED, ANNOUNCED, CLARIFIED))
    files = [_files(entry.content.body) for entry in entries]
    shown = [
        _clarification(entry, before, after)
        for entry, before, after in zip(entries[1:], files, files[1:], strict=False)
        if entry.type == CLARIFIED
    ]
    return shown[::-1]


def changes_in_hand(clarification: Clarification, before: Sequence[Any], after: Sequence[Any]) -> list[FileChange]:
    """What the documents in hand change of those in force; both are rows of documents."""
    return _file_changes({each.name: each.sha256 for each in before}, {each.name: each.sha256 for each in after})


def standstills_of(trade: Trade) -> list[StandstillShown]:
    """Every objection to the documents, the newest first, from the ledger."""
    entries = _entries(trade, (OBJECTED, ANSWERED))
    answers = {entry.content.body["objection"]: entry for entry in entries if entry.type == ANSWERED}
    return [
        _standstill(entry, answers.get(entry.content.body["objection"]))
        for entry in reversed(entries)
        if entry.type == OBJECTED
    ]


def termination_of(trade: Trade) -> TerminationShown | None:
    """How the trade ended before its time, or None."""
    for entry in _entries(trade, (TERMINATED,)):
        return TerminationShown(entry.at, entry.content.body["cause"], entry.content.body["reason"])
    return None


def messages_for(actor: Actor) -> list[MessageShown]:
    """What the actor's organisation was told, the newest first."""
    if actor.organisation_id is None:
        return []
    rows = Message.objects.filter(organisation_id=actor.organisation_id, entry__trade__erased_at__isnull=True)
    rows = rows.select_related("entry__content", "entry__trade")[:MOST_MESSAGES]
    return [_message(row) for row in rows]


def unread(actor: Actor) -> int:
    """How many of them nobody has looked at, up to 99."""
    if actor.organisation_id is None:
        return 0
    return Message.objects.filter(organisation_id=actor.organisation_id, read_at=None)[:99].count()


def _check_agency(actor: Actor, trade: Trade) -> None:
    if not is_agency_of(actor, trade):
        raise NoSuchTrade


def _questions(rows: Any) -> list[QuestionShown]:
    rows = rows.select_related("answer").order_by("-at", "pk")[:MOST]
    return [QuestionShown(row.text, row.at, row.answer.text if hasattr(row, "answer") else "") for row in rows]


def _objections(rows: Any) -> list[ObjectionShown]:
    rows = rows.select_related("answer").order_by("-at", "pk")[:MOST]
    return [
        ObjectionShown(row.pk, row.text, row.at, row.answer_by, row.answer.text if hasattr(row, "answer") else "")
        for row in rows
    ]


def _entries(trade: Trade, types: Sequence[str]) -> list[Entry]:
    rows = Entry.objects.filter(trade=trade, type__in=types, content__isnull=False).select_related("content")
    return list(rows.order_by("order")[:MOST])


def _files(body: Mapping[str, Any]) -> dict[str, str]:
    return {file["name"]: file["sha256"] for file in body["documents"]["files"]}


def _file_changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[FileChange]:
    names = sorted(before.keys() | after.keys())
    return [
        FileChange(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    ]


def _clarification(entry: Entry, before: Mapping[str, str], after: Mapping[str, str]) -> ClarificationShown:
    body = entry.content.body
    moves = [(parse_at(move["previous"]), parse_at(move["deadline"])) for move in body["moves"]]
    return ClarificationShown(
        number=body["number"],
        at=entry.at,
        title=body["title"],
        text=body["text"],
        affects_bids=body["affects_bids"],
        reason=body["reason"],
        answers=body["answers"],
        files=_file_changes(before, after),
        changes=[changed for change in body["changes"] for changed in _changed(change)],
        deadline=moves[0] if moves else None,
    )


def _changed(change: Mapping[str, Any]) -> list[Changed]:
    before, after = change["from"], change["to"]
    if change["what"] == "ceiling":
        return [Changed("ceiling", Decimal(before) if before else None, Decimal(after))]
    if change["what"] == SCHEME:
        return changes_of(read_scheme(before), read_scheme(after))
    return [Changed(change["what"], before, after)]


def changes_of(before: SchemeTerms | None, after: SchemeTerms | None) -> list[Changed]:
    """What one method of evaluation says otherwise than the other, name by name."""
    if before is None or after is None:
        return []
    return [Changed(SCHEME, said, says, name) for name, said, says in scheme_differences(before, after)]


def _standstill(entry: Entry, answer: Entry | None) -> StandstillShown:
    return StandstillShown(
        at=entry.at,
        answer_by=date.fromisoformat(entry.content.body["answer_by"]),
        answered_at=answer.at if answer else None,
        answer=answer.content.body["text"] if answer else "",
    )


def _message(row: Message) -> MessageShown:
    trade = row.entry.trade
    assert trade is not None
    body = row.entry.content.body
    text = row.text or body.get("title") or body.get("reason") or ""
    return MessageShown(row.entry.at, row.entry.type, trade.pk, trade.title, str(text), row.read_at is None)
