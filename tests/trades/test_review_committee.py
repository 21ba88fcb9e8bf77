"""Money that the state controls: a committee that was drawn reviews the applications, and the bundle proves it (TR 18)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from bidding.domain.age_keys import Identity
from bidding.domain.bids import read_bid
from bidding.domain.forms import parse_opening_items
from bidding.domain.handovers import ApplicationKeys, open_application, open_handover, read_handover
from bidding.models import CommitteeReview, Submission
from bidding.selectors.qualified import own_qualification
from bidding.services.reviewing import ReviewRefused
from disclosure.domain.container import Container
from disclosure.selectors.archive import archive_of
from disclosure.services import erasing
from disclosure.services.bundles import build_bundle
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Result, Status
from experts.domain.committees import Departure
from experts.domain.eligibility import Span
from experts.domain.files import open_keys, seal_keys
from experts.models import Call, CommitteeRequest, CommitteeSeat, DrawNames, Expert, ReviewBallot
from experts.selectors.files import (
    NoSuchFile,
    bid_to_read,
    ciphertext_of,
    context_for,
    given_to,
    handed_over,
    own_key,
    reading_of,
)
from experts.selectors.reviewing import applications_of
from experts.selectors.sealing import unseal
from experts.selectors.seats import committee_of
from experts.services import calling, drawing, walks
from experts.services.convening import convene
from experts.services.files import declare_loss, give_keys, register_key
from experts.services.requesting import RequestRefused, request_committee
from experts.services.reviewing import cast_review, conclude_review
from experts.services.seating import EvaluationRefused, undertake
from tests.support import awards, experts, qualifying, world
from tests.support.cast import Person, make_bidders, make_colleague, make_official, make_supervisor
from tests.support.draws import answer, play_for
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import Actor, Role
from trading.domain.erasure import term_ends
from trading.domain.qualified import QUALIFICATION, REVIEWED
from trading.models import Entry, User
from trading.selectors.trades import NoSuchLot
from trading.services.announcing import asked_items
from trading.services.readers import read_on

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
WANTED = replace(experts.draft(), evaluation=Span(qualifying.DUE + HOUR, qualifying.DUE + 9 * HOUR))


@dataclass
class Review:
    """A committee that reviews; `members` in the order of their blinded names."""

    tender: Tender
    bidders: list[Person]
    members: list[Actor]

    def copy(self) -> "Review":
        return Review(self.tender.copy(), list(self.bidders), list(self.members))

    def application_of(self, bidder: Person) -> Submission:
        return next(row for row in applications_of(self.tender.lot) if row.organisation.uscc == bidder.party)

    def vote(self, member: Actor, failing: Mapping[str, str] | None = None) -> None:
        """The member lets everybody pass but these, by party, for these reasons."""
        for row in applications_of(self.tender.lot):
            reason = (failing or {}).get(row.organisation.uscc, "")
            cast_review(lot_id=self.tender.lot_id, bid=row.hash, passed=not reason, reason=reason, by=member)


@pytest.fixture(scope="module")
def pool(scene: None) -> list[Expert]:
    return experts.make_experts(14)


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    return make_supervisor()


@pytest.fixture(scope="module", autouse=True)
def by_the_draw() -> Iterator[None]:
    before = walks.walk()
    walks.use(drawing.DrawnOrder())
    yield
    walks.use(before)


@standing
def applied(agency: Person) -> Tender:
    tender = qualifying.announce_prequalification(agency, state_controlled=True)
    for bidder in make_bidders(4):
        qualifying.apply(tender, bidder)
    return tender


@standing
def drawn(applied: Tender, pool: list[Expert], supervisor: Person, by_the_draw: None) -> CommitteeRequest:
    """A committee is asked for, drawn and called, and everybody has accepted; applications are still taken."""
    request = request_committee(lot_id=applied.lot_id, draft=WANTED, by=applied.agency.actor)
    world.pass_time(applied, request.calls_from)
    calling.call_experts()
    world.place_news(applied)
    play_for(request, applied, supervisor)
    calling.call_experts()
    for call in request.calls.order_by("number"):
        answer(call)
    return request


@standing
def seated(drawn: CommitteeRequest, applied: Tender) -> Review:
    """Applications are due, and the committee sits: four experts and one of the tenderer's people."""
    sent = make_colleague(applied.agency)
    User.objects.filter(pk=sent.user.pk).update(full_name="招标人代表")
    assert convene() == 0, "before applications are due nobody sits"
    qualifying.close_applications(applied)
    calling.call_experts()
    assert convene() == 5
    members = [Actor(user_id=member.user_id, name=member.name) for member in committee_of(applied.lot)]
    return Review(applied, make_bidders(4), members)


