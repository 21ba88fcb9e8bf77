"""Bundles are made once, kept, and never taken from under a reader."""

import zipfile
from pathlib import Path

import pytest

from disclosure.services.kept import bundle_of, kept_bundle
from tests.support import world
from tests.support.cast import make_agency, make_bidders
from tests.support.world import Tender
from trading.services import training

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender() -> Tender:
    tender = world.announce_tender(make_agency())
    world.submit_all(tender, make_bidders(3))
    world.place_news(tender)
    return tender


def test_a_bundle_is_made_once_until_something_happens(tender: Tender) -> None:
    assert kept_bundle(tender.trade) is None

    first = bundle_of(tender.trade)
    made = first.stat().st_ino

    assert kept_bundle(tender.trade) == first
    assert bundle_of(tender.trade).stat().st_ino == made


def test_whoever_was_given_a_bundle_can_open_it_while_the_next_is_made(tender: Tender) -> None:
    first = bundle_of(tender.trade)
    second = _after_news(tender)
    assert zipfile.is_zipfile(first) and zipfile.is_zipfile(second)

    third = _after_news(tender)

    assert zipfile.is_zipfile(second) and zipfile.is_zipfile(third)
    assert not first.exists(), "only the one before stays"


def _after_news(tender: Tender) -> Path:
    training.move_clock(trade_id=tender.trade.pk, to=world.now(tender) + world.SECOND)
    world.place_news(tender)
    return bundle_of(tender.trade)
