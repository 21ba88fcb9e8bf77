"""The same thing twice at once: a double click, two browsers of one bidder, a key made while the notice goes out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections

from bidding.domain.age_keys import Identity
from bidding.models import Confirmation, ObjectionAnswer, Submission
from bidding.selectors import keyholders_of
from bidding.services import hall, keyholders, submissions
from bidding.services.submissions import BidRefused
from experts.models import LookVote
from experts.selectors import evaluating
from experts.services import seating, second_looks
from tests.support import awards, looks, races, world
from tests.support import committee as at_work
from tests.support.cast import Person, make_agency, make_bidder, make_bidders, make_supervisor
from tests.support.committee import Committee
from tests.support.databases import Database
from trading.models import Entry, Lot, SecondLook, SecondLookResult
from trading.selectors import trades
from trading.selectors.trades import NoSuchTrade
from trading.services import incidents, moments
from trading.services import second_looks as asking

Outcomes = tuple[Any, Any]


def test_a_double_click_gives_one_bid_and_one_receipt(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    tender, baiyun = world.announce_tender(make_agency()), make_bidder("baiyun")
    bid = _sealed_bid(tender, baiyun)

    first, second = _both(monkeypatch, submissions, "_check_bid", bid, bid)

    assert bytes(first.receipt) == bytes(second.receipt)
    assert Submission.objects.count() == 1


def test_of_two_browsers_at_once_one_is_told_that_the_other_was_first(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tender, baiyun = world.announce_tender(make_agency()), make_bidder("baiyun")
    bids = _sealed_bid(tender, baiyun), _sealed_bid(tender, baiyun)

    outcomes = _both(monkeypatch, submissions, "_check_bid", *bids)

    refused = [outcome for outcome in outcomes if isinstance(outcome, BidRefused)]
    assert [refusal.code for refusal in refused] == ["version_taken"]
    assert Submission.objects.count() == 1


def test_without_the_constraint_both_browsers_get_a_receipt_for_version_one(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE bidding_submission DROP CONSTRAINT one_bid_per_version")
    connections["owner"].close()
    tender, baiyun = world.announce_tender(make_agency()), make_bidder("baiyun")
    bids = _sealed_bid(tender, baiyun), _sealed_bid(tender, baiyun)

    first, second = _both(monkeypatch, submissions, "_check_bid", *bids)

    assert (first.version, second.version) == (1, 1)


def test_a_confirmation_clicked_twice_counts_once(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    bidders = make_bidders()
    tender = world.bring_to("objections", world.announce_tender(make_agency()), bidders)

    def confirm() -> None:
        hall.confirm_opening(lot_id=tender.lot_id, by=bidders[0].actor)

    assert _both(monkeypatch, hall, "_enter", confirm, confirm) == (None, None)
    assert Confirmation.objects.count() == 1
    assert Entry.objects.filter(type="record.confirmed").count() == 1


def test_an_answer_given_twice_at_once_stands_once(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    bidders = make_bidders()
    tender = world.bring_to("objections", world.announce_tender(make_agency()), bidders)
    objection = hall.object_to(lot_id=tender.lot_id, text="价格有误", by=bidders[0].actor)

    def answer() -> None:
        hall.answer_objection(objection_id=objection.pk, text="已核对", by=tender.agency.actor)

    outcomes = _both(monkeypatch, hall, "lock_lot_shared", answer, answer)

    assert [type(outcome) for outcome in outcomes].count(hall.HallRefused) == 1
    assert not any(isinstance(outcome, IntegrityError) for outcome in outcomes)
    assert ObjectionAnswer.objects.count() == 1


def test_keys_made_while_the_notice_goes_out_come_too_late(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced, outcome, standing = _keys_made_during_the_notice(monkeypatch)

    assert isinstance(outcome, NoSuchTrade)
    assert announced == standing


def test_without_the_drafts_lock_the_notice_names_keys_that_no_longer_count(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    locking = trades.draft_for
    monkeypatch.setattr(keyholders, "draft_for", lambda actor, trade_id, lock=False: locking(actor, trade_id))

    announced, _, standing = _keys_made_during_the_notice(monkeypatch)

    assert announced != standing


def _keys_made_during_the_notice(monkeypatch: pytest.MonkeyPatch) -> tuple[object, object, object]:
    """The keyholders in the notice, what became of the late keys, and the keyholders that bids are checked against."""
    agency = make_agency()
    trade = world.draft_tender(agency)
    (lot,) = trade.lots.all()

    def make_keys() -> None:
        window, evaluation = (str(Identity.generate().recipient) for _ in range(2))
        keyholders.register_keys(lot_id=lot.pk, window=window, evaluation=evaluation, by=agency.actor)

    make_keys()
    world.review_fairness(agency, trade)
    outcomes = _both(
        monkeypatch, keyholders, "keys_of", lambda: keyholders.announce(trade_id=trade.pk, by=agency.actor), make_keys
    )
    notice = Entry.objects.select_related("content").get(type="trade.announced").content.body
    return notice["lots"][0]["keyholders"], outcomes[1], [holder.members() for holder in keyholders_of(lot)]


def _sealed_bid(tender: world.Tender, bidder: Person) -> Callable[[], Submission]:
    sealed = world.seal(tender, bidder)
    world.upload(tender, bidder, sealed)
    statement = sealed.signed.bytes
    return lambda: submissions.submit_bid(lot_id=tender.lot_id, statement=statement, by=bidder.actor)


def _both(
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    point: str,
    one: Callable[[], Any],
    other: Callable[[], Any],
) -> Outcomes:
    """The first is held after `point`; meanwhile the second runs as far as it can. Results, or what was raised."""
    gate = races.held_after(monkeypatch, module, point)
    with races.threads() as start:
        first = start(one)
        gate.wait_until_reached()
        second = start(other)
        races.wait_until_done_or_blocked(second)
        gate.open()
    return tuple(future.exception() or future.result() for future in (first, second))


def test_of_two_supervisors_who_decide_at_once_one_is_told_that_it_is_decided(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = _decided_twice(monkeypatch)

    assert [type(outcome) for outcome in outcomes].count(incidents.NotHeld) == 1
    assert Entry.objects.filter(type__in=["incident.extended", "incident.dismissed"]).count() == 1


def test_without_the_rows_lock_an_outage_is_decided_both_ways(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    monkeypatch.setattr(incidents, "_locked", lambda lot_id: Lot.objects.select_related("trade").get(pk=lot_id))
    monkeypatch.setattr(incidents, "lock_lot", lambda lot: moments.moment_of(lot.trade))

    _decided_twice(monkeypatch)

    assert Entry.objects.filter(type__in=["incident.extended", "incident.dismissed"]).count() == 2


def _decided_twice(monkeypatch: pytest.MonkeyPatch) -> Outcomes:
    tender, by = world.announce_tender(make_agency()), make_supervisor().actor
    Lot.objects.filter(pk=tender.lot_id).update(extension=timedelta(hours=1))
    world.hold(tender)

    def extend() -> None:
        incidents.extend_deadline(lot_id=tender.lot_id, reason="停电", by=by)

    def dismiss() -> None:
        incidents.dismiss_outage(lot_id=tender.lot_id, reason="均已提交", by=by)

    return _both(monkeypatch, incidents, "_held", extend, dismiss)


def test_of_two_members_who_answer_at_once_the_second_decides_with_the_first(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five sit and one has answered: with both they are more than half (TR 56)."""
    assert _looked_at_twice(monkeypatch) == (3, 1)
    assert Entry.objects.filter(type="look.given").count() == 1


