"""Rooms: an operator has them, an agency books seats for a lot, people check in. Times here are real times."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from trading.domain.actors import Actor, Role
from trading.domain.venues import BookingFault, RoomUse, Span, fault_of
from trading.models import BookedSeat, Booking, CheckIn, Room, Seat
from trading.selectors.venues import NoSuchRoom, bookable_lot, booking_for, free_seats, own_room
from trading.services.moments import database_time

MOST_SEATS = 60
MOST_ROOMS = 200


class RoomRefused(Exception):
    """The room was not entered; the message says why, for people."""

    code = "room_refused"


class BookingRefused(Exception):
    """Nothing was booked; the message says why, for people. `fault` where the wish itself cannot be."""

    code = "booking_refused"

    def __init__(self, message: str, fault: BookingFault | None = None) -> None:
        super().__init__(message)
        self.fault = fault


class CheckInRefused(Exception):
    """Nobody was let in; the message says why, for people."""

    code = "check_in_refused"


@transaction.atomic
def add_room(*, name: str, address: str, use: RoomUse, seats: int, by: Actor) -> Room:
    """Enter a room with its seats. Raises `NoSuchRoom` for everybody but venue operators, `RoomRefused`."""
    if by.role is not Role.VENUE or by.organisation_id is None:
        raise NoSuchRoom
    if not 1 <= seats <= MOST_SEATS:
        raise RoomRefused("座位数为 1 至 60。")
    if Room.objects.filter(operator_id=by.organisation_id).count() >= MOST_ROOMS:
        raise RoomRefused("场地数量已达上限。")
    try:
        with transaction.atomic():
            room = Room.objects.create(operator_id=by.organisation_id, name=name, address=address, use=use.value)
    except IntegrityError as error:
        raise RoomRefused("已有同名的场地。") from error
    Seat.objects.bulk_create(Seat(room=room, number=number) for number in range(1, seats + 1))
    return room


@transaction.atomic
def retire_room(*, room_id: UUID, by: Actor) -> None:
    """Take no more bookings; what is booked stands. Raises `NoSuchRoom`."""
    room = own_room(by, room_id)
    Room.objects.filter(pk=room.pk, retired_at=None).update(retired_at=database_time())


def book(*, lot_id: UUID, room_id: UUID, span: Span, seats: int, by: Actor) -> Booking:
    """Book so many seats, the lowest free numbers. Raises `NoSuchLot`, `NoSuchBooking`, `NoSuchRoom`, `BookingRefused`.

    Two who want the last seat at once: the database lets one of them have it, the other is refused.
    """
    try:
        return _book(lot_id, room_id, span, seats, by)
    except IntegrityError as error:
        raise BookingRefused("这些座位刚刚被预订，请重新选择。") from error


@transaction.atomic
def _book(lot_id: UUID, room_id: UUID, span: Span, seats: int, by: Actor) -> Booking:
    lot = bookable_lot(by, lot_id)
    room = Room.objects.filter(pk=room_id, retired_at=None).first()
    if room is None or by.user_id is None:
        raise NoSuchRoom
    fault = fault_of(span, seats, room.seats.count(), database_time())
    if fault is not None:
        raise BookingRefused("不能这样预订。", fault)
    free = free_seats(room, span)
    if len(free) < seats:
        raise BookingRefused("这段时间没有足够的空座位。")
    booking = Booking.objects.create(
        room=room, lot=lot, by_id=by.user_id, starts_at=span.starts_at, ends_at=span.ends_at
    )
    BookedSeat.objects.bulk_create(
        BookedSeat(booking=booking, seat=seat, starts_at=span.starts_at, ends_at=span.ends_at) for seat in free[:seats]
    )
    return booking


@transaction.atomic
def release(*, booking_id: UUID, by: Actor) -> None:
    """Give a booking back; its seats are free at once. Raises `NoSuchBooking`, `BookingRefused` once somebody sits there."""
    booking = booking_for(by, booking_id)
    booking = Booking.objects.select_for_update().get(pk=booking.pk)
    if booking.check_ins.exists():
        raise BookingRefused("已有人签到，不能取消。")
    booking.released_at = database_time()
    booking.save(update_fields=["released_at"])
    booking.seats.update(released=True)


@transaction.atomic
def check_in(*, booking_id: UUID, person: UUID, takes_over: bool = False) -> CheckIn:
    """Give somebody who has come the lowest empty seat; the same person again keeps its seat. Real time decides.

    `takes_over`: somebody has left whose seat stays its own, so one more seat of the room is taken where all are given.
    The caller has made sure that the person belongs there. Raises `CheckInRefused`.
    """
    booking = Booking.objects.select_for_update().filter(pk=booking_id, released_at=None).first()
    if booking is None:
        raise CheckInRefused("没有这个预订。")
    known = booking.check_ins.filter(person_id=person).first()
    if known is not None:
        return known
    _check_time(booking.span, database_time())
    taken = booking.check_ins.values("seat_id")
    seat = booking.seats.exclude(seat_id__in=taken).order_by("seat__number").first()
    if seat is None and takes_over:
        seat = _one_more(booking)
    if seat is None:
        raise CheckInRefused("座位已满。")
    return CheckIn.objects.create(booking=booking, seat_id=seat.seat_id, person_id=person)


def _one_more(booking: Booking) -> BookedSeat | None:
    """Another seat of the room for the booking, if nobody has booked it."""
    span, free = booking.span, free_seats(booking.room, booking.span)
    try:
        with transaction.atomic():
            return BookedSeat.objects.create(
                booking=booking, seat=free[0], starts_at=span.starts_at, ends_at=span.ends_at
            )
    except (IndexError, IntegrityError):
        return None


def _check_time(span: Span, now: datetime) -> None:
    if not span.lets_in(now):
        raise CheckInRefused("现在不在签到时间内。" if now < span.starts_at else "预订的时间已过。")
