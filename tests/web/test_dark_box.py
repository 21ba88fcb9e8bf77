"""Before the deadline no answer to anybody else changes with what is in the box: not a byte, not its length."""

import json
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from bidding.domain.box import SMALLEST_BLANKED, box_root
from bidding.models import Submission
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_bidders, make_supervisor
from tests.support.world import Tender
from tests.web import doors
from trading.live import Topic, catch_up, last_seq
from trading.models import Entry
from trading.services.sequencing import sequence_entries

pytestmark = pytest.mark.django_db

CHANGING = (
    (r'name="csrfmiddlewaretoken" value="\w+"', "csrf"),
    (r'"csrf": "\w+"', "csrf"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|\+08:00)", "time"),
    (r"\d\d:\d\d:\d\d", "clock"),
)
"""What differs between two answers a moment apart; all of it has the same length each time."""


@pytest.fixture
def tender() -> Tender:
    return world.announce_tender(make_agency())


@pytest.fixture
def watchers(tender: Tender) -> dict[str, Client]:
    """Everybody who could be curious."""
    clients = {"visitor": Client()}
    for name, person in (
        ("agency", tender.agency),
        ("outsider", make_bidder("dongfang")),
        ("supervisor", make_supervisor()),
    ):
        clients[name] = Client()
        clients[name].force_login(person.user)
    return clients


def addresses(tender: Tender) -> Iterator[str]:
    lot, trade = tender.lot_id, tender.trade.pk
    for name in ("hall", "state", "bidders", "plot", "record", "record_json", "record_pdf"):
        yield reverse(f"hall:{name}", args=[lot])
    for name in ("notice", "box", "tasks", "compose", "own", "withdrawal", "acknowledgement"):
        yield reverse(f"bids:{name}", args=[lot])
    yield reverse("bids:receipt", args=[lot, 1])
    yield reverse("bids:receipt_file", args=[lot, 1])
    yield reverse("bids:home")
    yield reverse("trades:list")
    yield reverse("trades:detail", args=[trade])
    yield reverse("trades:bundle", args=[trade])
    yield reverse("agency:home")
    yield reverse("home")


def seen_by(
    watchers: dict[str, Client], tender: Tender
) -> dict[tuple[str, str], tuple[int, int, tuple[str, ...], str]]:
    """By watcher and address: status, length, names of headers, and the answer without its clock."""
    seen = {}
    for name, client in watchers.items():
        for address in addresses(tender):
            response = client.get(address)
            content = doors.content_of(response)
            text = content.decode("utf-8", "replace")
            for pattern, word in CHANGING:
                text = re.sub(pattern, word, text)
            seen[name, address] = (response.status_code, len(content), tuple(sorted(response.headers)), text)
    return seen


def test_five_bids_change_no_answer_to_anybody_else(tender: Tender, watchers: dict[str, Client]) -> None:
    bidders = make_bidders(5)
    world.place_news(tender)
    before = seen_by(watchers, tender)

    world.submit_all(tender, bidders)
    world.submit(tender, bidders[1], price="1.00")
    world.withdraw(tender, bidders[2])
    after = seen_by(watchers, tender)

    assert Submission.objects.count() == 7
    for key, answer in before.items():
        assert after[key] == answer, key


def test_bids_leave_no_trace_in_the_ledger_or_the_socket(tender: Tender) -> None:
    bidders = make_bidders(5)
    world.place_news(tender)
    entries, seq = Entry.objects.filter(trade=tender.trade).count(), last_seq(tender.trade)

    world.submit_all(tender, bidders)
    world.withdraw(tender, bidders[0])
    while sequence_entries():
        pass

    assert Entry.objects.filter(trade=tender.trade).count() == entries
    assert last_seq(tender.trade) == seq
    frame, complete = catch_up(Topic(trade=tender.trade.pk, lot=tender.lot_id), seq)
    assert complete and '"events":[]' in frame


def test_of_a_lot_that_failed_the_socket_says_no_more_than_the_page(tender: Tender) -> None:
    bidders = make_bidders(2)
    world.submit_all(tender, bidders)

    world.close(tender)

    frame, _ = catch_up(Topic(trade=tender.trade.pk, lot=tender.lot_id), 0)
    assert "lot.failed" in frame
    assert "box.closed" not in frame and "opening.started" not in frame
    assert not any(bidder.party in frame for bidder in bidders)


@pytest.mark.parametrize("number", [1, 2])
def test_in_a_lot_that_failed_a_bidder_finds_its_bid_and_not_how_many_there_were(number: int, tender: Tender) -> None:
    bidders = make_bidders(2)
    rows = [world.submit(tender, bidder) for bidder in bidders[:number]]
    world.close(tender)
    browser = Client()
    browser.force_login(bidders[0].user)

    box = json.loads(browser.get(f"/lots/{tender.lot_id}/box/").content)

    assert rows[0].hash in box["leaves"]
    assert box["size"] == len(box["leaves"]) == SMALLEST_BLANKED
    assert box["root"] == box_root(box["leaves"])


def test_the_ids_of_bids_say_nothing_about_their_number_or_order(tender: Tender) -> None:
    bidders = make_bidders(5)
    rows = [world.submit(tender, bidder) for bidder in bidders]

    assert all(row.pk.version == 4 for row in rows)


def test_a_bidder_sees_its_own_bid_and_nobody_elses(tender: Tender) -> None:
    baiyun, changhe, fuhe = make_bidders(3)
    world.submit_all(tender, (baiyun, changhe, fuhe))
    browser = Client()
    browser.force_login(baiyun.user)

    pages = [browser.get(address) for address in addresses(tender)]

    text = "".join(doors.content_of(page).decode("utf-8", "replace") for page in pages)
    assert baiyun.actor.name in text
    assert not any(name in text for name in (changhe.actor.name, changhe.party, fuhe.actor.name, fuhe.party))
    assert _own(browser, tender, changhe) == 404


def _own(browser: Client, tender: Tender, whose: Person) -> int:
    sha256 = tender.sealed[whose.party].form.sha256
    return browser.get(reverse("bids:own_ciphertext", args=[tender.lot_id, sha256])).status_code
