"""Outages across a moment that counts (DESIGN §3): told by the clock's signs of life, in real time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

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


def silences(beats: Iterable[datetime], begin: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """From when to when, between two moments, the clock gave no sign of life for longer than is tolerated.

    `beats` in order. What lies outside of them tells nothing: nobody knows whether the platform was there.
    """
    gaps = ((max(since, begin), min(until, end)) for since, until in pairwise(beats) if until - since > TOLERANCE)
    return tuple((since, until) for since, until in gaps if since < until)


def lost_in(silent: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How long the platform was away altogether."""
    return sum((until - since for since, until in silent), timedelta())