@standing
def promised(seated: Review) -> Review:
    for member in seated.members:
        undertake(lot_id=seated.tender.lot_id, by=member)
    return seated


def finished(review: Review, failing: Mapping[str, str] | None = None) -> Tender:
    for member in review.members:
        review.vote(member, failing)
    conclude_review(lot_id=review.tender.lot_id, by=review.members[0])
    qualifying.finish_review(review.tender)
    return review.tender


# --- before ---------------------------------------------------------------------------------------------------------


def test_the_tenderer_itself_decides_nothing(seated: Review) -> None:
    with pytest.raises(ReviewRefused, match="第十八条"):
        qualifying.decide(seated.tender, seated.bidders[0])
    with pytest.raises(ReviewRefused, match="第十八条"):
        qualifying.finish_review(seated.tender)


def test_where_the_tenderer_reviews_no_committee_is_asked_for(agency: Person) -> None:
    tender = qualifying.announce_prequalification(agency)

    with pytest.raises(RequestRefused, match="资格预审期间"):
        request_committee(lot_id=tender.lot_id, draft=WANTED, by=agency.actor)


def test_before_applications_are_due_nobody_of_the_committee_sees_one(drawn: CommitteeRequest, applied: Tender) -> None:
    for call in drawn.calls.all():
        expert = Expert.objects.get(pk=experts_behind(call))
        with pytest.raises(NoSuchLot):
            reading_of(experts.with_account(expert).actor, applied.lot_id)


def experts_behind(call: Call) -> str:
    return unseal(call.sealed)["expert"]


def test_who_works_for_an_applicant_leaves_or_is_not_called_and_the_log_does_not_say_why(
    drawn: CommitteeRequest, applied: Tender, pool: list[Expert]
) -> None:
    """TR 46; who applied stays unknown."""
    call = drawn.calls.order_by("number")[0]
    expert = Expert.objects.get(pk=experts_behind(call))
    bidder = make_bidders(4)[0]
    sitting = {experts_behind(each) for each in drawn.calls.all()}
    for one in (expert, *(each for each in pool if str(each.pk) not in sitting)):
        one.employers.create(code=bidder.party, name=bidder.actor.name, since=experts.at(1).date())

    qualifying.close_applications(applied)
    calling.call_experts()

    call.refresh_from_db()
    assert call.departure.cause == Departure.EMPLOYER
    assert drawn.passed.filter(reason="employer").exists()
    said = [entry.content.body for entry in Entry.objects.filter(type="draw.called").select_related("content")]
    assert {body["reason"] for body in said} == {None, "recused"}


# --- the review -----------------------------------------------------------------------------------------------------


def test_the_majority_decides_and_each_applicant_learns_its_own_result(promised: Review) -> None:
    """TR 18, TR 19."""
    zhao, qian, *_others = promised.bidders
    for number, member in enumerate(promised.members):
        promised.vote(member, {zhao.party: "资质不够。"} if number < 3 else {qian.party: "业绩不够。"})
    conclude_review(lot_id=promised.tender.lot_id, by=promised.members[0])
    qualifying.finish_review(promised.tender)

    assert sorted(qualifying.results(promised.tender).values()) == [False, True, True, True]
    own = own_qualification(zhao.actor, promised.tender.lot)
    assert own is not None and not own.passed and own.reason == "资质不够。"
    (entry,) = Entry.objects.filter(type=REVIEWED).select_related("content")
    assert entry.content.body["committee"] == {
        "experts": 4,
        "members": [seat.blinded for seat in CommitteeSeat.objects.order_by("blinded")],
    }
    assert promised.tender.stage == "qualified"


