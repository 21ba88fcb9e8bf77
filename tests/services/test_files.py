"""The files of the bids reach the members of the committee, through the agency, and nobody else; the platform reads none."""

import json
from typing import Any

import pytest

from bidding.domain.age_keys import Identity, Recipient
from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from experts.domain.files import FILES_GIVEN, FILES_LOST, FileProblem, open_keys, seal_keys
from experts.models import EvaluationReport, FileNote, GivenKeys, LostKeys, MemberKey
from experts.selectors.files import (
    NoSuchFile,
    ciphertext_of,
    context_for,
    current_keys,
    given_to,
    members_of_files,
    own_key,
    reading_of,
)
from experts.selectors.seats import Member
from experts.services import evaluating, reporting, seating
from experts.services.files import declare_loss, give_keys, note_file, register_key
from experts.services.seating import EvaluationRefused
from tests.support import committee as at_work
from tests.support import reading, world
from tests.support.cast import Person, make_agency, make_supervisor
from tests.support.committee import Committee
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import PLATFORM
from trading.domain.canonical import FormatError
from trading.models import Entry
from trading.selectors.trades import NoSuchLot
from trading.services import stopping

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, scheme=at_work.SCHEME)


@standing
def committee(announced: Tender, bidders: list[Person]) -> Committee:
    """Baiyun and Changhe have files, Fuhe has none; the committee has begun, and no member has a key."""
    return at_work.started(reading.opened_with_files(announced, bidders))


@standing
def identities(committee: Committee) -> dict[str, Identity]:
    """Every member has made its key."""
    return reading.make_keys(committee)


@standing
def given(identities: dict[str, Identity], committee: Committee) -> list[GivenKeys]:
    """The agency has sealed the keys of the files to every member."""
    return reading.give_all(committee.tender)


@standing
def reported(given: list[GivenKeys], committee: Committee) -> EvaluationReport:
    """The committee has handed its report over."""
    return _report(committee)


def told(committee: Committee, kind: str) -> list[Entry]:
    return list(Entry.objects.filter(trade=committee.tender.trade, type=kind).order_by("order"))


# --- agency and members -------------------------------------------------------------------------------------------


def test_a_member_reads_the_files_that_the_agency_has_handed_on(
    committee: Committee, bidders: list[Person], identities: dict[str, Identity], given: list[GivenKeys]
) -> None:
    for member in committee.members:
        files = reading.read_files(committee, member, identities[member.user.username], committee.bid_of(bidders[0]))
        assert files == {"技术文件.pdf": reading.CONTENT, "清单.pdf": b"%PDF-1.4 bill"}


def test_each_handing_on_is_told_by_the_agency_and_names_nobody(
    committee: Committee, identities: dict[str, Identity], given: list[GivenKeys]
) -> None:
    entries = told(committee, FILES_GIVEN)
    bodies = [entry.content.body for entry in entries]
    assert [entry.by["role"] for entry in entries] == ["agency"] * 5
    assert {(body["recipient"], body["sealed"]) for body in bodies} == {(row.key.recipient, row.hash) for row in given}
    assert {body["recipient"] for body in bodies} == {str(each.recipient) for each in identities.values()}
    written = str(bodies)
    assert not any(member.user.full_name in written or str(member.user.pk) in written for member in committee.members)


def test_what_is_sealed_to_a_member_opens_for_no_other_and_not_for_the_agency(
    committee: Committee, identities: dict[str, Identity], given: list[GivenKeys]
) -> None:
    lot, wei = committee.tender.lot, _member(committee, 0)
    got = given_to(own_key(wei))
    assert got is not None

    context = context_for(lot, wei.blinded)
    assert open_keys(bytes(got.sealed), context, identities["wei"])

    for stranger in (identities["xu"], committee.tender.evaluation, committee.tender.window, Identity.generate()):
        with pytest.raises(FormatError):
            open_keys(bytes(got.sealed), context, stranger)


def test_a_member_who_made_a_new_key_waits_for_the_agency(
    committee: Committee, bidders: list[Person], given: list[GivenKeys]
) -> None:
    wei, new = committee.chair, Identity.generate()

    register_key(lot_id=committee.lot_id, recipient=str(new.recipient), by=wei.actor)

    assert given_to(own_key(_member(committee, 0))) is None
    waiting = [each for each in members_of_files(committee.tender.lot) if each.given_at is None]
    assert [each.recipient for each in waiting] == [str(new.recipient)]
    reading.give(committee.tender, _member(committee, 0).blinded, reading.opened_keys(committee.tender))
    assert reading.read_files(committee, wei, new, committee.bid_of(bidders[1]))


