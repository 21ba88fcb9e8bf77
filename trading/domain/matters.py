"""What a complaint (投诉) may be about, and what the supervisor may order when it is upheld."""

from collections.abc import Iterable
from enum import StrEnum


class Matter(StrEnum):
    """For some of them the law wants an objection first (TR 60): the spec says for which."""

    DOCUMENTS = "documents"
    OPENING = "opening"
    CANDIDATES = "candidates"
    OTHER = "other"


class Measure(StrEnum):
    """What an upheld complaint leads to."""

    CORRECT = "correct"
    VOID = "void"
    RETENDER = "retender"


ENDING = (Measure.VOID, Measure.RETENDER)
"""Measures that end the lots they are about; what can be mended is corrected, and goes on."""

VOIDED = "voided"
RETENDER_ORDERED = "retender_ordered"
"""The reasons that `lot.failed` gives after them."""


def reason_of(measures: Iterable[Measure]) -> str | None:
    """Why the lots of a decision fail, or None where they go on."""
    chosen = frozenset(measures)
    if Measure.RETENDER in chosen:
        return RETENDER_ORDERED
    return VOIDED if Measure.VOID in chosen else None
