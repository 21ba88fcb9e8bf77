"""Every address of the site, from its URL table: a page that is added is in every test that walks over them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

NOTHING: Final = UUID("5b1f4f0e-3f0c-4c52-9c59-6f7a2f1d9a02")
ABSENT: Final[Mapping[str, object]] = {"UUIDConverter": NOTHING, "IntConverter": 0}
"""By the converter of a parameter: what is nowhere. All others are texts."""


@dataclass(frozen=True, slots=True)
class Address:
    """A row of the URL table: its full name, and what stands in its path, each with the name of its converter."""

    name: str
    parameters: tuple[tuple[str, str], ...]

    def path(self, values: Mapping[str, object]) -> str:
        """A parameter without a value leads to nothing."""
        chosen = {name: values.get(name, ABSENT.get(kind, "nothing")) for name, kind in self.parameters}
        return reverse(self.name, kwargs=chosen)


def addresses() -> list[Address]:
    return sorted(set(_of(get_resolver(), "")), key=lambda address: address.name)


def _of(resolver: URLResolver, space: str) -> Iterator[Address]:
    for row in resolver.url_patterns:
        if isinstance(row, URLResolver):
            yield from _of(row, f"{space}{row.namespace}:" if row.namespace else space)
        elif isinstance(row, URLPattern):
            assert row.name, f"{row.pattern} has no name"
            converters = row.pattern.converters
            names = row.pattern.regex.groupindex
            kinds = ((name, type(converters[name]).__name__ if name in converters else "") for name in names)
            yield Address(space + row.name, tuple(kinds))
