"""Services: what each promises, what it refuses, and what it leaves behind (tests/support/scenery.py has the scenes)."""

from tests.support.scenery import *
