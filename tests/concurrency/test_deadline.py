"""Bids in the last moment against the clock that closes the box (DESIGN, lateness)."""

import pytest

from bidding.models import ClosedBox
from bidding.services import submissions
from tests.support import races, world
from tests.support.cast import make_agency, make_bidders
from tests.support.databases import Database
from trading.services import clock, moments, training

Outcome = tuple[str, list[str]]


def test_a_bid_received_before_the_deadline_is_in_the_box(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    received, leaves = _last_second_bid(monkeypatch)

    assert received in leaves


def test_without_the_lots_lock_a_receipt_can_miss_the_box(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin: the race is there."""
    monkeypatch.setattr(submissions, "lock_lot_shared", lambda lot: moments.moment_of(lot.trade))

    received, leaves = _last_second_bid(monkeypatch)

    assert received not in leaves


def _last_second_bid(monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """A bid that is found to be in time, and then waits while the clock passes the deadline and wakes."""
    tender, (baiyun, *_) = world.announce_tender(make_agency()), make_bidders()
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    lot = tender.lot
    # Time is not moved here: moving a training clock takes the lot's lock, which is what this test is about.
    training.move_clock(trade_id=tender.trade.pk, to=lot.schedule.deadline - world.SECOND)
    gate = races.held_after(monkeypatch, submissions, "_check_in_time")

    with races.threads() as start:
        bid = start(lambda: submissions.submit_bid(lot_id=lot.pk, statement=sealed.signed.bytes, by=baiyun.actor))
        gate.wait_until_reached()
        _wait_for_the_deadline(tender)
        closing = start(lambda: clock.wake(lot.pk))
        races.wait_until_done_or_blocked(closing)
        gate.open()
        received = bid.result().hash
        assert closing.result()

    return received, ClosedBox.objects.get(lot=lot).leaves


def _wait_for_the_deadline(tender: world.Tender) -> None:
    deadline = tender.lot.schedule.deadline
    while world.now(tender) < deadline:
        pass  # at most a second: the database's clock is asked, not slept through
