"""What services and pages are tested with: people, a tender, and the tender at each stage of its opening, once a module.

A conftest that imports these names has them for its folder; a module that has fixtures of these names has its own.
"""

from collections.abc import Iterator

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


@standing
def tender(announced: Tender, bidders: list[Person]) -> Tender:
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
def confirming(objections: Tender, bidders: list[Person]) -> Tender:
    """Objections are over."""
    return world.bring_on("confirming", objections, bidders)


@standing
def opened(confirming: Tender, bidders: list[Person]) -> Tender:
    """The record is published."""
    return world.bring_on("opened", confirming, bidders)


@pytest.fixture(scope="module", autouse=True, name=PILE)
def bring_pile(request: pytest.FixtureRequest) -> None:
    bring(request)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    plan = plan_of(metafunc._arg2fixturedefs)
    metafunc.parametrize(PILE, [plan], indirect=True, scope="module", ids=[pytest.HIDDEN_PARAM])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """This hook is given the tests of every folder, whichever conftest has it."""
    modules: dict[object, list[pytest.Item]] = {}
    for item in items:
        group = item.get_closest_marker("xdist_group")
        modules.setdefault((item.path, group and group.args), []).append(item)
    items[:] = [item for module in modules.values() for item in in_order(module)]


__all__ = [
    "agency",
    "announced",
    "bidders",
    "bring_pile",
    "confirming",
    "decrypting",
    "objections",
    "opened",
    "pytest_collection_modifyitems",
    "pytest_generate_tests",
    "scene",
    "tender",
    "unlocking",
]
