"""A second look at a candidate before the award: where its means have changed much, or it may have broken the law (TR 56)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from trading.domain.actors import PLATFORM, Actor
from trading.domain.canonical import at_text
from trading.domain.entries import Method
from trading.domain.facts import NoFacts
from trading.domain.periods import end_of
from trading.domain.second_looks import ASKED, GIVEN, WITHDRAWN
from trading.domain.stages import LotStopped, Outcome, OutcomeNotAllowed
from trading.models import Lot, SecondLook, SecondLookResult, SecondLookWithdrawal
from trading.selectors.awards import evaluated_lot, may_be_looked_at, open_looks, validity_of, waiting_looks
from trading.services.ledger import News
from trading.services.lots import locked_lot
from trading.services.moments import Moment
from trading.services.stages import advance

LONGEST = 2000


class LookRefused(Exception):
    """Nothing has changed; the message says why, for people."""

    code = "look_refused"


@transaction.atomic
def ask_second_look(*, lot_id: UUID, rank: int, reason: str, answer_by: datetime, by: Actor) -> SecondLook:
    """Ask the committee that evaluated whether the candidate can still perform the contract. The award waits for it.

    Everybody learns that it is asked, of which rank and until when (trade time); why, the committee and the supervisor alone.
    Raises `NoSuchLot`, `LookRefused`; then nothing has changed.
    """
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    reason = _reason(reason, "请写明要求复核的理由，不超过 2000 字。")
    if rank not in {one.rank for one in may_be_looked_at(lot)}:
        raise LookRefused("请选择一名可能中标的候选人。")
    if not moment.at < answer_by < end_of(validity_of(lot).day):
        raise LookRefused("答复的时间应当在此刻之后、投标有效期届满之前。")
    if open_looks(lot):
        raise LookRefused("上一次复核还没有结论。")
    assert by.user_id is not None  # an agency is somebody
    look = SecondLook(lot=lot, rank=rank, reason=reason, by_id=by.user_id, at=moment.at, answer_by=answer_by)
    body = {"answer_by": at_text(answer_by), "look": str(look.pk), "lot": str(lot.pk), "rank": rank}
    _advance(lot, Outcome.LOOK_ASKED, News(ASKED, body), moment, by)
    look.save(force_insert=True)
    return look


@transaction.atomic
def withdraw_second_look(*, lot_id: UUID, look_id: UUID, reason: str, by: Actor) -> SecondLookWithdrawal:
    """Ask no more for what the committee has not given: the award waits no longer, and the look is no ground for anything.

    Everybody learns that it is withdrawn; why, the committee and the supervisor alone. Raises as `ask_second_look`.
    """
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    look = waiting_looks([lot]).filter(pk=look_id).first()
    if look is None:
        raise LookRefused("这次复核已经有结论，或者已经撤回。")
    reason = _reason(reason, "请写明撤回复核的理由，不超过 2000 字。")
    assert by.user_id is not None
    body = {"look": str(look.pk), "lot": str(lot.pk)}
    _advance(lot, Outcome.LOOK_WITHDRAWN, News(WITHDRAWN, body), moment, by)
    return SecondLookWithdrawal.objects.create(look=look, reason=reason, by_id=by.user_id, at=moment.at)


def give_second_look(*, look: SecondLook, lot: Lot, able: bool, reasons: str, moment: Moment) -> SecondLookResult:
    """More than half of the committee say so; the caller holds the lock of the lot. Raises `LookRefused`.

    `reasons`: of those who do not confirm it; for the tenderer and the supervisor, not for the ledger.
    """
    body = {"able": able, "look": str(look.pk), "lot": str(lot.pk)}
    _advance(lot, Outcome.LOOK_GIVEN, News(GIVEN, body, method=Method.SYSTEM), moment, PLATFORM)
    return SecondLookResult.objects.create(look=look, able=able, reasons=reasons, at=moment.at)


def _advance(lot: Lot, outcome: Outcome, news: News, moment: Moment, by: Actor) -> None:
    try:
        advance(lot=lot, outcome=outcome, facts=NoFacts(), moment=moment, by=by, news=news)
    except LotStopped as error:
        raise LookRefused("监督部门责令暂停，暂停期间不能复核。") from error
    except OutcomeNotAllowed as error:
        raise LookRefused("只有公示中标候选人之后、签订合同之前才能复核。") from error


def _reason(reason: str, words: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > LONGEST:
        raise LookRefused(words)
    return reason
