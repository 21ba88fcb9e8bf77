"""Checks of how a committee came about, in numbers: docs/spec/ledger.md, "Committee"."""

from dataclasses import dataclass, replace
from typing import Final

from disclosure.verifier.change_checks import law_of
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from experts.domain import committee_entries as entries
from experts.domain.committee import may_ask_for_time
from experts.domain.committee_entries import Requested
from experts.domain.shapes import shape_of
from trading.domain.canonical import at_text
from trading.domain.entries import Entry, Method
from trading.domain.kinds import KindSpec
from trading.domain.phases import Phase
from trading.domain.qualified import APPLICATIONS_CLOSED

AGENCY: Final = "agency"


@dataclass
class Standing:
    """The request in hand, if there is one, and whether its committee is formed."""

    request: Requested | None = None
    formed: bool = False


def committee(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Each committee was asked for by the agency, in the shape of the law, and formed once its calls had begun."""
    law = law_of(bundle)
    for lot in (*bundle.applied_for, *bundle.lots):
        now = Standing()
        for entry in lot.entries:
            if entry.type in entries.ALL:
                found.looked_at += 1
                _take(found, lot, entry, now, law)
    if not found.looked_at:
        raise NotApplicable("no committee was asked for")


def _take(found: Findings, lot: LotView, entry: Entry, now: Standing, law: KindSpec | None) -> None:
    where = f"{lot.announced.code}, entry {entry.seq}"
    if entry.type == entries.REQUESTED:
        said = entries.read_requested(entry.body)
        if now.request is not None and entry.at < now.request.evaluation_until:
            found.wrong(f"{where}: a committee was asked for already")
        _check_request(found, where, lot, entry, said, law)
        now.request, now.formed = said, False
        return
    if now.request is None or entries.read_of_request(entry.body).request != now.request.request:
        found.wrong(f"{where}: nobody asked for this committee")
        return
    if entry.type == entries.WITHDRAWN:
        _check_agency(found, where, entry)
        if now.formed and now.request.evaluation_from >= lot.deadline_before(entry):
            found.wrong(f"{where}: a committee that was formed was given up")
        now.request = None
        return
    if entry.type == entries.EXTENDED:
        now.request = _extended(found, where, entry, now.request, law)
        return
    if now.formed != (entry.type == entries.REOPENED):
        found.wrong(f"{where}: the committee was {'formed' if now.formed else 'not formed'} before")
    if entry.facts.by.method is not Method.SYSTEM or entry.at < now.request.calls_from:
        found.wrong(f"{where}: a committee is formed by the platform, after {at_text(now.request.calls_from)}")
    now.formed = entry.type == entries.FORMED


def _extended(found: Findings, where: str, entry: Entry, before: Requested, law: KindSpec | None) -> Requested:
    """TR 48: only where so many members asked for it, and only forward."""
    said = entries.read_extended(entry.body)
    _check_agency(found, where, entry)
    rule = None if law is None else law.law.more_time_share
    if said.asked > said.members or (rule is not None and not may_ask_for_time(said.asked, said.members, rule.value)):
        found.wrong(f"{where}: {said.asked} of {said.members} members do not make the tenderer extend the time")
    if said.evaluation_until <= before.evaluation_until:
        found.wrong(f"{where}: the time of the evaluation is not extended")
    return replace(before, evaluation_until=said.evaluation_until)


def _check_request(
    found: Findings, where: str, lot: LotView, entry: Entry, said: Requested, law: KindSpec | None
) -> None:
    """EX-1: TL 37, O12 9."""
    _check_agency(found, where, entry)
    if sum(said.places) != said.experts or said.experts > said.members:
        found.wrong(f"{where}: the places of the groups are not the experts of the committee")
    if said.evaluation_from < lot.deadline_before(entry) or said.evaluation_until <= said.evaluation_from:
        found.wrong(f"{where}: the evaluation is not after the opening")
    if said.phase != (Phase.PREQUALIFICATION if lot.closes == APPLICATIONS_CLOSED else Phase.BIDDING):
        found.wrong(f"{where}: a committee for another phase than the lot stands in")
    if law is None or law.law.drawn_at_random is None:
        return
    shape = shape_of(law)
    is_even = shape.odd and said.members % 2 == 0
    if said.members < shape.least or is_even or said.experts < shape.experts_needed(said.members):
        found.wrong(f"{where}: the law knows no committee of {said.members}, {said.experts} of them experts")


def _check_agency(found: Findings, where: str, entry: Entry) -> None:
    if entry.facts.by.role != AGENCY:
        found.wrong(f"{where}: by {entry.facts.by.role}, not by the agency")
