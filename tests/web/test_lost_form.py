"""The door through which a bidder hands in again the sealed form that the platform lost (O20 31)."""

import pytest
from django.test import Client

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.world import Tender
from trading.services import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def bidders() -> list[Person]:
    return make_bidders()


@pytest.fixture
def tender(bidders: list[Person]) -> Tender:
    return world.bring_to("decrypting", world.announce_tender(make_agency()), bidders)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_the_hall_tells_its_bidder_alone_and_takes_the_form_back(tender: Tender, bidders: list[Person]) -> None:
    form = tender.sealed[bidders[0].party].form
    files.destroy(form.sha256)
    hall, door = f"/halls/{tender.lot_id}/", f"/lots/{tender.lot_id}/objects/{form.sha256}"
    lost, other = client_of(bidders[0]), client_of(bidders[1])
    assert "平台丢失了本单位投标的密文" in lost.get(hall).content.decode()
    assert "平台丢失了本单位投标的密文" not in other.get(hall).content.decode()

    refused = other.post(door, form.data, content_type="application/octet-stream")
    wrong = lost.post(door, b"another form", content_type="application/octet-stream")
    taken = lost.post(door, form.data, content_type="application/octet-stream")

    assert (refused.status_code, wrong.status_code, taken.status_code) == (404, 409, 201)
    assert wrong.json()["error"] == "other_content"
    assert "平台丢失了本单位投标的密文" not in lost.get(hall).content.decode()
    assert files.path_of(form.sha256).read_bytes() == form.data
