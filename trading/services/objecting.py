"""Objections (异议) to the documents: the trade stands still until the tenderer has answered (TR 22)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from trading.domain.actors import PLATFORM, Actor, Bidder
from trading.domain.canonical import at_text
from trading.domain.checks import last_objection_day
from trading.domain.clarified import ANSWERED, OBJECTED
from trading.domain.entries import Method
from trading.domain.facts import AnswerFacts, ObjectionFacts
from trading.domain.periods import day_of, end_of, last_day
from trading.domain.phases import PHASES, phase_of
from trading.domain.schedule import lifted
from trading.domain.stages import GuardRefused, LotStopped, Outcome, OutcomeNotAllowed, Stage
from trading.models import DocumentAnswer, DocumentObjection, Lot, Trade
from trading.selectors.calendar import working_calendar
from trading.selectors.trades import NoSuchTrade, trade_for, trades_of
from trading.services.clarifying import move_form
from trading.services.followers import follow
from trading.services.ledger import Json, News, record
from trading.services.lots import locked_lots
from trading.services.moments import Moment
from trading.services.stages import advance

LONGEST_OBJECTION = 5000
SUSPENDED = tuple(stages.suspended for stages in PHASES.values())
OBJECTIONABLE = (*(stages.open for stages in PHASES.values()), *SUSPENDED)
MOST_WAITING = 3
STOPPED = "监督部门责令暂停，暂停期间不能提出或者答复异议；期限随之顺延。"


class ObjectionRefused(Exception):
    """It was not taken; the message says why, for people."""

    code = "objection_refused"


@transaction.atomic
def object_to_documents(*, trade_id: UUID, text: str, by: Actor) -> DocumentObjection:
    """Object to the documents. The lots for which it is in time stand still; everybody learns that, nobody by whom.

    Raises `BiddersOnly`, `NoSuchTrade`, `ObjectionRefused`; then nothing has changed.
    """
    bidder, text = by.as_bidder(), text.strip()
    trade = trade_for(by, trade_id)
    check_text(text)
    lots, moment = locked_lots(trade, OBJECTIONABLE)
    check_flood(trade, bidder)
    try:
        stopped = [lot for lot in lots if _stopped(lot, moment)]
    except LotStopped as error:
        raise ObjectionRefused(STOPPED) from error
    if not stopped:
        raise ObjectionRefused("提出异议的期限已过，或者招标文件尚未开始提供。")
    follow(trade, by)
    objection = DocumentObjection.objects.create(
        trade=trade,
        organisation_id=bidder.organisation_id,
        by_id=bidder.user_id,
        text=text,
        at=moment.at,
        answer_by=_answer_by(trade, moment),
    )
    record(_objected(objection, stopped), trade=trade, moment=moment, by=PLATFORM)
    return objection


@transaction.atomic
def answer_objection(*, objection_id: UUID, text: str, by: Actor) -> DocumentAnswer:
    """Answer for the tenderer; the answer is public. With the last one the trade goes on.

    Raises `NoSuchTrade`, `ObjectionRefused`; then nothing has changed.
    """
    text = text.strip()
    objection = DocumentObjection.objects.select_related("trade").filter(pk=objection_id, lot=None).first()
    if objection is None or by.user_id is None or not trades_of(by).filter(pk=objection.trade_id).exists():
        raise NoSuchTrade
    check_answer(text)
    trade = objection.trade
    lots, moment = locked_lots(trade, SUSPENDED)
    if DocumentAnswer.objects.filter(objection=objection).exists():
        raise ObjectionRefused("这项异议已经答复。")
    answer = DocumentAnswer.objects.create(objection=objection, text=text, by_id=by.user_id, at=moment.at)
    waiting = DocumentObjection.objects.filter(trade=trade, lot=None, answer=None).count()
    try:
        moves = _resumed(lots, AnswerFacts(waiting), moment, by)
    except LotStopped as error:
        raise ObjectionRefused(STOPPED) from error
    body: dict[str, Json] = {
        "moves": moves or [],
        "objection": str(objection.pk),
        "resumed": moves is not None,
        "text": text,
    }
    record(News(ANSWERED, body), trade=trade, moment=moment, by=by)
    return answer


def check_text(text: str) -> None:
    """The words of an objection. Raises `ObjectionRefused`."""
    if not text or len(text) > LONGEST_OBJECTION:
        raise ObjectionRefused("请写明异议的内容和依据，不超过 5000 字。")


def check_answer(text: str) -> None:
    """The words of an answer. Raises `ObjectionRefused`."""
    if not text or len(text) > LONGEST_OBJECTION:
        raise ObjectionRefused("请填写答复，不超过 5000 字。")


def check_flood(trade: Trade, bidder: Bidder) -> None:
    """Nobody keeps the tenderer busy alone. Raises `ObjectionRefused`."""
    own = DocumentObjection.objects.filter(trade=trade, organisation_id=bidder.organisation_id, answer=None)
    if own.count() >= MOST_WAITING:
        raise ObjectionRefused("已有异议在等待答复。")


def _stopped(lot: Lot, moment: Moment) -> bool:
    """Let the lot stand still, if the objection is in time for it."""
    deadline, phase = lifted(lot.schedule, moment.at).deadline, phase_of(Stage(lot.stage))
    last = last_objection_day(lot.trade.spec, deadline, working_calendar(), phase)
    if last is None:
        return False
    facts = ObjectionFacts(end_of(last.day))
    try:
        advance(lot=lot, outcome=Outcome.OBJECTED, facts=facts, moment=moment, by=PLATFORM, news=None)
    except LotStopped:
        raise
    except (GuardRefused, OutcomeNotAllowed):
        return False
    return True


def _resumed(lots: Sequence[Lot], facts: AnswerFacts, moment: Moment, by: Actor) -> list[Json] | None:
    """Let all lots go on; the deadlines that moved, or None while another objection waits."""
    moves: list[Json] = []
    for lot in lots:
        before = lot.schedule.deadline
        try:
            advance(lot=lot, outcome=Outcome.ANSWERED, facts=facts, moment=moment, by=by, news=None)
        except GuardRefused:
            return None
        if lot.schedule.deadline != before:
            moves.append(move_form(lot, before))
    return moves


def _answer_by(trade: Trade, moment: Moment) -> date:
    """The last day for the answer; its end is 24:00."""
    rule = trade.spec.law.objection_answer
    start = day_of(moment.at)
    return start if rule is None else last_day(working_calendar(), start, rule.value).day


def _objected(objection: DocumentObjection, lots: Sequence[Lot]) -> News:
    body: dict[str, Json] = {
        "answer_by": objection.answer_by.isoformat(),
        "at": at_text(objection.at),
        "lots": [str(lot.pk) for lot in lots],
        "objection": str(objection.pk),
    }
    return News(OBJECTED, body, method=Method.SYSTEM)
