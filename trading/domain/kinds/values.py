"""What a value of the law is: the value, the articles it stands on, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class Confidence(StrEnum):
    """How sure we are of a value of the law."""

    READ = "R"
    QUOTED = "S"
    MEMORY = "M"
    DECIDED = "D"


@dataclass(frozen=True)
class Value(Generic[T]):
    """One value of the law with the articles it stands on."""

    value: T
    articles: tuple[str, ...]
    confidence: Confidence
    note: str = ""

    def __bool__(self) -> NoReturn:
        raise TypeError("a Value is not true or false: ask for .value")


@dataclass(frozen=True)
class Choice(Generic[T]):
    """What the documents may choose: a default inside a range that includes both ends."""

    default: T
    least: T
    most: T
