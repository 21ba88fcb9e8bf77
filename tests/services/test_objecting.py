"""An objection to the documents stops the trade until its answer; force majeure ends it. Refusals beside successes."""

from datetime import timedelta

import pytest

from bidding.services.submissions import BidRefused
from bidding.services.uploads import UploadRefused
from tests.support import world
from tests.support.cast import Person, make_agency
from tests.support.world import Tender
from trading.domain.actors import BiddersOnly
from trading.domain.clarified import ANSWERED, OBJECTED, TERMINATED, read_answered, read_objected
from trading.domain.facts import TerminationCause
from trading.models import DocumentObjection, Entry
from trading.selectors.trades import NoSuchTrade
from trading.services import clock, objecting
from trading.services.objecting import ObjectionRefused, answer_objection, object_to_documents
from trading.services.terminating import TerminationRefused, terminate_trade

DAY = timedelta(days=1)
FORCE_MAJEURE = TerminationCause.FORCE_MAJEURE


def objected(tender: Tender, by: Person) -> DocumentObjection:
    made = object_to_documents(trade_id=tender.trade.pk, text="资质要求指向特定企业。", by=by.actor)
    world.place_news(tender)
    return made


def answered(tender: Tender, objection: DocumentObjection) -> Entry:
    answer_objection(objection_id=objection.pk, text="已修改资质要求。", by=tender.agency.actor)
    world.place_news(tender)
    return Entry.objects.select_related("content").filter(type=ANSWERED).latest("order")


def test_an_objection_stops_the_trade_and_its_answer_lets_it_go_on(tender: Tender, baiyun: Person) -> None:
    before = tender.lot.deadline
    objection = objected(tender, baiyun)

    assert (tender.stage, tender.lot.wake_at) == ("suspended", None)

    said = read_answered(answered(tender, objection).content.body)

    assert (said.objection, said.resumed, said.moves) == (objection.pk, True, ())
    assert (tender.stage, tender.lot.deadline, tender.lot.suspended_at) == ("bidding", before, None)
    assert tender.lot.wake_at is not None


def test_everybody_learns_of_the_objection_and_nobody_by_whom(tender: Tender, baiyun: Person) -> None:
    objection = objected(tender, baiyun)

    (entry,) = Entry.objects.filter(type=OBJECTED).select_related("content")
    assert entry.visibility == "public" and entry.by["party"] is None
    assert read_objected(entry.content.body) == objection.pk
    assert baiyun.party not in str(entry.content.body) and "资质" not in str(entry.content.body)


def test_a_deadline_is_not_reached_while_an_objection_waits(with_bids: Tender, bidders: list[Person]) -> None:
    objection = objected(with_bids, bidders[0])
    stopped = with_bids.lot.suspended_at
    assert stopped is not None

    world.pass_time(with_bids, world.DEADLINE + 3 * DAY)

    assert with_bids.stage == "suspended"
    with pytest.raises(UploadRefused):
        world.submit(with_bids, bidders[1])
    said = read_answered(answered(with_bids, objection).content.body)
    (move,) = said.moves
    left = world.DEADLINE - stopped
    assert with_bids.stage == "bidding" and with_bids.lot.deadline == move.deadline
    assert with_bids.lot.deadline - world.now(with_bids) > left - timedelta(minutes=1)
    world.submit(with_bids, bidders[1])
    world.pass_time(with_bids, move.deadline)
    assert with_bids.stage == "decrypting"


def test_bids_are_received_while_an_objection_waits(tender: Tender, baiyun: Person, changhe: Person) -> None:
    objected(tender, baiyun)

    assert world.submit(tender, changhe).version == 1


def test_the_trade_waits_for_the_last_answer(tender: Tender, baiyun: Person, changhe: Person) -> None:
    first, second = objected(tender, baiyun), objected(tender, changhe)

    assert not read_answered(answered(tender, first).content.body).resumed
    assert tender.stage == "suspended"
    assert read_answered(answered(tender, second).content.body).resumed
    assert tender.stage == "bidding"


