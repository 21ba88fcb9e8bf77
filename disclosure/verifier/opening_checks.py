"""Checks of the opening and its record: docs/spec/opening.md."""

from collections.abc import Iterator
from datetime import datetime

from bidding.domain import bodies
from bidding.domain.bids import parse_keyholders
from bidding.domain.opening import BidOutcome, Cause, read_form
from bidding.domain.record import facts_from_ledger, record_bytes
from bidding.domain.releases import ReleaseUnreadable, check_release, open_release
from disclosure.verifier.openings import OpeningView
from disclosure.verifier.order_checks import closed_windows, release_received, started_lots, window_of
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import LARGE, Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain.canonical import FormatError, at_text, sha256_hex


def releases(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every release is of its bid, for this box, by the key that signed the bid, and in the ledger."""
    for lot in closed_windows(bundle):
        assert lot.box is not None
        logged = {value.bid: value.release for value in map(release_received, lot.of_type(bodies.RELEASE_RECEIVED))}
        for folder in lot.bids.values():
            if folder.release is None:
                if folder.hash in logged:
                    found.wrong(f"{folder.path}/release.json is missing, though the ledger has the release")
                continue
            found.looked_at += 1
            try:
                release, bid = folder.release.get(), folder.bid.get()
                check_release(release.value, bid, lot.box.root)
            except FormatError as error:
                found.wrong(f"{folder.hash[:16]}: {error}")
                continue
            if release.key != bid.key:
                found.wrong(f"{folder.hash[:16]}: the release is signed by another key than the bid")
            if logged.get(folder.hash) != release.hash:
                found.wrong(f"{folder.hash[:16]}: the ledger has no such release")
        for stray in logged.keys() - lot.bids.keys():
            found.wrong(f"the ledger has a release of {stray[:16]}, which is not in the box")


def acknowledgements(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every release was acknowledged by the platform, inside the window."""
    for lot in closed_windows(bundle):
        started, until = window_of(lot)
        for folder in lot.bids.values():
            if folder.release is None and folder.acknowledgement is None:
                continue
            found.looked_at += 1
            if folder.release is None or folder.acknowledgement is None:
                found.wrong(f"{folder.hash[:16]}: a release without its acknowledgement, or the other way round")
                continue
            try:
                promise, release = folder.acknowledgement.get(), folder.release.get()
            except FormatError as error:
                found.wrong(error)
                continue
            value = promise.value
            facts = (value.place, value.bid, value.bidder, value.release)
            if promise.key != pins.receipt(bundle, value.recorded_at):
                found.wrong(f"{folder.hash[:16]}: the acknowledgement is not signed by the receipt key of its time")
            if facts != (lot.place, folder.hash, release.value.bidder, release.hash):
                found.wrong(f"{folder.hash[:16]}: the acknowledgement is for something else")
            if not started <= value.received_at < until:
                found.wrong(f"{folder.hash[:16]}: released at {at_text(value.received_at)}, outside the window")


def window_keys(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every window key that was published is the one for which the bids were sealed."""
    for lot in started_lots(bundle):
        announced = {(holder.role, holder.window) for holder in parse_keyholders(lot.announced.keyholders)}
        for entry in lot.of_type(bodies.WINDOW_KEY_PUBLISHED):
            found.looked_at += 1
            try:
                published = bodies.read_window_key(entry.body)
            except FormatError as error:
                found.wrong(f"entry {entry.seq}: {error}")
                continue
            if (published.role, published.recipient) not in announced:
                found.wrong(f"entry {entry.seq}: no window key of a keyholder of this lot")


def outcomes(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every bid in the box has one outcome, and nothing else has."""
    for view in _opened_lots(bundle):
        lot, started = view.lot, view.lot.only(bodies.OPENING_STARTED)
        shown = bodies.read_opening_started(started.body) if started is not None else ()
        announced = [(bid.bid, bid.bidder, bid.name) for bid in shown]
        found.looked_at += len(view.outcomes)
        if [(outcome.bid, outcome.bidder, outcome.name) for outcome in view.outcomes] != announced:
            found.wrong(f"{lot.announced.code}: the bids are not those with which the window opened")
        expected = sorted((bid.received_at, bid.bid) for bid in shown)
        if [(bid.received_at, bid.bid) for bid in shown] != expected:
            found.wrong(f"{lot.announced.code}: the bids are not in order of receipt")
        if expected != sorted(_received(lot)):
            found.wrong(f"{lot.announced.code}: the bids are not those in the box, with the times of their receipts")
        for outcome in view.outcomes:
            bid = view.bid(outcome)
            if bid is not None and bid.value.bidder != outcome.bidder:
                found.wrong(f"{outcome.bid[:16]} is said to be of another bidder")


def file_keys(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The window key opens every release, and there is the file key that was announced."""
    for view in _opened_lots(bundle):
        for outcome in view.outcomes:
            if outcome.form_key is None:
                continue
            found.looked_at += 1
            try:
                release, bid = view.release(outcome), view.bid(outcome)
                if release is None or bid is None:
                    found.wrong(f"{outcome.bid[:16]}: a key is announced, but there is no release")
                elif open_release(release.value, bid.value, view.window_keys).form != outcome.form_key:
                    found.wrong(f"{outcome.bid[:16]}: the release has another key than was announced")
            except FormatError as error:
                found.wrong(f"{outcome.bid[:16]}: {error}")


def ciphertexts(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every form in the bundle is byte for byte the one that the bidder sealed and signed."""
    for view in _opened_lots(bundle):
        for outcome in view.outcomes:
            form, bid = view.form(outcome), view.bid(outcome)
            if form is None:
                if outcome.form_key is not None:
                    found.wrong(f"{outcome.bid[:16]}: form.age is missing, though its key is public")
                continue
            found.looked_at += 1
            if bid is None or len(form) != bid.value.form.size or sha256_hex(form) != bid.value.form.sha256:
                found.wrong(f"{outcome.bid[:16]}: form.age is not the one that bid.json names")
            if outcome.form_key is None:
                found.wrong(f"{outcome.bid[:16]}: form.age is in the bundle, though its key is not public")


def forms(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every form opens by its file key and says what was announced."""
    for view in _opened_lots(bundle):
        for outcome in view.outcomes:
            if outcome.items is None:
                continue
            found.looked_at += 1
            read = view.read(outcome)
            if isinstance(read, Cause):
                found.wrong(f"{outcome.bid[:16]} was announced as opened, but: {read.value}")
            elif read is None or dict(read) != dict(outcome.items):
                found.wrong(f"{outcome.bid[:16]}: other items were announced than the form has")


def form_binding(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every form names the platform, trade, lot, envelope, bidder and version of its bid, inside and outside."""
    for view in _opened_lots(bundle):
        for outcome in view.outcomes:
            if outcome.items is not None:
                found.looked_at += 1
                if view.read(outcome) is Cause.FORM_MISMATCH:
                    found.wrong(f"{outcome.bid[:16]}: the form is another bid's")


def not_opened(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Whatever was not opened has the cause that the evidence shows."""
    for view in _opened_lots(bundle):
        for outcome in view.outcomes:
            if outcome.cause is not None:
                found.looked_at += 1
                fault = _against(view, outcome, outcome.cause)
                if fault:
                    found.wrong(f"{outcome.bid[:16]} is said to be {outcome.cause.value}, but {fault}")


def record(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The record is what ledger and forms make it, byte for byte, and its hash is in the ledger."""
    for lot in bundle.lots:
        name, entry = f"{lot.path}/record.json", lot.only(bodies.RECORD_PUBLISHED)
        if entry is None:
            if name in bundle.container:
                found.wrong(f"{name} is there, but the ledger does not know of it")
            continue
        found.looked_at += 1
        data = bundle.container.read(name, LARGE)
        if sha256_hex(data) != bodies.read_record_published(entry.body):
            found.wrong(f"{name} has another hash than the ledger says")
        if data != record_bytes(facts_from_ledger(lot.place, bundle.announced, lot.entries, _released(lot))):
            found.wrong(f"{name} is not what the ledger makes it")


def _against(view: OpeningView, outcome: BidOutcome, cause: Cause) -> str:
    """What speaks against a cause; nothing if the evidence bears it out."""
    release, bid = view.release(outcome), view.bid(outcome)
    if bid is None:
        return "there is no such bid"
    match cause:
        case Cause.OBJECT_MISSING:
            return "its form is here" if view.form(outcome) is not None else ""
        case Cause.NOT_RELEASED:
            return "its release is here" if view.has_release(outcome) else ""
        case Cause.WINDOW_KEY_MISSING:
            published = any(holder.role in view.window_keys for holder in bid.value.keyholders)
            return "its window key was published" if published else ""
        case Cause.RELEASE_UNREADABLE:
            if release is None:
                return "there is no release"
            try:
                open_release(release.value, bid.value, view.window_keys)
            except ReleaseUnreadable:
                return ""
            return "its release can be read"
        case Cause.FORM_KEY_WRONG | Cause.FORM_INVALID | Cause.FORM_MISMATCH:
            form = view.form(outcome)
            if form is None or outcome.form_key is None:
                return "its form or its key is not here"
            seen = read_form(form, outcome.form_key, bid.value, view.opening_items)
            return "" if seen is cause else f"the form shows: {seen.value if isinstance(seen, Cause) else 'no fault'}"


def _opened_lots(bundle: Bundle) -> Iterator[OpeningView]:
    views = [lot.opening for lot in bundle.lots if lot.box is not None and lot.only(bodies.BIDS_OPENED) is not None]
    if not views:
        raise NotApplicable("no lot's bids were opened")
    yield from views


def _received(lot: LotView) -> list[tuple[datetime, str]]:
    bids = ((each.hash, each.receipt.value) for each in lot.bids.values())
    return [(receipt.value.received_at, name) for name, receipt in bids if receipt is not None]


def _released(lot: LotView) -> dict[str, datetime]:
    promises = ((each.hash, each.acknowledgement) for each in lot.bids.values())
    return {name: promise.value.value.received_at for name, promise in promises if promise and promise.value}
