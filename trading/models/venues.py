"""Rooms and seats, and who has them when. The database itself keeps two bookings out of one seat."""

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from trading.domain.venues import Span
from trading.models.parties import Organisation, User
from trading.models.trades import Lot


class Room(models.Model):
    """A room of a venue operator. A retired one takes no more bookings; those it has stand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=200)
    use = models.CharField(max_length=20)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["operator", "name"], name="one_room_per_name")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place in a room, counted from 1."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "number"], name="one_seat_per_number")]


class Booking(models.Model):
    """Some seats of a room for a lot. Where a committee sits is nobody's business, so it has no ledger entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="bookings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)


class BookedSeat(models.Model):
    """One seat of a booking, with its time: `released` when the booking was given back."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="seats")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="booked")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    released = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["seat__number"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="nobody_else_in_the_seat",
                expressions=[
                    (F("seat"), RangeOperators.EQUAL),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(released=False),
            )
        ]


class CheckIn(models.Model):
    """A person has come and has this seat. Insert-only; one seat a person, one person a seat."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="check_ins")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "seat"], name="one_person_a_seat"),
            models.UniqueConstraint(fields=["booking", "person"], name="one_seat_a_person"),
        ]
