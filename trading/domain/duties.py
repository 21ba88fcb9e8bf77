"""What an end of a trade obliges the tenderer to do. The spec names the duties; pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trading.domain.periods import Period


class DutyKind(StrEnum):
    """What is owed."""

    RETURN_FEES = "return_fees"
    RETURN_DEPOSITS = "return_deposits"
    PAY_DAMAGES = "pay_damages"


@dataclass(frozen=True)
class Duty:
    """`within`: the longest time for it; None where the law says promptly and names no time."""

    what: DutyKind
    within: Period | None = None

    def __str__(self) -> str:
        word = self.what.value.replace("_", " ")
        if self.within is None:
            return word
        return f"{word} within {self.within.count} {self.within.unit.value.replace('_', ' ')}s"
