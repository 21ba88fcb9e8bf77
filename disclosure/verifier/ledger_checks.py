"""Checks of the file itself and of the ledger: docs/spec/bundle.md, docs/spec/ledger.md."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from disclosure.verifier.log_lines import LogLine
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import ROTATIONS, Bundle
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain import bodies, merkle
from trading.domain.bodies import document_set_hash
from trading.domain.canonical import FormatError, at_text
from trading.domain.notes import parse_verifier_key
from trading.domain.trade_time import BeforeTheClock, ClockMoveRefused, Segment, trade_time, validate_move


def files(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Everything that has to be there is there, and nothing else is."""
    _, _, lots = bundle.manifest.get()
    bundle.keys.get()
    wanted = {"checkpoint", "entries.jsonl", "keys.json", "manifest.json", "parties.jsonl"}
    wanted |= {f"documents/{file.sha256}" for version in bundle.documents for file in version.files}
    wanted |= {f"documents/{file.sha256}" for file in bundle.consents}
    allowed = wanted.union({ROTATIONS}, *(lot.expected_names() for lot in bundle.lots))
    allowed.update(*(lot.names_of_draws() for lot in bundle.applied_for))
    for name in sorted(wanted.difference(bundle.container.names)):
        found.wrong(f"{name} is missing")
    for name in bundle.container.names:
        found.looked_at += 1
        if name not in allowed:
            found.wrong(f"{name} does not belong here")
    if set(lots) != {lot.announced.lot for lot in bundle.lots}:
        found.wrong("the lots of the manifest are not those of the notice")


