"""The hall in every stage, for everybody who may look at it."""

from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_bidders, make_supervisor
from tests.support.world import Tender

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "bidder", "other_bidder", "agency", "supervisor")


@pytest.fixture
def agency() -> Person:
    return make_agency()


@pytest.fixture
def bidders() -> list[Person]:
    return make_bidders(3)


@pytest.fixture
def tender(agency: Person) -> Tender:
    return world.announce_tender(agency)


def client_of(role: str, agency: Person, bidders: Sequence[Person]) -> Client:
    """A browser of somebody in this role."""
    client = Client()
    people = {"bidder": bidders[0], "agency": agency}
    if role == "other_bidder":
        client.force_login(make_bidder("dongfang").user)
    elif role == "supervisor":
        client.force_login(make_supervisor().user)
    elif role != "visitor":
        client.force_login(people[role].user)
    return client


def hall(client: Client, tender: Tender, part: str = "hall") -> str:
    response = client.get(reverse(f"hall:{part}", args=[tender.lot.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("stage", world.STAGES)
def test_every_stage_has_a_page_for_everybody(
    stage: str, role: str, tender: Tender, agency: Person, bidders: list[Person]
) -> None:
    world.bring_to(stage, tender, bidders)
    client = client_of(role, agency, bidders)

    pages = [hall(client, tender, part) for part in ("hall", "state", "bidders", "plot")]

    assert tender.trade.title in pages[0]
    assert 'id="hall-state"' in pages[1] and 'id="hall-bidders"' in pages[2]
