"""A bid is received while the receipt key is handed over: its receipt is under the key of its own time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django import Settings

from bidding.domain.receipts import read_receipt
from bidding.models import Submission
from bidding.services import submissions
from tests.support import races, world
from tests.support.cast import make_agency, make_bidder
from tests.support.databases import Database
from trading.domain.rotations import Purpose, public_half
from trading.project import keys as files
from trading.services import keys, rotation

NewKey = Ed25519PrivateKey


@pytest.fixture
def new(own_database: Database, settings: Settings, tmp_path: Path) -> NewKey:
    settings.KEYS_DIR = tmp_path
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, keys_dir=tmp_path)
    files.prepare(settings.ENVIRONMENT)
    return files.install(settings.ENVIRONMENT, Purpose.RECEIPT, None)


def test_a_rotation_that_has_its_time_lets_no_receipt_be_signed_by_the_old_key(
    new: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert receipt_is_under_the_key_of_its_time(*submitting_within(rotation, "moment_of", new, monkeypatch))


def test_without_the_lock_the_old_key_signs_after_it_was_handed_over(
    new: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    monkeypatch.setattr(rotation, "KEYS_LOCK", keys.KEYS_LOCK + 1)

    assert not receipt_is_under_the_key_of_its_time(*submitting_within(rotation, "moment_of", new, monkeypatch))


def test_a_receipt_whose_time_was_read_before_a_rotation_is_under_the_old_key(
    new: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert receipt_is_under_the_key_of_its_time(*rotating_within(new, monkeypatch))


def test_a_receipt_by_the_newest_key_would_be_under_one_that_came_later(
    new: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""

    def newest(recorded_at: object) -> NewKey:
        return keys.held(Purpose.RECEIPT, keys.receipt_public_key())

    monkeypatch.setattr(submissions, "receipt_key", newest)

    assert not receipt_is_under_the_key_of_its_time(*rotating_within(new, monkeypatch))


def submitting_within(
    module: object, name: str, new: NewKey, monkeypatch: pytest.MonkeyPatch
) -> tuple[Submission, object]:
    """The rotation has read its time and has not committed; a bid comes in."""
    submit, gate = _bid(), races.held_after(monkeypatch, module, name)
    with races.threads() as start:
        rotating = start(lambda: rotation.rotate(purpose=Purpose.RECEIPT, new=new))
        gate.wait_until_reached()
        received = start(submit)
        races.wait_until_done_or_blocked(received)
        gate.open()
        return received.result(), rotating.result()


def rotating_within(new: NewKey, monkeypatch: pytest.MonkeyPatch) -> tuple[Submission, object]:
    """The bid has its time and no receipt yet; the key is handed over."""
    submit, gate = _bid(), races.held_after(monkeypatch, submissions, "lock_lot_shared")
    with races.threads() as start:
        received = start(submit)
        gate.wait_until_reached()
        rotating = start(lambda: rotation.rotate(purpose=Purpose.RECEIPT, new=new))
        assert races.wait_until_done_or_blocked(rotating)
        gate.open()
        return received.result(), rotating.result()


def receipt_is_under_the_key_of_its_time(submission: Submission, entry: object) -> bool:
    assert entry is not None
    receipt = read_receipt(bytes(submission.receipt))
    return receipt.key == keys.committed_chain(Purpose.RECEIPT).at(receipt.value.recorded_at)


def _bid() -> Callable[[], Submission]:
    tender, baiyun = world.announce_tender(make_agency()), make_bidder("baiyun")
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    statement = sealed.signed.bytes
    return lambda: submissions.submit_bid(lot_id=tender.lot_id, statement=statement, by=baiyun.actor)


def test_two_rotations_at_once_follow_one_another(
    new: NewKey, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = files.install(settings.ENVIRONMENT, Purpose.RECEIPT, None)
    gate = races.held_after(monkeypatch, rotation, "rotation_body")

    with races.threads() as start:
        first = start(lambda: rotation.rotate(purpose=Purpose.RECEIPT, new=new))
        gate.wait_until_reached()
        second = start(lambda: rotation.rotate(purpose=Purpose.RECEIPT, new=other))
        assert not races.wait_until_done_or_blocked(second)
        gate.open()
        assert first.result() and second.result()

    chain = keys.committed_chain(Purpose.RECEIPT)
    assert [each.rotation.new for each in chain.rotations] == [public_half(new), public_half(other)]
