"""Checks of the box and of what is in it: docs/spec/bid.md."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bidding.domain.bids import Bid, Withdrawal, parse_keyholders
from bidding.domain.bodies import BOX_CLOSED, OPENING_STARTED
from bidding.domain.box import box_root
from bidding.domain.places import OtherPlace
from bidding.domain.receipts import Kind
from disclosure.verifier.changes import later_by
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView, Parsed
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain import bodies
from trading.domain.canonical import at_text
from trading.domain.statements import Signed

SUPERVISOR: Final = "supervisor"


def closed_lots(bundle: Bundle) -> Iterator[LotView]:
    """The lots whose box the public may see: those of lots that failed for want of bids are not."""
    lots = [lot for lot in bundle.lots if lot.box is not None]
    if not lots:
        raise NotApplicable("no lot has a box that the public may see")
    yield from lots


def shown_lots(bundle: Bundle) -> Iterator[LotView]:
    """The lots whose bids are in the bundle: those whose opening has begun."""
    lots = [lot for lot in closed_lots(bundle) if lot.only(OPENING_STARTED) is not None]
    if not lots:
        raise NotApplicable("no lot has come to its opening")
    yield from lots


def box(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Root and size are those of the leaves, which are sorted; nothing twice; closed at the deadline, not before."""
    for lot in closed_lots(bundle):
        assert lot.box is not None
        closed, entry = lot.box, lot.only(BOX_CLOSED)
        found.looked_at += len(closed.leaves) or 1
        if list(closed.leaves) != sorted(set(closed.leaves)):
            found.wrong(f"{lot.announced.code}: the leaves are not sorted, or one is there twice")
        if closed.size != len(closed.leaves):
            found.wrong(f"{lot.announced.code}: the box says {closed.size} and has {len(closed.leaves)} leaves")
        if closed.root != box_root(closed.leaves):
            found.wrong(f"{lot.announced.code}: the root is not the one of the leaves")
        if entry is not None and entry.at < lot.deadline:
            found.wrong(f"{lot.announced.code}: closed at {at_text(entry.at)}, before the deadline")


def extensions(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """A deadline moved only after an announced outage, by a supervisor, in time, by the length of the notice."""
    for lot in (*bundle.applied_for, *bundle.lots):
        held_until: datetime | None = None
        for entry in lot.entries:
            if entry.type == bodies.INCIDENT_OPENED:
                held_until = bodies.read_held_until(entry.body)
                held_until = held_until and later_by(lot.stops, entry.at, held_until)
            if entry.type != bodies.INCIDENT_EXTENDED:
                continue
            found.looked_at += 1
            extended, where = bodies.read_extended(entry.body), f"{lot.announced.code}, entry {entry.seq}"
            deadline = lot.deadline_before(entry)
            if entry.facts.by.role != SUPERVISOR:
                found.wrong(f"{where}: the deadline was moved by {entry.facts.by.role}, not by a supervisor")
            if held_until is None or not deadline <= entry.at < held_until:
                found.wrong(f"{where}: the deadline was moved when no outage held the lot")
            if extended.previous != deadline or extended.deadline != entry.at + lot.announced.extension:
                found.wrong(f"{where}: the deadline was moved by another length than the notice names")
            held_until = None
    if not found.looked_at:
        raise NotApplicable("no deadline was moved")


def box_files(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every leaf is a bid or a withdrawal in the bundle, well formed, signed, with that hash; each bidder has one."""
    for lot in shown_lots(bundle):
        bidders: Counter[str] = Counter()
        files: list[tuple[str, Parsed[Signed[Bid]] | Parsed[Signed[Withdrawal]]]]
        files = [(each.hash, each.bid) for each in lot.bids.values()]
        files += [(each.hash, each.withdrawal) for each in lot.withdrawals.values()]
        for leaf, file in files:
            found.looked_at += 1
            if file.value is None:
                found.wrong(f"{file.name}: {file.fault}")
                continue
            bidders[file.value.value.bidder] += 1
            if file.value.hash != leaf:
                found.wrong(f"{file.name} is not the one in the box: its hash is {file.value.hash}")
        for bidder, count in bidders.items():
            if count > 1:
                found.wrong(f"{lot.announced.code}: {bidder} is in the box {count} times")


def receipts(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Everything in the box has a receipt of the platform, given before the deadline."""
    for lot in shown_lots(bundle):
        for file in (*(each.receipt for each in lot.bids.values()), *(w.receipt for w in lot.withdrawals.values())):
            if file.value is None:
                found.wrong(f"{file.name}: {file.fault}")
        for signed, receipt in lot.received:
            found.looked_at += 1
            value, promise = signed.value, receipt.value
            kind = Kind.BID if isinstance(value, Bid) else Kind.WITHDRAWAL
            facts = (promise.place, promise.bid, promise.bidder, promise.version, promise.kind)
            if receipt.key != pins.receipt(bundle, promise.recorded_at):
                found.wrong(f"the receipt of {signed.hash[:16]} is not signed by the receipt key of its time")
            if facts != (value.place, signed.hash, value.bidder, value.version, kind):
                found.wrong(f"the receipt of {signed.hash[:16]} is for something else")
            if lot.is_late(promise.received_at):
                found.wrong(f"{signed.hash[:16]} was received at {at_text(promise.received_at)}: too late")


def bids(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every bid is for this lot, under these documents, sealed for these keyholders."""
    for lot in shown_lots(bundle):
        keyholders = parse_keyholders(lot.announced.keyholders)
        for signed, receipt in lot.received:
            found.looked_at += 1
            value, name = signed.value, signed.hash[:16]
            try:
                lot.place.check(value.place)
            except OtherPlace as error:
                found.wrong(f"{name}: {error}")
            if not isinstance(value, Bid):
                continue
            if value.document != bundle.documents_at(receipt.value.received_at).hash:
                found.wrong(f"{name} names other documents than were in force when it was received")
            if value.keyholders != keyholders:
                found.wrong(f"{name} is sealed for other keyholders than the notice names")


def bid_keys(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Who signed had the key registered before, as the key of that bidder, by what the ledger says."""
    for lot in shown_lots(bundle):
        for signed, receipt in lot.received:
            found.looked_at += 1
            known = bundle.party_keys.get((signed.value.bidder, signed.key))
            if known is None:
                found.wrong(f"{signed.hash[:16]}: the ledger has no such key of {signed.value.bidder}")
            elif known.registered_at > receipt.value.recorded_at:
                found.wrong(f"{signed.hash[:16]}: the key was registered after the bid")


def identities(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Who holds a key is certified by somebody else than the platform."""
    raise NotApplicable("identity not certified: that a key is a bidder's own rests on the platform's registration")
