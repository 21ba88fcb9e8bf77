"""What the supervised threads call: the services of the spine, and how soon again."""

import time

from bidding.services.hall import close_complete_confirmations
from bidding.services.opening import close_complete_windows
from trading.services import clock as clock_service
from trading.services import sequencing

SIGN_EVERY_SECONDS = 0.25

_signed = 0.0


def clock() -> float | None:
    """Do the steps that are due; at once again when there were some, since one may make the next one due."""
    done = clock_service.tick() + close_complete_windows() + close_complete_confirmations()
    return 0.05 if done else None


def sequencer() -> float | None:
    """Place what is committed; sign when there is news. A full batch is followed by the next without a pause."""
    global _signed
    placed = sequencing.sequence_entries()
    if time.monotonic() - _signed > SIGN_EVERY_SECONDS:
        sequencing.sign_tree_head()
        _signed = time.monotonic()
    return 0.0 if placed >= sequencing.BATCH else None
