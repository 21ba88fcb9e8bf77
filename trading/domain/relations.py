"""Who is in charge of an organisation, and who controls or manages whom, as they declare it (TR 34, O20 23)."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_CONTROLLERS = 20
LONGEST_CHAIN = 20


class Control(StrEnum):
    """How one organisation has another in hand: it holds it (控股) or manages it (管理)."""

    HOLDS = "holds"
    MANAGES = "manages"


@dataclass(frozen=True, slots=True)
class Controller:
    """Somebody who controls the organisation that declares it."""

    code: str
    name: str
    how: Control


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an organisation declares of itself. `mark`: the last four characters of the person's identity document."""

    person: str
    mark: str
    contact: str
    phone: str
    controllers: tuple[Controller, ...] = ()

    @property
    def who(self) -> tuple[str, str]:
        """The person in charge, so that two ways to write one name are one."""
        return same_name(self.person), self.mark.upper()

    @property
    def number(self) -> str:
        """The telephone number by its digits, without the country's code."""
        digits = "".join(letter for letter in unicodedata.normalize("NFKC", self.phone) if letter.isdecimal())
        return digits.removeprefix("0086").removeprefix("86") if len(digits) > 11 else digits


@dataclass(frozen=True, slots=True)
class Link:
    """`upper` controls `lower`; both are credit codes."""

    upper: str
    lower: str
    how: Control


def links_of(declared: Mapping[str, Declaration]) -> tuple[Link, ...]:
    """All links that the declarations name, by the code of who declares."""
    return tuple(
        Link(controller.code, code, controller.how)
        for code, declaration in declared.items()
        for controller in declaration.controllers
    )


def chains_from(upper: str, links: Iterable[Link]) -> dict[str, tuple[Link, ...]]:
    """Everybody whom `upper` controls, directly or through others, with the shortest chain to each."""
    below: dict[str, list[Link]] = {}
    for link in links:
        below.setdefault(link.upper, []).append(link)
    found: dict[str, tuple[Link, ...]] = {upper: ()}
    waiting = deque([upper])
    while waiting:
        code = waiting.popleft()
        for link in below.get(code, ()):
            if link.lower not in found and len(found[code]) < LONGEST_CHAIN:
                found[link.lower] = (*found[code], link)
                waiting.append(link.lower)
    del found[upper]
    return found


def same_name(text: str) -> str:
    """A name without spaces and in one width of letters: who is compared by it is one person."""
    return "".join(unicodedata.normalize("NFKC", text).split())
