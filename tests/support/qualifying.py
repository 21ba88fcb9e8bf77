"""A tender with pre-qualification, brought through it by the services that people use."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bidding.domain.age_keys import Identity
from bidding.domain.bids import Withdrawal, read_bid, sign_withdrawal
from bidding.domain.drafting import BidDraft, PlainFile, SealedBid, seal_bid
from bidding.domain.forms import members_item, parse_opening_items
from bidding.domain.handovers import make_handover, open_application, open_handover, read_handover
from bidding.domain.members import encode_members
from bidding.domain.sealing import Sealed
from bidding.models import Qualification, Submission
from bidding.selectors import keyholders_of, live_bids
from bidding.selectors.reviewing import application_of
from bidding.services import keyholders, reviewing, submissions
from bidding.services.uploads import place_of
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.qualified import QUALIFICATION
from trading.models import Trade
from trading.services import clock, drafting
from trading.services import files as stored_files
from trading.services.announcing import asked_items

OFFER_ENDS = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)  # the end of Monday 9 March in Beijing
DUE = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)  # Monday, 09:30 in Beijing
TENDER_FROM = datetime(2026, 3, 18, 1, 0, tzinfo=UTC)
TENDER_DEADLINE = datetime(2026, 4, 8, 1, 30, tzinfo=UTC)
CERTIFICATE = b"%PDF-1.4 class two"
STATED = {
    "certificate": "D221012345",
    "project_manager": "李四",
    "qualification": "市政公用工程施工总承包二级",
    "safety_licence": "(辽)JZ安许证字[2024]000123",
    "similar_works": "青年大街步道改造，2024 年",
}


def draft_prequalification(
    agency: Person,
    *,
    lots: int = 1,
    joint_most: int = 0,
    title: str = "浑河景观桥施工",
    state_controlled: bool = False,
) -> Trade:
    """A complete draft with pre-qualification and a lawful timetable for it; no keys yet."""
    trade = world.draft_tender(agency, lots=lots, title=title)
    basics = drafting.Basics(
        title,
        "浑南区城市建设局",
        "210112",
        "E48",
        "A02",
        "人行景观桥一座，社会投资。",
        prequalification=True,
        state_controlled=state_controlled,
        joint_most=joint_most,
    )
    drafting.save_basics(trade_id=trade.pk, basics=basics, by=agency.actor)
    times = replace(world.lawful_timetable(), documents_until=OFFER_ENDS, deadline=DUE)
    drafting.save_timetable(trade_id=trade.pk, timetable=times, by=agency.actor)
    return trade


def announce_prequalification(
    agency: Person, *, lots: int = 1, joint_most: int = 0, state_controlled: bool = False
) -> Tender:
    """The pre-qualification is announced and takes applications; a committee reviews them if the state controls the
    money."""
    draft = draft_prequalification(agency, lots=lots, joint_most=joint_most, state_controlled=state_controlled)
    return announce(agency, draft)


def announce(agency: Person, trade: Trade) -> Tender:
    """The draft with new keys."""
    window, evaluation = Identity.generate(), Identity.generate()
    for lot in trade.lots.all():
        keyholders.register_keys(
            lot_id=lot.pk, window=str(window.recipient), evaluation=str(evaluation.recipient), by=agency.actor
        )
    world.review_fairness(agency, trade)
    keyholders.announce(trade_id=trade.pk, by=agency.actor)
    clock.tick()
    trade.refresh_from_db()
    return world.place_news(Tender(trade, agency, window, evaluation))


def seal_application(
    tender: Tender,
    applicant: Person,
    files: Mapping[str, bytes] | None = None,
    members: Sequence[Person] = (),
    buffers: dict[int, io.BytesIO] | None = None,
) -> SealedBid:
    """The applicant's next version, as its browser would seal it, alone or for these members; nothing is sent."""
    lot = tender.lot
    mine = Submission.objects.filter(lot=lot, envelope=QUALIFICATION, organisation__uscc=applicant.party)
    last = mine.order_by("-version").first()
    items = parse_opening_items([{**item} for item in asked_items(lot.trade, QUALIFICATION)])
    joint = {"members": encode_members([world.member(person) for person in members])}
    draft = BidDraft(
        place=place_of(lot, QUALIFICATION),
        bidder=applicant.party,
        version=last.version + 1 if last else 1,
        previous=last.hash if last else None,
        document=lot.trade.document_hash,
        keyholders=tuple(keyholders_of(lot)),
        opening_items=items,
        items=STATED | (joint if members_item(items) else {}),
    )
    plain = [PlainFile(name, "application/pdf", io.BytesIO(data)) for name, data in (files or {}).items()]
    kept: dict[int, io.BytesIO] = {} if buffers is None else buffers
    return seal_bid(draft, applicant.key, plain, lambda index: kept.setdefault(index, io.BytesIO()))


def handover_of(sealed: SealedBid, applicant: Person) -> bytes:
    return make_handover(sealed.signed, sealed.form.file_key, sealed.attachment_keys, applicant.key).bytes


