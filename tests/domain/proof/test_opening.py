"""What becomes of bids, one beside the other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.domain.age_keys import Identity
from bidding.domain.bids import Bid, Keyholder
from bidding.domain.box import SMALLEST_BLANKED, blanks_needed, close_box
from bidding.domain.drafting import SealedBid, seal_bid
from bidding.domain.opening import Cause, LiveBid, Result, open_all, open_one
from bidding.domain.releases import (
    Release,
    ReleaseRefused,
    check_release,
    make_release,
    open_release,
    read_release,
)
from tests.support.properties import examples
from tests.vectors.cast import BAIYUN, KEYHOLDERS, OPENING_ITEMS, WINDOW, Fixed, account, identity
from tests.vectors.make_bids import draft
from trading.domain.canonical import FormatError
from trading.domain.statements import Signed

SUPERVISOR = identity("window supervisor")
TWO_HOLDERS = (
    *KEYHOLDERS,
    Keyholder("supervisor", str(SUPERVISOR.recipient), str(identity("evaluation supervisor").recipient)),
)
NOON = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)


@cache
def bid(two: bool = False) -> SealedBid:
    changed = replace(draft(), keyholders=TWO_HOLDERS if two else KEYHOLDERS)
    return seal_bid(changed, account("Baiyun"), random=Fixed(f"opening {two}"))


@cache
def released(two: bool = False) -> Signed[Release]:
    sealed = bid(two)
    box = close_box([sealed.signed.hash]).root
    return make_release(sealed.signed, box, sealed.form.file_key, (), account("Baiyun"), Fixed(f"release {two}"))


def live(sealed: SealedBid, release: Release | None, at: datetime = NOON) -> LiveBid:
    return LiveBid(sealed.signed, "白云建设工程有限公司", at, sealed.form.data, release)


def outcome(sealed: SealedBid, release: Release | None, keys: dict[str, Identity]) -> tuple[Result, Cause | None]:
    decided = open_one(live(sealed, release), keys, OPENING_ITEMS)
    return decided.result, decided.cause


def test_any_keyholder_of_two_is_enough() -> None:
    for keys in ({"agency": WINDOW}, {"supervisor": SUPERVISOR}, {"agency": WINDOW, "supervisor": SUPERVISOR}):
        assert outcome(bid(True), released(True).value, keys) == (Result.OPENED, None)


@pytest.mark.parametrize("keys", [{}, {"agency": SUPERVISOR}, {"notary": WINDOW}])
def test_without_the_key_of_a_keyholder_it_is_not_the_bidders_fault(keys: dict[str, Identity]) -> None:
    assert outcome(bid(), released().value, keys) == (Result.WITHDRAWN, Cause.WINDOW_KEY_MISSING)


def test_who_did_not_release_is_at_fault_even_where_the_window_key_is_missing() -> None:
    assert outcome(bid(), None, {}) == (Result.REVOKED, Cause.NOT_RELEASED)


def test_a_lost_object_is_the_operators_fault_whatever_the_bidder_did() -> None:
    for release in (None, released().value):
        decided = open_one(replace(live(bid(), release), form=None), {"agency": WINDOW}, OPENING_ITEMS)
        assert (decided.result, decided.cause) == (Result.WITHDRAWN, Cause.OBJECT_MISSING)


@examples(200)
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(1, 255))
def test_one_bad_release_changes_only_what_becomes_of_its_own_bid(junk: bytes, at: int, flip: int) -> None:
    good = released().value
    sealed = bytearray(good.sealed)
    sealed[at % len(sealed)] ^= flip
    bad = [replace(good, sealed=bytes(sealed)), replace(good, sealed=junk)]

    bids = [live(bid(), release, NOON + timedelta(seconds=number)) for number, release in enumerate(bad)]
    decided = open_all([*bids, live(bid(), good, NOON - timedelta(seconds=1))], {"agency": WINDOW}, OPENING_ITEMS)

    assert [each.result for each in decided] == [Result.OPENED, Result.REVOKED, Result.REVOKED]
    assert {each.cause for each in decided[1:]} == {Cause.RELEASE_UNREADABLE}


def test_outcomes_come_in_order_of_receipt() -> None:
    bids = [live(bid(), None, NOON + timedelta(seconds=number)) for number in (3, 1, 2)]

    assert len(open_all(bids, {}, OPENING_ITEMS)) == 3
    assert open_all(bids, {}, OPENING_ITEMS) == open_all(bids[::-1], {}, OPENING_ITEMS)


def test_the_door_takes_only_a_release_of_this_bid_in_this_box() -> None:
    signed, box = bid().signed, close_box([bid().signed.hash]).root
    good = read_release(released().bytes).value

    check_release(good, signed, box)
    for bad in (
        replace(good, box=signed.hash),
        replace(good, bid=box),
        replace(good, bidder="91210200MA0CHANGHF"),
        replace(good, place=replace(good.place, envelope="price")),
    ):
        with pytest.raises(ReleaseRefused):
            check_release(bad, signed, box)
    with pytest.raises(FormatError):
        check_release(replace(good, sealed=bid().form.data), signed, box)


def test_fewer_keys_than_objects_are_no_release() -> None:
    with pytest.raises(ReleaseRefused):
        make_release(bid().signed, "0" * 64, bid().form.file_key, (bytes(16),), account("Baiyun"))


def test_a_release_of_another_version_does_not_open() -> None:
    value: Bid = replace(bid().signed.value, version=2, previous=bid().signed.hash)

    with pytest.raises(FormatError):
        open_release(released().value, value, {"agency": WINDOW})
    assert value.bidder == BAIYUN


@given(st.integers(min_value=0, max_value=5000))
def test_a_box_with_blanks_tells_a_power_of_two_and_is_never_full_of_bids(real: int) -> None:
    size = real + blanks_needed(real)

    assert size >= SMALLEST_BLANKED
    assert size.bit_count() == 1
    assert size > real
