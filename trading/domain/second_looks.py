"""Entries about second looks (TR 56): docs/spec/ledger.md, "After the evaluation". Why one is asked for is not public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from trading.domain.canonical import JsonObject
from trading.domain.fields import Fields

ASKED: Final = "look.asked"
GIVEN: Final = "look.given"
MOST_RANKS: Final = 99


@dataclass(frozen=True, slots=True)
class Asked:
    """The tenderer asks the committee whether the candidate of this rank can still perform the contract."""

    look: UUID
    rank: int


@dataclass(frozen=True, slots=True)
class Given:
    """What more than half of its members say."""

    look: UUID
    able: bool


def read_asked(body: JsonObject) -> Asked:
    """Raises `FormatError`."""
    fields = Fields(body, ("look", "lot", "rank"), ASKED, more=True)
    return Asked(fields.uuid("look"), fields.integer("rank", 1, MOST_RANKS))


def read_given(body: JsonObject) -> Given:
    """Raises `FormatError`."""
    fields = Fields(body, ("able", "look", "lot"), GIVEN, more=True)
    return Given(fields.uuid("look"), fields.boolean("able"))
