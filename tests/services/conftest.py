"""The same people and the same tender for every service: Anshan announced it, Baiyun, Changhe and Fuhe may bid."""

import pytest

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.world import Tender


@pytest.fixture
def agency(db: None) -> Person:
    return make_agency()


@pytest.fixture
def bidders(db: None) -> list[Person]:
    return make_bidders(3)


@pytest.fixture
def baiyun(bidders: list[Person]) -> Person:
    return bidders[0]


@pytest.fixture
def changhe(bidders: list[Person]) -> Person:
    return bidders[1]


@pytest.fixture
def tender(agency: Person) -> Tender:
    """It takes bids."""
    return world.announce_tender(agency)
