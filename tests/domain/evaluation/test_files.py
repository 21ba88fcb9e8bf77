"""The keys of the bids' files, sealed to a member: the format of docs/spec/evaluation.md, "Files", by its vectors."""

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.domain.age_keys import Identity
from bidding.domain.places import Place
from bidding.domain.sealing import seal
from experts.domain.files import KEYS, LARGEST, MemberContext, check_sealed, open_keys, read_given, seal_keys
from trading.domain.canonical import FormatError, encode, parse_base64

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "files.json").read_text(encoding="utf-8"))
PLACE = Place(
    VECTORS["place"]["origin"],
    UUID(VECTORS["place"]["trade"]),
    UUID(VECTORS["place"]["lot"]),
    VECTORS["place"]["envelope"],
)
CONTEXT = MemberContext(PLACE, VECTORS["member"])
IDENTITY = Identity.parse(VECTORS["identity"])
SEALED = base64.b64decode(VECTORS["sealed"])
KEY = st.binary(min_size=16, max_size=16)
BIDS = st.dictionaries(
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.none() | st.lists(KEY, min_size=1, max_size=21).map(tuple),
    max_size=5,
)


def test_the_vector_opens_for_its_member_and_its_place_alone() -> None:
    rows = {row["bid"]: row["keys"] for row in VECTORS["keys"]["bids"]}
    check_sealed(SEALED, CONTEXT)

    opened = open_keys(SEALED, CONTEXT, IDENTITY)

    assert opened == {
        bid: None if keys is None else tuple(parse_base64(key) for key in keys) for bid, keys in rows.items()
    }
    others = (
        MemberContext(replace(PLACE, lot=PLACE.trade), CONTEXT.member),
        MemberContext(replace(PLACE, envelope="other"), CONTEXT.member),
        MemberContext(PLACE, "0" * 64),
    )
    for other in others:
        with pytest.raises(FormatError):
            open_keys(SEALED, other, IDENTITY)
        with pytest.raises(FormatError):
            check_sealed(SEALED, other)


@pytest.mark.parametrize("bad", VECTORS["must_fail"], ids=lambda bad: bad["why"])
def test_what_is_sealed_otherwise_does_not_open(bad: dict[str, str]) -> None:
    with pytest.raises(FormatError):
        open_keys(base64.b64decode(bad["sealed"]), CONTEXT, IDENTITY)


@given(BIDS)
def test_sealing_and_opening_is_identity(keys: dict[str, tuple[bytes, ...] | None]) -> None:
    sealed = seal_keys(keys, CONTEXT, IDENTITY.recipient)

    check_sealed(sealed.data, CONTEXT)
    assert open_keys(sealed.data, CONTEXT, IDENTITY) == keys


def test_the_keys_of_a_real_opening_fit() -> None:
    """1,528 bids with 20 files each, and their lists."""
    keys = {f"{number:064x}": (bytes(16),) * 21 for number in range(1528)}

    sealed = seal_keys(keys, CONTEXT, IDENTITY.recipient)

    assert len(sealed.data) < LARGEST / 2
    check_sealed(sealed.data, CONTEXT)


@pytest.mark.parametrize(
    "bids",
    [
        [{"bid": "b" * 64, "keys": None}, {"bid": "a" * 64, "keys": None}],
        [{"bid": "a" * 64, "keys": None}] * 2,
        [{"bid": "a" * 64, "keys": []}],
        [{"bid": "a" * 64, "keys": ["AA=="]}],
        [{"bid": "a" * 64, "keys": [7]}],
        [{"bid": "a" * 64}],
        [{"bid": "nothing", "keys": None}],
    ],
    ids=["not sorted", "twice", "no keys", "a short key", "a number", "none said", "no hash"],
)
def test_a_plaintext_of_another_form_is_refused(bids: list[dict[str, object]]) -> None:
    sealed = seal(encode({"bids": bids, "type": KEYS}), CONTEXT, [IDENTITY.recipient])

    with pytest.raises(FormatError):
        open_keys(sealed.data, CONTEXT, IDENTITY)


def test_an_entry_names_a_member_a_usable_key_and_a_hash() -> None:
    assert read_given(VECTORS["given"]).recipient == str(IDENTITY.recipient)
    for change in ({"recipient": "age1nothing"}, {"member": "x"}, {"sealed": None}):
        with pytest.raises(FormatError):
            read_given(VECTORS["given"] | change)