def test_without_the_lots_lock_more_than_half_have_answered_and_nothing_is_decided(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    sitting_of = evaluating.sitting_of
    monkeypatch.setattr(seating, "sitting_of", lambda actor, lot_id, lock=False: sitting_of(actor, lot_id))
    monkeypatch.setattr(seating, "lock_lot", lambda lot: moments.moment_of(lot.trade))

    assert _looked_at_twice(monkeypatch) == (3, 0)


def _looked_at_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many votes there are, and how many results."""
    committee, look = _asked()
    looks.vote(committee, look, 0, able=True)

    def answer(member: int) -> Callable[[], object]:
        by = committee.members[member].actor
        return lambda: second_looks.vote_on_look(lot_id=committee.lot_id, look_id=look.pk, able=True, reason="", by=by)

    _both(monkeypatch, second_looks, "votes_on", answer(1), answer(2))
    return LookVote.objects.count(), SecondLookResult.objects.count()


def test_the_last_answer_and_a_withdrawal_at_once_leave_one_ending(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of five have answered; the third would decide, and the agency withdraws (TR 56)."""
    assert sorted(_decided_and_withdrawn(monkeypatch)) == ["look.given"]


def test_without_the_lots_lock_a_look_is_given_and_withdrawn(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control twin."""
    monkeypatch.setattr(asking, "locked_lot", lambda lot: (lot, moments.moment_of(lot.trade)))
    sitting_of = evaluating.sitting_of
    monkeypatch.setattr(seating, "sitting_of", lambda actor, lot_id, lock=False: sitting_of(actor, lot_id))
    monkeypatch.setattr(seating, "lock_lot", lambda lot: moments.moment_of(lot.trade))

    assert sorted(_decided_and_withdrawn(monkeypatch)) == ["look.given", "look.withdrawn"]


def _decided_and_withdrawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which ends of the look the ledger has."""
    committee, look = _asked()
    for member in (0, 1):
        looks.vote(committee, look, member, able=True)
    lot, voter = committee.lot_id, committee.members[2].actor

    def answer() -> object:
        return second_looks.vote_on_look(lot_id=lot, look_id=look.pk, able=True, reason="", by=voter)

    def withdraw() -> object:
        agency = committee.tender.agency.actor
        return asking.withdraw_second_look(lot_id=lot, look_id=look.pk, reason=looks.WITHDRAWN, by=agency)

    _both(monkeypatch, second_looks, "votes_on", answer, withdraw)
    ends = Entry.objects.filter(type__in=["look.given", "look.withdrawn"])
    return list(ends.values_list("type", flat=True))


def _asked() -> tuple[Committee, SecondLook]:
    """The committee of a tender that shows its candidates is asked about the first."""
    tender = world.bring_to("opened", world.announce_tender(make_agency(), scheme=at_work.SCHEME), make_bidders())
    committee = at_work.scored(tender)
    at_work.report(committee)
    awards.show(tender)
    return committee, looks.ask(tender)
