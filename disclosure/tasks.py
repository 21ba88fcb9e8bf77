"""Work in the background that can be done again at any time."""

from uuid import UUID

from celery import shared_task

from bidding.models import OpeningRecord
from disclosure.services.papers import NoSuchNotice, notice_paper, record_paper
from trading.selectors.trades import announced_trades


@shared_task
def draw_record(lot_id: str) -> None:
    """Draw the PDF of a lot's record before somebody asks for it."""
    record_paper(OpeningRecord.objects.get(pk=UUID(lot_id)))


@shared_task
def draw_notice(trade_id: str, seq: int) -> None:
    """Draw the PDF of a notice before somebody asks for it. Of a trade that was erased meanwhile nothing is drawn."""
    trade = announced_trades().filter(pk=UUID(trade_id)).first()
    if trade is None:
        return
    try:
        notice_paper(trade, seq)
    except NoSuchNotice:
        return
