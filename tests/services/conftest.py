"""The same people and the same tender for every service: Anshan announced it, Baiyun, Changhe and Fuhe may bid.

They are made once a module, in a transaction around its tests; each test is a savepoint in it and leaves nothing.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.world import Tender


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is made here outlives the test that asks for it first, and goes with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def agency(scene: None) -> Person:
    return make_agency()


@pytest.fixture(scope="module")
def bidders(scene: None) -> list[Person]:
    return make_bidders(3)


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    """The module's tender: each test takes a copy of what its people hold."""
    return world.announce_tender(agency)


@pytest.fixture
def baiyun(bidders: list[Person], db: None) -> Person:
    return bidders[0]


@pytest.fixture
def changhe(bidders: list[Person], db: None) -> Person:
    return bidders[1]


@pytest.fixture
def tender(announced: Tender, bidders: list[Person], db: None) -> Tender:
    """It takes bids."""
    return announced.copy()
