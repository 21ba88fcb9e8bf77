"""The winner signs the contract in a browser that has never been here: it makes a key, checks the text, and signs."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.people import press
from tests.support import awards, world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.sites import LiveSite
from trading.domain.awarded import CONTRACT_SIGNED, parse_signing, read_contract
from trading.domain.statements import read_as
from trading.models import Entry

Visitor: TypeAlias = Callable[..., Page]


@pytest.fixture
def lot(site: LiveSite) -> tuple[UUID, Person]:
    """An awarded lot whose contract waits for Baiyun."""

    def begin() -> tuple[UUID, Person]:
        bidders = make_bidders(3)
        people.give_passwords(bidders[0])
        tender = awards.evaluate(world.bring_to("opened", world.announce_tender(make_agency()), bidders), bidders)
        awards.show(tender)
        awards.end_display(tender)
        awards.award(tender)
        awards.offer(tender)
        return tender.lot_id, bidders[0]

    made: tuple[UUID, Person] = site.do(begin)
    site.start()
    return made


def test_the_winner_reads_the_contract_and_signs_it(visitor: Visitor, lot: tuple[UUID, Person], site: LiveSite) -> None:
    page = people.log_in(visitor(), lot[1])
    page.goto(f"/trades/lots/{lot[0]}/result/")
    people.follow(page, "核对并签订合同")
    expect(page.locator("main")).to_contain_text("5,900,000.00 元")

    press(page, "签名，签订合同")

    expect(page.locator("main")).to_contain_text("合同已经签订")
    said = site.do(lambda: Entry.objects.select_related("content").get(type=CONTRACT_SIGNED).content.body)
    contract = read_contract(said)
    signed = read_as(contract.statement, parse_signing)
    assert (signed.value.text, signed.value.terms) == (contract.text.sha256, contract.terms)
