"""A clock that slept says so, and catches up."""

from datetime import timedelta

import pytest

from tests.support import world
from tests.support.cast import make_agency, make_bidders
from trading.models import Entry, Lot
from trading.services import clock, moments, training

pytestmark = pytest.mark.django_db


def test_a_box_closed_late_is_announced_as_an_incident_and_closed_all_the_same() -> None:
    tender = _due_since(timedelta(hours=1))

    clock.tick()

    (incident,) = Entry.objects.filter(type="incident.opened").select_related("content")
    assert incident.visibility == "public"
    assert incident.content.body["step"] == "close_box"
    assert tender.stage == "decrypting"


def test_a_box_closed_in_time_is_no_incident() -> None:
    tender = _due_since(timedelta(seconds=1))

    clock.tick()

    assert not Entry.objects.filter(type="incident.opened").exists()
    assert tender.stage == "decrypting"


def _due_since(length: timedelta) -> world.Tender:
    tender, bidders = world.announce_tender(make_agency()), make_bidders()
    world.submit_all(tender, bidders)
    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)
    Lot.objects.filter(pk=tender.lot.pk).update(wake_at=moments.database_time() - length)
    return tender
