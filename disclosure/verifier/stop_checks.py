"""Checks of stop orders and of decisions on complaints: docs/spec/ledger.md, "Complaints and stop orders"."""

from typing import Final

from bidding.domain import bodies as bid_bodies
from disclosure.verifier.change_checks import law_of
from disclosure.verifier.changes import Stop
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain import bodies, clarified, qualified, stopped
from trading.domain.canonical import at_text
from trading.domain.entries import Entry
from trading.domain.matters import RETENDER_ORDERED, VOIDED, reason_of
from trading.domain.stages import Outcome

SUPERVISOR: Final = "supervisor"
STANDS_STILL: Final = frozenset(
    (
        bid_bodies.BOX_CLOSED,
        bid_bodies.OPENING_STARTED,
        bid_bodies.RELEASE_RECEIVED,
        bid_bodies.WINDOW_CLOSED,
        bid_bodies.WINDOW_KEY_PUBLISHED,
        bid_bodies.BIDS_OPENED,
        bid_bodies.RECORD_PUBLISHED,
        bodies.INCIDENT_EXTENDED,
        bodies.WINDOW_PROLONGED,
        qualified.APPLICATIONS_CLOSED,
        qualified.REVIEWED,
    )
)
"""What never happens to a lot while it is stopped."""

IF_ALLOWED: Final = {
    clarified.CLARIFIED: Outcome.CLARIFIED,
    clarified.OBJECTED: Outcome.OBJECTED,
    clarified.ANSWERED: Outcome.ANSWERED,
}
"""What happens then only if the order says so."""


def stops(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Ordered, lifted and decided by a supervisor; meanwhile nothing happens and nothing is received; no time is lost."""
    _check_entries(found, bundle)
    _check_ends(found, bundle)
    for lot in (*bundle.applied_for, *bundle.lots):
        for before, stop in zip([None, *lot.stops], lot.stops, strict=False):
            _check_stop(found, lot, stop)
            if before is not None and before.holds(stop.ordered.seq):
                found.wrong(f"{_where(lot, stop.ordered)}: the lot was stopped already")
    if not found.looked_at:
        raise NotApplicable("nobody stopped the trade, and no complaint was decided on")


def _check_entries(found: Findings, bundle: Bundle) -> None:
    standing = set()
    for entry in bundle.entries:
        if entry.type not in (stopped.ORDERED, stopped.LIFTED, stopped.DECIDED):
            continue
        found.looked_at += 1
        if entry.facts.by.role != SUPERVISOR:
            found.wrong(f"entry {entry.seq}: {entry.type} by {entry.facts.by.role}, not by a supervisor")
        if entry.type == stopped.ORDERED:
            standing.add(stopped.read_ordered(entry.body).order)
        elif entry.type == stopped.DECIDED:
            stopped.read_decided(entry.body)
        elif (order := stopped.read_lifted(entry.body).order) in standing:
            standing.remove(order)
        else:
            found.wrong(f"entry {entry.seq}: a stop is lifted that does not stand")


def _check_ends(found: Findings, bundle: Bundle) -> None:
    """A lot that a decision ends fails at once, for that reason, and no other lot does."""
    for entry in bundle.entries:
        if entry.type == stopped.DECIDED:
            said = stopped.read_decided(entry.body)
            expected = {(str(lot), reason_of(said.measures)) for lot in said.lots}
            ended = [each for each in _voided(bundle) if each.body.get("complaint") == str(said.complaint)]
            if {(str(each.body.get("lot")), each.body.get("reason")) for each in ended} != expected:
                found.wrong(f"entry {entry.seq}: other lots ended than the decision says, or for another reason")
            if any(each.seq < entry.seq or each.at != entry.at for each in ended):
                found.wrong(f"entry {entry.seq}: a lot did not end with the decision about it")
    known = {
        str(stopped.read_decided(entry.body).complaint) for entry in bundle.entries if entry.type == stopped.DECIDED
    }
    for entry in _voided(bundle):
        found.looked_at += 1
        if entry.body.get("complaint") not in known or entry.facts.by.role != SUPERVISOR:
            found.wrong(f"entry {entry.seq}: a lot was declared void without a decision of the supervisor")


def _voided(bundle: Bundle) -> list[Entry]:
    """The entries by which lots failed on account of a decision."""
    failed = (entry for entry in bundle.entries if entry.type == bodies.LOT_FAILED)
    return [entry for entry in failed if entry.body.get("reason") in (VOIDED, RETENDER_ORDERED)]


def _check_stop(found: Findings, lot: LotView, stop: Stop) -> None:
    for entry in lot.bundle.entries:
        if stop.holds(entry.seq) and _forbidden(lot, stop, entry):
            found.wrong(f"{_where(lot, entry)}: {entry.type} though the lot was stopped")
    _check_receipts(found, lot, stop)
    if stop.lifted is None:
        return
    before = lot.deadline_before(stop.lifted)
    length = stop.lifted.at - stop.ordered.at
    expected = before + length if before > stop.ordered.at else before
    if not _ended(lot, stop) and lot.deadline_after(stop.lifted) != expected:
        found.wrong(f"{_where(lot, stop.lifted)}: the deadline after the stop is not {at_text(expected)}")


def _check_receipts(found: Findings, lot: LotView, stop: Stop) -> None:
    """Nothing is received during a stop, where the law of the trade says so."""
    law = law_of(lot.bundle)
    if law is None or law.receives_while_stopped:
        return
    for signed, receipt in lot.received:
        at = receipt.value.received_at
        if at >= stop.ordered.at and (stop.lifted is None or at < stop.lifted.at):
            found.wrong(f"{lot.announced.code}: {signed.hash[:16]} was received at {at_text(at)}, during a stop")


def _forbidden(lot: LotView, stop: Stop, entry: Entry) -> bool:
    if entry.type in IF_ALLOWED:
        named = entry.type != clarified.OBJECTED or str(lot.announced.lot) in str(entry.body.get("lots"))
        return named and IF_ALLOWED[entry.type] not in stop.order.allows
    if entry.type == bodies.ANNOUNCED:  # the tender's notice after the pre-qualification in which the lot was stopped
        return lot.announced.lot in {each.lot for each in bodies.read_announced(entry.body).lots}
    return entry in lot.entries and entry.type in STANDS_STILL


def _ended(lot: LotView, stop: Stop) -> bool:
    """An end of the trade during the stop leaves no deadline to move."""
    ends = [entry for entry in lot.bundle.entries if entry.type == clarified.TERMINATED]
    ends += [entry for entry in lot.entries if entry.type == bodies.LOT_FAILED]
    return any(stop.holds(entry.seq) for entry in ends)


def _where(lot: LotView, entry: Entry) -> str:
    return f"{lot.announced.code}, entry {entry.seq}"