def test_nothing_is_concluded_while_somebody_has_not_decided_about_everybody(promised: Review) -> None:
    for member in promised.members[:4]:
        promised.vote(member)
    row = promised.application_of(promised.bidders[0])
    cast_review(lot_id=promised.tender.lot_id, bid=row.hash, passed=True, reason="", by=promised.members[4])

    with pytest.raises(EvaluationRefused, match="全部申请人"):
        conclude_review(lot_id=promised.tender.lot_id, by=promised.members[0])

    assert not CommitteeReview.objects.exists()


def test_who_has_not_promised_casts_nothing_and_a_refusal_needs_its_reason(seated: Review, promised: Review) -> None:
    row = promised.application_of(promised.bidders[0])
    about: dict[str, Any] = {"lot_id": promised.tender.lot_id, "bid": row.hash}

    with pytest.raises(EvaluationRefused, match="写明理由"):
        cast_review(**about, passed=False, reason=" ", by=promised.members[0])
    with pytest.raises(NoSuchLot):
        cast_review(**about, passed=True, reason="", by=promised.bidders[0].actor)
    with pytest.raises(NoSuchLot):
        cast_review(lot_id=promised.tender.lot_id, bid="0" * 64, passed=True, reason="", by=promised.members[0])

    assert not ReviewBallot.objects.exists()


def test_after_its_conclusion_a_review_stands(promised: Review) -> None:
    for member in promised.members:
        promised.vote(member)
    conclude_review(lot_id=promised.tender.lot_id, by=promised.members[0])

    with pytest.raises(EvaluationRefused, match="已经完成"):
        promised.vote(promised.members[1], {promised.bidders[0].party: "不够。"})
    with pytest.raises(EvaluationRefused, match="已经完成"):
        conclude_review(lot_id=promised.tender.lot_id, by=promised.members[1])


# --- keys -----------------------------------------------------------------------------------------------------------


def test_a_member_opens_an_application_with_the_keys_that_the_agency_sealed_to_it(promised: Review) -> None:
    tender, member, own = promised.tender, promised.members[0], Identity.generate()
    register_key(lot_id=tender.lot_id, recipient=str(own.recipient), by=member)

    sent, count = handed_over(tender.lot, 0, 100)
    keys = {}
    for each in sent:
        bid = read_bid(each.statement)
        handover = next(row.handover for row in applications_of(tender.lot) if row.hash == bid.hash)
        opened = open_handover(read_handover(bytes(handover.statement)).value, bid.value, tender.evaluation)
        keys[bid.hash] = (opened.form, *opened.attachments)
    name = reading_of(member, tender.lot_id).member.blinded
    sealed = seal_keys(keys, context_for(tender.lot, name), own.recipient).data
    give_keys(lot_id=tender.lot_id, recipient=str(own.recipient), sealed=sealed, by=tender.agency.actor)

    sitting, row = reading_of(member, tender.lot_id), promised.application_of(promised.bidders[0])
    given = given_to(own_key(sitting.member))
    assert given is not None and count == 4
    form_key, *attachments = open_keys(bytes(given.sealed), context_for(tender.lot, name), own)[row.hash] or ()
    statement = read_bid(bytes(bid_to_read(sitting, row.hash).statement)).value
    objects = {item.sha256: ciphertext_of(sitting, row.hash, item.sha256).read_bytes() for item in statement.objects}
    items = parse_opening_items([{**item} for item in asked_items(tender.trade, QUALIFICATION)])
    form, _files = open_application(ApplicationKeys(form_key, tuple(attachments)), statement, objects, items)
    assert form.items == qualifying.STATED


def test_only_a_member_reads_and_the_agency_cannot_declare_the_keys_of_applications_lost(promised: Review) -> None:
    tender = promised.tender
    for stranger in (tender.agency.actor, promised.bidders[0].actor):
        with pytest.raises(NoSuchLot):
            reading_of(stranger, tender.lot_id)
    with pytest.raises(NoSuchFile):
        bid_to_read(reading_of(promised.members[0], tender.lot_id), "0" * 64)
    with pytest.raises(EvaluationRefused, match="无法审查"):
        declare_loss(lot_id=tender.lot_id, reason="硬盘损坏", by=tender.agency.actor)


