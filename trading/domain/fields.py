"""Strict reading of JSON objects: exactly the named members, each of its kind."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast
from uuid import UUID

from trading.domain.canonical import (
    FormatError,
    Json,
    JsonObject,
    is_hash,
    parse_at,
    parse_base64,
)

LARGEST_VERSION = 1_000_000
_PARTY = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ORIGIN = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?/mingzheng")


class FieldRefused(FormatError):
    """A member is missing, unknown or not of its kind."""


class Fields:
    """One object, read member by member; every getter returns the kind that it names or raises `FieldRefused`."""

    __slots__ = ("_members", "_where")

    def __init__(self, value: Json, names: Iterable[str], where: str = "object", *, more: bool = False) -> None:
        """With `more`, members without a name here are let be: only the bodies of ledger entries may have such."""
        if not isinstance(value, dict):
            raise FieldRefused(f"{where} is not an object")
        expected = names if isinstance(names, frozenset) else frozenset(names)
        if value.keys() != expected and not (more and value.keys() >= expected):
            odd = ", ".join(sorted(value.keys() ^ expected))
            raise FieldRefused(f"{where}: missing or unknown members: {odd[:200]}")
        self._members = value
        self._where = where

    def text(self, name: str) -> str:
        value = self._members[name]
        if not isinstance(value, str):
            raise self._refused(name, "a string")
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self._members[name] is None else self.text(name)

    def exactly(self, name: str, expected: str) -> None:
        if self._members[name] != expected:
            raise self._refused(name, repr(expected))

    def integer(self, name: str, least: int = 0, most: int = 2**53 - 1) -> int:
        value = self._members[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._refused(name, f"an integer from {least} to {most}")
        return value

    def integer_or(self, name: str, otherwise: int, *, least: int = 0, most: int = 2**53 - 1) -> int:
        """Of a member that older bodies do not have."""
        return self.integer(name, least, most) if name in self._members else otherwise

    def value_or(self, name: str, otherwise: Json) -> Json:
        """Any value, of a member that older bodies do not have."""
        return self._members.get(name, otherwise)

    def boolean(self, name: str) -> bool:
        value = self._members[name]
        if not isinstance(value, bool):
            raise self._refused(name, "true or false")
        return value

    def version(self) -> int:
        return self.integer("version", 1, LARGEST_VERSION)

    def hash(self, name: str) -> str:
        value = self.text(name)
        if not is_hash(value):
            raise self._refused(name, "64 lowercase hexadecimal digits")
        return value

    def hash_or_none(self, name: str) -> str | None:
        return None if self._members[name] is None else self.hash(name)

    def binary(self, name: str, length: int | None = None) -> bytes:
        data = parse_base64(self.text(name))
        if length is not None and len(data) != length:
            raise self._refused(name, f"{length} bytes in base64")
        return data

    def at(self, name: str) -> datetime:
        return parse_at(self.text(name))

    def at_or_none(self, name: str) -> datetime | None:
        return None if self._members.get(name) is None else self.at(name)

    def party(self, name: str) -> str:
        value = self.text(name)
        if _PARTY.fullmatch(value) is None:
            raise self._refused(name, "a unified social credit code")
        return value

    def uuid(self, name: str) -> UUID:
        value = self.text(name)
        if _UUID.fullmatch(value) is None:
            raise self._refused(name, "a UUID in lower case")
        return UUID(value)

    def origin(self) -> str:
        value = self.text("origin")
        if _ORIGIN.fullmatch(value) is None:
            raise self._refused("origin", "host[:port]/mingzheng")
        return value

    def object(self, name: str) -> JsonObject:
        value = self._members[name]
        if not isinstance(value, dict):
            raise self._refused(name, "an object")
        return value

    def array(self, name: str) -> list[Json]:
        value = self._members[name]
        if not isinstance(value, list):
            raise self._refused(name, "an array")
        return value

    def texts_or_none(self, name: str) -> dict[str, str] | None:
        """An object whose members are all strings, or null."""
        if self._members[name] is None:
            return None
        members = self.object(name)
        if not all(isinstance(member, str) for member in members.values()):
            raise self._refused(name, "an object of strings")
        return cast(dict[str, str], members)

    def hashes(self, name: str) -> list[str]:
        members = self.array(name)
        for member in members:
            if not isinstance(member, str) or not is_hash(member):
                raise self._refused(name, "an array of hashes")
        return cast(list[str], members)

    def each(self, name: str, names: Iterable[str], *, more: bool = False) -> Iterator["Fields"]:
        """The objects of an array, each with exactly `names`."""
        expected = names if isinstance(names, frozenset) else frozenset(names)
        for place, member in enumerate(self.array(name)):
            yield Fields(member, expected, f"{self._where}.{name}[{place}]", more=more)

    def inner(self, name: str, names: Iterable[str], *, more: bool = False) -> "Fields":
        """A member that is itself an object, with exactly `names`."""
        return Fields(self._members[name], names, f"{self._where}.{name}", more=more)

    def _refused(self, name: str, wanted: str) -> FieldRefused:
        return FieldRefused(f"{self._where}.{name} is not {wanted}")
