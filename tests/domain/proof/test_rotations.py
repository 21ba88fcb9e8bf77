"""Keys follow one another by what the log says, and the verifier follows them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from disclosure.domain.bundle import BundleFacts, contents
from disclosure.verifier import Status
from disclosure.verifier.pins import Pins
from tests.domain.proof.test_verifier import failed, files, statuses
from tests.support.small_players import CREATED, DEADLINE
from tests.support.small_trade import Playing, SmallTrade
from tests.vectors import make
from tests.vectors.cast import LOG_KEY, PLACE, RECEIPT_KEY
from trading.domain.canonical import FormatError, decode, encode
from trading.domain.notes import open_checkpoint, sign_checkpoint, verifier_key
from trading.domain.rotations import (
    KeyChain,
    LoggedRotation,
    Purpose,
    Rotation,
    follow,
    public_half,
    read_rotation,
    rotation_body,
)
from trading.domain.statements import parse_public_key


def key(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


BEFORE_BIDS = DEADLINE - timedelta(days=2)
AFTER_BIDS = DEADLINE + timedelta(seconds=5)
NEW_LOG, NEW_RECEIPT, STRANGER = key(11), key(12), key(13)


class Rotating(Playing):
    """A trade in the midst of which both keys are handed over: receipts under the old one, acknowledgements the new."""

    receipt_at = AFTER_BIDS

    def release(self, box: object) -> None:
        self.rotate(Purpose.RECEIPT, NEW_RECEIPT, self.receipt_at)
        self.rotate(Purpose.CHECKPOINT, NEW_LOG, self.receipt_at)
        super().release(box)  # type: ignore[arg-type]


@cache
def rotated() -> SmallTrade:
    return Rotating().run()


def facts() -> BundleFacts:
    return rotated().bundle_facts


def retold(change: Callable[[dict[str, object]], object], purpose: Purpose = Purpose.RECEIPT) -> dict[str, object]:
    """The bundle of a trade whose rotation says something else, in a log of its own, in all else correct."""
    fresh = Rotating().run()
    for place, (row, salt, seq) in enumerate(fresh.log.rows):
        body = json.loads(json.dumps(dict(row.body)))
        if row.type == "key.rotated" and body["statement"]["purpose"] == purpose.value:
            change(body)
            fresh.log.rows[place] = (replace(row, body=body), salt, seq)
    return dict(contents(fresh.bundle_facts))


def test_a_trade_through_which_keys_were_rotated_is_verified_from_the_first_key_and_from_the_last() -> None:
    made = dict(contents(facts()))
    pins = [
        Pins(rotated().log_key, rotated().receipt_key),
        Pins(facts().log_key, facts().receipt_key),
        Pins(),
    ]

    assert facts().log_key != rotated().log_key and facts().receipt_key != rotated().receipt_key
    for known in pins:
        found = statuses(made, known)
        assert Status.FAILED not in found.values()
        assert found["rotations"] is Status.PASSED


def test_a_bundle_without_a_rotation_is_as_it_was() -> None:
    found = statuses(files())

    assert "rotations.jsonl" not in files()
    assert found["rotations"] is Status.NOT_APPLICABLE
    assert Status.FAILED not in found.values()


def test_a_stranger_s_key_is_told_though_there_is_a_chain() -> None:
    made = dict(contents(facts()))
    pins = Pins(verifier_key(PLACE.origin, STRANGER.public_key()), public_half(STRANGER))

    assert {"log_key", "receipt_key", "checkpoint", "receipts", "acknowledgements"} <= failed(made, pins)


def test_a_new_key_used_before_its_place_is_told() -> None:
    playing = Playing()
    playing.keys[Purpose.RECEIPT] = NEW_RECEIPT
    playing.announce()
    playing.receive()  # receipts by a key that nobody has announced
    playing.keys[Purpose.RECEIPT] = RECEIPT_KEY
    box = playing.close()
    playing.rotate(Purpose.RECEIPT, NEW_RECEIPT, AFTER_BIDS)
    playing.release(box)
    outcomes, record = playing.open(), playing.publish()
    live = {bid.signed.hash: bid for bid in playing.live.values()}
    trade = SmallTrade(
        playing.log,
        box,
        live,
        playing.receipts,
        playing.releases,
        playing.promises,
        playing.withdrawals,
        outcomes,
        record,
        playing.keys,
    )

    assert failed(dict(contents(trade.bundle_facts))) == {"receipts"}


def test_an_old_key_used_after_it_was_handed_over_is_told() -> None:
    class Careless(Rotating):
        def open(self):  # type: ignore[no-untyped-def]
            return super().open()

        def release(self, box: object) -> None:
            self.rotate(Purpose.RECEIPT, NEW_RECEIPT, AFTER_BIDS)
            self.keys[Purpose.RECEIPT] = RECEIPT_KEY
            Playing.release(self, box)  # type: ignore[arg-type]
            self.keys[Purpose.RECEIPT] = NEW_RECEIPT

    assert failed(dict(contents(Careless().run().bundle_facts))) == {"acknowledgements"}


def test_a_checkpoint_by_the_old_key_alone_is_told_once_the_rotation_is_under_it() -> None:
    tree = rotated().log.tree
    note = sign_checkpoint(PLACE.origin, tree.size, tree.root(), LOG_KEY)
    both = sign_checkpoint(PLACE.origin, tree.size, tree.root(), LOG_KEY, NEW_LOG)

    assert "checkpoint" in failed(dict(contents(replace(facts(), checkpoint=note))))
    assert not failed(dict(contents(replace(facts(), checkpoint=both))))


@pytest.mark.parametrize("number", [0, 1])
def test_a_rotation_that_one_of_the_two_did_not_sign_is_told(number: int) -> None:
    def forge(body: dict[str, object]) -> None:
        forged = rotation_body(Purpose.RECEIPT, PLACE.origin, STRANGER, STRANGER)
        signatures, strange = body["signatures"], forged["signatures"]
        assert isinstance(signatures, list) and isinstance(strange, list)
        signatures[number]["signature"] = strange[0]["signature"]

    assert {"rotations", "receipts", "acknowledgements"} <= failed(retold(forge))  # type: ignore[arg-type]


def test_a_rotation_that_is_not_in_the_log_is_told() -> None:
    (first, second) = facts().rotations
    forged = replace(first, salt=bytes(32))

    assert {"rotations", "tree"} <= failed(dict(contents(replace(facts(), rotations=[forged, second]))))


def test_a_rotation_that_is_left_out_is_told() -> None:
    receipt, checkpoint = facts().rotations

    assert "receipts" in failed(dict(contents(replace(facts(), rotations=[checkpoint]))))
    assert "checkpoint" in failed(
        dict(contents(replace(facts(), rotations=[receipt]))), Pins(log_key=rotated().log_key)
    )


def test_keys_json_that_names_another_key_than_the_chain_leads_to_is_told() -> None:
    made = dict(contents(replace(facts(), receipt_key=public_half(STRANGER))))

    assert {"rotations", "receipts", "acknowledgements"} <= failed(made)


@given(st.lists(st.sampled_from(Purpose), max_size=6))
def test_at_every_size_and_time_exactly_the_keys_of_the_log_are_in_force(purposes: list[Purpose]) -> None:
    keys = {purpose: [key(100 + place)] for place, purpose in enumerate(Purpose)}
    logged = []
    for number, purpose in enumerate(purposes):
        new = key(number + 1)
        rotation = read_rotation(_body(purpose, keys[purpose][-1], new), PLACE.origin)
        logged.append(LoggedRotation(10 * number, CREATED + timedelta(hours=number), rotation))
        keys[purpose].append(new)

    for purpose in Purpose:
        chain = follow(purpose, reversed(logged), public_half(keys[purpose][-1]))
        assert list(chain.keys) == [public_half(each) for each in keys[purpose]]
        for place, each in enumerate(chain.rotations):
            assert (chain.for_tree(each.index), chain.for_tree(each.index + 1)) == chain.keys[place : place + 2]
            assert chain.signers(each.index, each.index + 1) == chain.keys[place : place + 2]
            assert chain.signers(each.index + 1, each.index + 1) == (chain.keys[place + 1],)
            assert chain.at(each.recorded_at - timedelta(microseconds=1)) == chain.keys[place]
            assert chain.at(each.recorded_at) == chain.keys[place + 1]


@pytest.mark.parametrize(
    "steps",
    [
        [(1, 2), (3, 4)],
        [(1, 2), (2, 1)],
        [(1, 1)],
        [(1, 2), (1, 3)],
    ],
)
def test_a_chain_that_breaks_branches_or_comes_back_is_refused(steps: list[tuple[int, int]]) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    logged = [
        LoggedRotation(
            place, now, Rotation(Purpose.RECEIPT, public_half(key(old)), public_half(key(new)), PLACE.origin)
        )
        for place, (old, new) in enumerate(steps)
    ]

    with pytest.raises(FormatError):
        follow(Purpose.RECEIPT, logged)


@pytest.mark.parametrize("name", ["origin", "purpose", "old", "new", "type"])
def test_a_rotation_is_for_this_platform_this_purpose_and_these_keys(name: str) -> None:
    body = _body(Purpose.RECEIPT, key(1), key(2))
    told = {"purpose": "checkpoint", "origin": "elsewhere.example/mingzheng"}.get(name, public_half(STRANGER))
    changed = decode(encode({**body, "statement": {**body["statement"], name: told}}))

    with pytest.raises(FormatError):
        read_rotation(changed, PLACE.origin)


def test_a_key_that_was_never_handed_over_is_the_only_one() -> None:
    assert follow(Purpose.RECEIPT, [], "key") == KeyChain("key")


def _body(purpose: Purpose, old: Ed25519PrivateKey, new: Ed25519PrivateKey):  # type: ignore[no-untyped-def]
    return decode(encode(rotation_body(purpose, PLACE.origin, old, new)))


def test_the_vectors_hand_a_checkpoint_key_over() -> None:
    facts = json.loads((Path(make.__file__).parent / "ledger.json").read_text(encoding="utf-8"))

    rotation = read_rotation(facts["rotation"], PLACE.origin)

    keys = [verifier_key(PLACE.origin, parse_public_key(key)) for key in (rotation.old, rotation.new)]
    assert keys == [facts["verifier_key"], facts["next_verifier_key"]]
    assert open_checkpoint(facts["handing_over"], keys[0]) == open_checkpoint(facts["handing_over"], keys[1])
    assert facts["handing_over"].startswith(facts["checkpoint"])
