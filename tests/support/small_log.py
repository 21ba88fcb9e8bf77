"""The platform's log, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from disclosure.domain.bundle import HiddenLine, PublicLine
from tests.vectors.cast import (
    PLACE,
    Fixed,
)
from trading.domain import entries, merkle
from trading.domain.canonical import decode, encode
from trading.domain.entries import SYSTEM, By, Entry, EntryFacts, Visibility
from trading.domain.trade_time import Segment, trade_time


@dataclass
class Log:
    """The platform's log, in memory."""

    clock: list[Segment]
    rows: list[tuple[EntryFacts, bytes, int]] = field(default_factory=list)
    counts: dict[UUID | None, int] = field(default_factory=dict)
    random: Fixed = field(default_factory=lambda: Fixed("log"))

    def add(
        self,
        kind: str,
        body: Mapping[str, object],
        real: datetime,
        by: By = SYSTEM,
        trade: UUID | None = PLACE.trade,
        visibility: Visibility = Visibility.PUBLIC,
    ) -> None:
        at = real if trade is None else trade_time(self.clock, real)
        facts = EntryFacts(UUID(bytes=self.random(16), version=4), trade, kind, at, real, by, body, visibility)
        seq = self.counts[trade] = self.counts.get(trade, 0) + 1
        self.rows.append((facts, self.random(32), seq))

    def insert(self, told: Sequence[EntryFacts], before: str) -> None:
        """Put entries before the first of a type, with salts of their own; what follows is numbered anew."""
        place = next(place for place, (facts, _, _) in enumerate(self.rows) if facts.type == before)
        rows = [(facts, salt) for facts, salt, _ in self.rows]
        rows[place:place] = [(facts, bytes([number + 1]) * 32) for number, facts in enumerate(told)]
        self.rows, self.counts = [], {}
        for facts, salt in rows:
            seq = self.counts[facts.trade] = self.counts.get(facts.trade, 0) + 1
            self.rows.append((facts, salt, seq))

    @property
    def tree(self) -> merkle.Tree:
        return merkle.Tree(entries.leaf(salt, entries.entry_json(facts, seq)) for facts, salt, seq in self.rows)

    def lines(self, trade: UUID | None) -> list[PublicLine | HiddenLine]:
        tree, lines = self.tree, list[PublicLine | HiddenLine]()
        for index, (facts, salt, seq) in enumerate(self.rows):
            if facts.trade != trade:
                continue
            proof, content = tree.inclusion_proof(index), entries.canonical(facts, seq)
            if facts.visibility is Visibility.PUBLIC or trade is None:
                lines.append(PublicLine(index, content, salt, proof))
            else:
                lines.append(HiddenLine(index, seq, entries.commitment(salt, encode(content)), proof))
        return lines

    def parsed(self) -> list[Entry]:
        """The trade's entries as a reader has them."""
        return [
            entries.parse(decode(entries.entry_json(facts, seq)))
            for facts, _, seq in self.rows
            if facts.trade is not None
        ]
