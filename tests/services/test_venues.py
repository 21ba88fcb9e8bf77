"""Rooms are booked by seats: nobody gets a seat that another has, and whoever has come keeps its own."""

from datetime import timedelta

import pytest

from tests.support.cast import Person, make_agency, make_bidder, make_official
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.venues import BookingFault, RoomUse, Span
from trading.models import BookedSeat, Booking, Entry, Room
from trading.selectors.trades import NoSuchLot
from trading.selectors.venues import NoSuchBooking, NoSuchRoom, bookings_of, rooms_for
from trading.services.moments import database_time
from trading.services.venues import (
    BookingRefused,
    CheckInRefused,
    RoomRefused,
    add_room,
    book,
    check_in,
    release,
    retire_room,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def operator(db: None) -> Person:
    return make_official(Role.VENUE)


@pytest.fixture
def room(operator: Person) -> Room:
    return add_room(name="评标一室", address="二层 201", use=RoomUse.EVALUATION, seats=7, by=operator.actor)


def span(begins: timedelta = 2 * HOUR, lasts: timedelta = 4 * HOUR) -> Span:
    start = database_time() + begins
    return Span(start, start + lasts)


def booked(tender: Tender, room: Room, when: Span, seats: int = 5) -> Booking:
    return book(lot_id=tender.lot_id, room_id=room.pk, span=when, seats=seats, by=tender.agency.actor)


def test_an_agency_books_seats_for_its_lot_and_the_ledger_says_nothing(tender: Tender, room: Room) -> None:
    entries = Entry.objects.count()

    booking = booked(tender, room, span())

    assert [seat.seat.number for seat in booking.seats.select_related("seat")] == [1, 2, 3, 4, 5]
    assert [each.pk for each in bookings_of(tender.lot)] == [booking.pk]
    assert Entry.objects.count() == entries


def test_seats_that_are_taken_are_not_given_again_and_others_are(tender: Tender, room: Room) -> None:
    when = span()
    booked(tender, room, when)
    (shown,) = rooms_for(when, RoomUse.EVALUATION)
    assert (shown.seats, shown.free) == (7, 2)

    with pytest.raises(BookingRefused, match="没有足够的空座位"):
        booked(tender, room, Span(when.ends_at - HOUR, when.ends_at + HOUR), seats=3)
    other = booked(tender, room, when, seats=2)

    assert [seat.seat.number for seat in other.seats.select_related("seat")] == [6, 7]


def test_one_booking_begins_when_another_ends(tender: Tender, room: Room) -> None:
    when = span()
    booked(tender, room, when, seats=7)

    booked(tender, room, Span(when.ends_at, when.ends_at + HOUR), seats=7)

    assert BookedSeat.objects.count() == 14


def test_a_booking_that_is_given_back_leaves_its_seats_to_others(tender: Tender, room: Room, operator: Person) -> None:
    when = span()
    first = booked(tender, room, when, seats=7)

    release(booking_id=first.pk, by=operator.actor)
    booked(tender, room, when, seats=7)

    with pytest.raises(NoSuchBooking):
        release(booking_id=first.pk, by=operator.actor)


def test_a_wish_that_cannot_be_says_why(tender: Tender, room: Room) -> None:
    with pytest.raises(BookingRefused) as refused:
        booked(tender, room, span(begins=-HOUR))

    assert refused.value.fault is BookingFault.IN_THE_PAST


def test_only_the_lots_agency_books_and_only_the_two_sides_release(
    tender: Tender, room: Room, operator: Person
) -> None:
    when = span()
    for stranger in (make_agency("dongfang"), make_bidder("changhe"), operator):
        with pytest.raises((NoSuchBooking, NoSuchLot)):
            book(lot_id=tender.lot_id, room_id=room.pk, span=when, seats=1, by=stranger.actor)
    booking = booked(tender, room, when)

    for stranger in (make_agency("dongfang"), make_bidder("changhe"), make_official(Role.ADMINISTRATOR)):
        with pytest.raises(NoSuchBooking):
            release(booking_id=booking.pk, by=stranger.actor)


def test_a_retired_room_takes_no_more_bookings(tender: Tender, room: Room, operator: Person) -> None:
    standing = booked(tender, room, span())

    retire_room(room_id=room.pk, by=operator.actor)

    with pytest.raises(NoSuchRoom):
        booked(tender, room, span(begins=9 * HOUR))
    assert [each.pk for each in bookings_of(tender.lot)] == [standing.pk]
    assert rooms_for(span(), RoomUse.EVALUATION) == []


def test_only_operators_enter_rooms_and_no_name_twice(room: Room, operator: Person) -> None:
    with pytest.raises(RoomRefused, match="同名"):
        add_room(name=room.name, address="三层", use=RoomUse.OPENING, seats=3, by=operator.actor)
    for seats in (0, 61):
        with pytest.raises(RoomRefused, match="座位数"):
            add_room(name="大厅", address="一层", use=RoomUse.OPENING, seats=seats, by=operator.actor)
    with pytest.raises(NoSuchRoom):
        add_room(name="大厅", address="一层", use=RoomUse.OPENING, seats=3, by=make_agency().actor)


def test_whoever_comes_gets_a_seat_of_its_own_until_none_is_left(tender: Tender, room: Room) -> None:
    booking = booked(tender, room, span(begins=HOUR / 2), seats=2)
    wei, xu, late = (make_bidder(who).user for who in ("baiyun", "changhe", "dongfang"))

    first = check_in(booking_id=booking.pk, person=wei.pk)
    second = check_in(booking_id=booking.pk, person=xu.pk)

    assert check_in(booking_id=booking.pk, person=wei.pk).pk == first.pk
    assert first.seat_id != second.seat_id
    with pytest.raises(CheckInRefused, match="座位已满"):
        check_in(booking_id=booking.pk, person=late.pk)
    with pytest.raises(BookingRefused, match="已有人签到"):
        release(booking_id=booking.pk, by=tender.agency.actor)


def test_nobody_is_let_in_too_early_or_into_what_was_given_back(tender: Tender, room: Room) -> None:
    booking = booked(tender, room, span(begins=2 * HOUR))
    person = make_bidder("baiyun").user.pk
    with pytest.raises(CheckInRefused, match="不在签到时间内"):
        check_in(booking_id=booking.pk, person=person)

    release(booking_id=booking.pk, by=tender.agency.actor)

    with pytest.raises(CheckInRefused, match="没有这个预订"):
        check_in(booking_id=booking.pk, person=person)