# --- afterwards -----------------------------------------------------------------------------------------------------


def test_the_request_ends_with_the_review_and_another_committee_evaluates(
    promised: Review, drawn: CommitteeRequest
) -> None:
    tender = finished(promised)
    calling.call_experts()
    drawn.refresh_from_db()
    assert drawn.ended_at is not None

    qualifying.invite(tender)
    assert committee_of(tender.lot) == []
    later = Span(qualifying.TENDER_DEADLINE + HOUR, qualifying.TENDER_DEADLINE + 9 * HOUR)
    request = request_committee(lot_id=tender.lot_id, draft=replace(WANTED, evaluation=later), by=tender.agency.actor)
    assert (drawn.phase, request.phase) == ("prequalification", "bidding")


def test_the_bundle_proves_who_reviewed(promised: Review) -> None:
    tender = finished(promised, {promised.bidders[3].party: "资质不够。"})
    qualifying.invite(tender)
    world.bring_to("opened", tender, promised.bidders[:3])
    results = verified(tender)

    assert {name: result for name, result in results.items() if result.status is Status.FAILED} == {}
    for name in ("prequalification", "committee", "draw_nonces", "draw_order", "seats", "qualified_bids"):
        assert results[name].status is Status.PASSED, name


def test_with_the_award_the_names_of_who_reviewed_are_told_and_fit_the_list(promised: Review) -> None:
    """TL 37; the draw was made long before the tender's notice."""
    tender = finished(promised)
    qualifying.invite(tender)
    world.bring_to("opened", tender, promised.bidders[:3])
    awards.evaluate(tender, promised.bidders[:3])
    awards.show(tender, days=6)
    assert not DrawNames.objects.exists()

    awards.end_display(tender)
    awards.award(tender)
    while read_on():
        world.place_news(tender)

    assert DrawNames.objects.count() == 1
    results = verified(tender)
    assert results["draw_names"].status is results["draw_list"].status is results["draw_walk"].status is Status.PASSED
    assert results["files"].status is results["seats"].status is Status.PASSED


def test_reviewers_who_were_not_drawn_are_found(promised: Review) -> None:
    tender = finished(promised)
    bundle = bundle_of(tender)
    members = [str(member.blinded) for member in committee_of(tender.lot) if member.is_expert]
    strangers = {"committee": {"experts": 4, "members": sorted([*members[1:], "00" * 32, "ff" * 32])}}

    bundle.__dict__["entries"] = [
        replace(entry, facts=replace(entry.facts, body={**entry.body, **strangers}))
        if entry.type == REVIEWED
        else entry
        for entry in bundle.entries
    ]

    (check,) = [check for check in CHECKS if check.name == "seats"]
    assert run(check, bundle, Pins()).status is Status.FAILED
    assert run(check, bundle_of(tender), Pins()).status is Status.PASSED


def test_two_persons_erase_what_the_committee_left(promised: Review) -> None:
    """Too few pass, so the lot fails, and its archive term runs."""
    tender = finished(promised, {bidder.party: "资质不够。" for bidder in promised.bidders})
    wei = make_official(Role.ADMINISTRATOR)
    ended = archive_of(tender.trade).ended
    ends = term_ends(tender.trade.spec, ended) if ended else None
    assert tender.stage == "failed" and ends is not None
    world.pass_time(tender, ends)

    erasing.ask(trade_id=tender.trade.pk, by=wei.actor)
    erasing.confirm(trade_id=tender.trade.pk, by=make_colleague(wei).actor)

    for table in (ReviewBallot, CommitteeReview, CommitteeSeat, CommitteeRequest, Submission):
        assert not table.objects.exists(), table


def verified(tender: Tender) -> dict[str, Result]:
    bundle = bundle_of(tender)
    return {check.name: run(check, bundle, Pins()) for check in CHECKS}


def bundle_of(tender: Tender) -> Bundle:
    out = BytesIO()
    build_bundle(tender.trade, out)
    return Bundle(Container(out))
