"""The same people and the same tender for every service: Anshan announced it, Baiyun, Changhe and Fuhe may bid.

They are made once a module, in a transaction around its tests; each test is a savepoint in it and leaves nothing.

Between the two are standing scenes (tests/support/standing.py), savepoints as well: a test that asks for `decrypting`,
`unlocking`, `objections`, `confirming` or `opened` finds the tender there, and neither it nor the next pays for the way
more than once a module. A module adds its own by `@standing`, made from these or from fixtures of the module. The tests
of a module are run by what they stand upon, the shallow ones first; any other order costs time and changes nothing.
"""

import pytest

from tests.support.cast import Person
from tests.support.scenery import (
    agency,
    announced,
    bidders,
    bring_pile,
    confirming,
    decrypting,
    objections,
    opened,
    pytest_collection_modifyitems,
    pytest_generate_tests,
    scene,
    tender,
    unlocking,
)

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


@pytest.fixture
def baiyun(bidders: list[Person], db: None) -> Person:
    return bidders[0]


@pytest.fixture
def changhe(bidders: list[Person], db: None) -> Person:
    return bidders[1]
