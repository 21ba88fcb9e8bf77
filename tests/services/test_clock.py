"""The clock does what is due: late, repeatedly and all of it; never early, never twice."""

from datetime import datetime, timedelta

import pytest

from bidding.domain.age_keys import Identity
from bidding.services import keyholders
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.schedule import Instant
from trading.domain.trade_time import ClockMoveRefused
from trading.models import Entry, Heartbeat, Lot, Trade
from trading.services import clock, drafting, training
from trading.services.moments import database_time

DAY = timedelta(days=1)


def move(tender: Tender, to: datetime) -> None:
    """The trade's clock shows this, and the platform's clock sleeps."""
    training.move_clock(trade_id=tender.trade.pk, to=to)


def types(tender: Tender) -> list[str]:
    rows = Entry.objects.filter(trade=tender.trade).exclude(type="clock.moved")
    return list(rows.order_by("order").values_list("type", flat=True))


def test_nothing_is_done_before_it_is_due(with_bids: Tender) -> None:
    move(with_bids, with_bids.lot.schedule.deadline - 30 * world.SECOND)

    assert clock.tick() == 0
    assert not clock.wake(with_bids.lot_id)
    assert with_bids.stage == "bidding"


def test_a_lot_that_is_due_early_by_a_wrong_wake_at_is_left_alone(tender: Tender) -> None:
    Lot.objects.filter(pk=tender.lot_id).update(wake_at=database_time() - DAY)

    assert not clock.wake(tender.lot_id)
    assert tender.stage == "bidding"


def test_a_clock_that_slept_through_the_whole_offer_catches_up_in_one_tick(
    agency: Person, bidders: list[Person]
) -> None:
    """Documents on offer, box closed, too few bids: three steps that were due weeks apart."""
    tender = _announced_unnoticed(agency)
    assert tender.stage == "announced"
    move(tender, tender.lot.schedule.deadline + DAY)

    assert clock.tick() == 3
    assert types(tender)[-3:] == ["documents.offered", "box.closed", "lot.failed"]
    assert tender.stage == "failed"


def test_a_clock_that_slept_all_night_opens_the_window_and_leaves_it_its_full_length(with_bids: Tender) -> None:
    move(with_bids, with_bids.lot.schedule.deadline + DAY)

    assert clock.tick() == 2
    schedule = with_bids.lot.schedule
    assert with_bids.stage == "decrypting"
    assert schedule.instant(Instant.WINDOW_END) >= schedule.deadline + DAY + schedule.window


def test_every_sleeping_lot_is_caught_up_in_the_same_tick(agency: Person) -> None:
    tenders = [world.announce_tender(agency, title=f"第{number}个项目") for number in range(3)]
    for tender in tenders:
        move(tender, tender.lot.schedule.deadline)

    clock.tick()

    assert [tender.stage for tender in tenders] == ["failed"] * 3


@pytest.mark.parametrize("late_by", [timedelta(0), DAY], ids=["in time", "a day late"])
def test_late_and_repeated_wake_ups_are_one(late_by: timedelta, with_bids: Tender) -> None:
    move(with_bids, with_bids.lot.schedule.deadline + late_by)

    once = [clock.tick(), types(with_bids)]
    again = [clock.tick(), types(with_bids)]
    thrice = [clock.wake(with_bids.lot_id), types(with_bids)]

    assert once == [2, [*types(with_bids)]]
    assert again[0] == 0 and thrice[0] is False
    assert once[1] == again[1] == thrice[1]
    assert types(with_bids).count("box.closed") == 1


def test_the_whole_opening_runs_on_ticks_alone(decrypting: Tender) -> None:
    for instant in (Instant.WINDOW_END, Instant.KEYS_END):
        move(decrypting, decrypting.lot.schedule.instant(instant))
        assert clock.tick() == 1
        assert clock.tick() == 0

    assert decrypting.stage == "failed"
    assert decrypting.lot.wake_at is None


def test_time_runs_forward_only(tender: Tender) -> None:
    with pytest.raises(ClockMoveRefused):
        move(tender, world.START - DAY)

    assert world.now(tender) >= world.START


def test_the_clock_of_a_real_trade_cannot_be_moved(agency: Person) -> None:
    basics = drafting.Basics("真实项目", "业主", "210112", "E48", "A02")
    real: Trade = drafting.create_draft(kind=world.TENDER, basics=basics, by=agency.actor)

    with pytest.raises(training.ClockIsReal):
        training.move_clock(trade_id=real.pk, to=world.START)


@pytest.mark.django_db
def test_the_clock_leaves_a_heartbeat_every_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.tick()
    before = Heartbeat.objects.count()

    clock.tick()
    assert Heartbeat.objects.count() == before
    now = database_time()
    monkeypatch.setattr(clock, "database_time", lambda: now + timedelta(seconds=11))
    clock.tick()

    assert Heartbeat.objects.count() == before + 1


def _announced_unnoticed(agency: Person) -> Tender:
    """A notice, and no tick since."""
    trade = world.draft_tender(agency)
    (lot,) = trade.lots.all()
    window, evaluation = Identity.generate(), Identity.generate()
    keyholders.register_keys(
        lot_id=lot.pk, window=str(window.recipient), evaluation=str(evaluation.recipient), by=agency.actor
    )
    world.review_fairness(agency, trade)
    keyholders.announce(trade_id=trade.pk, by=agency.actor)
    trade.refresh_from_db()
    return Tender(trade, agency, window, evaluation)
