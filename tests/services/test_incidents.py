"""A clock that slept says so, and catches up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bidding.models import Submission
from bidding.services.submissions import BidRefused
from bidding.services.uploads import UploadRefused
from tests.support import world
from tests.support.cast import Person, make_bidder, make_supervisor
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import Role, SupervisorsOnly
from trading.domain.canonical import at_text
from trading.domain.schedule import Instant
from trading.models import Entry, Heartbeat, Lot
from trading.services import clock, incidents, moments, sequencing, training

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@standing
def boxed(tender: Tender, bidders: list[Person]) -> Tender:
    """Three bids are in its box, which is open."""
    world.submit_all(tender, bidders)
    return tender


def test_a_box_closed_late_is_announced_as_an_incident_and_closed_all_the_same(boxed: Tender) -> None:
    _due_since(boxed, timedelta(hours=1))

    clock.tick()

    (incident,) = Entry.objects.filter(type="incident.opened").select_related("content")
    assert incident.visibility == "public"
    assert incident.content.body["step"] == "close_box"
    assert boxed.stage == "decrypting"


def test_a_box_closed_in_time_is_no_incident(boxed: Tender) -> None:
    _due_since(boxed, timedelta(seconds=1))

    clock.tick()

    assert not Entry.objects.filter(type="incident.opened").exists()
    assert boxed.stage == "decrypting"


# --- an extension is agreed -----------------------------------------------------------------------------------------


@standing
def held(boxed: Tender) -> Tender:
    """A lot whose documents agree on an hour, after an outage across its deadline; three bids are in its box."""
    world.hold(boxed, extension=HOUR)
    return boxed


def test_an_outage_across_the_deadline_holds_the_lot_and_says_so(held: Tender) -> None:
    assert held.stage == "held"
    (incident,) = Entry.objects.filter(type="incident.opened").select_related("content")
    assert incident.visibility == "public"
    assert incident.content.body["held_until"] == at_text(held.lot.schedule.instant(Instant.DECISION_END))
    assert held.lot.schedule.instant(Instant.DECISION_END) > world.now(held) + HOUR
    assert not Entry.objects.filter(type="box.closed").exists()


def test_a_silence_that_nobody_needs_to_mind_holds_nothing(boxed: Tender) -> None:
    _due_since(boxed, timedelta(seconds=20), extension=HOUR)

    clock.tick()

    assert boxed.stage == "decrypting"


def test_signs_of_life_around_the_deadline_say_that_there_was_no_outage(boxed: Tender) -> None:
    """A step that came late for another reason: whoever came in time was served."""
    _due_since(boxed, timedelta(minutes=10), extension=HOUR)
    due = boxed.lot.wake_at
    assert due is not None
    for seconds in (-5, 5):
        Heartbeat.objects.create(beat_at=due + timedelta(seconds=seconds))

    clock.tick()

    assert boxed.stage == "decrypting"
    assert Entry.objects.filter(type="incident.opened").count() == 1


def test_while_a_lot_is_held_nothing_is_received_and_nothing_is_lost(held: Tender, bidders: list[Person]) -> None:
    dongfang = make_bidder("dongfang")

    with pytest.raises(UploadRefused) as refused:
        world.submit(held, dongfang)
    with pytest.raises(BidRefused) as withdrawal:
        world.withdraw(held, bidders[0])

    assert refused.value.code == withdrawal.value.code == "held"
    assert Submission.objects.count() == 3


def test_the_supervisor_lets_a_held_lot_take_bids_for_the_agreed_length(held: Tender) -> None:
    supervisor = make_supervisor()

    lot = incidents.extend_deadline(lot_id=held.lot_id, reason="机房断电", by=supervisor.actor)

    extended = Entry.objects.select_related("content").get(type="incident.extended")
    assert extended.by == {"method": "session", "party": supervisor.party, "role": "supervisor"}
    assert lot.deadline == extended.at + HOUR
    assert extended.content.body["deadline"] == at_text(lot.deadline)
    assert held.stage == "bidding"
    world.submit(held, make_bidder("dongfang"))
    world.close(held)
    assert (held.stage, held.lot.box.bids) == ("decrypting", 4)


def test_a_dismissed_outage_closes_the_box_at_once_under_the_old_deadline(held: Tender) -> None:
    before = held.lot.deadline

    incidents.dismiss_outage(lot_id=held.lot_id, reason="投标人均已提交", by=make_supervisor().actor)
    clock.tick()

    assert (held.stage, held.lot.deadline, held.lot.box.bids) == ("decrypting", before, 3)


def test_without_a_decision_the_box_closes_by_itself(held: Tender) -> None:
    world.pass_time(held, held.lot.schedule.instant(Instant.DECISION_END))

    assert held.stage == "decrypting"
    with pytest.raises(incidents.NotHeld):
        incidents.extend_deadline(lot_id=held.lot_id, reason="太晚", by=make_supervisor().actor)


def test_an_outage_while_the_supervisor_decides_gives_the_time_again(held: Tender) -> None:
    Lot.objects.filter(pk=held.lot_id).update(wake_at=moments.database_time() - HOUR)
    training.move_clock(trade_id=held.trade.pk, to=held.lot.schedule.instant(Instant.DECISION_END))
    Lot.objects.filter(pk=held.lot_id).update(wake_at=moments.database_time() - HOUR)
    Heartbeat.objects.create(beat_at=moments.database_time() - 2 * HOUR)

    clock.tick()

    assert held.stage == "held"
    assert held.lot.schedule.instant(Instant.DECISION_END) > world.now(held)


@pytest.mark.parametrize("role", [Role.AGENCY, Role.BIDDER, Role.ADMINISTRATOR, Role.VENUE])
def test_nobody_but_a_supervisor_decides(held: Tender, role: Role) -> None:
    somebody = replace(make_supervisor().actor, role=role)

    for decide in (incidents.extend_deadline, incidents.dismiss_outage):
        with pytest.raises(SupervisorsOnly):
            decide(lot_id=held.lot_id, reason="停电", by=somebody)

    assert held.stage == "held"


@pytest.mark.parametrize("reason", ["", "  \n", "长" * 1001])
def test_a_decision_without_a_reason_is_none(held: Tender, reason: str) -> None:
    with pytest.raises(incidents.ReasonMissing):
        incidents.extend_deadline(lot_id=held.lot_id, reason=reason, by=make_supervisor().actor)


def test_where_there_was_no_outage_there_is_nothing_to_decide(tender: Tender) -> None:
    for decide in (incidents.extend_deadline, incidents.dismiss_outage):
        with pytest.raises(incidents.NotHeld):
            decide(lot_id=tender.lot_id, reason="停电", by=make_supervisor().actor)


# --- late heads, clocks apart ---------------------------------------------------------------------------------------


def test_a_box_that_came_late_under_a_signed_head_is_announced(boxed: Tender, monkeypatch: pytest.MonkeyPatch) -> None:
    _due_since(boxed, timedelta(seconds=1))
    clock.tick()
    monkeypatch.setattr(incidents, "HEAD_WITHIN", timedelta())  # any head is late now

    world.place_news(boxed)
    sequencing.sign_tree_head()

    (incident,) = Entry.objects.filter(type="incident.opened").select_related("content")
    assert incident.content.body["step"] == "sign_tree_head"


def test_a_box_that_is_signed_for_at_once_is_no_incident(boxed: Tender) -> None:
    _due_since(boxed, timedelta(seconds=1))
    clock.tick()

    world.place_news(boxed)
    sequencing.sign_tree_head()

    assert not Entry.objects.filter(type="incident.opened").exists()


def test_clocks_that_do_not_go_together_are_announced_once_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not incidents.note_clocks_apart(), "the twin: the clocks here go together"
    monkeypatch.setattr(incidents, "clocks_apart", lambda: timedelta(seconds=3))

    told = [incidents.note_clocks_apart() for _ in range(3)]

    assert told == [True, False, False]
    assert Entry.objects.get(type="incident.opened").trade is None


def _due_since(tender: Tender, length: timedelta, *, extension: timedelta = timedelta()) -> Tender:
    Lot.objects.filter(pk=tender.lot_id).update(extension=extension)
    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)
    Lot.objects.filter(pk=tender.lot_id).update(wake_at=moments.database_time() - length)
    return tender
