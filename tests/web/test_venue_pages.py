"""An operator enters rooms, an agency looks for free ones and books them, each on its own page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import world
from tests.support.cast import Person, make_agency, make_official
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.models import Booking, Room
from trading.services.moments import database_time
from trading.venue_forms import MOMENT

pytestmark = pytest.mark.django_db

ROOM = {"name": "评标一室", "address": "二层 201", "use": "evaluation", "seats": "7"}


@pytest.fixture
def tender() -> Tender:
    return world.announce_tender(make_agency())


@pytest.fixture
def operator() -> Person:
    return make_official(Role.VENUE)


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def wish(**changes: str) -> dict[str, str]:
    start = database_time() + timedelta(days=2)
    typed = {
        "use": "evaluation",
        "starts_at": f"{start:{MOMENT}}",
        "ends_at": f"{start + timedelta(hours=8):{MOMENT}}",
        "seats": "5",
    }
    return typed | changes


def test_a_room_is_entered_found_booked_and_given_back(tender: Tender, operator: Person) -> None:
    place, agency = browser_of(operator), browser_of(tender.agency)
    place.post("/venues/", ROOM)
    room, page = Room.objects.get(), reverse("agency:rooms", args=[tender.lot_id])
    assert "7 个座位中空闲 7 个" in agency.get(page, wish()).content.decode()

    done = agency.post(page, wish(room=str(room.pk)), follow=True).content.decode()

    assert "已预订" in done and "评标一室" in done
    assert "空闲 2 个" in agency.get(page, wish()).content.decode()
    assert tender.trade.title in place.get("/venues/").content.decode()
    agency.post(reverse("venues:release", args=[Booking.objects.get().pk]))
    assert "空闲 7 个" in agency.get(page, wish()).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seats": "8"}, "没有这么多座位"),
        ({"starts_at": "2020-01-01T09:00", "ends_at": "2020-01-01T17:00"}, "已经过去"),
        ({"room": "nothing"}, "请选择场地"),
        ({"ends_at": ""}, "field-bad"),
    ],
)
def test_what_cannot_be_booked_says_why_and_keeps_what_was_typed(
    changes: dict[str, str], words: str, tender: Tender, operator: Person
) -> None:
    browser_of(operator).post("/venues/", ROOM)
    typed = wish(room=str(Room.objects.get().pk)) | changes

    page = browser_of(tender.agency).post(reverse("agency:rooms", args=[tender.lot_id]), typed).content.decode()

    assert words in page and typed["seats"] in page
    assert not Booking.objects.exists()


def test_a_name_twice_is_said_and_a_retired_room_is_found_no_more(tender: Tender, operator: Person) -> None:
    place, page = browser_of(operator), reverse("agency:rooms", args=[tender.lot_id])
    place.post("/venues/", ROOM)
    assert "已有同名的场地" in place.post("/venues/", ROOM).content.decode()

    place.post(reverse("venues:retirement", args=[Room.objects.get().pk]))

    assert "没有这种用途的场地" in browser_of(tender.agency).get(page, wish()).content.decode()


def test_the_pages_are_there_for_their_own_people_alone(tender: Tender, operator: Person) -> None:
    page = reverse("agency:rooms", args=[tender.lot_id])
    assert browser_of(make_agency("dongfang")).get(page).status_code == 404
    assert browser_of(operator).get(page).status_code == 404
    assert browser_of(tender.agency).get("/venues/").status_code == 404
