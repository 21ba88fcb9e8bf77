"""The one place that reads this machine's own clock: to see whether it goes with the database's, which alone counts."""

from datetime import UTC, datetime, timedelta

from trading.services.moments import database_time


def clocks_apart() -> timedelta:
    """How far this machine's clock is from the database's."""
    return abs(datetime.now(UTC) - database_time())
