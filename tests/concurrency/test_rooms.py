"""Two agencies want the last seats of a room at the same moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from tests.support import races, world
from tests.support.cast import make_agency, make_official
from tests.support.databases import Database
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.venues import RoomUse, Span
from trading.models import BookedSeat, Booking, Room
from trading.services import venues
from trading.services.moments import database_time
from trading.services.venues import BookingRefused

HOUR = timedelta(hours=1)


@pytest.fixture
def tenders(own_database: Database) -> list[Tender]:
    return [world.announce_tender(make_agency(who), title=f"{who} 的项目") for who in ("anshan", "dongfang")]


@pytest.fixture
def room(own_database: Database) -> Room:
    operator = make_official(Role.VENUE).actor
    return venues.add_room(name="评标一室", address="二层", use=RoomUse.EVALUATION, seats=5, by=operator)


def test_of_two_who_want_the_last_seats_one_is_refused(
    tenders: list[Tender], room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = _both(tenders, room, monkeypatch)

    assert {type(outcome) for outcome in outcomes} == {Booking, BookingRefused}
    assert BookedSeat.objects.count() == 5


def test_without_the_constraint_both_sit_in_the_same_seats(
    tenders: list[Tender], room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE trading_bookedseat DROP CONSTRAINT nobody_else_in_the_seat")
    connections["owner"].close()

    outcomes = _both(tenders, room, monkeypatch)

    assert all(isinstance(outcome, Booking) for outcome in outcomes)
    assert BookedSeat.objects.count() == 10 and BookedSeat.objects.values("seat").distinct().count() == 5


def _both(tenders: list[Tender], room: Room, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The first has seen the free seats and is held; the second books; then the first goes on."""
    gate = races.held_after(monkeypatch, venues, "free_seats")
    start = database_time() + HOUR
    span = Span(start, start + HOUR)

    def book(tender: Tender) -> Any:
        try:
            lot = tender.lot_id
            return venues.book(lot_id=lot, room_id=room.pk, span=span, seats=5, by=tender.agency.actor)
        except BookingRefused as refused:
            return refused

    with races.threads() as pool:
        first = pool(lambda: book(tenders[0]))
        gate.wait_until_reached()
        second = book(tenders[1])
        gate.open()
        return [first.result(), second]