def log_key(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The key by which the checkpoint is judged comes from elsewhere than the bundle."""
    if pins.log_key is None:
        raise NotApplicable("no --log-key was given, so the bundle's own key was used: compare it with a published one")
    found.looked_at = 1
    if pins.log_key not in bundle.log_keys:
        found.wrong("keys.json names another log key than the one that was given")


def receipt_key(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The key by which receipts are judged comes from elsewhere than the bundle."""
    if pins.receipt_key is None:
        raise NotApplicable("no --receipt-key was given, so the bundle's own key was used")
    found.looked_at = 1
    if pins.receipt_key not in bundle.receipt_keys.keys:
        found.wrong("keys.json names another receipt key than the one that was given")


def rotations(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every key that followed another was vouched for by it, and announced in the log before it was used."""
    lines = bundle.rotation_lines.get()
    if ROTATIONS not in bundle.container:
        raise NotApplicable("no key of the platform was ever handed over")
    found.looked_at = len(lines)
    if len({line.index for line in lines}) != len(lines):
        found.wrong("one place in the log is there twice")
    _in_tree(found, bundle, pins, lines)
    found.note(f"{len(bundle.log_keys)} checkpoint and {len(bundle.receipt_keys.keys)} receipt keys")


def checkpoint(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The log signed this size and this root, under the platform's name."""
    found.looked_at = 1
    signed = pins.checkpoint(bundle)
    parse_verifier_key(bundle.keys.get()[0])
    found.note(f"size {signed.size:,}")
    if signed.origin != bundle.manifest.get()[0]:
        found.wrong(f"the checkpoint is of {signed.origin}, the bundle of {bundle.manifest.get()[0]}")


def witness(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """A witness saw the box closed within 5 seconds of the deadline."""
    raise NotApplicable("no witness has cosigned: that nothing was backdated rests on the log's own signature")


def chain(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The trade's entries are all there, in one order."""
    _, trade, _ = bundle.manifest.get()
    lines = bundle.lines.get()
    found.looked_at = len(lines)
    for expected, line in enumerate(lines, 1):
        if line.seq != expected:
            found.wrong(f"entry {expected} is missing: {line.seq} stands in its place")
            break
    for before, after in pairwise(lines):
        if after.index <= before.index:
            found.wrong(f"entry {after.seq} stands before entry {before.seq} in the log")
    for entry in bundle.entries:
        if entry.facts.trade != trade:
            found.wrong(f"entry {entry.seq} belongs to another trade")
    if len({entry.facts.id for entry in bundle.entries}) != len(bundle.entries):
        found.wrong("two entries have one id")
    if not bundle.entries or bundle.entries[0].seq != 1 or bundle.entries[0].type != bodies.CREATED:
        found.wrong(f"the first entry is not {bodies.CREATED}")


def tree(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every entry is in the tree that the checkpoint signs."""
    lines = (*bundle.lines.get(), *bundle.party_lines.get(), *bundle.rotation_lines.get())
    found.looked_at = len(lines)
    _in_tree(found, bundle, pins, lines)


def clock(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Every time that anything bears is what the trade's clock showed when it was recorded."""
    segments = _segments(found, bundle)
    times = [(f"entry {entry.seq}", entry.facts.recorded_at, entry.at) for entry in bundle.entries]
    for what, recorded, shown in (*times, *_promised_times(bundle)):
        found.looked_at += 1
        try:
            expected = trade_time(segments, recorded)
        except BeforeTheClock:
            found.wrong(f"{what} was recorded before the trade had a clock")
            continue
        if expected != shown:
            found.wrong(f"{what} says {at_text(shown)}, the trade's clock said {at_text(expected)}")


def real_clock(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The trade's clock is real time, for ever."""
    created = bodies.read_created(bundle.entries[0].body)
    if created.training:
        raise NotApplicable("TRAINING CLOCK: this trade's times are not real times")
    found.looked_at = 1
    if not created.clock.is_identity or any(entry.type == bodies.CLOCK_MOVED for entry in bundle.entries):
        found.wrong("a real trade's clock was set or moved")


def documents(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The documents in the bundle are those of the notice, and of every version after it."""
    announced = bundle.notices[0]
    if document_set_hash(announced.files) != announced.document:
        found.wrong("the notice's list of documents does not have the hash that the notice says")
    published = (file for version in bundle.documents for file in version.files)
    for file in dict.fromkeys((*published, *bundle.consents)):
        found.looked_at += 1
        name = f"documents/{file.sha256}"
        if name not in bundle.container:
            found.wrong(f"{file.name} is missing")
        elif bundle.container.size(name) != file.size or bundle.container.sha256(name) != file.sha256:
            found.wrong(f"{file.name} is not the file that was announced")


def _in_tree(found: Findings, bundle: Bundle, pins: Pins, lines: Iterable[LogLine]) -> None:
    signed = pins.checkpoint(bundle)
    for line in lines:
        try:
            leaf = merkle.leaf_hash(line.commitment)
            merkle.verify_inclusion(leaf, line.index, signed.size, line.proof, signed.root)
        except FormatError as error:
            found.wrong(f"log entry {line.index}: {error}")


def is_training(bundle: Bundle) -> bool:
    """Whether the bundle itself says so; a bundle that cannot be read says nothing."""
    try:
        return bodies.read_created(bundle.entries[0].body).training
    except (FormatError, IndexError):
        return False


def _segments(found: Findings, bundle: Bundle) -> list[Segment]:
    created = bodies.read_created(bundle.entries[0].body)
    segments = [created.clock]
    for entry in bundle.entries:
        if entry.type == bodies.CLOCK_MOVED:
            moved = bodies.read_clock_moved(entry.body)
            try:
                validate_move(segments, moved, training=created.training)
            except ClockMoveRefused as error:
                found.wrong(f"entry {entry.seq} moves the clock as none may be moved: {error}")
            segments.append(moved)
    return segments


def _promised_times(bundle: Bundle) -> Iterable[tuple[str, datetime, datetime]]:
    for lot in bundle.lots:
        for _, receipt in lot.received:
            yield f"the receipt of {receipt.value.bid[:16]}", receipt.value.recorded_at, receipt.value.received_at
        for folder in lot.bids.values():
            promise = folder.acknowledgement and folder.acknowledgement.value
            if promise:
                value = promise.value
                yield f"the acknowledgement for {folder.hash[:16]}", value.recorded_at, value.received_at
