"""The same people and the same tender for every service: Anshan announced it, Baiyun, Changhe and Fuhe may bid.

They are made once a module, in a transaction around its tests; each test is a savepoint in it and leaves nothing.

Between the two are standing scenes (tests/support/standing.py), savepoints as well: a test that asks for `decrypting`,
`unlocking`, `objections` or `opened` finds the tender there, and neither it nor the next pays for the way more than
once a module. A module adds its own by `@standing`, made from these or from fixtures of the module. The tests of a
module are run by what they stand upon, the shallow ones first; any other order costs time and changes nothing.
"""

from collections.abc import Iterator
from itertools import groupby

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.standing import PILE, bring, in_order, pile, plan_of, standing
from tests.support.world import Tender


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is made here outlives the test that asks for it first, and goes with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pile():
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


@standing
def tender(announced: Tender) -> Tender:
    """It takes bids."""
    return announced


@standing
def decrypting(tender: Tender, bidders: list[Person]) -> Tender:
    """All three have bid, and the window is open."""
    return world.bring_to("decrypting", tender, bidders)


@standing
def unlocking(decrypting: Tender, bidders: list[Person]) -> Tender:
    """All have released, and it is the agency's turn."""
    return world.bring_on("unlocking", decrypting, bidders)


@standing
def objections(unlocking: Tender, bidders: list[Person]) -> Tender:
    """Prices are shown."""
    return world.bring_on("objections", unlocking, bidders)


@standing
def opened(objections: Tender, bidders: list[Person]) -> Tender:
    """The record is published."""
    return world.bring_on("opened", objections, bidders)


@pytest.fixture(scope="module", autouse=True, name=PILE)
def _pile(request: pytest.FixtureRequest) -> None:
    bring(request)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    plan = plan_of(metafunc._arg2fixturedefs)
    metafunc.parametrize(PILE, [plan], indirect=True, scope="module", ids=[pytest.HIDDEN_PARAM])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """This hook is given the tests of every folder."""
    items[:] = [item for _, module in groupby(items, key=lambda item: item.path) for item in in_order(list(module))]