def test_an_objection_within_ten_days_of_the_deadline_is_too_late(tender: Tender, baiyun: Person) -> None:
    """TR 22."""
    world.pass_time(tender, world.DEADLINE - 9 * DAY)

    with pytest.raises(ObjectionRefused):
        objected(tender, baiyun)

    assert tender.stage == "bidding" and not DocumentObjection.objects.exists()


def test_an_objection_is_made_by_a_bidder_in_words(tender: Tender, baiyun: Person) -> None:
    with pytest.raises(BiddersOnly):
        object_to_documents(trade_id=tender.trade.pk, text="资质", by=tender.agency.actor)
    for text in ("", " ", "异" * 5001):
        with pytest.raises(ObjectionRefused):
            object_to_documents(trade_id=tender.trade.pk, text=text, by=baiyun.actor)
    assert tender.stage == "bidding"


def test_one_bidder_cannot_flood_the_agency(tender: Tender, baiyun: Person, changhe: Person) -> None:
    for _ in range(objecting.MOST_WAITING):
        objected(tender, baiyun)

    with pytest.raises(ObjectionRefused):
        objected(tender, baiyun)
    assert objected(tender, changhe)


def test_its_agency_alone_answers_and_once(tender: Tender, baiyun: Person) -> None:
    objection = objected(tender, baiyun)

    for stranger in (baiyun, make_agency("dongfang")):
        with pytest.raises(NoSuchTrade):
            answer_objection(objection_id=objection.pk, text="不成立。", by=stranger.actor)
    with pytest.raises(ObjectionRefused):
        answer_objection(objection_id=objection.pk, text=" ", by=tender.agency.actor)
    answered(tender, objection)
    with pytest.raises(ObjectionRefused):
        answered(tender, objection)


def test_the_answer_is_due_in_three_days_by_the_calendar(tender: Tender, baiyun: Person) -> None:
    """TR 22: the tender begins on Monday 2 March 2026; three days later is Thursday."""
    assert objected(tender, baiyun).answer_by.isoformat() == "2026-03-05"


# --- ending before its time ---------------------------------------------------------------------------------------


def end(tender: Tender, cause: TerminationCause = FORCE_MAJEURE, reason: str = "地震，场地不复存在。") -> None:
    terminate_trade(trade_id=tender.trade.pk, cause=cause, reason=reason, by=tender.agency.actor)
    world.place_news(tender)


def test_force_majeure_ends_a_trade_and_nothing_is_opened(with_bids: Tender, bidders: list[Person]) -> None:
    end(with_bids)

    (entry,) = Entry.objects.filter(type=TERMINATED).select_related("content")
    assert entry.content.body == {
        "cause": "force_majeure",
        "lots": [str(with_bids.lot_id)],
        "reason": "地震，场地不复存在。",
    }
    assert (with_bids.stage, with_bids.lot.wake_at) == ("terminated", None)
    with pytest.raises((BidRefused, UploadRefused)):
        world.submit(with_bids, bidders[0])
    world.pass_time(with_bids, world.DEADLINE + DAY)
    clock.tick()
    assert with_bids.stage == "terminated" and not Entry.objects.filter(type="box.closed").exists()


def test_nothing_but_force_majeure_ends_it(tender: Tender) -> None:
    """O30 15."""
    with pytest.raises(TerminationRefused):
        end(tender, TerminationCause.MAJOR_CHANGE)
    with pytest.raises(TerminationRefused):
        end(tender, reason=" ")

    assert tender.stage == "bidding"
    end(tender)


def test_nobody_but_its_agency_ends_a_trade_and_not_after_the_deadline(tender: Tender, bidders: list[Person]) -> None:
    for stranger in (bidders[0], make_agency("dongfang")):
        with pytest.raises(NoSuchTrade):
            terminate_trade(trade_id=tender.trade.pk, cause=FORCE_MAJEURE, reason="地震", by=stranger.actor)
    world.submit_all(tender, bidders)
    world.close(tender)

    with pytest.raises(TerminationRefused):
        end(tender)
    assert tender.stage == "decrypting"
