"""What time it is for a trade, where a page shows many of them."""

from datetime import datetime

from trading.domain.trade_time import trade_time
from trading.models import ClockSegment, Trade


def time_of(trade: Trade, real: datetime) -> datetime:
    """The trade's own time when the database's is `real`."""
    segments = ClockSegment.objects.filter(trade=trade).order_by("number")
    return trade_time(tuple(segment.value for segment in segments), real)
