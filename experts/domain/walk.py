"""The walk over a drawn order: nobody is skipped, until every place is filled (docs/spec/draw.md, "Walk")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from experts.domain.draw import Listed
from trading.domain.canonical import FormatError


class WalkRefused(FormatError):
    """Not the next step of the walk."""


class Result(StrEnum):
    """What came of a call."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    RECUSED = "recused"
    STOOD_DOWN = "stood_down"
    PASSED = "passed"


LEAVING = frozenset((Result.RECUSED, Result.STOOD_DOWN))
"""What gives back a place that was taken."""
REASONED = LEAVING | {Result.PASSED}
"""What needs a reason; nothing else has one. Whoever may not sit any more since the list was frozen is passed, not called."""
ANSWERED = frozenset((Result.ACCEPTED, Result.DECLINED, Result.NO_ANSWER))
"""What a call must stand behind, with the notifier's receipt."""


@dataclass(frozen=True, slots=True)
class Called:
    """One call, or a member's leaving. `receipt`: hash of what the notifier got, where somebody was called; `reason`: a code."""

    number: int
    blinded: str
    result: Result
    receipt: str | None
    reason: str | None = None


def seated_by(calls: Iterable[Called]) -> tuple[str, ...]:
    """The blinded ids of who has a place after these calls; known without the list."""
    seated: list[str] = []
    for call in calls:
        if call.result is Result.ACCEPTED:
            seated.append(call.blinded)
        elif call.result in LEAVING and call.blinded in seated:
            seated.remove(call.blinded)
    return tuple(seated)


@dataclass(frozen=True)
class Walk:
    """How far the walk has come. A value: `take` gives the next one."""

    order: tuple[Listed, ...]
    places: Mapping[str, int]
    calls: tuple[Called, ...] = ()
    members: tuple[Listed, ...] = ()

    @property
    def seated(self) -> tuple[str, ...]:
        """The blinded ids of who has a place, in the order in which they took it."""
        return tuple(member.blinded for member in self.members)

    @property
    def filled(self) -> bool:
        return not self.open_groups

    @property
    def open_groups(self) -> dict[str, int]:
        """The groups with places that nobody has yet, and how many."""
        taken = [member.group for member in self.members]
        left = {group: seats - taken.count(group) for group, seats in self.places.items()}
        return {group: seats for group, seats in left.items() if seats > 0}

    def next(self) -> Listed | None:
        """Who is to be called: the first in the order, not called yet, whose group has a place. None: nobody is left."""
        called = {call.blinded for call in self.calls}
        open_ = self.open_groups
        return next((each for each in self.order if each.group in open_ and each.blinded not in called), None)

    def take(self, call: Called) -> "Walk":
        """The walk after this call. Raises `WalkRefused` where somebody would be skipped, or called for nothing."""
        if call.number != len(self.calls) + 1:
            raise WalkRefused(f"call {call.number} comes after {len(self.calls)}")
        self._check_grounds(call)
        if call.blinded in self.seated:
            return self._left(call)
        expected = self.next()
        if expected is None:
            raise WalkRefused(f"{call.blinded[:16]} was called, though {self._over()}")
        if call.blinded != expected.blinded:
            raise WalkRefused(f"{call.blinded[:16]} was called, though {expected.blinded[:16]} is next")
        if call.result is Result.STOOD_DOWN:
            raise WalkRefused("only a member stands down")
        members = (*self.members, expected) if call.result is Result.ACCEPTED else self.members
        return replace(self, calls=(*self.calls, call), members=members)

    @staticmethod
    def _check_grounds(call: Called) -> None:
        if (call.reason is not None) != (call.result in REASONED):
            raise WalkRefused("recusal, standing down and passing have a reason, and nothing else has")
        if call.receipt is None and call.result in ANSWERED:
            raise WalkRefused("an answer without a receipt of the notifier")
        if call.receipt is not None and call.result is Result.PASSED:
            raise WalkRefused("nobody was called")

    def _left(self, call: Called) -> "Walk":
        if call.result not in LEAVING:
            raise WalkRefused(f"{call.blinded[:16]} has a place already")
        members = tuple(member for member in self.members if member.blinded != call.blinded)
        return replace(self, calls=(*self.calls, call), members=members)

    def _over(self) -> str:
        return "every place is filled" if self.filled else "nobody is left to be called"
