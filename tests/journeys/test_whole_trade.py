"""One tender through everything: draft, sealed bids, opening, drawn committee, evaluation, award, contract, proof.

Whatever a person does is done in that person's own browser, on the pages of a running site; only clocks move from here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TypeAlias
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.trade_people import DAY, Agency, Bidder
from tests.support.cast import Person, make_agency, make_newcomer
from tests.support.sites import LiveSite
from trading.domain.periods import SHANGHAI
from trading.domain.schedule import Instant
from trading.models import CalendarYear, Lot
from trading.services.moments import moment_of
from trading.services.training import move_clock

Visitor: TypeAlias = Callable[..., Page]

TITLE = "浑南区滨河步道全程示范工程施工"
PRICES = {"baiyun": "5998000.00", "changhe": "6040665.58", "fuhe": "6254300.10"}
OPENING_HOUR = time(9, 30)
SECOND = timedelta(seconds=1)


@dataclass
class Cast:
    """Everybody with an account, as they stand in the site's database."""

    agency: Person
    bidders: dict[str, Person]

    def everybody(self) -> list[Person]:
        return [self.agency, *self.bidders.values()]


@dataclass
class Whole:
    """The trade and its people, each before a browser."""

    site: LiveSite
    cast: Cast
    visitor: Visitor
    agency: Agency
    bidders: dict[str, Bidder]
    watcher: Page
    trade: UUID = field(init=False)
    lot: UUID = field(init=False)

    def wait_until(self, when: Instant | datetime) -> None:
        """The tender's own clock is put forward; everything else happens by itself."""

        def move() -> None:
            lot = Lot.objects.select_related("trade").get(pk=self.lot)
            least = moment_of(lot.trade).at + SECOND
            to = lot.schedule.instant(when) if isinstance(when, Instant) else when
            move_clock(trade_id=self.trade, to=max(to, least))

        self.site.do(move)


@pytest.fixture
def whole(live_site: LiveSite, visitor: Visitor) -> Whole:
    """People have accounts and have logged in; nothing is drafted."""
    cast = live_site.do(make_cast)
    bidders = {
        name: Bidder(people.log_in(visitor(), person), person.actor.name, TITLE)
        for name, person in cast.bidders.items()
    }
    agency = Agency(people.log_in(visitor(), cast.agency), TITLE)
    return Whole(live_site, cast, visitor, agency, bidders, visitor())


def make_cast() -> Cast:
    this_year = datetime.now(SHANGHAI).year
    for year in (this_year, this_year + 1):
        CalendarYear.objects.get_or_create(year=year)
    cast = Cast(make_agency(), {name: make_newcomer(name) for name in PRICES})
    people.give_passwords(*cast.everybody())
    return cast


def test_a_tender_goes_from_its_draft_to_a_signed_contract_and_a_stranger_verifies_all_of_it(whole: Whole) -> None:
    the_tender_is_announced(whole)
    everybody_bids(whole)
    the_bids_are_opened(whole)


# --- to the opening record ----------------------------------------------------------------------------------------


def the_tender_is_announced(whole: Whole) -> None:
    offered = datetime.combine(datetime.now(SHANGHAI).date() + 2 * DAY, OPENING_HOUR, SHANGHAI)
    whole.trade = whole.agency.announce(offered=offered, deadline=offered + 30 * DAY)
    whole.lot = whole.site.do(lambda: Lot.objects.get(trade_id=whole.trade).pk)


def everybody_bids(whole: Whole) -> None:
    """All three at the same time."""
    whole.wait_until(Instant.DOCUMENTS_FROM)
    for name, bidder in whole.bidders.items():
        bidder.seal(PRICES[name])
    for bidder in whole.bidders.values():
        bidder.receive()


def the_bids_are_opened(whole: Whole) -> None:
    """In the hall: all release, the agency publishes its key, prices appear at once, the record is confirmed."""
    for page in (whole.watcher, whole.agency.page, *(bidder.page for bidder in whole.bidders.values())):
        people.enter_hall(page, whole.lot)
    whole.wait_until(Instant.DEADLINE)
    for bidder in whole.bidders.values():
        bidder.open()
    whole.agency.publish_window_key()
    expect(whole.watcher.get_by_role("heading", name="3 家报价")).to_be_visible()
    whole.wait_until(Instant.OBJECTIONS_END)
    for bidder in whole.bidders.values():
        bidder.confirm_record()
    expect(whole.watcher.get_by_role("heading", name="开标记录已发布")).to_be_visible()
