"""When a room may be booked, and when it lets people in."""

from datetime import UTC, datetime, timedelta

import pytest

from trading.domain.venues import AHEAD, ENTRY_BEFORE, LONGEST, BookingFault, Span, fault_of

NOW = datetime(2026, 4, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("begins", "lasts", "seats", "fault"),
    [
        (HOUR, HOUR, 5, None),
        (timedelta(), HOUR, 7, None),
        (HOUR, timedelta(), 5, BookingFault.ENDS_BEFORE_IT_BEGINS),
        (HOUR, -HOUR, 5, BookingFault.ENDS_BEFORE_IT_BEGINS),
        (HOUR, LONGEST, 5, None),
        (HOUR, LONGEST + INSTANT, 5, BookingFault.TOO_LONG),
        (-INSTANT, HOUR, 5, BookingFault.IN_THE_PAST),
        (AHEAD, HOUR, 5, None),
        (AHEAD + INSTANT, HOUR, 5, BookingFault.TOO_FAR_AHEAD),
        (HOUR, HOUR, 0, BookingFault.NO_SEATS),
        (HOUR, HOUR, 8, BookingFault.TOO_FEW_SEATS),
    ],
)
def test_a_booking_is_ahead_short_and_fits_into_the_room(
    begins: timedelta, lasts: timedelta, seats: int, fault: BookingFault | None
) -> None:
    span = Span(NOW + begins, NOW + begins + lasts)

    assert fault_of(span, seats, 7, NOW) is fault


@pytest.mark.parametrize(
    ("now", "inside"),
    [
        (NOW - ENTRY_BEFORE - INSTANT, False),
        (NOW - ENTRY_BEFORE, True),
        (NOW + HOUR - INSTANT, True),
        (NOW + HOUR, False),
    ],
)
def test_people_are_let_in_from_an_hour_before_until_the_end(now: datetime, inside: bool) -> None:
    assert Span(NOW, NOW + HOUR).lets_in(now) is inside
