"""The two phases of a trade in which documents are on offer and something sealed comes in, each by stages of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from trading.domain.stages import Stage

if TYPE_CHECKING:  # the spec is made of the members below, so it imports this module
    from trading.domain.kinds.values import Value
    from trading.domain.periods import Period


class Phase(StrEnum):
    """What is on offer and received: applications to be let in, or bids. The value names its envelope's purpose."""

    BIDDING = "bidding"
    PREQUALIFICATION = "prequalification"

    @property
    def stages(self) -> PhaseStages:
        return PHASES[self]


@dataclass(frozen=True)
class PhaseStages:
    """The stages of a phase in which something may still come in: the same way in both."""

    announced: Stage
    open: Stage
    suspended: Stage
    held: Stage

    @property
    def all(self) -> tuple[Stage, ...]:
        return (self.announced, self.open, self.suspended, self.held)


@dataclass(frozen=True)
class Periods:
    """What the law counts in one phase; `after_offer` from the end of the offer, `from_issue` from its beginning."""

    document_offer: Value[Period] | None
    from_issue: Value[Period] | None
    after_offer: Value[Period] | None
    clarification_before: Value[Period] | None
    objection_before: Value[Period] | None


class Reviewer(StrEnum):
    """Who decides whether an applicant is qualified."""

    TENDERER = "tenderer"
    COMMITTEE = "committee"


PHASES = {
    Phase.BIDDING: PhaseStages(Stage.ANNOUNCED, Stage.BIDDING, Stage.SUSPENDED, Stage.HELD),
    Phase.PREQUALIFICATION: PhaseStages(Stage.PREQ_ANNOUNCED, Stage.APPLYING, Stage.PREQ_SUSPENDED, Stage.PREQ_HELD),
}
PREQUALIFYING = (*PHASES[Phase.PREQUALIFICATION].all, Stage.REVIEWING, Stage.QUALIFIED)
"""A lot in one of these has no tender notice yet: its times and documents are those of the pre-qualification."""


def phase_of(stage: Stage) -> Phase:
    """The phase whose times and documents a lot in this stage has. A draft has none yet, and gives bidding."""
    return Phase.PREQUALIFICATION if stage in PREQUALIFYING else Phase.BIDDING
