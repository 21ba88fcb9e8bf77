"""The check of the files' way to the committee: docs/spec/evaluation.md, "Files"."""

from typing import Final

from bidding.domain.bodies import RECORD_PUBLISHED
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from experts.domain.draw_entries import CALLED, read_called
from experts.domain.files import FILES_GIVEN, FILES_LOST, read_given, read_lost
from trading.domain.entries import Entry
from trading.domain.evaluation_results import MEMBER_REPLACED, REPORTED, STARTED, read_replaced, read_started
from trading.domain.qualified import APPLICATIONS_CLOSED, REVIEWED, read_reviewed

AGENCY: Final = "agency"


def committee_files(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Keys of the files go from the agency to members who sit then, each by a key of its own, while they evaluate or
    review."""
    for lot in bundle.lots:
        _check_lot(found, lot)
    for lot in bundle.applied_for:
        _check_review(found, lot)
    if not found.looked_at:
        raise NotApplicable("no keys of files were handed on or lost")


def _check_lot(found: Findings, lot: LotView) -> None:
    members, owners, working = set[str](), dict[str, str](), False
    for entry in lot.entries:
        if entry.type == STARTED:
            members, working = set(read_started(entry.body).members), True
        elif entry.type == MEMBER_REPLACED:
            change = read_replaced(entry.body)
            members = members - {change.left} | {change.seated}
        elif entry.type == REPORTED:
            working = False
        elif entry.type == FILES_GIVEN:
            _check_given(found, lot, entry, members if working else set(), owners)
    _check_losses(found, lot)


def _check_review(found: Findings, lot: LotView) -> None:
    """To a review committee: between the end of the applications and the end of the review; to experts who were called,
    and to the tenderer's own people, whom only the end of the review names."""
    closed, reviewed, owners = lot.only(APPLICATIONS_CLOSED), lot.only(REVIEWED), dict[str, str]()
    called = {read_called(entry.body).blinded for entry in lot.of_type(CALLED)}
    reviewers = None if reviewed is None else read_reviewed(reviewed.body).reviewers
    for entry in lot.of_type(FILES_GIVEN):
        working = closed is not None and closed.seq < entry.seq and (reviewed is None or entry.seq < reviewed.seq)
        members = {read_given(entry.body).member} if reviewers is None else called.union(reviewers.members)
        _check_given(found, lot, entry, members if working else set(), owners)


def _check_given(found: Findings, lot: LotView, entry: Entry, members: set[str], owners: dict[str, str]) -> None:
    where, given = f"{lot.announced.code}, entry {entry.seq}", read_given(entry.body)
    found.looked_at += 1
    if given.member not in members:
        found.wrong(f"{where}: keys of files for somebody who is no member at work then")
    if owners.setdefault(given.recipient, given.member) != given.member:
        found.wrong(f"{where}: the key of member {given.member[:8]} is the key of another member")
    _check_teller(found, lot, entry)


def _check_losses(found: Findings, lot: LotView) -> None:
    record, reported = lot.only(RECORD_PUBLISHED), lot.only(REPORTED)
    for number, entry in enumerate(lot.of_type(FILES_LOST)):
        where = f"{lot.announced.code}, entry {entry.seq}"
        found.looked_at += 1
        if not read_lost(entry.body).strip() or number:
            found.wrong(f"{where}: keys are lost once, for a reason")
        if record is None or entry.seq < record.seq or (reported is not None and entry.seq > reported.seq):
            found.wrong(f"{where}: keys are lost between the record and the report")
        _check_teller(found, lot, entry)


def _check_teller(found: Findings, lot: LotView, entry: Entry) -> None:
    where = f"{lot.announced.code}, entry {entry.seq}"
    if entry.facts.by.role != AGENCY:
        found.wrong(f"{where}: {entry.type} by {entry.facts.by.role}, not by the agency")
    if any(stop.holds(entry.seq) for stop in lot.stops):
        found.wrong(f"{where}: {entry.type} though the lot was stopped")
