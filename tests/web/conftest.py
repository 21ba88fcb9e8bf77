"""Pages find the scenes that services do (tests/services/conftest.py); a module that asks for none begins with nothing."""

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
