"""Whom an expert must not judge: its employers of now and before (EX-7, EX-9), and what it declares itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from trading.domain.experts import Ground
from trading.domain.periods import Period, back

_WIDTHS = str.maketrans({"(": "（", ")": "）", "\u3000": "", " ": "", "\t": ""})


@dataclass(frozen=True, slots=True)
class Employment:
    """Somebody worked for an employer, known by its credit code ("" if unknown) and its name; `until` None: still."""

    code: str
    name: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Bodies:
    """Organisations, by credit code where it is known and by name where it is not."""

    codes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def has(self, employment: Employment) -> bool:
        """Whether the employer is one of them. Equal names are taken for the same body: better one recusal too many."""
        return employment.code in self.codes or (bool(self.names) and plain(employment.name) in self.names)


def bodies(known: Iterable[tuple[str, str]]) -> Bodies:
    """Of pairs of code and name; either may be ""."""
    pairs = list(known)
    return Bodies(
        frozenset(code for code, _ in pairs if code),
        frozenset(plain(name) for _, name in pairs if plain(name)),
    )


def plain(name: str) -> str:
    """A name as it is compared: without spaces, with brackets of one width."""
    return name.translate(_WIDTHS)


def worked_for(employments: Collection[Employment], parties: Bodies, on: date, look_back: Period) -> Employment | None:
    """The first employment with one of the parties that lasts, or that ended within the look-back before `on`."""
    earliest = day_before(on, look_back)
    return next(
        (each for each in employments if parties.has(each) and (each.until is None or each.until >= earliest)), None
    )


@lru_cache(maxsize=16)
def day_before(on: date, period: Period) -> date:
    """The day so long before; the same for everybody on a list, so it is reckoned once."""
    return back(on, period)


def works_for(employments: Collection[Employment], authorities: Bodies, on: date) -> bool:
    """Whether one of them is the employer on that day (O12 12: staff of the competent or supervising department)."""
    return any((each.until is None or each.until >= on) and authorities.has(each) for each in employments)


def must_step_back(declared: Collection[Ground], grounds: Collection[Ground]) -> bool:
    """Whether what an expert declares is a ground of the law: then it cannot accept."""
    return any(ground in grounds for ground in declared)
