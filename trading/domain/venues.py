"""Rooms of a trading place (场地): what they are for, and when one may be booked. Times of rooms are real times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = timedelta(days=14)
AHEAD = timedelta(days=366)
ENTRY_BEFORE = timedelta(minutes=60)
"""How long before its time a room lets people in."""


class RoomUse(StrEnum):
    """Opening rooms are public, evaluation rooms are closed to everybody but the committee (O20 33)."""

    OPENING = "opening"
    EVALUATION = "evaluation"


class BookingFault(StrEnum):
    """Why a booking cannot be."""

    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    TOO_LONG = "too_long"
    IN_THE_PAST = "in_the_past"
    TOO_FAR_AHEAD = "too_far_ahead"
    NO_SEATS = "no_seats"
    TOO_FEW_SEATS = "too_few_seats"


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts_at` until just before `ends_at`, so that one booking may begin when another ends."""

    starts_at: datetime
    ends_at: datetime

    def lets_in(self, now: datetime) -> bool:
        """Whether people may check in: from an hour before its time until its end."""
        return self.starts_at - ENTRY_BEFORE <= now < self.ends_at


def fault_of(span: Span, seats: int, room_seats: int, now: datetime) -> BookingFault | None:
    """What forbids to book so many seats of a room that has `room_seats`, or None. `now` is real time."""
    length = span.ends_at - span.starts_at
    if length <= timedelta():
        return BookingFault.ENDS_BEFORE_IT_BEGINS
    if length > LONGEST:
        return BookingFault.TOO_LONG
    if span.starts_at < now:
        return BookingFault.IN_THE_PAST
    if span.starts_at > now + AHEAD:
        return BookingFault.TOO_FAR_AHEAD
    if seats < 1:
        return BookingFault.NO_SEATS
    return BookingFault.TOO_FEW_SEATS if seats > room_seats else None
