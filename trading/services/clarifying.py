"""Clarifications and corrections (澄清、修改) of an announced trade: TL 23, TR 21, O20 22.

One is written at a time, in peace; publishing it makes the next version of the documents for everybody at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from trading.domain.actors import Actor
from trading.domain.canonical import at_text
from trading.domain.checks import Code, Refusal, check_clarification
from trading.domain.clarified import CLARIFIED, Paper
from trading.domain.facts import NoFacts
from trading.domain.kinds import KindSpec
from trading.domain.phases import Phase, phase_of
from trading.domain.schedule import lifted
from trading.domain.scheme_terms import SchemeTerms
from trading.domain.stages import GuardRefused, LotStopped, Outcome, Stage
from trading.domain.timetable import moved
from trading.models import Answer, Clarification, Document, Lot, Question, Trade
from trading.selectors.calendar import working_calendar
from trading.selectors.documents import clarification_in_hand, documents_at
from trading.selectors.schemes import scheme_in_hand, scheme_of
from trading.selectors.trades import NoSuchTrade, trades_of
from trading.services import drafting, files
from trading.services.announcing import document_hash_of, document_list
from trading.services.clarified_schemes import change_scheme, check_scheme, scheme_in_words
from trading.services.ledger import Json, News, record
from trading.services.lots import locked_lots
from trading.services.moments import Moment
from trading.services.stages import advance


class ClarificationRefused(Exception):
    """It was not published; the message says why, for people. What was written stays."""

    code = "clarification_refused"

    def __init__(self, message: str, refusals: Sequence[Refusal] = ()) -> None:
        super().__init__(message)
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """A question in the agency's own words, so that nobody can be known by theirs, and the answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ClarificationDraft:
    """What the agency wrote. `deadline`, `summary` None: unchanged. `ceilings` by number of the lot, in yuan."""

    title: str
    text: str
    affects_bids: bool | None
    reason: str = ""
    deadline: datetime | None = None
    summary: str | None = None
    ceilings: Mapping[int, Decimal] = field(default_factory=dict)
    answers: Mapping[UUID, PublicAnswer] = field(default_factory=dict)


def clarifiable(spec: KindSpec) -> tuple[Stage, ...]:
    """The stages in which the kind lets the documents change."""
    return tuple(stage for stage in spec.stages if spec.transition(stage, Outcome.CLARIFIED) is not None)


@transaction.atomic
def begin_clarification(*, trade_id: UUID, by: Actor) -> Clarification:
    """Start to write one, or go on with the one in hand. Raises `NoSuchTrade`, `ClarificationRefused`."""
    trade = _announced(trade_id, by)
    found = clarification_in_hand(trade)
    if found is not None:
        return found
    if not _open_lots(trade).exists():
        raise ClarificationRefused("投标已经截止，不能再澄清或者修改招标文件。")
    return Clarification.objects.create(trade=trade, number=trade.version + 1)


@transaction.atomic
def save_clarification(*, trade_id: UUID, draft: ClarificationDraft, by: Actor) -> Clarification:
    """Keep what was written; nothing is checked against the law yet. Raises `NoSuchTrade`."""
    clarification = _in_hand(trade_id, by)
    known = {str(pk) for pk in Question.objects.filter(trade_id=trade_id).values_list("pk", flat=True)}
    for name in ("title", "text", "affects_bids", "reason", "deadline", "summary"):
        setattr(clarification, name, getattr(draft, name))
    clarification.ceilings = {str(number): f"{amount:.2f}" for number, amount in draft.ceilings.items()}
    clarification.answers = {
        str(pk): [each.question, each.answer] for pk, each in draft.answers.items() if str(pk) in known
    }
    clarification.save()
    return clarification


@transaction.atomic
def drop_clarification(*, trade_id: UUID, by: Actor) -> None:
    """Throw away what was written and uploaded; the documents stay as they are. Raises `NoSuchTrade`."""
    clarification = _in_hand(trade_id, by)
    documents = Document.objects.filter(trade_id=trade_id)
    documents.filter(since=clarification.number).delete()
    documents.filter(until=clarification.number).update(until=None)
    clarification.delete()


