"""The supervisor stops a trade in whatever stage and lets it go on; nobody loses time, and nothing is lost or opened."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bidding.models import ClosedBox
from bidding.services.hall import HallRefused, close_complete_confirmations, sign_in
from bidding.services.opening import ReleaseRefused, WindowKeyRefused, close_complete_windows
from bidding.services.submissions import BidRefused
from bidding.services.uploads import UploadRefused
from disclosure.services.bundles import build_bundle
from disclosure.verifier import Status, verify
from tests.support import world
from tests.support.cast import Person, make_agency, make_supervisor
from tests.support.world import Tender
from trading.domain.actors import SupervisorsOnly
from trading.domain.facts import TerminationCause
from trading.domain.schedule import Instant
from trading.domain.stages import Outcome
from trading.domain.stopped import LIFTED, ORDERED, Lifted, read_lifted, read_ordered
from trading.models import Entry, StopOrder
from trading.selectors.trades import NoSuchTrade
from trading.services import clock
from trading.services.clarifying import ClarificationRefused, begin_clarification, publish_clarification
from trading.services.objecting import ObjectionRefused, object_to_documents
from trading.services.stopping import StopRefused, lift_stop, order_stop
from trading.services.terminating import terminate_trade

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    return make_supervisor()


@pytest.fixture
def stop(tender: Tender, supervisor: Person) -> Callable[..., None]:
    def order(allows: Sequence[Outcome] = ()) -> None:
        order_stop(trade_id=tender.trade.pk, reason="投诉成立的可能较大。", allows=allows, by=supervisor.actor)
        world.place_news(tender)

    return order


@pytest.fixture
def lift(tender: Tender, supervisor: Person) -> Callable[[], Lifted]:
    def go_on() -> Lifted:
        lift_stop(trade_id=tender.trade.pk, reason="已查清。", by=supervisor.actor)
        world.place_news(tender)
        return read_lifted(Entry.objects.select_related("content").filter(type=LIFTED).latest("order").content.body)

    return go_on


def test_a_stopped_trade_takes_no_bid_and_closes_no_box(
    tender: Tender, bidders: list[Person], stop: Callable[..., None]
) -> None:
    world.submit(tender, bidders[0])
    stop()

    (entry,) = Entry.objects.filter(type=ORDERED).select_related("content")
    assert read_ordered(entry.content.body).lots == (tender.lot_id,)
    assert (tender.stage, tender.lot.wake_at) == ("bidding", None)
    with pytest.raises(UploadRefused, match="责令暂停"):
        world.submit(tender, bidders[1])
    with pytest.raises(BidRefused, match="责令暂停"):
        world.withdraw(tender, bidders[0])
    world.pass_time(tender, world.DEADLINE + DAY)
    assert tender.stage == "bidding" and not ClosedBox.objects.exists()


def test_the_time_to_the_deadline_that_was_left_is_left_again(
    with_bids: Tender, bidders: list[Person], stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    stop()
    since = with_bids.lot.stopped_at
    assert since is not None
    left = world.DEADLINE - since
    world.pass_time(with_bids, world.DEADLINE + 3 * DAY)

    (move,) = lift().moves

    assert with_bids.lot.stopped_at is None and with_bids.lot.deadline == move.deadline
    assert timedelta(0) <= left - (move.deadline - world.now(with_bids)) < timedelta(minutes=1)
    world.submit(with_bids, bidders[1], price="5800000.00")
    world.pass_time(with_bids, move.deadline)
    assert with_bids.stage == "decrypting" and ClosedBox.objects.get().bids == 3


def test_an_opening_stands_still_and_its_window_goes_on_for_the_time_that_was_left(
    decrypting: Tender, bidders: list[Person], stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    world.release(decrypting, bidders[0])
    end = decrypting.lot.schedule.instant(Instant.WINDOW_END)
    stop()

    with pytest.raises(ReleaseRefused, match="责令暂停"):
        world.release(decrypting, bidders[1])
    with pytest.raises(HallRefused):
        sign_in(lot_id=decrypting.lot_id, by=bidders[1].actor)
    world.pass_time(decrypting, end + 5 * HOUR)
    assert decrypting.stage == "decrypting"

    assert lift().moves == ()
    assert decrypting.lot.schedule.instant(Instant.WINDOW_END) > end + 5 * HOUR
    world.release(decrypting, bidders[1])
    world.release(decrypting, bidders[2])
    assert close_complete_windows() == 1


def test_no_window_is_closed_and_no_price_shown_during_a_stop(
    decrypting: Tender, bidders: list[Person], stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    for bidder in bidders:
        world.release(decrypting, bidder)
    stop()
    assert close_complete_windows() == 0
    lift()
    assert close_complete_windows() == 1

    stop()
    with pytest.raises(WindowKeyRefused, match="责令暂停"):
        world.publish_window_key(decrypting)
    lift()
    world.publish_window_key(decrypting)
    assert decrypting.stage == "objections"


def test_no_record_is_published_during_a_stop(
    confirming: Tender, bidders: list[Person], stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    stop()
    world.pass_time(confirming, confirming.lot.schedule.instant(Instant.CONFIRMATION_END) + DAY)

    assert close_complete_confirmations() == 0 and confirming.stage == "confirming"
    lift()
    world.finish(confirming, bidders)
    assert confirming.stage == "opened"


def test_a_step_that_waited_for_the_lifting_is_no_incident(
    closed: Tender, stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    stop()
    world.pass_time(closed, world.DEADLINE + DAY)
    assert closed.stage == "closed"

    lift()
    clock.tick()

    assert closed.stage == "decrypting"
    assert not Entry.objects.filter(type="incident.opened").exists()


def test_what_the_order_does_not_allow_is_refused_and_what_it_allows_goes_on(
    tender: Tender, baiyun: Person, stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    begin_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    tender.trade.clarifications.update(title="更正", text="资质改为二级。", affects_bids=False, reason="只更正笔误")

    def clarify() -> None:
        publish_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)

    stop()
    with pytest.raises(ClarificationRefused, match="责令暂停"):
        clarify()
    with pytest.raises(ObjectionRefused, match="责令暂停"):
        object_to_documents(trade_id=tender.trade.pk, text="资质", by=baiyun.actor)
    lift()
    stop([Outcome.CLARIFIED])
    clarify()
    assert tender.lot.trade.version == 1


def test_a_trade_may_be_ended_for_a_lawful_cause_while_it_is_stopped(
    tender: Tender, stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    stop()

    cause = TerminationCause.FORCE_MAJEURE
    terminate_trade(trade_id=tender.trade.pk, cause=cause, reason="地震。", by=tender.agency.actor)

    assert (tender.stage, tender.lot.stopped_at) == ("terminated", None)
    assert lift().moves == ()


def test_a_held_lot_is_not_decided_on_while_it_is_stopped(
    with_bids: Tender, stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    world.hold(with_bids)
    end = with_bids.lot.schedule.instant(Instant.DECISION_END)
    stop()
    world.pass_time(with_bids, end + DAY)
    assert with_bids.stage == "held"

    lift()

    assert with_bids.lot.schedule.instant(Instant.DECISION_END) > end + DAY


def test_only_a_supervisor_stops_and_lifts_once_and_with_a_reason(
    tender: Tender, baiyun: Person, supervisor: Person, stop: Callable[..., None], lift: Callable[[], Lifted]
) -> None:
    for stranger in (baiyun, tender.agency, make_agency("dongfang")):
        with pytest.raises(SupervisorsOnly):
            order_stop(trade_id=tender.trade.pk, reason="停", allows=(), by=stranger.actor)
    with pytest.raises(StopRefused):
        order_stop(trade_id=tender.trade.pk, reason=" ", allows=(), by=supervisor.actor)
    with pytest.raises(StopRefused):
        stop([Outcome.BOX_CLOSED])
    with pytest.raises(StopRefused):
        lift()
    with pytest.raises(NoSuchTrade):
        order_stop(
            trade_id=world.draft_tender(tender.agency, title="草稿").pk, reason="停", allows=(), by=supervisor.actor
        )
    assert not StopOrder.objects.exists()
    stop()
    with pytest.raises(StopRefused):
        stop()
    lift()
    with pytest.raises(StopRefused):
        lift()
    stop()


def test_the_verifier_follows_a_trade_that_was_stopped_in_two_stages(
    tender: Tender, bidders: list[Person], stop: Callable[..., None], lift: Callable[[], Lifted], tmp_path: Path
) -> None:
    stop()
    world.pass_time(tender, world.START + 3 * DAY)
    lift()
    world.submit_all(tender, bidders)
    world.close(tender)
    end = tender.lot.schedule.instant(Instant.WINDOW_END)
    stop()
    world.pass_time(tender, end + HOUR)
    lift()
    world.open_all(tender, bidders)
    world.finish(tender, bidders)

    made = tmp_path / "bundle.zip"
    with made.open("wb") as file:
        build_bundle(tender.lot.trade, file)
    report = verify(made)

    assert [result.problems for result in report.failed] == []
    assert {each.name: each.status for each in report.results}["stops"] is Status.PASSED
