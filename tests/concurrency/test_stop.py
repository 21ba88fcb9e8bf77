"""A stop order against the clock that closes the box: what the order says was stopped was not closed after it."""

import pytest

from bidding.models import ClosedBox
from tests.support import races, world
from tests.support.cast import make_agency, make_bidders, make_supervisor
from tests.support.databases import Database
from trading.models import Lot
from trading.services import clock, moments, stopping, training


def test_a_stop_in_the_last_second_keeps_the_box_open(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    lot, closed = _last_second_stop(monkeypatch)

    assert not closed and lot.stage == "bidding" and lot.wake_at is None


def test_without_the_lots_lock_a_box_is_closed_after_the_stop(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin: the race is there."""
    monkeypatch.setattr(
        stopping,
        "locked_lots",
        lambda trade, stages: (
            list(Lot.objects.select_related("trade").filter(trade=trade)),
            moments.moment_of(trade),
        ),
    )

    lot, closed = _last_second_stop(monkeypatch)

    assert closed and lot.stopped_at is not None and lot.deadline is not None and lot.stopped_at < lot.deadline


def _last_second_stop(monkeypatch: pytest.MonkeyPatch) -> tuple[Lot, bool]:
    """A stop that has found the lot in time, and then waits while the clock passes the deadline and wakes."""
    tender, supervisor = world.announce_tender(make_agency()), make_supervisor()
    world.submit_all(tender, make_bidders())
    lot = tender.lot
    training.move_clock(trade_id=tender.trade.pk, to=lot.schedule.deadline - world.SECOND)
    gate = races.held_after(monkeypatch, stopping, "locked_lots")

    with races.threads() as start:
        stop = start(
            lambda: stopping.order_stop(trade_id=tender.trade.pk, reason="停。", allows=(), by=supervisor.actor)
        )
        gate.wait_until_reached()
        while world.now(tender) < lot.schedule.deadline:
            pass  # at most a second: the database's clock is asked, not slept through
        closing = start(lambda: clock.wake(lot.pk))
        races.wait_until_done_or_blocked(closing)
        gate.open()
        stop.result()
        closing.result()

    clock.wake(lot.pk)
    return tender.lot, ClosedBox.objects.filter(lot=lot).exists()
