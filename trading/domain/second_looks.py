"""Entries about second looks (TR 56): docs/spec/ledger.md, "After the evaluation". Why one is asked for is not public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from trading.domain.canonical import FormatError, JsonObject, parse_at
from trading.domain.fields import Fields
from trading.domain.stages import Stage

ASKED: Final = "look.asked"
GIVEN: Final = "look.given"
WITHDRAWN: Final = "look.withdrawn"
MOST_RANKS: Final = 99
LOOKING: Final = (Stage.CANDIDATES, Stage.DISPUTED, Stage.AWARDED)
"""In these stages the committee may still answer, and the tenderer withdraw."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The tenderer asks the committee whether the candidate of this rank can still perform the contract.

    `answer_by`: until when it asks for that; None where an older entry does not say.
    """

    look: UUID
    rank: int
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What more than half of its members say."""

    look: UUID
    able: bool


def read_asked(body: JsonObject) -> Asked:
    """Raises `FormatError`."""
    fields = Fields(body, ("look", "lot", "rank"), ASKED, more=True)
    said = fields.value_or("answer_by", None)
    if said is not None and not isinstance(said, str):
        raise FormatError(f"{ASKED}: answer_by is not a time")
    return Asked(fields.uuid("look"), fields.integer("rank", 1, MOST_RANKS), None if said is None else parse_at(said))


def read_given(body: JsonObject) -> Given:
    """Raises `FormatError`."""
    fields = Fields(body, ("able", "look", "lot"), GIVEN, more=True)
    return Given(fields.uuid("look"), fields.boolean("able"))


def read_withdrawn(body: JsonObject) -> UUID:
    """The look that the tenderer asks for no more. Raises `FormatError`."""
    return Fields(body, ("look", "lot"), WITHDRAWN, more=True).uuid("look")
