"""The list, the seed, the order and the walk of a draw."""

import hmac
import time
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.domain.draw import (
    FrozenList,
    Listed,
    ListRefused,
    blind,
    coefficient,
    freeze,
    order_of,
    order_root,
    read_list,
    seed_of,
)
from experts.domain.names import NamesRefused, Revealed, names_file, read_names
from experts.domain.walk import Called, Result, Walk, WalkRefused
from tests.support.small_draw import pool
from trading.domain.canonical import FormatError, decode, encode

RECEIPT = "00" * 32
blinded_ids = st.binary(min_size=32, max_size=32).map(bytes.hex)
lines = st.builds(
    Listed, blinded_ids, st.sampled_from([None, "same_employer", "kin"]), st.sampled_from(["", "A01", "C.02"])
)
lists = st.lists(lines, min_size=1, max_size=40, unique_by=lambda each: each.blinded)


def seed(number: int) -> bytes:
    return sha256(f"seed {number}".encode()).digest()


def listed(number: int, group: str = "") -> FrozenList:
    return freeze(Listed(sha256(f"expert {each}".encode()).hexdigest(), None, group) for each in range(number))


def walk(order: tuple[Listed, ...], **places: int) -> Walk:
    return Walk(order, places or {"": 2})


def step(walked: Walk, result: Result, blinded: str | None = None, reason: str | None = None) -> Walk:
    following = walked.next()
    who = blinded or (following.blinded if following else "")
    return walked.take(Called(len(walked.calls) + 1, who, result, RECEIPT, reason))


@given(lists)
def test_a_list_reads_back_as_it_was_written(of: list[Listed]) -> None:
    frozen = freeze(of)

    assert read_list(frozen.file()) == frozen
    assert [encode(decode(line)).decode() for line in frozen.file().splitlines()] == [e.line() for e in frozen.listed]


@given(lists, st.randoms())
def test_a_list_is_the_same_in_whatever_order_it_comes(of: list[Listed], random: object) -> None:
    shuffled = sorted(of, key=lambda each: sha256(each.blinded.encode() + repr(random).encode()).digest())

    assert freeze(shuffled).root == freeze(of).root


@given(lists)
def test_another_exclusion_is_another_root(of: list[Listed]) -> None:
    first, *rest = of
    changed = Listed(first.blinded, "kin" if first.excluded is None else None, first.group)

    assert freeze([changed, *rest]).root != freeze(of).root


def test_nobody_is_on_a_list_twice() -> None:
    one = Listed("11" * 32)

    with pytest.raises(ListRefused, match="twice"):
        freeze([one, Listed("11" * 32, "kin")])
    with pytest.raises(ListRefused, match="twice"):
        read_list((one.line() + "\n").encode() * 2)


@pytest.mark.parametrize(
    "line",
    [
        '{"blinded":"' + "A" * 64 + '","excluded":null,"group":""}\n',
        '{"blinded":"' + "a" * 64 + '","excluded":"","group":""}\n',
        '{"blinded": "' + "a" * 64 + '","excluded":null,"group":""}\n',
        '{"blinded":"' + "a" * 64 + '","excluded":null,"group":""}',
        '{"blinded":"' + "a" * 64 + '","excluded":null,"group":"","name":"卫"}\n',
    ],
)
def test_there_is_one_way_to_write_a_line(line: str) -> None:
    with pytest.raises(ListRefused):
        read_list(line.encode())


def test_a_blinded_id_hangs_on_salt_and_id() -> None:
    assert len({blind(bytes(32), "a"), blind(bytes(31) + b"\x01", "a"), blind(bytes(32), "b")}) == 3
    with pytest.raises(FormatError):
        blind(bytes(31), "a")


def test_the_seed_hangs_on_every_nonce_and_its_place() -> None:
    nonces = [bytes([number]) * 32 for number in range(3)]
    seeds = {seed_of("00" * 32, nonces), seed_of("01" * 32, nonces), seed_of("00" * 32, nonces[::-1])}

    assert len(seeds) == 3


def test_the_order_is_by_the_keyed_hash_and_leaves_the_excluded_out() -> None:
    frozen = freeze(pool().listed)

    order = order_of(seed(1), frozen)

    assert set(order) == set(frozen.eligible) != set(frozen.listed)
    keys = [hmac.new(seed(1), bytes.fromhex(each.blinded), "sha256").digest() for each in order]
    assert keys == sorted(keys)
    assert order_root(order) != order_root(order[::-1])


def test_everybody_comes_first_equally_often() -> None:
    """Chi-square over 8 people in 4,000 draws with fixed seeds: 24.3 would be one in a thousand for 7 degrees."""
    frozen = listed(8)

    first = Counter(order_of(seed(number), frozen)[0].blinded for number in range(4000))

    assert sum((first[each.blinded] - 500) ** 2 / 500 for each in frozen.listed) < 24.3


def test_every_pair_of_places_is_as_likely() -> None:
    """Who is first says nothing of who is second: 5 × 4 pairs, 19 degrees of freedom, one in a thousand is 43.8."""
    frozen = listed(5)

    pairs = Counter(tuple(each.blinded for each in order_of(seed(n), frozen)[:2]) for n in range(4000))

    assert len(pairs) == 20
    assert sum((number - 200) ** 2 / 200 for number in pairs.values()) < 43.8


