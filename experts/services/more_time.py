"""More time for an evaluation: members find it too short, and the tenderer extends it: EX-12 (TR 48)."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from experts.domain.committee_entries import EXTENDED
from experts.models import CommitteeRequest, Evaluation
from experts.selectors.more_time import request_of, time_of
from experts.services.seating import EvaluationRefused, at_work, check_going
from trading.domain.actors import Actor
from trading.domain.canonical import at_text
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for
from trading.services.ledger import News, record
from trading.services.moments import lock_lot

LONGEST = timedelta(days=30)


@transaction.atomic
def find_too_short(*, lot_id: UUID, by: Actor) -> Evaluation:
    """A member finds the time too short. Nobody learns which; the agency, that there are enough of them.

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, _moment = at_work(lot_id, by, Stage.EVALUATING)
    if time_of(sitting.lot) is None:
        raise EvaluationRefused("没有约定结束的时间。")
    evaluation = Evaluation.objects.select_for_update().get(pk=lot_id)
    seat = str(sitting.member.seat)
    if seat in evaluation.short_of_time:
        raise EvaluationRefused("您已经提出，等待招标人延长。")
    evaluation.short_of_time = [*evaluation.short_of_time, seat]
    evaluation.save(update_fields=["short_of_time"])
    return evaluation


@transaction.atomic
def extend(*, lot_id: UUID, by: timedelta, agency: Actor) -> CommitteeRequest:
    """The tenderer gives the committee more time, counted from the end so far or from now if that is past.

    Only when more members ask for it than the law lets be; from then on they may ask again. Raises `NoSuchLot`,
    `EvaluationRefused`.
    """
    lot = lot_for(agency, lot_id)
    if not is_agency_of(agency, lot.trade) or not Evaluation.objects.filter(lot=lot).exists():
        raise NoSuchLot
    lot = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade").get(pk=lot_id)
    moment = lock_lot(lot)
    check_going(lot, Stage.EVALUATING)
    time, request = time_of(lot), request_of(lot)
    if time is None or request is None or not time.due:
        raise EvaluationRefused("超过三分之一的成员认为时间不够的，才延长评标时间（条例第四十八条）。")
    if not timedelta(0) < by <= LONGEST:
        raise EvaluationRefused("请选择延长多久，最多三十日。")
    if CommitteeRequest.objects.filter(lot=lot, phase=request.phase, ended_at=None).exclude(pk=request.pk).exists():
        raise EvaluationRefused("这个标段另有组建申请；请先撤回，再延长评标时间。")
    request.evaluation_until = max(time.until, moment.at) + by
    request.ended_at = None
    request.save(update_fields=["evaluation_until", "ended_at"])
    Evaluation.objects.filter(lot=lot).update(short_of_time=[])
    body = {
        "asked": time.short,
        "evaluation_until": at_text(request.evaluation_until),
        "lot": str(lot.pk),
        "members": time.members,
        "request": str(request.pk),
    }
    record(News(EXTENDED, body), trade=lot.trade, moment=moment, by=agency)
    return request
