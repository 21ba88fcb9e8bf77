"""Scenes of a committee that has evaluated, and is asked to look at a candidate again (TR 56)."""

from collections.abc import Callable

import pytest

from tests.support import awards, looks, world
from tests.support import committee as at_work
from tests.support.cast import Person, make_supervisor
from tests.support.committee import Committee
from tests.support.standing import standing
from tests.support.world import Tender
from trading.services.stopping import order_stop


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, scheme=at_work.SCHEME)


@standing
def reported(opened: Tender) -> Committee:
    """The committee has handed its report over; nobody is shown yet."""
    committee = at_work.scored(opened)
    at_work.report(committee)
    return committee


@standing
def shown(reported: Committee) -> Committee:
    awards.show(reported.tender)
    return reported


@standing
def decidable(shown: Committee) -> Committee:
    """The display is over."""
    awards.end_display(shown.tender)
    return shown


@standing
def asked(decidable: Committee) -> Committee:
    """The committee was asked about the first."""
    looks.ask(decidable.tender)
    return decidable


@pytest.fixture
def stop(asked: Committee) -> Callable[[], None]:
    def order() -> None:
        supervisor = make_supervisor().actor
        order_stop(trade_id=asked.tender.trade.pk, reason="投诉成立的可能较大。", allows=(), by=supervisor)
        world.place_news(asked.tender)

    return order