@pytest.mark.parametrize("size", [1, 3, 7, 10])
def test_a_coefficient_is_any_of_the_candidates_as_often_as_any_other(size: int) -> None:
    drawn = Counter(coefficient(seed(number), range(size)) for number in range(3000))

    expected = 3000 / size
    assert sum((drawn[each] - expected) ** 2 / expected for each in range(size)) < 30


def test_nothing_is_drawn_from_nothing() -> None:
    with pytest.raises(FormatError):
        coefficient(seed(1), [])


def test_a_large_pool_is_frozen_and_ordered_in_a_moment() -> None:
    many = [Listed(sha256(number.to_bytes(4, "big")).hexdigest()) for number in range(20_000)]

    started = time.perf_counter()
    order = order_of(seed(1), freeze(many))

    assert len(order) == 20_000
    assert time.perf_counter() - started < 10, "hashes only: 0.2 s on a quiet machine"


# --- the walk -----------------------------------------------------------------------------------------------------


def test_the_walk_goes_on_until_the_places_are_filled() -> None:
    order = order_of(seed(2), listed(5))

    walked = walk(order)
    for result in (Result.DECLINED, Result.ACCEPTED, Result.NO_ANSWER, Result.ACCEPTED):
        walked = step(walked, result)

    assert walked.filled and walked.next() is None
    assert walked.seated == (order[1].blinded, order[3].blinded)
    with pytest.raises(WalkRefused, match="every place is filled"):
        step(walked, Result.ACCEPTED, order[4].blinded)


def test_nobody_is_skipped() -> None:
    order = order_of(seed(2), listed(5))

    with pytest.raises(WalkRefused, match="is next"):
        step(walk(order), Result.ACCEPTED, order[1].blinded)


def test_whose_group_is_full_is_passed_over_until_a_place_is_free_again() -> None:
    order = (Listed("aa" * 32, None, "A"), Listed("bb" * 32, None, "A"), Listed("cc" * 32, None, "C"))

    walked = step(step(walk(order, A=1, C=1), Result.ACCEPTED), Result.ACCEPTED)
    assert walked.seated == ("aa" * 32, "cc" * 32)
    walked = step(walked, Result.STOOD_DOWN, "aa" * 32, "illness")

    following = walked.next()
    assert following is not None and following.blinded == "bb" * 32, "a replacement goes on in the same walk (EX-11)"


def test_who_has_left_is_not_called_again() -> None:
    order = order_of(seed(2), listed(2))

    walked = step(walk(order, **{"": 1}), Result.ACCEPTED)
    walked = step(walked, Result.RECUSED, order[0].blinded, "kin")
    walked = step(walked, Result.DECLINED)

    assert walked.next() is None and not walked.filled
    with pytest.raises(WalkRefused, match="nobody is left"):
        step(walked, Result.ACCEPTED, order[0].blinded)


@pytest.mark.parametrize(
    "result, reason",
    [(Result.RECUSED, None), (Result.STOOD_DOWN, "illness"), (Result.DECLINED, "no_time"), (Result.ACCEPTED, "kin")],
)
def test_who_leaves_has_a_reason_and_nobody_else(result: Result, reason: str | None) -> None:
    with pytest.raises(WalkRefused):
        step(walk(order_of(seed(2), listed(3))), result, None, reason)


def test_who_may_not_sit_any_more_is_passed_with_a_reason_and_without_a_call() -> None:
    order = order_of(seed(2), listed(3))
    first = order[0].blinded

    walked = walk(order).take(Called(1, first, Result.PASSED, None, "employer"))

    following = walked.next()
    assert following is not None and following.blinded == order[1].blinded
    for wrong in (Called(1, first, Result.PASSED, RECEIPT, "employer"), Called(1, first, Result.PASSED, None)):
        with pytest.raises(WalkRefused):
            walk(order).take(wrong)


@pytest.mark.parametrize("result", [Result.ACCEPTED, Result.DECLINED, Result.NO_ANSWER])
def test_no_answer_is_logged_without_the_notifiers_receipt(result: Result) -> None:
    order = order_of(seed(2), listed(3))

    with pytest.raises(WalkRefused, match="receipt"):
        walk(order).take(Called(1, order[0].blinded, result, None))


# --- names --------------------------------------------------------------------------------------------------------


def test_the_names_are_those_behind_the_list() -> None:
    people = pool()
    frozen = freeze(people.listed)

    file = names_file(frozen, people.revealed)

    assert sorted(each.id for each in read_names(file)) == sorted(each.id for each in people.revealed)
    with pytest.raises(NamesRefused):
        names_file(frozen, people.revealed[1:])
    with pytest.raises(NamesRefused):
        read_names(file.replace(b"expert-0001", b"expert-0099"))


def test_one_person_under_two_salts_is_found_when_the_names_are_revealed() -> None:
    twice = [Revealed("expert-1", bytes(32)), Revealed("expert-1", bytes(31) + b"\x01")]
    frozen = freeze(Listed(each.blinded) for each in twice)

    with pytest.raises(NamesRefused, match="twice"):
        names_file(frozen, twice)
