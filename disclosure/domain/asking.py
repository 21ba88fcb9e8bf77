"""What somebody looks for on the public site, as values, and the place in the list from which it goes on. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from disclosure.domain.sorting import Business, Group
from trading.domain.stages import Stage

CURSOR: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,18})", re.ASCII)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
LAST: Final = 253_402_300_799_999_999
"""Microseconds to the end of the year 9999."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the list, newest first; rows of the same moment are in the order of their numbers."""

    at: datetime
    row: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.row}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty members ask for nothing. `region`: the beginning of a code; days and amounts with both ends."""

    text: str = ""
    business: Business | None = None
    group: Group | None = None
    region: str = ""
    stage: Stage | None = None
    since: date | None = None
    until: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    after: Place | None = None


def read_place(text: str) -> Place | None:
    """The place that an address names; None for what is none."""
    found = CURSOR.fullmatch(text)
    if found is None or int(found[1]) > LAST:
        return None
    return Place(EPOCH + int(found[1]) * MICROSECOND, int(found[2]))


def region_prefix(code: str) -> str:
    """The part of a region's code that all below it have: a province or a city stands for what is in it."""
    return code[:2] if code.endswith("0000") else code.removesuffix("00")
