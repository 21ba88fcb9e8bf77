"""The Node that `make setup` has found or installed, for the tests of the browser code that need no browser."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.support.browsers import is_demanded
from trading.project.environment import ROOT

ABSENT = "there is no Node or no node_modules (make setup), so the browser code was not tested"


def node() -> str:
    """Its path; a skip that the summary shouts about where it, or a package, is missing."""
    own = Path(sys.executable).parent / "node"
    found = str(own) if own.exists() else shutil.which("node")
    if found and (ROOT / "node_modules").exists():
        return found
    if is_demanded():
        pytest.fail(ABSENT)
    pytest.skip(ABSENT)
