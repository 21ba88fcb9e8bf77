"""Time in training trades moves by their clock alone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from trading.domain.actors import PLATFORM
from trading.domain.canonical import at_text
from trading.domain.entries import Method
from trading.domain.trade_time import Segment, validate_move
from trading.models import ClockSegment, Lot, Trade
from trading.services.ledger import News, record
from trading.services.moments import database_time, lock_lot, moment_of, segments_of
from trading.services.stages import set_wake


class ClockIsReal(Exception):
    """A real trade's clock cannot be moved."""


@transaction.atomic
def move_clock(*, trade_id: UUID, to: datetime, speed: int = 1) -> None:
    """From now on the training trade's clock shows `to` and runs at `speed`. Never backwards.

    Raises `ClockIsReal` for a real trade and `ClockMoveRefused` for a move into the past.
    """
    trade = Trade.objects.select_for_update(no_key=True).get(pk=trade_id)
    if not trade.training:
        raise ClockIsReal(trade.title)
    # Rows before advisory locks, as the clock takes them; the other way round the two wait for each other.
    rows = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade")
    lots = list(rows.filter(trade=trade).order_by("pk"))
    for lot in lots:
        lock_lot(lot)  # whoever has read the old clock ends first, so no entry says a time of a clock that was replaced
    segments = segments_of(trade)
    new = Segment(anchor_real=database_time(), anchor_trade=to, speed=speed)
    validate_move(segments, new)
    ClockSegment.objects.create(
        trade=trade, number=len(segments) + 1, anchor_real=new.anchor_real, anchor_trade=to, speed=speed
    )
    body = {"segment": segment_form(new)}
    record(News("clock.moved", body, method=Method.SYSTEM), trade=trade, moment=moment_of(trade), by=PLATFORM)
    for lot in lots:
        set_wake(lot)
        lot.save(update_fields=["wake_at"])


def segment_form(segment: Segment) -> dict[str, str | int]:
    """A segment as the ledger writes it."""
    return {
        "anchor_real": at_text(segment.anchor_real),
        "anchor_trade": at_text(segment.anchor_trade),
        "speed": segment.speed,
    }
