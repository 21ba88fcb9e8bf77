"""Ending a trade before its time. For works after the notice only by force majeure (O30 15); the spec says for what."""

from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.clarified import TERMINATED
from trading.domain.facts import TerminationCause, TerminationFacts
from trading.domain.stages import GuardRefused, Outcome
from trading.models import Trade
from trading.selectors.trades import NoSuchTrade, trades_of
from trading.services.ledger import News, record
from trading.services.lots import locked_lots
from trading.services.stages import advance

LONGEST_REASON = 2000


class TerminationRefused(Exception):
    """The trade goes on; the message says why, for people."""

    code = "termination_refused"


@transaction.atomic
def terminate_trade(*, trade_id: UUID, cause: TerminationCause, reason: str, by: Actor) -> Trade:
    """End all lots that are not closed yet and say so. What was received for them is never opened, nor counted.

    Raises `NoSuchTrade`, `TerminationRefused`; then nothing has changed.
    """
    reason = reason.strip()
    rows = trades_of(by).filter(pk=trade_id, announced_at__isnull=False, erased_at__isnull=True)
    trade = rows.select_for_update(no_key=True).first()
    if trade is None:
        raise NoSuchTrade
    if not reason or len(reason) > LONGEST_REASON:
        raise TerminationRefused("请写明终止的理由，不超过 2000 字。")
    ways = [stage for stage in trade.spec.stages if trade.spec.transition(stage, Outcome.TERMINATED) is not None]
    lots, moment = locked_lots(trade, ways)
    if not lots:
        raise TerminationRefused("投标已经截止，不能再终止。")
    for lot in lots:
        facts = TerminationFacts(cause)
        try:
            advance(lot=lot, outcome=Outcome.TERMINATED, facts=facts, moment=moment, by=by, news=None)
        except GuardRefused as error:
            raise TerminationRefused("法律不允许以此为由终止。") from error
    body = {"cause": cause.value, "lots": [str(lot.pk) for lot in lots], "reason": reason}
    record(News(TERMINATED, body), trade=trade, moment=moment, by=by)
    return trade