def apply(tender: Tender, applicant: Person) -> Submission:
    """An application, or the replacement of one, received with its receipt."""
    sealed = seal_application(tender, applicant)
    world.upload(tender, applicant, sealed)
    tender.sealed[applicant.party] = sealed
    return submissions.submit_application(
        lot_id=tender.lot_id,
        statement=sealed.signed.bytes,
        handover=handover_of(sealed, applicant),
        by=applicant.actor,
    )


def apply_with_file(tender: Tender, applicant: Person) -> Submission:
    """An application with its certificate."""
    return _apply_with(tender, applicant, {"资质证书.pdf": CERTIFICATE}, ())


def apply_jointly(tender: Tender, lead: Person, *others: Person) -> Submission:
    """An application of several members with their agreement, received with its receipt."""
    return _apply_with(tender, lead, {"共同投标协议.pdf": b"%PDF-1.4 the agreement"}, (lead, *others))


def _apply_with(tender: Tender, applicant: Person, files: Mapping[str, bytes], members: Sequence[Person]) -> Submission:
    kept = dict[int, io.BytesIO]()
    sealed = seal_application(tender, applicant, files, members, kept)
    world.upload(tender, applicant, sealed)
    for index, file in enumerate(sealed.attachments):
        content = Sealed(kept[index].getvalue(), file.file_key)
        world.upload_object(tender, applicant, "attachment", index, sealed.signed.value.version, content)
    tender.sealed[applicant.party] = sealed
    return submissions.submit_application(
        lot_id=tender.lot_id,
        statement=sealed.signed.bytes,
        handover=handover_of(sealed, applicant),
        by=applicant.actor,
    )


def take_back(tender: Tender, applicant: Person) -> Submission:
    """The applicant withdraws its live application."""
    signed = tender.sealed.pop(applicant.party).signed
    withdrawal = Withdrawal(signed.value.place, applicant.party, signed.value.version + 1, signed.hash)
    statement = sign_withdrawal(withdrawal, applicant.key).bytes
    return submissions.withdraw_bid(lot_id=tender.lot_id, statement=statement, by=applicant.actor)


def close_applications(tender: Tender) -> None:
    """The applications are due."""
    world.pass_time(tender, tender.lot.schedule.deadline)


def decide(tender: Tender, applicant: Person, *, passed: bool = True, reason: str = "") -> None:
    """The agency decides about one applicant."""
    (row,) = [each for each in live_bids(tender.lot, QUALIFICATION) if each.organisation.uscc == applicant.party]
    members = stated(tender, row)["members"] if tender.trade.joint_most else ""
    reviewing.decide_applicant(
        lot_id=tender.lot_id,
        submission_id=row.pk,
        passed=passed,
        reason=reason,
        members=members,
        by=tender.agency.actor,
    )


def stated(tender: Tender, application: Submission) -> Mapping[str, str]:
    """The items of the application, as the agency opens it."""
    bid = read_bid(bytes(application.statement)).value
    seen = application_of(tender.agency.actor, tender.lot_id, application.pk)
    keys = open_handover(read_handover(bytes(seen.handover.statement)).value, bid, tender.evaluation)
    items = parse_opening_items([{**item} for item in asked_items(tender.trade, QUALIFICATION)])
    contents = {item.sha256: stored_files.path_of(item.sha256).read_bytes() for item in bid.objects}
    form, _ = open_application(keys, bid, contents, items)
    return form.items


def finish_review(tender: Tender) -> None:
    reviewing.finish_review(lot_id=tender.lot_id, by=tender.agency.actor)
    world.place_news(tender)


def review(tender: Tender, passing: Iterable[Person], failing: Iterable[Person] = ()) -> None:
    """From due applications to results: these pass, those do not."""
    close_applications(tender)
    for applicant in passing:
        decide(tender, applicant)
    for applicant in failing:
        decide(tender, applicant, passed=False, reason="资质等级不够。")
    finish_review(tender)


def tender_timetable() -> drafting.TimetableDraft:
    half = timedelta(minutes=30)
    return drafting.TimetableDraft(TENDER_FROM, TENDER_DEADLINE, TENDER_DEADLINE, 2 * half, half, half, half)


def invite(tender: Tender) -> Tender:
    """The tender's notice, with its own document and times; then its documents are on offer."""
    add_tender_document(tender)
    keyholders.invite(trade_id=tender.trade.pk, timetable=tender_timetable(), by=tender.agency.actor)
    tender.trade.refresh_from_db()
    world.pass_time(tender, TENDER_FROM)
    return world.place_news(tender)


def add_tender_document(tender: Tender) -> None:
    drafting.add_document(
        trade_id=tender.trade.pk,
        name="正式招标文件.pdf",
        media_type="application/pdf",
        chunks=[b"%PDF-1.4 what those who passed bid for"],
        by=tender.agency.actor,
    )


def results(tender: Tender) -> dict[str, bool]:
    """Who passed, by name."""
    rows = Qualification.objects.filter(lot=tender.lot).select_related("organisation")
    return {row.organisation.name: row.passed for row in rows}
