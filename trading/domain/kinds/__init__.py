"""The registry of trade kinds: editions by date of the notice."""

from datetime import date

from trading.domain.kinds import engineering_tender
from trading.domain.kinds.spec import KindSpec

__all__ = ["ALL", "KindSpec", "NoSuchEdition", "NoSuchKind", "edition_for", "kinds", "spec"]

ALL: tuple[KindSpec, ...] = engineering_tender.EDITIONS


class NoSuchKind(Exception):
    """No kind of trade has this id."""


class NoSuchEdition(Exception):
    """The kind has no edition of this date, or none that was in force then."""


def kinds() -> tuple[str, ...]:
    """The ids of all kinds."""
    return tuple(dict.fromkeys(entry.kind for entry in ALL))


def edition_for(kind: str, on: date, editions: tuple[KindSpec, ...] = ALL) -> KindSpec:
    """The edition in force for a notice published on that day (in Shanghai)."""
    in_force = [entry for entry in _of(kind, editions) if entry.edition.since <= on]
    if not in_force:
        raise NoSuchEdition(f"{kind} has no edition in force on {on}")
    return max(in_force, key=lambda entry: entry.edition.since)


def spec(kind: str, edition: str, editions: tuple[KindSpec, ...] = ALL) -> KindSpec:
    """The edition that a trade was published under; `edition` is `spec.edition.id`."""
    for entry in _of(kind, editions):
        if entry.edition.id == edition:
            return entry
    raise NoSuchEdition(f"{kind} has no edition {edition}")


def _of(kind: str, editions: tuple[KindSpec, ...]) -> tuple[KindSpec, ...]:
    found = tuple(entry for entry in editions if entry.kind == kind)
    if not found:
        raise NoSuchKind(kind)
    return found
