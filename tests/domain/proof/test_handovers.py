"""How the keys of an application reach its reviewers, and nobody else: docs/spec/bid.md, "Applications"."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from bidding.domain.age_keys import Identity
from bidding.domain.bids import Bid, read_bid
from bidding.domain.forms import parse_opening_items
from bidding.domain.handovers import (
    HandoverRefused,
    check_handover,
    make_handover,
    open_application,
    open_handover,
    read_handover,
)
from tests.vectors.cast import EVALUATION, WINDOW, Fixed, account
from trading.domain.canonical import FormatError, sha256_hex
from trading.domain.statements import Signed

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "applications.json"


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def application(told: dict[str, Any]) -> Signed[Bid]:
    return read_bid(told["application"].encode())


def test_the_reviewers_open_the_whole_application_with_their_key_alone(
    told: dict[str, Any], application: Signed[Bid]
) -> None:
    handover = read_handover(told["handover"].encode())
    objects = {sha256_hex(data): data for data in map(base64.b64decode, told["objects"])}

    check_handover(handover, application)
    keys = open_handover(handover.value, application.value, Identity.parse(told["evaluation"]))
    items = parse_opening_items(told["opening_items"])
    form, (_manifest, content) = open_application(keys, application.value, objects, items)

    assert [key.hex() for key in keys.attachments] == told["file_keys"]["attachments"]
    assert (dict(form.items), content) == (told["items"], base64.b64decode(told["plain_file"]))


def test_no_other_key_opens_it(told: dict[str, Any], application: Signed[Bid]) -> None:
    handover = read_handover(told["handover"].encode()).value

    for stranger in (WINDOW, Identity.generate()):
        with pytest.raises(FormatError):
            open_handover(handover, application.value, stranger)


def test_what_is_not_its_hand_over_is_refused(told: dict[str, Any], application: Signed[Bid]) -> None:
    for case in told["must_fail"]:
        with pytest.raises(HandoverRefused):
            check_handover(read_handover(case["handover"].encode()), application)


def test_fewer_keys_than_objects_are_no_hand_over(application: Signed[Bid]) -> None:
    with pytest.raises(HandoverRefused):
        make_handover(application, b"k" * 16, [b"k" * 16], account("Baiyun"), Fixed("few"))


def test_keys_of_another_length_are_seen_by_the_reviewers(application: Signed[Bid]) -> None:
    made = make_handover(application, b"k" * 16, [b"short", b"k" * 16], account("Baiyun"), Fixed("short"))

    with pytest.raises(HandoverRefused):
        open_handover(made.value, application.value, EVALUATION)
