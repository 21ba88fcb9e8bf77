"""The trades that anyone can verify by now."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from trading.domain.later_stages import PAST_OPENING
from trading.models import Lot, Trade
from trading.selectors.trades import OF_PUBLIC

MOST = 8


class Verifiable(TypedDict):
    id: UUID
    title: str
    opened_at: datetime | None
    trade: Trade


def verifiable_trades() -> list[Verifiable]:
    """Those whose opening is over, the newest first."""
    lots = Lot.objects.filter(
        OF_PUBLIC, stage__in=[stage.value for stage in PAST_OPENING], prices_shown_at__isnull=False
    ).select_related("trade")
    newest = {lot.trade_id: lot for lot in reversed(lots.order_by("-prices_shown_at")[: MOST * 2])}
    shown = sorted(newest.values(), key=lambda lot: str(lot.prices_shown_at), reverse=True)[:MOST]
    return [
        Verifiable(id=lot.trade_id, title=lot.trade.title, opened_at=lot.prices_shown_at, trade=lot.trade)
        for lot in shown
    ]
