"""How many examples a property is tried with: all in a full run, a quarter where `make quick` wants an answer soon."""

from typing import Final

import pytest
from hypothesis import settings

QUICK: Final = "quick"
USUAL: Final = 100
"""What hypothesis tries where a test says nothing."""


def offer_quick(config: pytest.Config) -> None:
    """Before hypothesis looks for the profile that it was told."""
    if config.getoption("--hypothesis-profile") == QUICK:
        settings.register_profile(QUICK, max_examples=USUAL // 4)


def examples(number: int) -> settings:
    """For a property that needs another number than the usual; each example may take its time."""
    quick = settings.get_current_profile_name() == QUICK
    return settings(max_examples=number // 4 if quick else number, deadline=None)
