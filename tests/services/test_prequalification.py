"""Pre-qualification: announced, applied for in sealed envelopes, reviewed, and only those who passed may bid."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bidding.domain.bids import read_bid
from bidding.domain.forms import parse_opening_items
from bidding.domain.handovers import make_handover, open_application, open_handover, read_handover
from bidding.models import ClosedApplications, FinishedReview, Submission
from bidding.selectors import NoSuchBid
from bidding.selectors.qualified import own_qualification
from bidding.selectors.reviewing import applicants, application_object, application_of
from bidding.services import keyholders
from bidding.services.reviewing import ReviewRefused
from bidding.services.submissions import BidRefused, BidTooLate, submit_application, submit_bid
from bidding.services.uploads import UploadRefused
from tests.support import qualifying, world
from tests.support.cast import Person, make_agency, make_bidders, make_supervisor
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.canonical import FormatError
from trading.domain.qualified import APPLICATIONS_CLOSED, PREQUALIFICATION_ANNOUNCED, QUALIFICATION, REVIEWED
from trading.models import Entry, Message, Trade
from trading.selectors.trades import NoSuchLot, NoSuchTrade, awaiting_invitation
from trading.services import announcing, clarifying, drafting, files, incidents
from trading.services.announcing import TimetableRefused, asked_items
from trading.services.clarifying import ClarificationDraft, ClarificationRefused
from trading.services.followers import tell
from trading.services.objecting import ObjectionRefused, answer_objection, object_to_documents

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def applicants_of_module(scene: None) -> list[Person]:
    return make_bidders(4)


@pytest.fixture
def bidders(applicants_of_module: list[Person], db: None) -> list[Person]:
    return applicants_of_module


@pytest.fixture(scope="module")
def prequalifying(agency: Person) -> Tender:
    return qualifying.announce_prequalification(agency)


@standing
def tender(prequalifying: Tender, applicants_of_module: list[Person]) -> Tender:
    """It takes applications."""
    return prequalifying


@standing
def applied(tender: Tender, applicants_of_module: list[Person]) -> Tender:
    """All four have applied."""
    apply_all(tender, applicants_of_module)
    return tender


def entries(kind: str) -> list[Entry]:
    return list(Entry.objects.filter(type=kind).select_related("content").order_by("order"))


# --- the notice ---------------------------------------------------------------------------------------------------


def test_the_prequalification_notice_comes_before_any_tender(tender: Tender) -> None:
    (notice,) = entries(PREQUALIFICATION_ANNOUNCED)
    (lot,) = notice.content.body["lots"]

    assert tender.stage == "applying" and not entries("trade.announced")
    assert (lot["envelope"], lot["schedule"]["deadline"]) == ("qualification", "2026-03-16T01:30:00.000000Z")
    assert next(item["key"] for item in lot["opening_items"]) == "qualification"


def test_dates_that_the_law_forbids_are_refused_with_their_article(agency: Person, db: None) -> None:
    """TR 17."""
    trade = qualifying.draft_prequalification(agency)
    times = replace(
        world.lawful_timetable(), documents_until=qualifying.OFFER_ENDS, deadline=qualifying.OFFER_ENDS + 2 * DAY
    )
    drafting.save_timetable(trade_id=trade.pk, timetable=times, by=agency.actor)
    world.review_fairness(agency, trade)

    with pytest.raises(TimetableRefused) as refused:
        announcing.announce_trade(trade_id=trade.pk, keyholders=_some_keys(trade), by=agency.actor)

    assert "TR 17" in refused.value.refusals[0].articles
    assert Trade.objects.get(pk=trade.pk).announced_at is None


def _some_keys(trade: Trade) -> announcing.Keyholders:
    return {lot.pk: [{"role": "agency"}] for lot in trade.lots.all()}


# --- what was asked and objected to -------------------------------------------------------------------------------


def clarify(tender: Tender, **more: object) -> None:
    clarifying.begin_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    draft = ClarificationDraft(**({"title": "补充", "text": "业绩要求改为一项。", "affects_bids": True} | more))  # type: ignore[arg-type]
    clarifying.save_clarification(trade_id=tender.trade.pk, draft=draft, by=tender.agency.actor)
    clarifying.publish_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    world.place_news(tender)


def test_a_clarification_three_days_before_leaves_the_date_and_a_later_one_must_move_it(tender: Tender) -> None:
    """TR 21: by the periods of the pre-qualification, not fifteen days."""
    world.pass_time(tender, qualifying.DUE - 3 * DAY)
    clarify(tender)
    assert tender.lot.deadline == qualifying.DUE

    world.pass_time(tender, qualifying.DUE - 2 * DAY)
    with pytest.raises(ClarificationRefused):
        clarify(tender)
    clarify(tender, deadline=qualifying.DUE + 2 * DAY)
    assert tender.lot.deadline == qualifying.DUE + 2 * DAY


def test_an_objection_stops_the_prequalification_until_its_answer(tender: Tender, bidders: list[Person]) -> None:
    objection = object_to_documents(trade_id=tender.trade.pk, text="业绩要求过高。", by=bidders[0].actor)
    assert tender.stage == "preq_suspended"

    world.pass_time(tender, qualifying.DUE + DAY)
    assert tender.stage == "preq_suspended"

    answer_objection(objection_id=objection.pk, text="已修改。", by=tender.agency.actor)
    assert tender.stage == "applying" and tender.lot.deadline is not None
    assert tender.lot.deadline > qualifying.DUE + DAY


def test_an_objection_comes_two_days_before_or_is_too_late(tender: Tender, bidders: list[Person]) -> None:
    """TR 22: until 24:00 of Saturday, 14 March."""
    world.pass_time(tender, qualifying.DUE - DAY)

    with pytest.raises(ObjectionRefused):
        object_to_documents(trade_id=tender.trade.pk, text="业绩要求过高。", by=bidders[0].actor)


def test_an_outage_across_the_due_time_holds_it_until_the_supervisor_decides(
    tender: Tender, bidders: list[Person]
) -> None:
    """As with bids: nothing is closed before, and an extension lets applications in again."""
    qualifying.apply(tender, bidders[0])
    world.hold(tender)
    assert tender.stage == "preq_held"
    with pytest.raises(UploadRefused):
        qualifying.apply(tender, bidders[1])

    incidents.extend_deadline(lot_id=tender.lot_id, reason="断电。", by=make_supervisor().actor)

    assert tender.stage == "applying"
    qualifying.apply(tender, bidders[1])
    qualifying.close_applications(tender)
    assert tender.stage == "reviewing"


# --- applications -------------------------------------------------------------------------------------------------


def test_an_application_is_received_replaced_and_withdrawn_as_a_bid(tender: Tender, bidders: list[Person]) -> None:
    first = qualifying.apply(tender, bidders[0])
    second = qualifying.apply(tender, bidders[0])
    gone = qualifying.take_back(tender, bidders[0])

    assert [row.version for row in (first, second, gone)] == [1, 2, 3]
    assert {row.envelope for row in Submission.objects.all()} == {QUALIFICATION}
    assert bytes(first.receipt) and first.handover.hash != second.handover.hash


def test_the_same_application_twice_has_one_receipt(tender: Tender, bidders: list[Person]) -> None:
    first = qualifying.apply(tender, bidders[0])
    sealed = tender.sealed[bidders[0].party]

    again = submit_application(
        lot_id=tender.lot_id,
        statement=sealed.signed.bytes,
        handover=qualifying.handover_of(sealed, bidders[0]),
        by=bidders[0].actor,
    )

    assert again == first and Submission.objects.count() == 1


def test_a_late_application_is_refused(tender: Tender, bidders: list[Person]) -> None:
    sealed = qualifying.seal_application(tender, bidders[0])
    world.upload(tender, bidders[0], sealed)
    handover = qualifying.handover_of(sealed, bidders[0])
    qualifying.close_applications(tender)

    with pytest.raises(BidTooLate):
        submit_application(lot_id=tender.lot_id, statement=sealed.signed.bytes, handover=handover, by=bidders[0].actor)

    assert not Submission.objects.exists()


def test_nobody_bids_while_applications_are_asked_for(tender: Tender, bidders: list[Person]) -> None:
    sealed = qualifying.seal_application(tender, bidders[0])
    world.upload(tender, bidders[0], sealed)

    with pytest.raises(BidRefused):
        submit_bid(lot_id=tender.lot_id, statement=sealed.signed.bytes, by=bidders[0].actor)

    assert not Submission.objects.exists()


def test_keys_of_another_application_are_refused(tender: Tender, bidders: list[Person]) -> None:
    mine, other = (qualifying.seal_application(tender, each) for each in bidders[:2])
    world.upload(tender, bidders[0], mine)
    strange = (
        qualifying.handover_of(other, bidders[1]),
        make_handover(mine.signed, mine.form.file_key, (), bidders[1].key).bytes,
        b"{}",
    )

    for handover in strange:
        with pytest.raises(FormatError):
            submit_application(
                lot_id=tender.lot_id, statement=mine.signed.bytes, handover=handover, by=bidders[0].actor
            )

    assert not Submission.objects.exists()


def test_the_agency_sees_nothing_before_they_are_due_and_opens_everything_after(
    tender: Tender, bidders: list[Person]
) -> None:
    received = qualifying.apply(tender, bidders[0])
    sha256 = read_bid(bytes(received.statement)).value.form.sha256
    lot, agency = tender.lot, tender.agency.actor
    for look in (
        lambda: applicants(agency, lot.pk),
        lambda: application_of(agency, lot.pk, received.pk),
        lambda: application_object(agency, lot.pk, sha256),
    ):
        with pytest.raises(NoSuchLot):
            look()

    qualifying.close_applications(tender)

    (applicant,) = applicants(agency, lot.pk)
    stored = application_object(agency, lot.pk, sha256)
    bid = read_bid(bytes(received.statement)).value
    handover = read_handover(bytes(application_of(agency, lot.pk, received.pk).handover.statement)).value
    keys = open_handover(handover, bid, tender.evaluation)
    ciphertext = {sha256: files.path_of(stored.sha256).read_bytes()}
    items = parse_opening_items([{**item} for item in asked_items(tender.trade, QUALIFICATION)])
    form, _ = open_application(keys, bid, ciphertext, items)
    assert applicant.party == bidders[0].party and dict(form.items) == qualifying.STATED


def test_nobody_but_its_agency_reviews(tender: Tender, bidders: list[Person]) -> None:
    qualifying.apply(tender, bidders[0])
    qualifying.close_applications(tender)

    for stranger in (bidders[0], make_agency("dongfang")):
        with pytest.raises(NoSuchLot):
            applicants(stranger.actor, tender.lot_id)
    with pytest.raises(NoSuchBid):
        application_object(tender.agency.actor, tender.lot_id, "0" * 64)


def test_the_ledger_tells_neither_who_applied_nor_how_many(tender: Tender, bidders: list[Person]) -> None:
    before = Entry.objects.count()
    for bidder in bidders:
        qualifying.apply(tender, bidder)
    world.place_news(tender)
    assert Entry.objects.count() == before

    qualifying.close_applications(tender)

    (closed,) = entries(APPLICATIONS_CLOSED)
    box = ClosedApplications.objects.get(lot=tender.lot)
    assert closed.content.body == {"lot": str(tender.lot_id), "root": box.root}
    assert len(box.leaves) == 16 and {row.hash for row in Submission.objects.all()} < set(box.leaves)
    assert Entry.objects.count() == before + 1 + Entry.objects.filter(type="clock.moved").count()


# --- the review ---------------------------------------------------------------------------------------------------


def apply_all(tender: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        qualifying.apply(tender, bidder)


def test_each_applicant_learns_its_own_result_and_the_public_that_there_is_one(
    applied: Tender, bidders: list[Person]
) -> None:
    qualifying.review(applied, bidders[:3], bidders[3:])

    (reviewed,) = entries(REVIEWED)
    review = FinishedReview.objects.get(lot=applied.lot)
    assert reviewed.content.body == {"lot": str(applied.lot_id), "root": review.root} and applied.stage == "qualified"
    tell(reviewed)
    told = {str(row.organisation_id): row.text for row in Message.objects.filter(entry=reviewed)}
    assert told[str(bidders[0].actor.organisation_id)] == "通过资格预审。"
    assert told[str(bidders[3].actor.organisation_id)] == "未通过资格预审：资质等级不够。"
    own = own_qualification(bidders[3].actor, applied.lot)
    assert own is not None and (own.passed, own.reason) == (False, "资质等级不够。")
    assert own_qualification(applied.agency.actor, applied.lot) is None


def test_a_review_waits_for_every_decision_and_a_refusal_for_its_reason(applied: Tender, bidders: list[Person]) -> None:
    qualifying.close_applications(applied)
    with pytest.raises(ReviewRefused):
        qualifying.decide(applied, bidders[0], passed=False, reason=" ")
    for bidder in bidders[:3]:
        qualifying.decide(applied, bidder)

    with pytest.raises(ReviewRefused):
        qualifying.finish_review(applied)

    assert applied.stage == "reviewing" and not entries(REVIEWED)


def test_the_last_decision_counts_and_after_the_review_there_is_none(applied: Tender, bidders: list[Person]) -> None:
    qualifying.close_applications(applied)
    qualifying.decide(applied, bidders[0], passed=False, reason="误看。")
    qualifying.review(applied, bidders)

    assert set(qualifying.results(applied).values()) == {True}
    with pytest.raises(ReviewRefused):
        qualifying.decide(applied, bidders[0], passed=False, reason="反悔。")


def test_who_withdrew_in_time_is_not_reviewed(applied: Tender, bidders: list[Person]) -> None:
    qualifying.take_back(applied, bidders[3])

    qualifying.review(applied, bidders[:3])

    assert len(qualifying.results(applied)) == 3


@pytest.mark.parametrize("number", [0, 2])
def test_fewer_than_three_qualified_end_the_trade(tender: Tender, bidders: list[Person], number: int) -> None:
    """TR 19."""
    apply_all(tender, bidders[:number])

    qualifying.review(tender, bidders[:number])

    (failed,) = entries("lot.failed")
    assert failed.content.body == {"lot": str(tender.lot_id), "reason": "too_few_qualified"}
    assert (tender.stage, tender.lot.wake_at) == ("failed", None)
    with pytest.raises(NoSuchTrade):
        qualifying.add_tender_document(tender)


# --- the tender ---------------------------------------------------------------------------------------------------


def test_only_those_who_passed_may_bid(applied: Tender, bidders: list[Person]) -> None:
    """TR 36."""
    qualifying.review(applied, bidders[:3], bidders[3:])
    qualifying.invite(applied)
    stranger = make_bidders(5)[4]
    assert applied.stage == "bidding" and applied.lot.deadline == qualifying.TENDER_DEADLINE

    for outsider in (bidders[3], stranger):
        with pytest.raises(UploadRefused, match="第三十六条"):
            world.submit(applied, outsider)
        sealed = world.seal(applied, outsider)
        with pytest.raises(BidRefused, match="第三十六条"):
            submit_bid(lot_id=applied.lot_id, statement=sealed.signed.bytes, by=outsider.actor)

    world.submit_all(applied, bidders[:3])
    world.close(applied)
    assert applied.stage == "decrypting" and applied.lot.box.bids == 3


def test_the_tender_has_documents_and_times_of_its_own(applied: Tender, bidders: list[Person]) -> None:
    clarify(applied)
    qualifying.review(applied, bidders)
    qualifying.invite(applied)

    (notice,) = entries("trade.announced")
    body = notice.content.body
    assert body["version"] == applied.trade.version == 2
    assert "正式招标文件.pdf" in [file["name"] for file in body["documents"]["files"]]
    assert body["lots"][0]["envelope"] == "main"
    assert body["documents"]["hash"] == applied.trade.document_hash


def test_a_tender_after_a_prequalification_needs_its_documents_and_lawful_times(
    applied: Tender, bidders: list[Person]
) -> None:
    with pytest.raises(NoSuchTrade):
        qualifying.add_tender_document(applied)
    qualifying.review(applied, bidders)
    times = qualifying.tender_timetable()
    with pytest.raises(announcing.TradeIncomplete):
        keyholders.invite(trade_id=applied.trade.pk, timetable=times, by=applied.agency.actor)
    qualifying.add_tender_document(applied)
    short = replace(times, deadline=times.documents_from + 10 * DAY, documents_until=times.documents_from + 10 * DAY)
    with pytest.raises(TimetableRefused):
        keyholders.invite(trade_id=applied.trade.pk, timetable=short, by=applied.agency.actor)
    with pytest.raises(NoSuchTrade):
        keyholders.invite(trade_id=applied.trade.pk, timetable=times, by=make_agency("dongfang").actor)
    assert applied.stage == "qualified" and applied.lot.deadline == qualifying.DUE

    assert awaiting_invitation(applied.agency.actor, applied.trade.pk)
    keyholders.invite(trade_id=applied.trade.pk, timetable=times, by=applied.agency.actor)
    assert applied.stage == "announced"
