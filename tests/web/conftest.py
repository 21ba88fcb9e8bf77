"""Pages find the scenes that services do (tests/support/scenery.py); a module that asks for none begins with nothing."""

from tests.support.scenery import *
