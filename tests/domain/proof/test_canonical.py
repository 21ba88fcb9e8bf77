"""Canonical JSON against the reference library, for every value that we can write."""

from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.canonical import (
    LARGEST_INTEGER,
    FormatError,
    NotCanonical,
    at_text,
    decode,
    decode_value,
    encode,
    parse_at,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.text(st.characters(max_codepoint=127), max_size=10)
scalars = st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4))


@given(values)
def test_what_we_write_is_rfc_8785(value: object) -> None:
    assert encode(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(values)
def test_what_was_written_is_read_back(value: object) -> None:
    assert decode_value(encode(value)) == value


@given(st.binary(max_size=60))
def test_whatever_is_read_is_written_the_same_way(data: bytes) -> None:
    try:
        value = decode_value(data)
    except FormatError:
        return
    assert encode(value) == data


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), "\ud800", {1: 2}, {"é": 1}, b"x", {"a": {"b": object()}}])
def test_a_value_without_a_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


def test_nesting_without_end_is_refused_and_not_a_crash() -> None:
    with pytest.raises(NotCanonical):
        decode(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


@given(st.datetimes(timezones=st.timezones()))
def test_a_time_is_written_in_utc_and_read_back(moment: datetime) -> None:
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        return
    assert parse_at(at_text(moment)) == expected
