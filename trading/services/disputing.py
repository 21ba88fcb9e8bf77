"""Objections (异议) to the candidates: during the display alone, by a bidder or whoever is concerned (TR 54)."""

from uuid import UUID

from django.db import transaction

from trading.domain import award_days
from trading.domain.actors import PLATFORM, Actor
from trading.domain.awarded import CANDIDATES_ANSWERED, CANDIDATES_OBJECTED
from trading.domain.canonical import at_text
from trading.domain.entries import Method
from trading.domain.facts import AnswerFacts, ObjectionFacts
from trading.domain.periods import day_of, end_of
from trading.domain.stages import GuardRefused, LotStopped, Outcome, OutcomeNotAllowed
from trading.models import CandidateDisplay, DocumentAnswer, DocumentObjection, Lot
from trading.selectors.awards import agency_lot, open_objections
from trading.selectors.calendar import working_calendar
from trading.selectors.trades import NoSuchLot, NoSuchTrade, lot_for
from trading.services.followers import follow
from trading.services.ledger import Json, News, record
from trading.services.lots import locked_lot
from trading.services.moments import Moment
from trading.services.objecting import STOPPED, ObjectionRefused, check_answer, check_flood, check_text
from trading.services.stages import advance


@transaction.atomic
def object_to_candidates(*, lot_id: UUID, text: str, by: Actor) -> DocumentObjection:
    """Object to the candidates that are shown: nothing is decided before the answer. Everybody learns that, nobody by whom.

    Raises `BiddersOnly`, `NoSuchLot`, `ObjectionRefused`; then nothing has changed.
    """
    bidder, text = by.as_bidder(), text.strip()
    lot = lot_for(by, lot_id)
    check_text(text)
    lot, moment = locked_lot(lot)
    check_flood(lot.trade, bidder)
    display = CandidateDisplay.objects.filter(lot=lot).first()
    if display is None:
        raise ObjectionRefused("中标候选人还没有公示。")
    try:
        facts = ObjectionFacts(end_of(display.until))
        advance(lot=lot, outcome=Outcome.CANDIDATES_OBJECTED, facts=facts, moment=moment, by=PLATFORM, news=None)
    except LotStopped as error:
        raise ObjectionRefused(STOPPED) from error
    except (GuardRefused, OutcomeNotAllowed) as error:
        raise ObjectionRefused("对评标结果的异议，应当在中标候选人公示期间提出。") from error
    follow(lot.trade, by)
    due = award_days.answer_by(lot.trade.spec, moment.at, working_calendar())
    objection = DocumentObjection.objects.create(
        lot=lot,
        trade=lot.trade,
        organisation_id=bidder.organisation_id,
        by_id=bidder.user_id,
        text=text,
        at=moment.at,
        answer_by=day_of(moment.at) if due is None else due.day,
    )
    record(_objected(objection, lot), trade=lot.trade, moment=moment, by=PLATFORM)
    return objection


@transaction.atomic
def answer_candidates(*, lot_id: UUID, objection_id: UUID, text: str, by: Actor) -> DocumentAnswer:
    """Answer for the tenderer; the answer is public. With the last one the lot goes on.

    Raises `NoSuchLot`, `NoSuchTrade`, `ObjectionRefused`; then nothing has changed.
    """
    text, lot = text.strip(), agency_lot(by, lot_id)
    objection = DocumentObjection.objects.filter(pk=objection_id, lot=lot).first()
    if objection is None or by.user_id is None:
        raise NoSuchTrade
    check_answer(text)
    lot, moment = locked_lot(lot)
    if DocumentAnswer.objects.filter(objection=objection).exists():
        raise ObjectionRefused("这项异议已经答复。")
    answer = DocumentAnswer.objects.create(objection=objection, text=text, by_id=by.user_id, at=moment.at)
    resumed = _resumed(lot, moment, by)
    body: dict[str, Json] = {
        "lot": str(lot.pk),
        "objection": str(objection.pk),
        "resumed": resumed,
        "text": text,
    }
    record(News(CANDIDATES_ANSWERED, body), trade=lot.trade, moment=moment, by=by)
    return answer


def _resumed(lot: Lot, moment: Moment, by: Actor) -> bool:
    facts = AnswerFacts(open_objections(lot))
    try:
        advance(lot=lot, outcome=Outcome.CANDIDATES_ANSWERED, facts=facts, moment=moment, by=by, news=None)
    except LotStopped as error:
        raise ObjectionRefused(STOPPED) from error
    except OutcomeNotAllowed as error:
        raise NoSuchLot from error
    except GuardRefused:
        return False
    return True


def _objected(objection: DocumentObjection, lot: Lot) -> News:
    body: dict[str, Json] = {
        "answer_by": objection.answer_by.isoformat(),
        "at": at_text(objection.at),
        "lot": str(lot.pk),
        "objection": str(objection.pk),
    }
    return News(CANDIDATES_OBJECTED, body, method=Method.SYSTEM)
