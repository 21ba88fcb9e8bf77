"""Stop orders (责令暂停, TR 62): the supervisor lets a trade stand still, in whatever stage, and lets it go on.

Bids that were made are kept as they are, sealed. What the clock would do waits; what was to come is later by the length
of the stop, so that nobody loses time. An opening that has begun stands still too: no key is taken and none published.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.stages import Outcome
from trading.domain.stopped import LIFTED, ORDERED
from trading.models import Lot, StopLifting, StopOrder, Trade
from trading.selectors.trades import NoSuchTrade
from trading.services.clarifying import move_form
from trading.services.ledger import Json, News, record
from trading.services.lots import locked_lots
from trading.services.moments import Moment
from trading.services.stages import lift, stop

LONGEST_REASON = 2000


class StopRefused(Exception):
    """Nothing was stopped or lifted; the message says why, for people."""

    code = "stop_refused"


@transaction.atomic
def order_stop(*, trade_id: UUID, reason: str, allows: Sequence[Outcome], by: Actor) -> StopOrder:
    """Stop every lot of the trade that runs. `allows`: what may happen meanwhile, of what the kind lets an order allow.

    Raises `SupervisorsOnly`, `NoSuchTrade`, `StopRefused`; then nothing has changed.
    """
    user, reason = by.as_supervisor(), _checked(reason)
    trade = _locked(trade_id)
    if not set(allows) <= set(trade.spec.order_may_allow):
        raise StopRefused("暂停决定不能允许这一事项。")
    found, moment = locked_lots(trade, trade.spec.stoppable)
    lots = [lot for lot in found if lot.stopped_at is None]
    if not lots:
        raise StopRefused("项目没有可以暂停的标段，或者已经暂停。")
    for lot in lots:
        stop(lot=lot, allows=allows, moment=moment)
    order = StopOrder(trade=trade, reason=reason, by_id=user, at=moment.at)
    order.entry = record(News(ORDERED, _ordered(order, lots, allows)), trade=trade, moment=moment, by=by)
    order.save(force_insert=True)
    return order


@transaction.atomic
def lift_stop(*, trade_id: UUID, reason: str, by: Actor) -> StopLifting:
    """Let the trade go on. Raises `SupervisorsOnly`, `NoSuchTrade`, `StopRefused`; then nothing has changed."""
    user, reason = by.as_supervisor(), _checked(reason)
    trade = _locked(trade_id)
    found, moment = locked_lots(trade, trade.spec.stages)
    order = StopOrder.objects.filter(trade=trade, lifting=None).first()
    if order is None:
        raise StopRefused("项目没有被责令暂停。")
    moves = _moves([lot for lot in found if lot.stopped_at is not None], moment)
    body = {"moves": moves, "order": str(order.pk), "reason": reason}
    entry = record(News(LIFTED, body), trade=trade, moment=moment, by=by)
    return StopLifting.objects.create(order=order, reason=reason, by_id=user, at=moment.at, entry=entry)


def _moves(lots: Sequence[Lot], moment: Moment) -> list[Json]:
    """Let the lots go on; the deadlines that this moved."""
    moves: list[Json] = []
    for lot in lots:
        before = lot.schedule.deadline
        lift(lot=lot, moment=moment)
        if lot.schedule.deadline != before:
            moves.append(move_form(lot, before))
    return moves


def _ordered(order: StopOrder, lots: Sequence[Lot], allows: Sequence[Outcome]) -> dict[str, Json]:
    return {
        "allows": sorted(outcome.value for outcome in allows),
        "lots": [str(lot.pk) for lot in lots],
        "order": str(order.pk),
        "reason": order.reason,
    }


def _checked(reason: str) -> str:
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON:
        raise StopRefused("请写明理由，不超过 2000 字。")
    return text


def _locked(trade_id: UUID) -> Trade:
    rows = Trade.objects.filter(pk=trade_id, announced_at__isnull=False, erased_at__isnull=True)
    trade = rows.select_for_update(no_key=True).first()
    if trade is None:
        raise NoSuchTrade
    return trade
