"""Every address of the site, from its URL table: a page that is added is in every test that walks over them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True, slots=True)
class Address:
    """A row of the URL table: its full name, and the names of what stands in its path."""

    name: str
    parameters: tuple[str, ...]

    def path(self, values: Mapping[str, object]) -> str:
        """Raises `KeyError` for a parameter that nobody has a value for."""
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def addresses() -> list[Address]:
    return sorted(set(_of(get_resolver(), "")), key=lambda address: address.name)


def _of(resolver: URLResolver, space: str) -> Iterator[Address]:
    for row in resolver.url_patterns:
        if isinstance(row, URLResolver):
            yield from _of(row, f"{space}{row.namespace}:" if row.namespace else space)
        elif isinstance(row, URLPattern):
            assert row.name, f"{row.pattern} has no name"
            yield Address(space + row.name, tuple(row.pattern.regex.groupindex))
