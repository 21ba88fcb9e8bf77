"""A second look at a candidate before the award: where its means have changed much, or it may have broken the law (TR 56)."""

from uuid import UUID

from django.db import transaction

from trading.domain.actors import PLATFORM, Actor
from trading.domain.entries import Method
from trading.domain.facts import NoFacts
from trading.domain.second_looks import ASKED, GIVEN
from trading.domain.stages import LotStopped, Outcome, OutcomeNotAllowed
from trading.models import Lot, SecondLook, SecondLookResult
from trading.selectors.awards import candidates_of, evaluated_lot, open_looks
from trading.services.ledger import News
from trading.services.lots import locked_lot
from trading.services.moments import Moment
from trading.services.stages import advance

LONGEST = 2000


class LookRefused(Exception):
    """Nothing has changed; the message says why, for people."""

    code = "look_refused"


@transaction.atomic
def ask_second_look(*, lot_id: UUID, rank: int, reason: str, by: Actor) -> SecondLook:
    """Ask the committee that evaluated whether the candidate can still perform the contract. The award waits for it.

    Everybody learns that it is asked, and of which rank; why, the committee and the supervisor alone.
    Raises `NoSuchLot`, `LookRefused`; then nothing has changed.
    """
    reason = reason.strip()
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    if not reason or len(reason) > LONGEST:
        raise LookRefused("请写明要求复核的理由，不超过 2000 字。")
    if rank not in {one.rank for one in candidates_of(lot)}:
        raise LookRefused("请选择一名中标候选人。")
    if open_looks(lot):
        raise LookRefused("上一次复核还没有结论。")
    assert by.user_id is not None  # an agency is somebody
    look = SecondLook(lot=lot, rank=rank, reason=reason, by_id=by.user_id, at=moment.at)
    body = {"look": str(look.pk), "lot": str(lot.pk), "rank": rank}
    _advance(lot, Outcome.LOOK_ASKED, News(ASKED, body), moment, by)
    look.save(force_insert=True)
    return look


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
        raise LookRefused("只有公示中标候选人之后、定标之前才能复核。") from error
