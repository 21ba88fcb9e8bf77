"""A draw of a lot, as the bundle has it: its entries replayed, and what was wrong with them by check."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from uuid import UUID

from bidding.domain.bodies import BIDS_OPENED, read_bids_opened
from bidding.domain.opening import Result
from experts.domain import draw_entries as told
from experts.domain.draw import FrozenList, ListRefused, Purpose, read_list
from experts.domain.draw_log import STEPS, begin, take
from experts.domain.open_lists import open_list
from experts.domain.progress import Progress, StepRefused
from trading.domain import bodies
from trading.domain.canonical import FormatError
from trading.domain.entries import Entry
from trading.domain.qualified import PREQUALIFICATION_ANNOUNCED

if TYPE_CHECKING:
    from disclosure.verifier.reading import LotView

LARGEST_FILE: Final = 256 * 1024 * 1024
DRAW: Final = "draw."
LIST: Final = frozenset((told.LIST_FROZEN, told.LIST_CHECKED, told.REPEATED))
ORDER: Final = frozenset((told.ORDERED,))
WALK: Final = frozenset((told.CALLED,))
NAMES: Final = frozenset((told.NAMES_REVEALED,))
NONCES: Final = frozenset(STEPS) - LIST - ORDER - WALK - NAMES


@dataclass(frozen=True)
class Replay:
    """`progress` is None where the draw does not even begin; `problems`: type of the entry, and what was wrong."""

    progress: Progress | None
    problems: list[tuple[str, str]] = field(default_factory=list)


class DrawView:
    """One draw of one lot."""

    def __init__(self, lot: LotView, draw: UUID, entries: list[Entry]) -> None:
        self.lot = lot
        self.draw = draw
        self.entries = entries
        self.path = f"{lot.path}/draws/{draw}"

    def of_types(self, types: frozenset[str]) -> list[Entry]:
        return [entry for entry in self.entries if entry.type in types]

    @property
    def purpose(self) -> str:
        return str(self.entries[0].body.get("purpose"))

    @property
    def ordered(self) -> Entry | None:
        """The entry with which the order stood."""
        return next(iter(self.of_types(ORDER)), None)

    @cached_property
    def open_ids(self) -> list[str] | None:
        """What a list that hides nothing is made of: the candidates of the notice, or the bidders that were opened; None
        for a list of experts. Raises `FormatError`."""
        if self.purpose == Purpose.COEFFICIENT:
            terms = self.lot.bundle.scheme
            if terms is None or terms.drawn is None:
                raise ListRefused("a coefficient is drawn that no notice leaves to a draw")
            return list(terms.drawn.texts)
        if self.purpose == Purpose.LOTTERY:
            opened = self.lot.only(BIDS_OPENED)
            if opened is None or opened.seq > self.entries[0].seq:
                raise ListRefused("a lottery among bidders before any bid was opened")
            return [each.bidder for each in read_bids_opened(opened.body) if each.result is Result.OPENED]
        return None

    @property
    def revealed(self) -> bool:
        """From the reveal on the bundle has list and names."""
        return bool(self.of_types(NAMES))

    @property
    def list_name(self) -> str:
        return f"{self.path}/list.jsonl"

    @property
    def names_name(self) -> str:
        return f"{self.path}/names.jsonl"

    @cached_property
    def listed(self) -> FrozenList:
        """The list in the bundle, if it is the one that was frozen. Raises `FormatError`."""
        if self.open_ids is None:
            listed = self.lot.bundle.parsed(self.list_name, read_list, LARGEST_FILE).get()
        else:
            listed = open_list(self.lot.announced.lot, Purpose(self.purpose), self.open_ids)
        frozen = told.read_list_frozen(self.entries[0].body)
        if (listed.root, listed.size) != (frozen.root, frozen.size):
            raise ListRefused("the list that was frozen is another one than it has to be")
        return listed

    @cached_property
    def replay(self) -> Replay:
        """Every entry taken in turn; one that is refused is left out of what follows."""
        problems: list[tuple[str, str]] = []
        try:
            progress = begin(self.entries[0], self.lot.place.origin, self._agency, self._list_or_none())
        except FormatError as error:
            return Replay(None, [(told.LIST_FROZEN, f"entry {self.entries[0].seq}: {error}")])
        for entry in self.entries[1:]:
            if entry.type == told.REPEATED:
                continue
            try:
                progress = take(progress, entry)
            except FormatError as error:
                kind = entry.type if entry.type in STEPS else told.LIST_FROZEN
                problems.append((kind, f"entry {entry.seq}: {error}"))
        return Replay(progress, problems)

    @property
    def _agency(self) -> str:
        notices = (bodies.ANNOUNCED, PREQUALIFICATION_ANNOUNCED)
        announced = next(entry for entry in self.lot.bundle.entries if entry.type in notices)
        if announced.facts.by.party is None:
            raise StepRefused("the trade was announced by nobody")
        return announced.facts.by.party

    def _list_or_none(self) -> FrozenList | None:
        try:
            known = self.open_ids is not None or self.list_name in self.lot.bundle.container
            return self.listed if known else None
        except FormatError:
            return None


def draws_of(lot: LotView) -> list[DrawView]:
    """All draws that were begun in this phase of the lot, in the order of their first entries: the names of those who
    reviewed applications are told when the tender is awarded."""
    found: dict[UUID, list[Entry]] = {}
    for entry in lot.ever:
        if entry.type.startswith(DRAW):
            found.setdefault(told.draw_of(entry.body), []).append(entry)
    return [DrawView(lot, draw, entries) for draw, entries in found.items() if entries[0] in lot.phase]
