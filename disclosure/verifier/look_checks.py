"""Second looks at candidates (TR 56): docs/spec/ledger.md, "After the evaluation". Part of the checks of what comes after it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from disclosure.verifier.reading import LotView
from disclosure.verifier.report import Findings
from trading.domain import awarded, second_looks
from trading.domain.bodies import LOT_FAILED
from trading.domain.entries import SYSTEM, Entry

AGENCY: Final = "agency"
ENDS: Final = (awarded.CONTRACT_SIGNED, LOT_FAILED)


def check_looks(found: Findings, lot: LotView) -> None:
    """The agency asks, one at a time, about a candidate that may still win; the committee answers each once, or the agency
    withdraws it; an award waits."""
    log = _Log()
    for entry in lot.entries:
        for problem in log.read(entry):
            found.wrong(f"{lot.announced.code}, entry {entry.seq}: {problem}")


def unable(lot: LotView, until: Entry) -> set[int]:
    """The ranks that the committee, when it was asked last before the entry, did not confirm. What was withdrawn it did
    not say."""
    asked: dict[UUID, int] = {}
    said: dict[int, bool] = {}
    for entry in lot.entries:
        if entry.seq >= until.seq:
            break
        if entry.type == second_looks.ASKED:
            look = second_looks.read_asked(entry.body)
            asked[look.look] = look.rank
        elif entry.type == second_looks.WITHDRAWN:
            asked.pop(second_looks.read_withdrawn(entry.body), None)
        elif entry.type == second_looks.GIVEN:
            given = second_looks.read_given(entry.body)
            if given.look in asked:
                said[asked[given.look]] = given.able
    return {rank for rank, able in said.items() if not able}


@dataclass(slots=True)
class _Log:
    """What the log has said of one lot so far. `may_win`: the ranks that no decision has taken or passed over; `waiting`: by
    look, the party that asked."""

    may_win: set[int] = field(default_factory=set)
    asked: set[UUID] = field(default_factory=set)
    waiting: dict[UUID, str | None] = field(default_factory=dict)
    over: bool = False

    def read(self, entry: Entry) -> Iterator[str]:
        """What is wrong with it."""
        match entry.type:
            case awarded.CANDIDATES_SHOWN:
                self.may_win = {one.rank for one in awarded.read_shown(entry.body).candidates}
            case second_looks.ASKED:
                yield from self._asked(entry)
            case second_looks.GIVEN:
                yield from self._given(entry)
            case second_looks.WITHDRAWN:
                yield from self._withdrawn(entry)
            case awarded.AWARDED:
                yield from self._awarded(entry)
            case kind if kind in ENDS:
                self.over = True

    def _asked(self, entry: Entry) -> Iterator[str]:
        said = second_looks.read_asked(entry.body)
        if entry.facts.by.role != AGENCY:
            yield f"a second look asked for by {entry.facts.by.role}, not by the agency"
        if self.over or said.rank not in self.may_win:
            yield "a second look at a rank that cannot be awarded, or not any more"
        if said.look in self.asked or self.waiting:
            yield "a second look asked for twice, or while another one waits"
        if said.answer_by is not None and said.answer_by <= entry.at:
            yield "a second look to be answered before it was asked for"
        self.asked.add(said.look)
        self.waiting[said.look] = entry.facts.by.party

    def _given(self, entry: Entry) -> Iterator[str]:
        said = second_looks.read_given(entry.body)
        if self.over or said.look not in self.waiting or entry.facts.by != SYSTEM:
            yield "a second look given that does not wait, or not by the platform"
        self.waiting.pop(said.look, None)

    def _withdrawn(self, entry: Entry) -> Iterator[str]:
        look, by = second_looks.read_withdrawn(entry.body), entry.facts.by
        if self.over or look not in self.waiting:
            yield "a second look withdrawn that does not wait"
        if by.role != AGENCY or by.party != self.waiting.get(look, by.party):
            yield "a second look withdrawn, but not by who asked for it"
        self.waiting.pop(look, None)

    def _awarded(self, entry: Entry) -> Iterator[str]:
        if self.waiting:
            yield "decided while a second look waits"
        if not self.may_win:
            return  # the candidates were never shown: others say so
        said = awarded.read_awarded(entry.body)
        self.may_win -= {said.winner.rank, *(one.rank for one in said.passed)}
