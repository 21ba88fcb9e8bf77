"""The seam to the draw: it knows the order, the calling walks it and tells it every step, without skipping anybody.

As many are called at once as there are places, so answers come in another order than that of the draw. Nobody is called
whom the draw, asking one after the other, would not call as well: a place is offered only where all who were asked before
and have not said no would not fill it. So whoever logs the walk one after the other keeps what comes early until its turn: `calling.ended_steps` has it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from experts.models import CommitteeRequest
from trading.services.moments import Moment

PASSED = "passed"
DEPARTED = "departed"


@dataclass(frozen=True, slots=True)
class WalkStep:
    """What became of somebody whose turn it was.

    `result`: a `Reply`, `passed` (not called, `reason` an `Exclusion`) or `departed` (`reason` a `Departure`).
    `receipt`: the hash of the notifier's receipt, "" where nobody was called.
    """

    request: UUID
    group: int
    expert: UUID
    result: str
    reason: str
    receipt: str


class NextToCall(Protocol):
    """A draw that has its order. Its methods are called under the lock of the request, in the caller's transaction."""

    def next_to_call(self, request: CommitteeRequest, group: int, asked: Collection[UUID]) -> UUID | None:
        """The first in the order for this group that is not among those asked; None: not drawn yet, or at its end."""
        ...

    def note(self, step: WalkStep, request: CommitteeRequest, moment: Moment) -> None:
        """Log the step. Nothing in what is logged names anybody."""
        ...


class NoDraw:
    """Before anything is drawn: nobody is called."""

    def next_to_call(self, request: CommitteeRequest, group: int, asked: Collection[UUID]) -> UUID | None:
        return None

    def note(self, step: WalkStep, request: CommitteeRequest, moment: Moment) -> None:
        """There is nothing to log it in."""


_walk: list[NextToCall] = [NoDraw()]


def walk() -> NextToCall:
    """The platform's draw."""
    return _walk[-1]


def use(draw: NextToCall) -> None:
    """The draw says so once, when its app is ready."""
    _walk[:] = [draw]
