"""Canonical JSON (RFC 8785), hashes, base64 and times: docs/spec/conventions.md."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias, cast

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"
JsonObject: TypeAlias = "dict[str, Json]"

LARGEST_INTEGER = 2**53 - 1

_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_HASH = re.compile(r"[0-9a-f]{64}")


class FormatError(ValueError):
    """Bytes or values are not what docs/spec says; the message names the first fault."""


class NotCanonical(FormatError):
    """A value has no canonical form, or bytes are not the canonical form of what they say."""


def encode(value: object) -> bytes:
    """The canonical form of objects, arrays, strings, integers, booleans and null; anything else is refused."""
    try:
        _check(value)
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise NotCanonical("a string holds half of a surrogate pair") from None
    except RecursionError:
        raise NotCanonical("nested too deeply") from None


def decode(data: bytes) -> JsonObject:
    """The object that `data` says; refuses duplicate names and everything that is not byte for byte canonical."""
    value = decode_value(data)
    if not isinstance(value, dict):
        raise NotCanonical("not a JSON object")
    return value


def decode_value(data: bytes) -> Json:
    """Like `decode`, for any kind of value."""
    try:
        value = cast(Json, _DECODER.decode(data.decode()))
    except NotCanonical:
        raise
    except RecursionError:
        raise NotCanonical("nested too deeply") from None
    except ValueError as error:
        raise NotCanonical(f"not JSON: {error}") from None
    # A name that occurs twice, a space, another escape, another order: all of them come back as other bytes.
    if encode(value) != data:
        raise NotCanonical("not the canonical form (RFC 8785) of what it says")
    return value


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lowercase hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def is_hash(text: str) -> bool:
    return _HASH.fullmatch(text) is not None


def base64_text(data: bytes) -> str:
    """Padded base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode()


def parse_base64(text: str) -> bytes:
    """The bytes; refuses any text but the one that `base64_text` writes for them."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise FormatError("not base64") from None
    if base64_text(data) != text:
        raise FormatError("not the canonical base64 of what it says")
    return data


def at_text(moment: datetime) -> str:
    """An instant in UTC with microseconds: 2026-03-16T01:30:00.000000Z."""
    if moment.tzinfo is None:
        raise FormatError("a time without its zone is no instant")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_at(text: str) -> datetime:
    """The instant; refuses any other way to write it."""
    if _AT.fullmatch(text) is None:
        raise FormatError(f"not a time: {text[:40]!r}")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise FormatError(f"not a time: {text!r}") from None


def _refuse(text: str) -> None:
    raise NotCanonical(f"{text[:40]} is not an integer")


# json writes exactly RFC 8785 as long as names are ASCII (so UTF-16 order is code point order) and numbers are
# integers; `_check` sees to both. It is eight times as fast as a walk in Python, and the tests hold it against one.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def _check(value: object) -> None:
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise NotCanonical("an integer of more than 53 bits")
    elif isinstance(value, dict):
        _check_names(value)
        for member in value.values():
            if type(member) is not str:
                _check(member)
    elif isinstance(value, list | tuple):
        for member in value:
            if type(member) is not str:
                _check(member)
    else:
        raise NotCanonical(f"{type(value).__name__} has no canonical form here")


def _check_names(value: Mapping[object, object]) -> None:
    try:
        ascii_ = "".join(cast(Mapping[str, object], value)).isascii()
    except TypeError:
        ascii_ = False
    if not ascii_:
        raise NotCanonical("names of members are ASCII strings")
