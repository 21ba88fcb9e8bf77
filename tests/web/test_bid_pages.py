"""A bidder's own pages, in every stage of its lot."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bidding.domain.receipts import read_receipt
from bidding.models import Submission
from tests.support import world
from tests.support.cast import Person, make_bidder
from tests.support.world import Tender
from tests.web import doors
from tests.web.test_hall_pages import page_data
from trading.domain.canonical import parse_at
from trading.services.keys import receipt_public_key

pytestmark = pytest.mark.django_db

PAGES = ("tasks", "compose", "withdrawal", "own")


def get(client: Client, name: str, tender: Tender, *more: int) -> str:
    response = client.get(reverse(f"bids:{name}", args=[tender.lot_id, *more]), follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("stage", world.STAGES)
def test_every_stage_has_its_pages(stage: str, tender: Tender, bidders: list[Person]) -> None:
    world.bring_to(stage, tender, bidders)
    browser = doors.browser_of(bidders[0])

    pages = [get(browser, name, tender) for name in PAGES]
    home = browser.get(reverse("bids:home")).content.decode()

    assert all(tender.trade.title in page for page in (*pages, home))


@pytest.mark.parametrize("name", PAGES)
def test_visitors_log_in_and_agencies_find_no_such_page(name: str, tender: Tender) -> None:
    address = reverse(f"bids:{name}", args=[tender.lot_id])

    assert Client().get(address).status_code == 302
    assert doors.browser_of(tender.agency).get(address).status_code == 404


def test_the_form_gives_its_script_what_the_next_version_needs(tender: Tender, bidders: list[Person]) -> None:
    first = world.submit(tender, bidders[0])

    data = page_data(get(doors.browser_of(bidders[0]), "compose", tender))

    assert (data["version"], data["previous"], data["document"]) == (2, first.hash, tender.trade.document_hash)
    assert data["keyholders"][0]["window"] == str(tender.window.recipient)
    assert data["account_keys"] == [bidders[0].public_key] and data["party"] == bidders[0].party
    assert [item["limit"] for item in data["opening_items"] if "limit" in item] == ["6310520.53"]


def test_after_a_withdrawal_the_next_version_comes_after_it(tender: Tender, bidders: list[Person]) -> None:
    world.submit(tender, bidders[0])
    gone = world.withdraw(tender, bidders[0])

    data = page_data(get(doors.browser_of(bidders[0]), "compose", tender))

    assert (data["version"], data["previous"]) == (3, gone.hash)


def test_the_form_is_closed_outside_the_bidding(decrypting: Tender, bidders: list[Person]) -> None:
    browser = doors.browser_of(bidders[0])

    for name in ("compose", "withdrawal"):
        response = browser.get(reverse(f"bids:{name}", args=[decrypting.lot_id]))
        assert response.headers["Location"] == reverse("bids:tasks", args=[decrypting.lot_id])


def test_the_receipt_page_carries_the_signed_receipt_byte_for_byte(tender: Tender, bidders: list[Person]) -> None:
    row = world.submit(tender, bidders[0])
    browser = doors.browser_of(bidders[0])

    data = page_data(get(browser, "receipt", tender, 1))
    file = browser.get(reverse("bids:receipt_file", args=[tender.lot_id, 1]))

    assert base64.b64decode(data["receipt"]) == bytes(row.receipt) == file.content
    assert base64.b64decode(data["statement"]) == bytes(row.statement)
    assert read_receipt(file.content).key == receipt_public_key() == data["receipt_keys"][-1]
    assert data["live"] and not data["closed"] and "attachment" in file.headers["Content-Disposition"]


def test_the_receipt_of_a_replaced_version_says_so(tender: Tender, bidders: list[Person]) -> None:
    world.submit(tender, bidders[0])
    world.submit(tender, bidders[0], price="5000000.00")
    browser = doors.browser_of(bidders[0])

    assert page_data(get(browser, "receipt", tender, 1))["live"] is False
    assert page_data(get(browser, "own", tender))["version"] == 2


def test_a_receipt_is_for_its_bidder_alone(tender: Tender, bidders: list[Person]) -> None:
    world.submit(tender, bidders[0])
    rival = doors.browser_of(make_bidder("dongfang"))

    for name in ("receipt", "receipt_file"):
        assert rival.get(reverse(f"bids:{name}", args=[tender.lot_id, 1])).status_code == 404


def test_the_acknowledgement_can_be_fetched_again(decrypting: Tender, bidders: list[Person]) -> None:
    released = world.release(decrypting, bidders[0])
    address = reverse("bids:acknowledgement", args=[decrypting.lot_id])

    mine = doors.browser_of(bidders[0]).get(address)
    other = doors.browser_of(bidders[1]).get(address)

    assert mine.content == bytes(released.acknowledgement)
    assert other.status_code == 404


def test_every_time_in_page_data_is_trade_time(tender: Tender, bidders: list[Person]) -> None:
    now = world.now(tender)

    data = page_data(get(doors.browser_of(bidders[0]), "compose", tender))

    assert timedelta() <= parse_at(data["now"]) - now < timedelta(minutes=1)
    assert parse_at(data["deadline"]) == world.DEADLINE and data["speed"] == 1


def test_the_list_says_what_became_of_each_bid(tender: Tender, bidders: list[Person]) -> None:
    other = world.announce_tender(tender.agency, title="浑南区桥梁维修工程")
    world.submit_all(tender, bidders)
    world.close(tender)
    world.submit(other, bidders[0])
    world.withdraw(other, bidders[0])

    page = doors.browser_of(bidders[0]).get(reverse("bids:home")).content.decode()

    assert "已封箱" in page and "已撤回" in page and "箱中没有" not in page
    assert Submission.objects.filter(organisation__uscc=bidders[0].party).count() == 3
