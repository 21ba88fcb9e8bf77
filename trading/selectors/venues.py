"""Rooms, and what is booked in them. Nothing here names a member of a committee."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from trading.domain.actors import Actor, Role
from trading.domain.venues import RoomUse, Span
from trading.models import Booking, Lot, Room, Seat
from trading.selectors.trades import is_agency_of, lot_for

MOST_SHOWN = 200


class NoSuchRoom(Exception):
    """There is none, or it is not the actor's."""


class NoSuchBooking(Exception):
    """There is none, or it is not the actor's."""


@dataclass(frozen=True, slots=True)
class RoomFree:
    """A room with the number of its seats that nobody has in a time."""

    id: UUID
    name: str
    address: str
    use: RoomUse
    seats: int
    free: int


def own_rooms(actor: Actor) -> Sequence[Room]:
    """The rooms of a venue operator, with `.places`, the number of their seats."""
    if actor.role is not Role.VENUE:
        return []
    rooms = Room.objects.filter(operator_id=actor.organisation_id)
    return list(rooms.annotate(places=Count("seats")).order_by("use", "name")[:MOST_SHOWN])


def own_room(actor: Actor, room_id: UUID) -> Room:
    """Raises `NoSuchRoom`."""
    room = Room.objects.filter(pk=room_id, operator_id=actor.organisation_id).first()
    if room is None or actor.role is not Role.VENUE:
        raise NoSuchRoom
    return room


def rooms_for(span: Span, use: RoomUse) -> list[RoomFree]:
    """The rooms for that use with their free seats in that time, those with more of them first."""
    taken = Q(
        seats__booked__released=False,
        seats__booked__starts_at__lt=span.ends_at,
        seats__booked__ends_at__gt=span.starts_at,
    )
    rooms = Room.objects.filter(use=use.value, retired_at=None).annotate(
        places=Count("seats", distinct=True), taken=Count("seats", filter=taken, distinct=True)
    )
    found = [
        RoomFree(room.pk, room.name, room.address, use, room.places, room.places - room.taken)
        for room in rooms.order_by("name")[:MOST_SHOWN]
    ]
    return sorted(found, key=lambda room: -room.free)


def free_seats(room: Room, span: Span) -> list[Seat]:
    """The seats that nobody has in that time, by number."""
    seats = Seat.objects.filter(room=room)
    taken = seats.filter(booked__released=False, booked__starts_at__lt=span.ends_at, booked__ends_at__gt=span.starts_at)
    return list(seats.exclude(pk__in=taken).order_by("number"))


def bookable_lot(actor: Actor, lot_id: UUID) -> Lot:
    """A lot of the agency's own, announced or not. Raises `NoSuchLot`, `NoSuchBooking` for everybody else."""
    lot = lot_for(actor, lot_id)
    if not is_agency_of(actor, lot.trade):
        raise NoSuchBooking
    return lot


def bookings_of(lot: Lot) -> Sequence[Booking]:
    """What is booked for a lot, for its agency; given-back ones are left out."""
    rows = Booking.objects.filter(lot=lot, released_at=None).select_related("room")
    return list(rows.annotate(places=Count("seats"))[:MOST_SHOWN])


def bookings_at(actor: Actor, since: datetime) -> Sequence[Booking]:
    """What stands in a venue operator's rooms from then on, with the lot's public name."""
    if actor.role is not Role.VENUE:
        return []
    rows = Booking.objects.filter(room__operator_id=actor.organisation_id, released_at=None, ends_at__gt=since)
    return list(rows.select_related("room", "lot__trade").annotate(places=Count("seats"))[:MOST_SHOWN])


def booking_for(actor: Actor, booking_id: UUID) -> Booking:
    """One that stands, for the agency of its lot and the operator of its room. Raises `NoSuchBooking`."""
    rows = Booking.objects.select_related("room", "lot__trade").filter(pk=booking_id, released_at=None)
    booking = rows.first()
    if booking is None:
        raise NoSuchBooking
    is_operator = actor.role is Role.VENUE and booking.room.operator_id == actor.organisation_id
    if not (is_operator or is_agency_of(actor, booking.lot.trade)):
        raise NoSuchBooking
    return booking


def next_booking(lot: Lot, use: RoomUse, now: datetime) -> Booking | None:
    """The booking of a room for that use that is running, or comes next; `now` is real time."""
    rows = Booking.objects.filter(lot=lot, room__use=use.value, released_at=None, ends_at__gt=now)
    return rows.select_related("room").order_by("starts_at").first()