def test_the_same_key_and_the_same_bytes_are_taken_once(committee: Committee, identities: dict[str, Identity]) -> None:
    wei = committee.chair
    again = register_key(lot_id=committee.lot_id, recipient=str(identities["wei"].recipient), by=wei.actor)
    assert MemberKey.objects.filter(seat__lot=committee.lot_id).count() == 5
    context = context_for(committee.tender.lot, _member(committee, 0).blinded)
    sealed = seal_keys({}, context, Recipient.parse(again.recipient)).data
    agency = committee.tender.agency.actor

    first = give_keys(lot_id=committee.lot_id, recipient=again.recipient, sealed=sealed, by=agency)
    second = give_keys(lot_id=committee.lot_id, recipient=again.recipient, sealed=sealed, by=agency)

    assert first == second and len(told(committee, FILES_GIVEN)) == 1


def test_nobody_takes_the_key_of_another_member(committee: Committee, identities: dict[str, Identity]) -> None:
    xu = committee.members[1]

    with pytest.raises(EvaluationRefused, match="登记过"):
        register_key(lot_id=committee.lot_id, recipient=str(identities["wei"].recipient), by=xu.actor)
    with pytest.raises(FormatError):
        register_key(lot_id=committee.lot_id, recipient="age1nothing", by=xu.actor)


# --- who gets nothing ---------------------------------------------------------------------------------------------


def test_only_members_read_and_only_the_agency_hands_on(
    committee: Committee, baiyun: Person, identities: dict[str, Identity]
) -> None:
    outsider, other_agency = at_work.expert("sun"), make_agency("dongfang")
    key = own_key(_member(committee, 0))
    assert key is not None
    sealed = seal_keys(
        {}, context_for(committee.tender.lot, _member(committee, 0).blinded), Identity.generate().recipient
    )

    for person in (outsider, other_agency, baiyun, make_supervisor(), committee.tender.agency):
        with pytest.raises(NoSuchLot):
            reading_of(person.actor, committee.lot_id)
        with pytest.raises(NoSuchLot):
            register_key(lot_id=committee.lot_id, recipient=str(Identity.generate().recipient), by=person.actor)
    for person in (outsider, other_agency, baiyun, make_supervisor(), committee.chair):
        with pytest.raises(NoSuchLot):
            give_keys(lot_id=committee.lot_id, recipient=key.recipient, sealed=sealed.data, by=person.actor)
        with pytest.raises(NoSuchLot):
            declare_loss(lot_id=committee.lot_id, reason="丢了", by=person.actor)
    assert not GivenKeys.objects.filter(key__seat__lot=committee.lot_id).exists()


def test_whoever_was_replaced_gets_nothing_new_and_the_replacement_is_served(
    committee: Committee, bidders: list[Person], identities: dict[str, Identity]
) -> None:
    keys = reading.opened_keys(committee.tender)
    left, sun = committee.members[1], at_work.expert("sun")
    old = own_key(_member(committee, 1))
    assert old is not None
    stale = seal_keys(
        keys, context_for(committee.tender.lot, _member(committee, 1).blinded), identities["xu"].recipient
    )

    new = seating.replace_member(
        seat_id=committee.seats["xu"].pk, user_id=sun.user.pk, cause="recusal", reason="有利害关系", by=PLATFORM
    )

    agency = committee.tender.agency.actor
    with pytest.raises(EvaluationRefused, match="更换"):
        give_keys(lot_id=committee.lot_id, recipient=old.recipient, sealed=stale.data, by=agency)
    with pytest.raises(NoSuchLot):
        reading_of(left.actor, committee.lot_id)
    with pytest.raises(EvaluationRefused, match="承诺书"):
        register_key(lot_id=committee.lot_id, recipient=str(Identity.generate().recipient), by=sun.actor)
    assert new.blinded not in current_keys(committee.tender.lot)
    seating.undertake(lot_id=committee.lot_id, by=sun.actor)
    identity = Identity.generate()
    register_key(lot_id=committee.lot_id, recipient=str(identity.recipient), by=sun.actor)
    reading.give(committee.tender, new.blinded, keys)
    assert reading.read_files(committee, sun, identity, committee.bid_of(bidders[0]))


def test_what_is_sealed_for_another_place_or_member_is_not_taken(
    committee: Committee, identities: dict[str, Identity]
) -> None:
    lot, agency = committee.tender.lot, committee.tender.agency.actor
    recipient = identities["wei"].recipient
    right = context_for(lot, _member(committee, 0).blinded)
    for_xu = seal_keys({}, context_for(lot, _member(committee, 1).blinded), recipient).data
    damaged = b"age" + seal_keys({}, right, recipient).data
    for bad in (for_xu, damaged, b"", seal_keys({}, right, recipient).data[:200] + bytes(4 * 1024 * 1024)):
        with pytest.raises(FormatError):
            give_keys(lot_id=lot.pk, recipient=str(recipient), sealed=bad, by=agency)

    assert give_keys(lot_id=lot.pk, recipient=str(recipient), sealed=seal_keys({}, right, recipient).data, by=agency)