@transaction.atomic
def save_scheme(*, trade_id: UUID, terms: SchemeTerms, by: Actor) -> Clarification:
    """Keep another method of evaluation with what is written, where the notice names one: for all lots.

    Raises `NoSuchTrade`, `SchemeUnlawful`.
    """
    clarification = _in_hand(trade_id, by)
    before = scheme_of(clarification.trade)
    if before is None:
        raise NoSuchTrade
    check_scheme(clarification, terms, list(_open_lots(clarification.trade)))
    clarification.scheme = None if terms == before else terms.members()
    clarification.save(update_fields=["scheme"])
    return clarification


def refusals_of(clarification: Clarification, lots: Sequence[Lot], moment: Moment) -> list[Refusal]:
    """What the law has against publishing it at this moment, for any of the lots; each refusal once."""
    spec, calendar = clarification.trade.spec, working_calendar()
    found: list[Refusal] = []
    for lot in lots:
        found += check_clarification(
            spec,
            lifted(lot.schedule, moment.at),
            calendar,
            at=moment.at,
            affects_bids=clarification.affects_bids is not False,
            deadline=clarification.deadline,
            phase=phase_of(Stage(lot.stage)),
        )
    binding = [each for each in found if not (clarification.trade.training and each.code is Code.YEAR_NOT_PUBLISHED)]
    return list({(each.field, each.code): each for each in binding}.values())


@transaction.atomic
def publish_clarification(*, trade_id: UUID, by: Actor) -> Trade:
    """Make it public: the next version of the documents, the moved deadline, the answers. All lots at once.

    Raises `NoSuchTrade`, `ClarificationRefused`, `SchemeUnlawful`; then nothing has changed.
    """
    clarification = _in_hand(trade_id, by)
    trade = clarification.trade
    lots, moment = locked_lots(trade, clarifiable(trade.spec))
    _check_complete(clarification)
    check_scheme(clarification, scheme_in_hand(clarification) or scheme_of(trade), lots)
    refusals = refusals_of(clarification, lots, moment)
    if refusals:
        raise ClarificationRefused("投标截止时间不符合规定，请修改。", refusals)
    _add_paper(clarification, lots)
    body = _apply(clarification, lots)
    try:
        for lot in lots:
            advance(lot=lot, outcome=Outcome.CLARIFIED, facts=NoFacts(), moment=moment, by=by, news=None)
    except LotStopped as error:
        raise ClarificationRefused("监督部门责令暂停，暂停期间不能澄清或者修改招标文件。") from error
    except GuardRefused as error:
        raise ClarificationRefused("投标已经截止，不能再澄清或者修改招标文件。") from error
    if not lots:
        raise ClarificationRefused("投标已经截止，不能再澄清或者修改招标文件。")
    clarification.entry = record(News(CLARIFIED, body), trade=trade, moment=moment, by=by)
    clarification.save(update_fields=["entry"])
    for pk, (_question, answer) in clarification.answers.items():
        Answer.objects.create(question_id=UUID(pk), clarification=clarification, text=answer)
    return trade


def _check_complete(clarification: Clarification) -> None:
    trade, number = clarification.trade, clarification.number
    if not clarification.title or not clarification.text:
        raise ClarificationRefused("请填写标题和内容。")
    if clarification.affects_bids is None:
        raise ClarificationRefused("请选择是否可能影响投标文件的编制。")
    if clarification.affects_bids is False and not clarification.reason:
        raise ClarificationRefused("不影响投标文件编制的，请说明理由。")
    if clarification.affects_bids is False and clarification.scheme is not None:
        raise ClarificationRefused("修改评标办法可能影响投标文件的编制，请这样选择。")
    if not documents_at(trade, number).exists():
        raise ClarificationRefused("招标文件不能全部撤下。")


