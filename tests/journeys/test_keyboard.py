"""Somebody without a mouse seals, opens and publishes: the tab key reaches each button, and the enter key presses it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.sites import LiveSite

Visitor: TypeAlias = Callable[..., Page]

MANY = 60  # more stops than any page has before its main button


def test_the_seal_button_is_reached_and_says_what_is_missing(site: LiveSite, visitor: Visitor) -> None:
    tender = site.do(lambda: tender_in("bidding"))
    site.start()
    page = people.log_in(visitor(), tender.bidders[0])
    page.goto(f"/lots/{tender.lot_id}/bid/form/")
    expect(page.locator("#bid-form[data-ready]")).to_be_visible()

    stops = tab_to(page, "seal")
    page.keyboard.press("Enter")

    assert stops.index("item-price") < stops.index("files") < stops.index("seal")
    expect(page.locator("#errors")).to_be_focused()


def test_the_open_button_is_reached_and_pressed(site: LiveSite, visitor: Visitor) -> None:
    tender = site.do(lambda: tender_in("decrypting"))
    site.start()
    page = people.log_in(visitor(), tender.bidders[0])
    people.enter_hall(page, tender.lot_id)

    tab_to(page, "open-bid")
    page.keyboard.press("Enter")

    # This browser has no keys of the bid, so it asks for the recovery file.
    expect(page.locator("#keyfile-dialog")).to_be_visible()
    expect(page.locator("#keyfile-dialog :focus")).to_have_count(1)


def test_the_publish_button_is_reached_and_pressed(site: LiveSite, visitor: Visitor) -> None:
    tender = site.do(lambda: tender_in("unlocking"))
    site.start()
    page = people.log_in(visitor(), tender.agency)
    people.enter_hall(page, tender.lot_id)

    tab_to(page, "publish-window-key")
    page.keyboard.press("Enter")

    expect(page.locator("#keyfile-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keyfile-dialog")).to_be_hidden()


@dataclass(frozen=True)
class Seat:
    """What people need to find the hall of a tender."""

    lot_id: UUID
    agency: Person
    bidders: list[Person]


def tender_in(stage: str) -> Seat:
    """A tender in this stage, by services: what its people know of keys is in no browser."""
    agency, bidders = make_agency(), make_bidders(3)
    people.give_passwords(agency, *bidders)
    tender = world.announce_tender(agency)
    if stage != "bidding":
        world.bring_to(stage, tender, bidders)
    return Seat(tender.lot_id, agency, bidders)


def tab_to(page: Page, wanted: str) -> list[str]:
    """Press the tab key from the top of the page until this element has the focus; gives the ids on the way."""
    page.evaluate("document.activeElement?.blur()")
    stops: list[str] = []
    while wanted not in stops:
        assert len(stops) < MANY, f"the tab key does not reach {wanted}: {stops}"
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement?.id ?? ''"))
    return stops
