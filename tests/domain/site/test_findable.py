"""What of an entry is found, and the questions of the public site."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.domain.asking import EPOCH, LAST, MICROSECOND, Place, read_place, region_prefix
from disclosure.domain.findable import amount_in, codes_in, texts_in

BODY: Any = {
    "agency": {"name": "安山公司", "party": "91210200MA0CHANGHF"},
    "documents": {"files": [{"name": "图纸.zip", "sha256": "0" * 64, "media_type": "x", "size": 1}], "hash": "1" * 64},
    "grounds": {"law": ["late"], "own": ["没有盖章"]},
    "lots": [
        {"ceiling": "100.00", "code": "A1", "deal_code": None, "lot": "b0", "scope": "土方", "title": "1 标段"},
        {"ceiling": "50.50", "code": "A2", "deal_code": "D2", "lot": "b1", "scope": "", "title": "2 标段"},
    ],
    "title": "步道",
}


def test_texts_for_people_are_found_and_nothing_else() -> None:
    assert texts_in(BODY) == ("安山公司", "图纸.zip", "没有盖章", "土方", "1 标段", "2 标段", "步道")
    assert codes_in(BODY) == ("A1", "A2", "D2")


@pytest.mark.parametrize(
    "type_, body, amount",
    [
        ("trade.announced", BODY, "150.50"),
        ("trade.announced", {"lots": [*BODY["lots"], {"ceiling": None}]}, None),
        ("trade.announced", {"lots": []}, None),
        ("trade.announced", {"lots": [{"ceiling": "900000000000000.00"}] * 2}, None),
        ("lot.awarded", {"amount": "6040665.58"}, "6040665.58"),
        ("contract.signed", {"amount": "NaN"}, None),
        ("contract.signed", {"amount": "1e30"}, None),
        ("contract.signed", {"amount": 5}, None),
        ("trade.clarified", {"amount": "1.00"}, None),
    ],
)
def test_the_sum_of_a_notice(type_: str, body: Any, amount: str | None) -> None:
    assert amount_in(type_, body) == (Decimal(amount) if amount else None)


@given(st.integers(0, LAST), st.integers(0, 10**18 - 1))
def test_a_place_is_read_as_it_was_written(microseconds: int, row: int) -> None:
    place = Place(EPOCH + microseconds * MICROSECOND, row)

    assert read_place(str(place)) == place


@pytest.mark.parametrize(
    "text", ["", "1", "1-", "-1-2", "1-2-3", "x-1", "9" * 18 + "-1", "1-" + "9" * 19, "１-2", "1-2\n"]
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert read_place(text) is None


@pytest.mark.parametrize("code, prefix", [("210000", "21"), ("210100", "2101"), ("210112", "210112"), ("", "")])
def test_a_region_stands_for_all_below_it(code: str, prefix: str) -> None:
    assert region_prefix(code) == prefix
