"""What services, trades and pages are tested with: Anshan announced a tender, Baiyun, Changhe and Fuhe may bid.

They are made once a module, in a transaction around its tests; each test is a savepoint in it and leaves nothing.

Between the two are standing scenes (standing.py), savepoints as well: a test that asks for `with_bids`, `decrypting`,
`opened` and so on finds the tender there, and neither it nor the next pays for the way more than once a module. A
module adds its own by `@standing`, made from these or from fixtures of the module. The tests of a module are run by
what they stand upon, the shallow ones first; any other order costs time and changes nothing.

A conftest that imports these names has them for its folder; a module that has fixtures of these names has its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
def tender(announced: Tender, bidders: list[Person]) -> Tender:
    """It takes bids."""
    return announced


@standing
def with_bids(tender: Tender, bidders: list[Person]) -> Tender:
    """All three have bid."""
    world.submit_all(tender, bidders)
    return tender


@standing
def closed(with_bids: Tender, bidders: list[Person]) -> Tender:
    """The box is closed, and the opening has not started."""
    return world.bring_on("closed", with_bids, bidders)


@standing
def decrypting(closed: Tender, bidders: list[Person]) -> Tender:
    """The window is open."""
    return world.bring_on("decrypting", closed, bidders)


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


@pytest.fixture
def placed(request: pytest.FixtureRequest, scene_name: str) -> Tender:
    """The tender of the scene: `@pytest.mark.at("tender", "opened")` makes a test of each."""
    found: Tender = request.getfixturevalue(scene_name)
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    at = metafunc.definition.get_closest_marker("at")
    if at is None:
        plan = plan_of(metafunc._arg2fixturedefs)
        metafunc.parametrize(PILE, [plan], indirect=True, scope="module", ids=[pytest.HIDDEN_PARAM])
        return
    rows = [(plan_of(_definitions(metafunc, name)), name) for name in at.args]
    metafunc.parametrize((PILE, "scene_name"), rows, indirect=[PILE], scope="module", ids=at.args)


def _definitions(metafunc: pytest.Metafunc, scene: str) -> Mapping[str, Sequence[pytest.FixtureDef[Any]]]:
    """Those of the test and of the scene that it is given besides."""
    manager = metafunc.definition.session._fixturemanager
    _, further = manager.getfixtureclosure(metafunc.definition, (scene,), frozenset())
    return {**metafunc._arg2fixturedefs, **further}


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
    "baiyun",
    "bidders",
    "bring_pile",
    "changhe",
    "closed",
    "confirming",
    "decrypting",
    "objections",
    "opened",
    "placed",
    "pytest_collection_modifyitems",
    "pytest_generate_tests",
    "scene",
    "tender",
    "unlocking",
    "with_bids",
]
