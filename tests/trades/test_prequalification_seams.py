"""A pre-qualification where it meets the rest of the law: stop orders, failures and re-tenders, deposits, joint bids."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bidding.domain.drafting import AgreementMissing
from bidding.domain.members import read_members
from bidding.models import ClosedApplications
from bidding.selectors.deposits_shown import DepositState, own_deposit
from bidding.services import keyholders
from bidding.services.deposits import DepositRefused
from bidding.services.reviewing import ReviewRefused
from bidding.services.submissions import BidRefused
from bidding.services.uploads import UploadRefused
from disclosure.selectors.published import notices_in
from disclosure.services.bundles import build_bundle
from disclosure.verifier import Status, verify
from experts.domain.eligibility import Span
from experts.models import CommitteeRequest
from experts.services.requesting import RequestRefused
from tests.support import deposits, qualifying, world
from tests.support.cast import Person, make_bidders, make_supervisor
from tests.support.experts import draft, request_for
from tests.support.world import Tender
from trading.domain.qualified import PREQUALIFICATION_ANNOUNCED
from trading.domain.retendering import FailureCause
from trading.domain.stages import Outcome
from trading.models import Entry, Message
from trading.services import drafting, incidents, retendering
from trading.services.deposits import ask_deposits
from trading.services.drafting import TimetableDraft
from trading.services.incidents import NotHeld
from trading.services.inviting import InvitationStopped
from trading.services.objecting import ObjectionRefused, answer_objection, object_to_documents
from trading.services.readers import read_on
from trading.services.stopping import lift_stop, order_stop

DAY = timedelta(days=1)
WHY = retendering.Analysis((FailureCause.QUALIFICATION,), "业绩要求过高。", "业绩要求改为一项。")


@pytest.fixture(scope="module")
def bidders_of_module(scene: None) -> list[Person]:
    return make_bidders(4)


@pytest.fixture
def bidders(bidders_of_module: list[Person], db: None) -> list[Person]:
    return bidders_of_module


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    return make_supervisor()


@pytest.fixture(scope="module")
def prequalifying(agency: Person) -> Tender:
    return qualifying.announce_prequalification(agency)


@pytest.fixture
def tender(prequalifying: Tender, bidders_of_module: list[Person], db: None) -> Tender:
    """It takes applications."""
    return prequalifying.copy()


def stop(tender: Tender, supervisor: Person, *allows: Outcome) -> None:
    order_stop(trade_id=tender.trade.pk, reason="投诉成立的可能较大。", allows=allows, by=supervisor.actor)
    world.place_news(tender)


def lift(tender: Tender, supervisor: Person) -> None:
    lift_stop(trade_id=tender.trade.pk, reason="已查清。", by=supervisor.actor)
    world.place_news(tender)


def receives(tender: Tender) -> bool:
    return tender.lot.receives


def checked(tender: Tender, folder: Path, earlier: Path | None = None) -> tuple[Path, Mapping[str, Status]]:
    """The bundle of the trade, and what the verifier says of it."""
    made = folder / f"{tender.trade.tender_code}.zip"
    with made.open("wb") as file:
        build_bundle(tender.trade, file)
    report = verify(made, previous=earlier)
    assert [(result.name, result.problems) for result in report.failed] == []
    return made, {result.name: result.status for result in report.results}


# --- stop orders --------------------------------------------------------------------------------------------------


def test_a_stop_stands_applications_still_and_gives_their_time_back(
    tender: Tender, bidders: list[Person], supervisor: Person
) -> None:
    """TR 62."""
    qualifying.apply(tender, bidders[0])
    stop(tender, supervisor)
    assert receives(tender) is False

    with pytest.raises(UploadRefused, match="责令暂停"):
        qualifying.apply(tender, bidders[1])
    with pytest.raises(BidRefused, match="责令暂停"):
        qualifying.take_back(tender, bidders[0])
    with pytest.raises(ObjectionRefused, match="责令暂停"):
        object_to_documents(trade_id=tender.trade.pk, text="业绩要求过高。", by=bidders[1].actor)
    since = tender.lot.stopped_at
    world.pass_time(tender, qualifying.DUE + DAY)
    assert tender.stage == "applying" and not ClosedApplications.objects.exists()

    lift(tender, supervisor)

    assert since is not None and receives(tender)
    assert abs(tender.lot.schedule.deadline - (qualifying.DUE + (qualifying.DUE + DAY - since))) < timedelta(minutes=1)
    qualifying.apply(tender, bidders[1])
    qualifying.close_applications(tender)
    assert tender.stage == "reviewing"


def test_an_objection_that_an_order_lets_be_answered_suspends_a_stopped_prequalification(
    tender: Tender, bidders: list[Person], supervisor: Person
) -> None:
    stop(tender, supervisor, Outcome.OBJECTED, Outcome.ANSWERED)

    objection = object_to_documents(trade_id=tender.trade.pk, text="业绩要求过高。", by=bidders[0].actor)
    assert tender.stage == "preq_suspended" and not receives(tender)

    answer_objection(objection_id=objection.pk, text="改为一项。", by=tender.agency.actor)
    assert tender.stage == "applying" and not receives(tender)
    lift(tender, supervisor)
    assert receives(tender)


def test_a_held_prequalification_is_not_decided_on_while_it_is_stopped(tender: Tender, supervisor: Person) -> None:
    world.hold(tender)
    stop(tender, supervisor)

    with pytest.raises(NotHeld):
        incidents.extend_deadline(lot_id=tender.lot_id, reason="断电。", by=supervisor.actor)

    assert tender.stage == "preq_held"
    lift(tender, supervisor)
    incidents.extend_deadline(lot_id=tender.lot_id, reason="断电。", by=supervisor.actor)
    assert tender.stage == "applying"


def test_nothing_is_reviewed_and_no_tender_announced_during_a_stop_and_the_verifier_follows(
    tender: Tender, bidders: list[Person], supervisor: Person, tmp_path: Path
) -> None:
    for bidder in bidders:
        qualifying.apply(tender, bidder)
    qualifying.close_applications(tender)
    qualifying.decide(tender, bidders[0])
    stop(tender, supervisor)
    with pytest.raises(ReviewRefused, match="责令暂停"):
        qualifying.decide(tender, bidders[1])
    with pytest.raises(ReviewRefused, match="责令暂停"):
        qualifying.finish_review(tender)
    world.pass_time(tender, world.now(tender) + DAY)
    lift(tender, supervisor)
    for bidder in bidders[1:]:
        qualifying.decide(tender, bidder)
    qualifying.finish_review(tender)

    stop(tender, supervisor)
    qualifying.add_tender_document(tender)
    times = later(qualifying.tender_timetable(), 3 * DAY)
    with pytest.raises(InvitationStopped):
        keyholders.invite(trade_id=tender.trade.pk, timetable=times, by=tender.agency.actor)
    lift(tender, supervisor)
    keyholders.invite(trade_id=tender.trade.pk, timetable=times, by=tender.agency.actor)
    assert (tender.stage, tender.lot.stopped_for) == ("announced", timedelta())

    tender.trade.refresh_from_db()
    world.place_news(tender)
    _made, found = checked(tender, tmp_path)
    assert found["stops"] is found["prequalification"] is Status.PASSED


def later(times: TimetableDraft, by: timedelta) -> TimetableDraft:
    moments = ("documents_from", "documents_until", "deadline")
    return replace(times, **{name: getattr(times, name) + by for name in moments})


# --- failure and re-tender ----------------------------------------------------------------------------------------


def test_a_failed_prequalification_is_analysed_and_tendered_again_with_one(
    tender: Tender, bidders: list[Person], tmp_path: Path
) -> None:
    """TR 19, O30 38."""
    qualifying.apply(tender, bidders[0])
    qualifying.review(tender, bidders[:1])
    assert tender.stage == "failed"
    with pytest.raises(retendering.RetenderRefused):
        retendering.begin_retender(trade_id=tender.trade.pk, lots=[tender.lot_id], by=tender.agency.actor)
    retendering.analyse_failure(trade_id=tender.trade.pk, lots=[tender.lot_id], analysis=WHY, by=tender.agency.actor)
    world.place_news(tender)
    draft = retendering.begin_retender(trade_id=tender.trade.pk, lots=[tender.lot_id], by=tender.agency.actor)
    assert draft.prequalification
    first, _found = checked(tender, tmp_path)

    shift = world.now(tender) - world.START
    times = replace(world.lawful_timetable(), documents_until=qualifying.OFFER_ENDS, deadline=qualifying.DUE)
    drafting.save_timetable(trade_id=draft.pk, timetable=later(times, shift + DAY), by=tender.agency.actor)
    again = qualifying.announce(tender.agency, draft)

    while read_on():
        pass
    told = Message.objects.filter(organisation_id=bidders[0].actor.as_bidder().organisation_id).values_list(
        "entry__type", flat=True
    )
    assert list(told).count(PREQUALIFICATION_ANNOUNCED) == 1, "of the second alone"
    assert [line.title for line in notices_in(again.trade)] == ["重新招标资格预审公告"]
    _second, found = checked(again, tmp_path, first)
    assert found["retender"] is Status.PASSED


# --- deposits -----------------------------------------------------------------------------------------------------


def test_a_deposit_is_asked_with_the_tender_and_lodged_by_those_who_passed(
    agency: Person, bidders: list[Person]
) -> None:
    """TR 26, TR 36."""
    draft = qualifying.draft_prequalification(agency)
    ask_deposits(trade_id=draft.pk, asks={draft.lots.get().pk: deposits.ASKED}, by=agency.actor)
    tender = qualifying.announce(agency, draft)
    assert said(tender, PREQUALIFICATION_ANNOUNCED)["deposit"] is None
    assert own_deposit(bidders[0].actor, tender.lot).state is DepositState.NONE_ASKED
    with pytest.raises(DepositRefused):
        deposits.lodge_money(tender, bidders[0])
    for bidder in bidders:
        qualifying.apply(tender, bidder)
    qualifying.review(tender, bidders[:3], bidders[3:])

    qualifying.invite(tender)

    assert said(tender, "trade.announced")["deposit"]["amount"] == "120000.00"
    deposits.lodge_money(tender, bidders[0])
    assert own_deposit(bidders[0].actor, tender.lot).state is DepositState.IN_ORDER
    with pytest.raises(DepositRefused, match="第三十六条"):
        deposits.lodge_money(tender, bidders[3])


def said(tender: Tender, kind: str) -> Mapping[str, Any]:
    """What the notice says of the lot."""
    entry = Entry.objects.select_related("content").get(type=kind, trade=tender.trade)
    lots: list[Mapping[str, Any]] = entry.content.body["lots"]
    return lots[0]


# --- joint bids ---------------------------------------------------------------------------------------------------


def test_members_may_apply_jointly_where_the_notice_takes_joint_bids(agency: Person, bidders: list[Person]) -> None:
    """TL 31, TR 37."""
    tender = qualifying.announce_prequalification(agency, joint_most=3)
    with pytest.raises(AgreementMissing):
        qualifying.seal_application(tender, bidders[0], members=bidders[:2])
    together, alone = qualifying.apply_jointly(tender, *bidders[:2]), qualifying.apply(tender, bidders[2])
    qualifying.close_applications(tender)

    first, second = (qualifying.stated(tender, row)["members"] for row in (together, alone))

    members = read_members(first, 3)
    assert [member.code for member in members] == [bidder.party for bidder in bidders[:2]]
    assert read_members(second, 3) == ()


def test_no_evaluation_committee_is_asked_for_before_the_tender_is_announced(agency: Person, db: None) -> None:
    """O12 8: experts would be called by the time at which applications are due, long before there is a tender."""
    applicants, tender = make_bidders(4), qualifying.announce_prequalification(agency)
    for applicant in applicants:
        qualifying.apply(tender, applicant)

    with pytest.raises(RequestRefused, match="资格预审"):
        request_for(tender)
    qualifying.review(tender, applicants)
    assert tender.stage == "qualified"
    with pytest.raises(RequestRefused, match="资格预审"):
        request_for(tender)
    assert not CommitteeRequest.objects.exists()

    qualifying.invite(tender)
    lot = tender.lot
    assert lot.deadline is not None
    later = Span(lot.deadline + timedelta(hours=4), lot.deadline + timedelta(hours=12))
    assert request_for(tender, replace(draft(), evaluation=later)).calls_from > world.now(tender)
