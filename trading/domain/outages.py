"""Outages across a moment that counts (DESIGN §3): told by the clock's signs of life, in real time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=30)
"""Three missed heartbeats: a shorter silence is how computers work, and nothing that a bidder could not wait out."""


@dataclass(frozen=True, slots=True)
class Silence:
    """The clock gave no sign of life after `since` (None: never before) and before `until`."""

    since: datetime | None
    until: datetime

    def crosses(self, due: datetime) -> bool:
        """Whether the platform may have been away at the moment `due`, for longer than is tolerated."""
        begun = due if self.since is None else min(self.since, due)
        return self.until > due and self.until - begun > TOLERANCE
