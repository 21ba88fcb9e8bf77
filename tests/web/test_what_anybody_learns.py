"""What anybody can learn of an opening, by its pages, the ledger and the bundle; each secret beside its twin."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from bidding.models import ClosedBox, OpeningRecord
from disclosure.domain.bundle import write_bundle
from disclosure.services import bundles
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.entries import Visibility
from trading.models import Entry
from trading.services import files

PRICES = ("5900000.00", "5901371.01", "5902742.02")


def public_words(tender: Tender) -> str:
    """All that anybody can learn of the trade: the public entries, the pages, the bundle."""
    world.place_news(tender)
    entries = Entry.objects.filter(visibility=Visibility.PUBLIC.value, trade=tender.trade).select_related("content")
    words = [json.dumps(entry.content.body, ensure_ascii=False) for entry in entries]
    pages = [reverse(f"hall:{name}", args=[tender.lot_id]) for name in ("hall", "state", "bidders", "plot")]
    pages += [reverse("trades:detail", args=[tender.trade.pk]), reverse("home")]
    words += [Client().get(page).content.decode() for page in pages]
    bundle = BytesIO()
    write_bundle(
        bundle, bundles._facts(tender.trade)
    )  # `build_bundle` begins a transaction, and the test has begun one
    with ZipFile(bundle) as archive:
        words += [name + archive.read(name).decode(errors="replace") for name in archive.namelist()]
    return "\n".join(words)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_lot_with_fewer_than_three_bids_fails_and_nobody_learns_of_them(
    number: int, tender: Tender, bidders: list[Person]
) -> None:
    world.submit_all(tender, bidders[:number])

    world.close(tender)

    assert tender.stage == "failed"
    words = public_words(tender)
    for bidder in bidders:
        assert bidder.party not in words and (bidder.actor.name or "?") not in words
    assert ClosedBox.objects.get().root not in words


def test_a_lot_with_three_bids_opens_and_everybody_learns_of_them(with_bids: Tender, bidders: list[Person]) -> None:
    """The twin: what is not found above would be found."""
    world.close(with_bids)

    assert with_bids.stage == "decrypting"
    words = public_words(with_bids)
    assert all(bidder.party in words and (bidder.actor.name or "?") in words for bidder in bidders)


def test_where_lost_objects_leave_too_few_no_price_is_shown(unlocking: Tender, bidders: list[Person]) -> None:
    files.destroy(unlocking.sealed[bidders[0].party].form.sha256)

    world.publish_window_key(unlocking)

    assert unlocking.stage == "failed"
    assert not OpeningRecord.objects.exists()
    words = public_words(unlocking)
    assert "form.age" not in words  # the window key is public: with a ciphertext beside it, the price would be too
    assert not any(price in words or f"{float(price):,.2f}" in words for price in PRICES)


def test_where_all_objects_are_there_prices_are_shown(unlocking: Tender) -> None:
    """The twin."""
    world.publish_window_key(unlocking)

    assert unlocking.stage == "objections"
    words = public_words(unlocking)
    assert "form.age" in words
    assert all(price in words for price in PRICES)


def test_nobody_finds_a_price_while_the_window_is_open(decrypting: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        world.release(decrypting, bidder)

    words = public_words(decrypting)
    assert not any(price in words or f"{float(price):,.2f}" in words for price in PRICES)
