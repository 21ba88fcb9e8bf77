"""The hall in every stage, for everybody who may look at it."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bidding.services import hall as floor
from tests.support import world
from tests.support.cast import Person, make_bidder, make_bidders, make_supervisor
from tests.support.world import Tender

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "bidder", "other_bidder", "agency", "supervisor")


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
    response = client.get(reverse(f"hall:{part}", args=[tender.lot_id]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("stage", world.STAGES)
def test_every_stage_has_a_page_for_everybody(
    stage: str, tender: Tender, agency: Person, bidders: list[Person]
) -> None:
    world.bring_to(stage, tender, bidders)

    for role in ROLES:
        client = client_of(role, agency, bidders)
        pages = [hall(client, tender, part) for part in ("hall", "state", "bidders", "plot")]

        assert tender.trade.title in pages[0], role
        assert 'id="hall-state"' in pages[1] and 'id="hall-bidders"' in pages[2], role


def page_data(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="page-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("stage", ["bidding", "closed"])
def test_nobody_is_named_or_counted_before_the_opening_starts(
    stage: str, tender: Tender, agency: Person, bidders: list[Person]
) -> None:
    world.bring_to(stage, tender, bidders)

    for role in ("visitor", "other_bidder", "agency", "supervisor"):
        client = client_of(role, agency, bidders)
        pages = [hall(client, tender, part) for part in ("hall", "state", "bidders", "plot")]

        for bidder in bidders:
            assert not any(bidder.party in page or bidder.actor.name in page for page in pages), role
        assert "data-tally" not in "".join(pages), role
        assert page_data(pages[0])["box"] is None, role


@pytest.mark.parametrize("role", ["visitor", "agency", "supervisor"])
def test_a_lot_that_failed_below_three_names_and_counts_nobody(
    role: str, tender: Tender, agency: Person, bidders: list[Person]
) -> None:
    world.submit_all(tender, bidders[:2])
    world.close(tender)
    client = client_of(role, agency, bidders)

    pages = [hall(client, tender, part) for part in ("hall", "state", "bidders", "plot")]

    assert tender.stage == "failed"
    assert not any(bidder.party in page or bidder.actor.name in page for bidder in bidders[:2] for page in pages)
    assert "data-tally" not in "".join(pages)


@pytest.mark.parametrize("stage", ["decrypting", "unlocking"])
def test_no_price_is_shown_in_the_window(stage: str, tender: Tender, agency: Person, bidders: list[Person]) -> None:
    world.bring_to(stage, tender, bidders)

    page = hall(client_of("agency", agency, bidders), tender)

    assert all(bidder.actor.name in page for bidder in bidders)
    assert "5,900,000.00" not in page and "5900000" not in page


def test_all_prices_are_shown_at_once_and_who_did_not_release_stands_last(
    tender: Tender, agency: Person, bidders: list[Person]
) -> None:
    world.bring_to("objections", tender, bidders, releasing=bidders[1:])

    page = hall(Client(), tender, "bidders")

    order = [page.index(f'data-bidder="{bidder.party}"') for bidder in (*bidders[1:], bidders[0])]
    assert order == sorted(order)
    assert "5,901,371.01" in page and "5,902,742.02" in page and "5,900,000.00" not in page
    assert 'data-s="revoked"' in page


def test_the_viewer_is_told_what_it_can_do(decrypting: Tender, agency: Person, bidders: list[Person]) -> None:
    world.release(decrypting, bidders[1])

    waiting = hall(client_of("bidder", agency, bidders), decrypting, "state")
    released = hall(client_of("bidder", agency, bidders[1:]), decrypting, "state")
    outsider = hall(client_of("other_bidder", agency, bidders), decrypting, "state")

    assert 'id="open-bid"' in waiting and 'id="objection-form"' in waiting
    assert 'id="open-bid"' not in released and "acknowledgement.json" in released
    assert 'id="open-bid"' not in outsider and 'id="objection-form"' not in outsider


def test_only_the_agency_of_the_trade_is_asked_for_its_window_key(
    unlocking: Tender, agency: Person, bidders: list[Person]
) -> None:
    asked = {role: 'id="publish-window-key"' in hall(client_of(role, agency, bidders), unlocking) for role in ROLES}

    assert asked == {role: role == "agency" for role in ROLES}


def test_the_page_knows_the_seq_up_to_which_it_is_complete(decrypting: Tender, bidders: list[Person]) -> None:
    before = page_data(hall(Client(), decrypting))["seq"]

    world.release(decrypting, bidders[0])

    assert page_data(hall(Client(), decrypting))["seq"] == before + 1


def test_a_large_hall_is_as_many_queries_as_a_small_one(agency: Person) -> None:
    counts = {}
    for number in (3, 30):
        bidders = make_bidders(number)
        tender = world.bring_to("objections", world.announce_tender(agency), bidders)
        floor.object_to(lot_id=tender.lot_id, text="唱标有误。", by=bidders[0].actor)
        for part in ("hall", "state", "bidders", "plot"):
            with CaptureQueriesContext(connection) as queries:
                hall(Client(), tender, part)
            counts[number, part] = len(queries)

    for part in ("hall", "state", "bidders", "plot"):
        assert counts[30, part] <= counts[3, part] <= 40


def test_a_large_hall_marks_the_viewers_own_row(agency: Person) -> None:
    bidders = make_bidders(13)
    tender = world.bring_to("decrypting", world.announce_tender(agency), bidders)

    mine = hall(client_of("bidder", agency, bidders), tender, "bidders")
    public = hall(Client(), tender, "bidders")

    assert f'data-bidder="{bidders[0].party}" data-me' in mine
    assert "data-me" not in public


def test_a_draft_has_no_hall(agency: Person, bidders: list[Person]) -> None:
    lot = world.draft_tender(agency).lots.get()

    statuses = [client_of(role, agency, bidders).get(reverse("hall:hall", args=[lot.pk])).status_code for role in ROLES]

    assert statuses == [404] * len(ROLES)
