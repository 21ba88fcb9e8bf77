"""Checks of what comes after a failure: docs/spec/ledger.md, "After a failure"."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from disclosure.verifier import ledger_checks
from disclosure.verifier.changes import NOTICES
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain import retendering
from trading.domain.bodies import CREATED, LOT_FAILED, Previous
from trading.domain.entries import Entry
from trading.domain.kinds import NoSuchEdition, NoSuchKind, spec

AGENCY: Final = "agency"
PROJECT: Final = 17
"""The length of the project code, with which a tender code begins."""


def retender(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """A re-tender names the failed lots of the same project that it follows; by their bundle they failed and were analysed before."""
    previous = bundle.notices[0].previous
    if previous is None:
        raise NotApplicable("the announcement names no trade before it")
    found.looked_at = len(previous.lots)
    _check_link(found, bundle, previous)
    if pins.earlier is None:
        found.note("no --previous bundle was given, so the failure itself was not looked at")
        return
    _check_earlier(found, bundle, pins.earlier, previous, pins)


def failures(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """A lot is analysed once, after it failed; it is left after as many failures as the law asks for, and not before the analysis."""
    failed: set[UUID] = set()
    analysed: set[UUID] = set()
    left: set[UUID] = set()
    for entry in bundle.entries:
        where = f"entry {entry.seq}"
        if entry.type == LOT_FAILED:
            failed.add(_lot_of(entry))
        elif entry.type == retendering.ANALYSED:
            lots = retendering.read_analysed(entry.body).lots
            _look(found, entry, lots, failed, analysed)
            analysed.update(lots)
        elif entry.type == retendering.LEFT:
            said = retendering.read_left(entry.body)
            _look(found, entry, said.lots, failed, left)
            if not analysed.issuperset(said.lots):
                found.wrong(f"{where}: left without an analysis of the failure")
            _check_count(found, bundle, where, said)
            left.update(said.lots)
    if not found.looked_at:
        raise NotApplicable("no failure was analysed and nothing was left")


def _check_link(found: Findings, bundle: Bundle, previous: Previous) -> None:
    _, trade, _ = bundle.manifest.get()
    own = {lot.lot for lot in bundle.notices[0].lots}
    if not own.issuperset(lot for lot, _before in previous.lots):
        found.wrong("the announcement lets a lot follow that it does not announce")
    for notice in bundle.notices[1:]:
        tendered = {lot.lot for lot in notice.lots}
        left = tuple(pair for pair in previous.lots if pair[0] in tendered)
        if notice.previous != (replace(previous, lots=left) if left else None):
            found.wrong("the tender's notice lets its lots follow others than that of the pre-qualification does")
    if previous.trade == trade or own & {before for _lot, before in previous.lots}:
        found.wrong("the trade follows itself")
    code = _tender_code(bundle)
    if code == previous.tender_code or code[:PROJECT] != previous.tender_code[:PROJECT]:
        found.wrong(f"tender {code} is no further tender of the project of {previous.tender_code}")


def _check_earlier(found: Findings, bundle: Bundle, earlier: Bundle, previous: Previous, pins: Pins) -> None:
    origin, trade, _ = earlier.manifest.get()
    if (origin, trade) != (bundle.manifest.get()[0], previous.trade):
        found.wrong(f"the bundle given for the trade before is of {trade} at {origin}")
        return
    for look in (ledger_checks.checkpoint, ledger_checks.chain, ledger_checks.tree):
        own = Findings()
        look(own, earlier, pins)
        for problem in own.problems:
            found.wrong(f"the bundle of the trade before: {problem}")
    if _tender_code(earlier) != previous.tender_code:
        found.wrong(f"the trade before is tender {_tender_code(earlier)}, not {previous.tender_code}")
    before = earlier.notices[0].previous
    if previous.round != (before.round if before is not None else 1) + 1:
        found.wrong(f"this is not tender {previous.round} of the project")
    announced = next(line.index for line in bundle.lines.get() if line.entry and line.entry.type in NOTICES)
    told = [line.entry for line in earlier.lines.get() if line.entry and line.index < announced]
    for _lot, lot in previous.lots:
        if not any(entry.type == LOT_FAILED and _lot_of(entry) == lot for entry in told):
            found.wrong(f"lot {lot} of the trade before had not failed when it was tendered again")
        if lot not in _named(told, retendering.ANALYSED):
            found.wrong(f"the failure of lot {lot} had not been analysed when it was tendered again")
        if lot in _named(told, retendering.LEFT):
            found.wrong(f"lot {lot} had been left for good")


def _look(found: Findings, entry: Entry, lots: Iterable[UUID], failed: set[UUID], done: set[UUID]) -> None:
    where = f"entry {entry.seq}"
    found.looked_at += 1
    if entry.facts.by.role != AGENCY:
        found.wrong(f"{where}: {entry.type} by {entry.facts.by.role}, not by the agency")
    for lot in lots:
        if lot not in failed:
            found.wrong(f"{where}: {entry.type} of lot {lot}, which had not failed")
        if lot in done:
            found.wrong(f"{where}: {entry.type} of lot {lot} a second time")


def _check_count(found: Findings, bundle: Bundle, where: str, said: retendering.LeftOff) -> None:
    """O30 38. The chain of failures cannot be longer than the tenders of the project."""
    previous = bundle.notices[0].previous
    if said.failures > (previous.round if previous is not None else 1):
        found.wrong(f"{where}: {said.failures} failures in fewer tenders")
    created = bundle.entries[0].body
    try:
        rule = spec(str(created.get("kind")), str(created.get("edition"))).law.failures_before_leave
    except (NoSuchKind, NoSuchEdition):
        return
    if rule is not None and said.failures < rule.value:
        found.wrong(f"{where}: left after {said.failures} failures, the law asks for {rule.value}")
    announced = next(entry.body for entry in bundle.entries if entry.type in NOTICES)
    if announced.get("needs_approval") is True and said.consent is None:
        found.wrong(f"{where}: left without the consent of the approver")


def _named(entries: Iterable[Entry], type_: str) -> set[UUID]:
    """The lots that the entries of this type speak of."""
    return {
        lot
        for entry in entries
        if entry.type == type_
        for lot in (
            retendering.read_left(entry.body).lots
            if type_ == retendering.LEFT
            else retendering.read_analysed(entry.body).lots
        )
    }


def _lot_of(entry: Entry) -> UUID:
    return UUID(str(entry.body.get("lot")))


def _tender_code(bundle: Bundle) -> str:
    created = [entry for entry in bundle.entries if entry.type == CREATED]
    return str(created[0].body.get("tender_code", "")) if created else ""