def test_files_are_read_by_the_names_of_the_bid_and_nothing_else_is_there(
    committee: Committee, bidders: list[Person]
) -> None:
    sitting = reading_of(committee.chair.actor, committee.lot_id)
    bid = reading.bid_of(committee.tender, bidders[0])
    manifest, form = bid.attachments[0].sha256, bid.form.sha256
    baiyun, changhe = (committee.bid_of(bidder) for bidder in bidders[:2])

    assert ciphertext_of(sitting, baiyun, manifest).exists()

    for wrong in ((baiyun, form), (changhe, manifest), ("0" * 64, manifest), (baiyun, "0" * 64), (baiyun, "nothing")):
        with pytest.raises(NoSuchFile):
            ciphertext_of(sitting, *wrong)


def test_after_the_report_there_are_no_files(committee: Committee, reported: EvaluationReport) -> None:
    with pytest.raises(NoSuchLot):
        reading_of(committee.chair.actor, committee.lot_id)
    with pytest.raises(NoSuchLot):
        reading.give_all(committee.tender, {})


# --- when something is wrong --------------------------------------------------------------------------------------


def test_a_lost_key_is_said_once_with_its_reason_and_the_work_goes_on(committee: Committee) -> None:
    agency = committee.tender.agency.actor
    with pytest.raises(EvaluationRefused, match="怎样遗失"):
        declare_loss(lot_id=committee.lot_id, reason=" ", by=agency)

    declare_loss(lot_id=committee.lot_id, reason="电脑硬盘损坏，密钥文件没有备份。", by=agency)

    with pytest.raises(EvaluationRefused, match="声明过"):
        declare_loss(lot_id=committee.lot_id, reason="又丢了", by=agency)
    (entry,) = told(committee, FILES_LOST)
    assert entry.content.body["reason"] == LostKeys.objects.get().reason
    assert _files_in(_report(committee))["lost"] == LostKeys.objects.get().reason
    assert committee.tender.stage == "evaluated"


def test_a_file_that_does_not_open_is_noted_once_and_stands_in_the_report(
    committee: Committee, bidders: list[Person]
) -> None:
    wei, xu, baiyun = committee.chair, committee.members[1], committee.bid_of(bidders[0])
    for member, problem in ((wei, FileProblem.KEY), (wei, FileProblem.CONTENT), (xu, FileProblem.KEY)):
        note_file(lot_id=committee.lot_id, bid=baiyun, index=1, problem=problem, by=member.actor)

    with pytest.raises(EvaluationRefused, match="没有这个文件"):
        note_file(lot_id=committee.lot_id, bid=baiyun, index=3, problem=FileProblem.KEY, by=wei.actor)
    with pytest.raises(NoSuchFile):
        note_file(lot_id=committee.lot_id, bid="0" * 64, index=0, problem=FileProblem.KEY, by=wei.actor)
    assert FileNote.objects.count() == 2
    unread = _files_in(_report(committee))["unread"]
    assert [(row["bid"], row["index"], row["problem"]) for row in unread] == [(baiyun, 1, "key")] * 2


def test_a_stop_holds_the_handing_on(committee: Committee, identities: dict[str, Identity]) -> None:
    supervisor = make_supervisor()
    stopping.order_stop(trade_id=committee.tender.trade.pk, reason="投诉处理", allows=(), by=supervisor.actor)

    with pytest.raises(EvaluationRefused, match="暂停"):
        reading.give_all(committee.tender)

    stopping.lift_stop(trade_id=committee.tender.trade.pk, reason="处理完毕", by=supervisor.actor)
    assert reading.give_all(committee.tender)


def test_the_bundle_of_an_evaluation_with_files_verifies(committee: Committee, reported: EvaluationReport) -> None:
    world.place_news(committee.tender)

    report = verify(bundle_of(committee.tender.trade))

    status = {line.name: line.status for line in report.results}
    assert status["evaluations"] is Status.PASSED and status["committee_files"] is Status.PASSED


def _member(committee: Committee, number: int) -> Member:
    return reading_of(committee.members[number].actor, committee.lot_id).member


def _report(committee: Committee) -> EvaluationReport:
    """The rest of the work: everything from the review to the handed-over report."""
    evaluating.close_review(lot_id=committee.lot_id, by=committee.chair.actor)
    for member in committee.members:
        at_work.score(committee, member, {"f1": "30", "f2": "20"})
    report = at_work.signed(committee)
    reporting.hand_over_report(lot_id=committee.lot_id, by=committee.chair.actor)
    return report


def _files_in(report: EvaluationReport) -> dict[str, Any]:
    files: dict[str, Any] = json.loads(bytes(report.content))["files"]
    return files
