"""Whole trades, brought through many services, and the bundles that prove them (tests/support/scenery.py has the scenes)."""

from tests.support.scenery import *