def _add_paper(clarification: Clarification, lots: Sequence[Lot]) -> None:
    """What is clarified is part of the documents: whoever fetches them has it, and a bid names it with them."""
    answers = [(question, answer) for question, answer in clarification.answers.values()]
    said = (clarification.number, clarification.title, clarification.text, answers, clarification.deadline)
    applied_for = any(phase_of(Stage(lot.stage)) is Phase.PREQUALIFICATION for lot in lots)
    paper = Paper(*said, applied_for=applied_for, scheme=scheme_in_words(clarification))
    sha256, size = files.store([paper.content])
    drafting.put_document(
        clarification.trade, clarification.number, name=paper.name, media_type="text/plain", stored=(sha256, size)
    )


def _apply(clarification: Clarification, lots: Sequence[Lot]) -> dict[str, Json]:
    """Bring the trade to the next version; returns what the entry says of it."""
    trade, number = clarification.trade, clarification.number
    previous = trade.document_hash
    trade.version, trade.document_hash = number, document_hash_of(trade, number)
    changes = _changes(clarification, lots)
    moves = _moved(lots, clarification.deadline)
    if clarification.summary is not None:
        trade.summary = clarification.summary
    trade.save(update_fields=["version", "document_hash", "summary"])
    answers = [{"answer": answer, "question": question} for question, answer in clarification.answers.values()]
    return {
        "affects_bids": clarification.affects_bids is not False,
        "answers": answers,
        "changes": changes,
        "documents": {"files": document_list(trade), "hash": trade.document_hash, "previous": previous},
        "moves": moves,
        "number": number,
        "reason": clarification.reason,
        "text": clarification.text,
        "title": clarification.title,
    }


def _moved(lots: Sequence[Lot], deadline: datetime | None) -> list[Json]:
    """Set the new deadline, if there is one, to every lot."""
    if deadline is None:
        return []
    moves: list[Json] = []
    for lot in lots:
        before, lot.schedule = lot.schedule, moved(lot.schedule, deadline)
        moves.append(move_form(lot, before.deadline))
    return moves


def move_form(lot: Lot, previous: datetime) -> dict[str, Json]:
    """How an entry says that a lot has another deadline."""
    return {
        "deadline": at_text(lot.schedule.deadline),
        "documents_until": at_text(lot.schedule.documents_until),
        "lot": str(lot.pk),
        "previous": at_text(previous),
    }


def _changes(clarification: Clarification, lots: Sequence[Lot]) -> list[Json]:
    """What else of the notice changes: the summary, the method of evaluation, the ceilings; from what to what."""
    changes: list[Json] = []
    if clarification.summary is not None and clarification.summary != clarification.trade.summary:
        changes.append(_change("summary", None, clarification.trade.summary, clarification.summary))
    changes += change_scheme(clarification)
    for lot in lots:
        amount = clarification.ceilings.get(str(lot.number))
        before = "" if lot.ceiling is None else f"{lot.ceiling:.2f}"
        if amount is not None and amount != before:
            changes.append(_change("ceiling", lot, before, amount))
            lot.ceiling = Decimal(amount)
            lot.save(update_fields=["ceiling"])
    return changes


def _change(what: str, lot: Lot | None, before: str, after: str) -> dict[str, Json]:
    return {"from": before, "lot": str(lot.pk) if lot else None, "to": after, "what": what}


def _announced(trade_id: UUID, by: Actor) -> Trade:
    rows = trades_of(by).filter(pk=trade_id, announced_at__isnull=False, erased_at__isnull=True)
    trade = rows.select_for_update(no_key=True).first()
    if trade is None:
        raise NoSuchTrade
    return trade


def _in_hand(trade_id: UUID, by: Actor) -> Clarification:
    trade = _announced(trade_id, by)
    found = clarification_in_hand(trade)
    if found is None:
        raise NoSuchTrade
    found.trade = trade
    return found


def _open_lots(trade: Trade) -> QuerySet[Lot]:
    return trade.lots.filter(stage__in=[stage.value for stage in clarifiable(trade.spec)])
