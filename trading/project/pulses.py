"""What the supervised threads call: the services of the spine, and how soon again."""

import time

from bidding.services.deposits import collect_payments
from bidding.services.hall import close_complete_confirmations
from bidding.services.opening import close_complete_windows
from bidding.services.refunds import return_due
from bidding.services.sweeping import forget_unfinished_uploads
from disclosure.services.erasing import remove_unwanted_files
from disclosure.services.medium import ask_medium
from experts.services.calling import call_experts
from experts.services.convening import convene
from experts.services.draw_platform import advance_draws
from experts.services.reminding import remind_members
from trading.services import clock as clock_service
from trading.services import sequencing
from trading.services.readers import ENTRIES_AT_ONCE, read_on

SIGN_EVERY_SECONDS = 0.25

COMPLETE_EVERY_SECONDS = 0.5

_signed = 0.0
_completed = 0.0


def clock() -> float | None:
    """Do the steps that are due; at once again when there were some, since one may make the next one due.

    What ends before its time, because everybody has done his part, is looked for less often than the clock strikes.
    """
    global _completed
    done = clock_service.tick()
    if done or time.monotonic() - _completed > COMPLETE_EVERY_SECONDS:
        done += close_complete_windows() + close_complete_confirmations() + advance_draws()
        _completed = 0.0 if done else time.monotonic()
    return 0.05 if done else None


def readers() -> float | None:
    """Let the readers of the ledger read what is new."""
    return 0.0 if read_on() >= ENTRIES_AT_ONCE else None


def sweeper() -> float | None:
    """Remove what nobody finished."""
    forget_unfinished_uploads()
    remove_unwanted_files()
    return None


def deposits() -> float | None:
    """Read what came in at the bank, and pay back what is due."""
    collect_payments()
    return_due()
    return None


def callers() -> float | None:
    """Call experts down their lists, seat who accepted, and remind members who are wanted once more.

    On a thread of its own: a notifier that hangs or fails stops no opening.
    """
    return 0.0 if call_experts() + convene() + remind_members() else None


def medium() -> float | None:
    """Hand notices over to the designated medium, and ask what became of them. On a thread of its own, for the same reason."""
    ask_medium()
    return None


def sequencer() -> float | None:
    """Place what is committed; sign when there is news. A full batch is followed by the next without a pause."""
    global _signed
    placed = sequencing.sequence_entries() if sequencing.is_waiting() else 0
    if time.monotonic() - _signed > SIGN_EVERY_SECONDS:
        sequencing.sign_tree_head()
        _signed = time.monotonic()
    return 0.0 if placed >= sequencing.BATCH else None
