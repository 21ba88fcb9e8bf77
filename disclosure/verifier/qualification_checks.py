"""Checks of a pre-qualification: docs/spec/ledger.md, "Pre-qualification". Who applied and who passed is not public."""

from collections.abc import Mapping
from typing import Final

from bidding.domain import bodies as bid_bodies
from bidding.domain.forms import members_item
from bidding.domain.members import read_members
from bidding.domain.qualifying import changed_members, read_proven
from disclosure.verifier.award_checks import state_controlled
from disclosure.verifier.change_checks import law_of
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import LARGE, Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain import bodies, qualified
from trading.domain.canonical import FormatError, at_text
from trading.domain.entries import Entry
from trading.domain.kinds import KindSpec
from trading.domain.phases import Reviewer

AGENCY: Final = "agency"


def prequalification(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Applications are closed when they are due, then reviewed, by a committee where the law wants one, and only such lots go
    to tender."""
    if bundle.prequalification is None:
        raise NotApplicable("there was no pre-qualification")
    _check_notices(found, bundle)
    tendered, law = {lot.announced.lot for lot in bundle.lots}, law_of(bundle)
    for lot in bundle.applied_for:
        found.looked_at += 1
        _check_lot(found, lot, tendered=lot.announced.lot in tendered)
        _check_reviewer(found, lot, law)
    for kind in (qualified.APPLICATIONS_CLOSED, qualified.REVIEWED):
        for entry in bundle.of_tender:
            if entry.type == kind:
                found.wrong(f"entry {entry.seq}: {kind} after the notice of the tender")


def qualified_bids(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Behind every bid lies a result of the review that let it bid, one of those to which the review committed."""
    if bundle.prequalification is None:
        raise NotApplicable("there was no pre-qualification")
    reviews = {lot.announced.lot: lot.only(qualified.REVIEWED) for lot in bundle.applied_for}
    for lot in bundle.lots:
        started, review = lot.only(bid_bodies.OPENING_STARTED), reviews.get(lot.announced.lot)
        if started is not None and review is not None:
            _check_bids(found, lot, started, qualified.read_reviewed(review.body).root)
    if not found.looked_at:
        raise NotApplicable("nobody was shown to have bid after the pre-qualification")


def _check_bids(found: Findings, lot: LotView, started: Entry, root: str) -> None:
    code = lot.announced.code
    proven, size = lot.bundle.parsed(lot.qualified_name, read_proven, LARGE).get()
    results = {each.result.bidder: each for each in proven}
    if len(results) != len(proven):
        found.wrong(f"{code}: two results of one bidder")
    for each in proven:
        if each.result.lot != str(lot.announced.lot):
            found.wrong(f"{code}: the result of {each.result.bidder} is of another lot")
        try:
            each.check(size, root)
        except FormatError:
            found.wrong(f"{code}: the review did not commit to the result of {each.result.bidder}")
    bidders = {bid.bidder for bid in bid_bodies.read_opening_started(started.body)}
    for bidder in sorted(bidders):
        found.looked_at += 1
        if bidder not in results or not results[bidder].result.passed:
            found.wrong(f"{code}: {bidder} bid and had not passed the pre-qualification (TR 36)")
    for bidder in sorted(results.keys() - bidders):
        found.wrong(f"{code}: a result of {bidder}, which did not bid, is no one's to see")
    _note_members(found, lot, {bidder: each.result.members for bidder, each in results.items()})


def _note_members(found: Findings, lot: LotView, then: Mapping[str, tuple[str, ...]]) -> None:
    """TR 37: whoever bids with others than it was qualified with bids in vain. The committee decides, so it is a note."""
    joint = members_item(lot.opening.opening_items)
    for outcome in lot.opening.outcomes if joint else ():
        if joint is None or outcome.items is None or outcome.bidder not in then:
            continue
        now = [member.code for member in read_members(outcome.items[joint.key], joint.most)] or [outcome.bidder]
        if changed_members(then[outcome.bidder], now):
            found.note(
                f"{lot.announced.code}: {outcome.bidder} bid with other members than it was qualified with (TR 37)"
            )


def _check_notices(found: Findings, bundle: Bundle) -> None:
    for entry in bundle.entries:
        if entry.type in (qualified.PREQUALIFICATION_ANNOUNCED, bodies.ANNOUNCED) and _not_by_agency(entry):
            found.wrong(f"entry {entry.seq}: a notice by {entry.facts.by.role}, not by the agency")
    known = {lot.announced.lot for lot in bundle.applied_for}
    for lot in bundle.lots:
        if lot.announced.lot not in known:
            found.wrong(f"{lot.announced.code}: tendered without the pre-qualification that the trade has")


def _check_lot(found: Findings, lot: LotView, *, tendered: bool) -> None:
    code = lot.announced.code
    closed, reviewed = lot.only(qualified.APPLICATIONS_CLOSED), lot.only(qualified.REVIEWED)
    failed = lot.only(bodies.LOT_FAILED)
    if closed is not None:
        qualified.read_applications_closed(closed.body)
        if closed.at < lot.deadline:
            found.wrong(f"{code}: applications were closed at {at_text(closed.at)}, before they were due")
    if reviewed is not None and (closed is None or reviewed.seq < closed.seq):
        found.wrong(f"{code}: reviewed before the applications were closed")
    if reviewed is not None:
        qualified.read_reviewed(reviewed.body)
    if reviewed is not None and _not_by_agency(reviewed):
        found.wrong(f"{code}: reviewed by {reviewed.facts.by.role}, not by the agency")
    if tendered and (reviewed is None or failed is not None):
        found.wrong(f"{code}: tendered, though its applicants were not reviewed, or too few of them passed")


def _check_reviewer(found: Findings, lot: LotView, law: KindSpec | None) -> None:
    """TR 18: a committee of the law reviews where the state controls the money; its tenderer tells the results."""
    entry = lot.only(qualified.REVIEWED)
    if entry is None or law is None:
        return
    where, reviewers = f"{lot.announced.code}, entry {entry.seq}", qualified.read_reviewed(entry.body).reviewers
    wanted = law.reviewer(state_controlled=state_controlled(lot.bundle)) is Reviewer.COMMITTEE
    if wanted and reviewers is None:
        found.wrong(f"{where}: reviewed by the tenderer, though the state controls the money (TR 18)")
    rule = law.law.committee
    if reviewers is not None and rule is not None and not rule.value.allows(len(reviewers.members), reviewers.experts):
        found.wrong(f"{where}: the committee that reviewed was not lawful")


def _not_by_agency(entry: Entry) -> bool:
    return entry.facts.by.role != AGENCY
