"""What a complaint (投诉) may be about, and what the supervisor may order when it is upheld."""

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
