"""Checks of what changes between the notice and the deadline: docs/spec/ledger.md, "Before the deadline"."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from disclosure.verifier.changes import NOTICES
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain import bodies, clarified
from trading.domain.bodies import LOT_FAILED, document_set_hash
from trading.domain.canonical import at_text
from trading.domain.clarified import Clarified
from trading.domain.entries import Entry
from trading.domain.kinds import KindSpec, NoSuchEdition, NoSuchKind, spec
from trading.domain.matters import RETENDER_ORDERED, VOIDED
from trading.domain.periods import back, day_of
from trading.domain.phases import Periods, Phase
from trading.domain.scheme_terms import SchemeTerms, scheme_in

AGENCY: Final = "agency"


def clarifications(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Each follows on the one before, with the hash of its documents, by the agency, early enough or with a new deadline."""
    law, number, document, terms = law_of(bundle), 0, "", None
    for entry in bundle.entries:
        if entry.type in NOTICES:
            found.looked_at += bool(document)
            number, document = _noticed(found, entry, number, first=not document)
            terms = scheme_in(entry.body)
        if entry.type != clarified.CLARIFIED:
            continue
        found.looked_at += 1
        said, number = clarified.read_clarified(entry.body), number + 1
        where = f"entry {entry.seq}"
        if entry.facts.by.role != AGENCY:
            found.wrong(f"{where}: the documents were changed by {entry.facts.by.role}, not by the agency")
        if (said.number, said.previous) != (number, document):
            found.wrong(f"{where}: the clarification does not follow on the one before")
        if document_set_hash(said.files) != said.document:
            found.wrong(f"{where}: the list of documents does not have the hash that the clarification says")
        document = said.document
        if said.scheme is not None:
            _check_scheme(found, where, said, terms)
            terms = said.scheme.after
        for lot, phase in _lots(bundle):
            if entry in lot.phase:
                _check_moment(found, lot, entry, said, law.periods(phase) if law else None)
    if not found.looked_at:
        raise NotApplicable("nothing was clarified")


def standstill(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """While an objection to the documents waits no box is closed; a late answer gives back the time that was left."""
    for lot, _phase in _lots(bundle):
        _check_standstill(found, lot)
    if not found.looked_at:
        raise NotApplicable("nothing stopped or ended the trade before its deadline")


def _noticed(found: Findings, entry: Entry, number: int, *, first: bool) -> tuple[int, str]:
    """Number and hash of the documents of a notice: the first's are version 0, a tender's after it the next."""
    notice = bodies.read_announced(entry.body)
    if notice.version != (0 if first else number + 1):
        found.wrong(f"entry {entry.seq}: the documents of the notice are not the next version")
    if document_set_hash(notice.files) != notice.document:
        found.wrong(f"entry {entry.seq}: the list of documents does not have the hash that the notice says")
    return notice.version, notice.document


def _check_scheme(found: Findings, where: str, said: Clarified, before: SchemeTerms | None) -> None:
    """TR 21: how bids are compared is what they are made for; whether the new method is lawful, the check of evaluations says."""
    if said.scheme is not None and said.scheme.before != before:
        found.wrong(f"{where}: the method of evaluation was another one than the clarification says")
    if not said.affects_bids:
        found.wrong(f"{where}: the method of evaluation was changed as if that did not affect bids")


def _lots(bundle: Bundle) -> Iterator[tuple[LotView, Phase]]:
    yield from ((lot, Phase.PREQUALIFICATION) for lot in bundle.applied_for)
    yield from ((lot, Phase.BIDDING) for lot in bundle.lots)


def _check_moment(found: Findings, lot: LotView, entry: Entry, said: Clarified, law: Periods | None) -> None:
    """TR 21: whatever can affect bids comes so many days before the deadline that is in force after it."""
    before = lot.deadline_before(entry)
    after = next((move.deadline for move in said.moves if move.lot == lot.announced.lot), None)
    if after is None:  # as if a stop that lasts ended now
        after = before + sum((entry.at - stop.ordered.at for stop in lot.stops if stop.holds(entry.seq)), timedelta())
    where = f"{lot.announced.code}, entry {entry.seq}"
    for move in said.moves:
        if move.lot == lot.announced.lot and (move.previous != before or move.deadline <= before):
            found.wrong(f"{where}: the deadline was {at_text(before)} and may only become later")
    rule = law.clarification_before if law is not None else None
    if said.affects_bids and rule is not None and day_of(entry.at) > back(day_of(after), rule.value):
        found.wrong(f"{where}: clarified at {at_text(entry.at)}, too late for a deadline at {at_text(after)}")
    if any(each.type == lot.closes and each.seq < entry.seq for each in lot.entries):
        found.wrong(f"{where}: clarified after the box was closed")


def _check_standstill(found: Findings, lot: LotView) -> None:
    waiting: set[UUID] = set()
    since: datetime | None = None
    terminated = False
    for entry in lot.phase:
        where = f"{lot.announced.code}, entry {entry.seq}"
        if entry.type == clarified.OBJECTED:
            found.looked_at += 1
            since = since or (entry.at if _names(entry, lot) else None)
            waiting.add(clarified.read_objected(entry.body))
        elif entry.type == clarified.ANSWERED:
            since = _answered(found, lot, entry, waiting, since)
        elif (entry.type == clarified.TERMINATED and _names(entry, lot)) or _is_failure(entry, lot):
            found.looked_at += 1
            terminated = True
        elif entry.type == lot.closes and entry in lot.entries and (since or terminated):
            found.wrong(f"{where}: the box was closed though the trade {'had ended' if terminated else 'stood still'}")


def _answered(
    found: Findings, lot: LotView, entry: Entry, waiting: set[UUID], since: datetime | None
) -> datetime | None:
    """Take the answer; returns since when the lot stands still, or None when it goes on."""
    said, where = clarified.read_answered(entry.body), f"{lot.announced.code}, entry {entry.seq}"
    waiting.discard(said.objection)
    if entry.facts.by.role != AGENCY:
        found.wrong(f"{where}: the objection was answered by {entry.facts.by.role}, not by the agency")
    if said.resumed == bool(waiting):
        found.wrong(f"{where}: {len(waiting)} objections wait, but the entry says otherwise")
    if waiting or since is None:
        return since
    before = lot.deadline_before(entry)
    expected = before if entry.at < before else entry.at + (before - since)
    if lot.deadline_after(entry) != expected:
        found.wrong(f"{where}: the deadline after the answer is not {at_text(expected)}")
    return None


def _is_failure(entry: Entry, lot: LotView) -> bool:
    """By a decision of the supervisor, before its box was closed."""
    voided = entry.type == LOT_FAILED and entry.body.get("reason") in (VOIDED, RETENDER_ORDERED)
    return voided and entry in lot.entries


def _names(entry: Entry, lot: LotView) -> bool:
    lots = entry.body.get("lots")
    return isinstance(lots, list) and str(lot.announced.lot) in lots


def law_of(bundle: Bundle) -> KindSpec | None:
    """The rules that the trade was announced under; None where this program does not know them."""
    created = bundle.entries[0].body
    try:
        return spec(str(created.get("kind")), str(created.get("edition")))
    except (NoSuchKind, NoSuchEdition):
        return None
