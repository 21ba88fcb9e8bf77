"""Checks of a pre-qualification: docs/spec/ledger.md, "Pre-qualification". Who applied and who passed is not public."""

from typing import Final

from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain import bodies, qualified
from trading.domain.canonical import at_text
from trading.domain.entries import Entry

AGENCY: Final = "agency"


def prequalification(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Applications are closed when they are due, then reviewed by the agency, and only such lots go to tender."""
    if bundle.prequalification is None:
        raise NotApplicable("there was no pre-qualification")
    _check_notices(found, bundle)
    tendered = {lot.announced.lot for lot in bundle.lots}
    for lot in bundle.applied_for:
        found.looked_at += 1
        _check_lot(found, lot, tendered=lot.announced.lot in tendered)
    for kind in (qualified.APPLICATIONS_CLOSED, qualified.REVIEWED):
        for entry in bundle.of_tender:
            if entry.type == kind:
                found.wrong(f"entry {entry.seq}: {kind} after the notice of the tender")


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
    if reviewed is not None and _not_by_agency(reviewed):
        found.wrong(f"{code}: reviewed by {reviewed.facts.by.role}, not by the agency")
    if tendered and (reviewed is None or failed is not None):
        found.wrong(f"{code}: tendered, though its applicants were not reviewed, or too few of them passed")


def _not_by_agency(entry: Entry) -> bool:
    return entry.facts.by.role != AGENCY
