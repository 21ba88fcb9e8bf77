"""Two clocks, two sequencers, two publishers: one wins, and nothing happens twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction

from bidding.domain.age_keys import Identity
from bidding.models import ClosedBox
from bidding.services import keyholders
from tests.support import races, world
from tests.support.cast import make_agency, make_bidders
from tests.support.databases import Database
from trading.models import Entry, Lot, Position
from trading.selectors import trades
from trading.selectors.trades import NoSuchTrade
from trading.services import announcing, clock, moments, sequencing, training


def test_of_two_clocks_one_closes_the_box(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    tender = _at_the_deadline()
    gate = races.held_after(monkeypatch, clock, "claim")

    with races.threads() as start:
        first = start(lambda: clock.wake(tender.lot_id))
        gate.wait_until_reached()
        second = start(lambda: clock.wake(tender.lot_id))
        races.wait_until_done_or_blocked(second)
        gate.open()

    assert (first.result(), second.result()) == (True, False)
    assert Entry.objects.filter(type="box.closed").count() == 1


def test_without_the_row_lock_two_clocks_close_it_twice(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin: only the table's constraint saves it then, by an error in one of the clocks."""
    tender = _at_the_deadline()
    monkeypatch.setattr(clock, "claim", lambda lot_id: Lot.objects.select_related("trade").get(pk=lot_id))
    gate = races.held_after(monkeypatch, clock, "claim")

    with races.threads() as start:
        first = start(lambda: clock.wake(tender.lot_id))
        gate.wait_until_reached()
        second = start(lambda: clock.wake(tender.lot_id))
        assert races.wait_until_done_or_blocked(second)
        gate.open()

    assert second.result()
    assert isinstance(first.exception(), IntegrityError)
    assert ClosedBox.objects.count() == 1


def test_of_two_sequencers_one_numbers_the_entries(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _unplaced_entries()
    gate = races.held_after(monkeypatch, sequencing, "new_positions")

    with races.threads() as start:
        first = start(sequencing.sequence_entries)
        gate.wait_until_reached()
        second = start(sequencing.sequence_entries)
        races.wait_until_done_or_blocked(second)
        gate.open()

    assert second.result() == 0
    assert first.result() > 0
    indexes = list(Position.objects.order_by("log_index").values_list("log_index", flat=True))
    assert indexes == list(range(len(indexes)))


def test_without_leadership_two_sequencers_give_one_number_twice(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    _unplaced_entries()
    monkeypatch.setattr(sequencing, "_lead", lambda: True)
    gate = races.held_after(monkeypatch, sequencing, "new_positions")

    with races.threads() as start:
        first = start(sequencing.sequence_entries)
        gate.wait_until_reached()
        second = start(sequencing.sequence_entries)
        races.wait_until_done_or_blocked(second)
        gate.open()

    assert second.result() > 0
    assert isinstance(first.exception(), IntegrityError)


def test_of_two_publishers_one_announces(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = _two_announce(monkeypatch)

    assert [type(outcome) for outcome in outcomes] == [type(None), NoSuchTrade]
    assert Entry.objects.filter(type="trade.announced").count() == 1


def test_without_the_trades_lock_it_is_announced_twice(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control twin."""
    locking = trades.draft_for
    for module in (keyholders, announcing):
        monkeypatch.setattr(module, "draft_for", lambda actor, trade_id, lock=False: locking(actor, trade_id))

    outcomes = _two_announce(monkeypatch)

    assert outcomes == [None, None]
    assert Entry.objects.filter(type="trade.announced").count() == 2


def _two_announce(monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    agency = make_agency()
    trade = world.draft_tender(agency)
    keys = Identity.generate(), Identity.generate()
    (lot,) = trade.lots.all()
    keyholders.register_keys(
        lot_id=lot.pk, window=str(keys[0].recipient), evaluation=str(keys[1].recipient), by=agency.actor
    )
    world.review_fairness(agency, trade)
    gate = races.held_after(monkeypatch, announcing, "missing_parts")

    with races.threads() as start:
        first = start(lambda: keyholders.announce(trade_id=trade.pk, by=agency.actor))
        gate.wait_until_reached()
        second = start(lambda: keyholders.announce(trade_id=trade.pk, by=agency.actor))
        races.wait_until_done_or_blocked(second)
        gate.open()
    return [first.exception(), second.exception()]


def _at_the_deadline() -> world.Tender:
    tender = world.announce_tender(make_agency())
    world.submit_all(tender, make_bidders())
    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)
    return tender


def _unplaced_entries() -> None:
    tender = world.announce_tender(make_agency())
    training.move_clock(trade_id=tender.trade.pk, to=world.START + 2 * world.SECOND * 60)


def test_a_moved_clock_waits_for_the_clock_that_is_at_work(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tender = _at_the_deadline()
    later = moments.moment_of(tender.trade).at + timedelta(days=1)
    gate = races.held_after(monkeypatch, clock, "claim")

    with races.threads() as start:
        working = start(lambda: clock.wake(tender.lot_id))
        gate.wait_until_reached()
        moving = start(lambda: training.move_clock(trade_id=tender.trade.pk, to=later))
        assert not races.wait_until_done_or_blocked(moving)
        gate.open()

    assert working.result() is True
    assert moving.exception() is None


def test_locks_in_the_wrong_order_wait_for_each_other(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control twin: the advisory lock before the row, as a moved clock once took them."""
    tender = _at_the_deadline()
    gate = races.held_after(monkeypatch, clock, "claim")

    def advisory_first() -> None:
        with transaction.atomic():
            moments.lock_lot(tender.lot)
            Lot.objects.select_for_update(no_key=True).get(pk=tender.lot_id)

    with races.threads() as start:
        working = start(lambda: clock.wake(tender.lot_id))
        gate.wait_until_reached()
        moving = start(advisory_first)
        assert not races.wait_until_done_or_blocked(moving)
        gate.open()

    assert isinstance(working.exception() or moving.exception(), OperationalError)
