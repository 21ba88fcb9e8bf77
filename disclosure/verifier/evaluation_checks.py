"""The check of evaluations: docs/spec/evaluation.md. Every number is reckoned again from prices and points."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from bidding.domain.bodies import BIDS_OPENED, RECORD_PUBLISHED, read_bids_opened
from bidding.domain.opening import Result
from disclosure.verifier.change_checks import law_of
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from experts.domain.benchmark import CeilingMissing, RuleBroken
from experts.domain.methods import PointsOutOfRange, SheetBroken
from experts.domain.ranking import LotsBroken, TieUndecided
from experts.domain.reports import BidToEvaluate, Reckoned, chosen, reckon_means
from experts.domain.schemes import CoefficientMissing
from trading.domain.bodies import ANNOUNCED, LOT_FAILED
from trading.domain.canonical import FormatError
from trading.domain.entries import SYSTEM, Entry
from trading.domain.evaluation_results import (
    MEMBER_REPLACED,
    REPORTED,
    SHEET_COMMITTED,
    STARTED,
    EvaluationResult,
    ReportResult,
    read_committed,
    read_replaced,
    read_reported,
    read_started,
)
from trading.domain.kinds import KindSpec
from trading.domain.money import Money
from trading.domain.scheme_terms import SchemeTerms, SchemeUnlawful, check_terms

OWN: Final = "own:"


def evaluations(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """By the method of the notice: all bids judged once, sheets as committed, every price score, total, place and candidate reckoned again."""
    law, terms = law_of(bundle), bundle.scheme
    if terms is not None and law is not None:
        _check_scheme(found, bundle, terms, law)
    for lot in bundle.lots:
        entry = lot.only(REPORTED)
        if entry is not None:
            _check_report(found, bundle, lot, entry, law)
        elif lot.of_type(STARTED):
            found.note(f"{lot.announced.code}: the committee has not reported yet")
    if not found.looked_at:
        raise NotApplicable("no committee has reported")


def _check_scheme(found: Findings, bundle: Bundle, terms: SchemeTerms, law: KindSpec) -> None:
    try:
        check_terms(law.law, terms, has_ceiling=all(lot.ceiling is not None for lot in bundle.lots))
    except SchemeUnlawful as refusal:
        found.wrong(f"the notice names a method of evaluation that the law does not allow: {refusal.problem}")


def _check_report(found: Findings, bundle: Bundle, lot: LotView, entry: Entry, law: KindSpec | None) -> None:
    where, terms = f"{lot.announced.code}, entry {entry.seq}", bundle.scheme
    result = read_reported(entry.body)
    _check_committee(found, lot, entry, result, law)
    bids = _opened(lot)
    _check_bids(found, bundle, where, result, bids)
    if terms is None:
        found.wrong(f"{where}: a report, but the notice names no method of evaluation")
        return
    found.looked_at += max(len(bids), 1)
    valid = [bids[each.bid] for each in result.valid if each.bid in bids]
    reckoned = _reckoned(found, lot, where, terms, result, valid)
    if reckoned is not None:
        _check_numbers(found, where, result, reckoned)
    _check_result(found, lot, where, result, law, reckoned, valid)


def _check_committee(
    found: Findings, lot: LotView, entry: Entry, result: EvaluationResult, law: KindSpec | None
) -> None:
    """A lawful committee, who its members were at the end, and the sheet that each had committed to last."""
    where, started = f"{lot.announced.code}, entry {entry.seq}", lot.only(STARTED)
    record = lot.only(RECORD_PUBLISHED)
    if started is None or record is None or not record.seq < started.seq < entry.seq:
        found.wrong(f"{where}: the report does not come after the record and the beginning of an evaluation")
        return
    first = read_started(started.body)
    rule = None if law is None else law.law.committee
    if rule is not None and not rule.value.allows(len(first.members), first.experts):
        found.wrong(f"{where}: the committee was not lawful")
    members, sheets = set(first.members), dict[str, str]()
    for each in lot.entries:
        if each.seq > entry.seq or each.type not in (MEMBER_REPLACED, SHEET_COMMITTED):
            continue
        if each.type == MEMBER_REPLACED:
            change = read_replaced(each.body)
            if change.left not in members or change.seated in members:
                found.wrong(f"{where}: entry {each.seq} replaces nobody, or by a member")
            members = members - {change.left} | {change.seated}
            continue
        member, sheet = read_committed(each.body)
        if member not in members:
            found.wrong(f"{where}: entry {each.seq} is the sheet of somebody who is no member")
        sheets[member] = sheet
    _check_members(found, where, result, members, sheets)
    if any(each.facts.by != SYSTEM for each in (started, entry)):
        found.wrong(f"{where}: an evaluation is told by the platform, which names no member")


def _check_members(
    found: Findings, where: str, result: EvaluationResult, members: set[str], sheets: Mapping[str, str]
) -> None:
    if sorted(each.member for each in result.members) != sorted(members):
        found.wrong(f"{where}: the members of the report are not those of the committee")
    scored = any(each.factors for each in result.valid)
    for each in result.members:
        if each.sheet is not None and sheets.get(each.member) != each.sheet:
            found.wrong(f"{where}: the sheet of member {each.member[:8]} is not the one that was committed to")
        if each.sheet is None and scored:
            found.wrong(f"{where}: member {each.member[:8]} has no sheet")


def _opened(lot: LotView) -> dict[str, BidToEvaluate]:
    entry = lot.only(BIDS_OPENED)
    key = next((str(item["key"]) for item in lot.announced.opening_items if item.get("kind") == "money"), "")
    if entry is None:
        return {}
    return {
        each.bid: BidToEvaluate(each.bid, each.bidder, each.name, Money.parse(each.items[key]), each.items)
        for each in read_bids_opened(entry.body)
        if each.result is Result.OPENED and each.items is not None and key in each.items
    }


def _check_bids(
    found: Findings, bundle: Bundle, where: str, result: EvaluationResult, bids: Mapping[str, BidToEvaluate]
) -> None:
    """Each opened bid is valid or rejected, once, at the price that was opened, on a ground of the notice."""
    judged = [(each.bid, each.bidder) for each in result.valid]
    judged += [(each.bid, each.bidder) for each in result.rejected]
    if sorted(bid for bid, _bidder in judged) != sorted(bids):
        found.wrong(f"{where}: the bids that were judged are not those that were opened, each once")
    for bid, bidder in judged:
        if bid in bids and bids[bid].bidder != bidder:
            found.wrong(f"{where}: bid {bid[:8]} is not of {bidder}")
    for each in result.valid:
        if each.bid in bids and bids[each.bid].price != each.price:
            found.wrong(f"{where}: {each.bidder} was opened with another price")
    grounds = _grounds(bundle)
    for rejected in result.rejected:
        if grounds is not None and rejected.ground not in grounds:
            found.wrong(f"{where}: {rejected.bidder} is rejected on a ground that the notice does not name")


def _grounds(bundle: Bundle) -> set[str] | None:
    body = next(entry.body for entry in bundle.entries if entry.type == ANNOUNCED)
    grounds = body.get("grounds")
    if not isinstance(grounds, dict):
        return None
    law, own = grounds.get("law"), grounds.get("own")
    if not isinstance(law, list) or not isinstance(own, list):
        raise FormatError("the grounds of a notice are lists")
    return {str(each) for each in law} | {f"{OWN}{each}" for each in own}


def _reckoned(
    found: Findings,
    lot: LotView,
    where: str,
    terms: SchemeTerms,
    result: EvaluationResult,
    valid: Sequence[BidToEvaluate],
) -> Reckoned | None:
    means = {(each.bidder, key): points for each in result.valid for key, points in each.factors.items()}
    if not valid:
        return None
    if terms.drawn is not None and result.coefficient is not None:
        terms = terms.with_coefficient(result.coefficient.value)
    try:
        return reckon_means(terms, valid, means, ceiling=lot.ceiling, lots=result.lots)
    except (SheetBroken, PointsOutOfRange, CeilingMissing, LotsBroken, CoefficientMissing, RuleBroken) as error:
        found.wrong(f"{where}: nothing can be reckoned from this: {type(error).__name__}: {error}")
        return None


def _check_numbers(found: Findings, where: str, result: EvaluationResult, reckoned: Reckoned) -> None:
    if result.benchmark != reckoned.benchmark:
        found.wrong(f"{where}: the benchmark price is {reckoned.benchmark}, not {result.benchmark}")
    own = {each.bid: each for each in reckoned.valid}
    for each in result.valid:
        right = own.get(each.bid)
        if right is None:
            continue
        for name in ("price_points", "merit", "place", "by"):
            said, reckons = getattr(each, name), getattr(right, name)
            if said != reckons:
                found.wrong(f"{where}: {each.bidder}: {name} is {_shown(reckons)}, not {_shown(said)}")


def _check_result(
    found: Findings,
    lot: LotView,
    where: str,
    result: EvaluationResult,
    law: KindSpec | None,
    reckoned: Reckoned | None,
    valid: Sequence[BidToEvaluate],
) -> None:
    """Candidates in order where it is ranked; else the lot failed for a reason that holds."""
    failed, values = lot.of_type(LOT_FAILED), None if law is None else law.law
    if result.result is not ReportResult.RANKED:
        least = None if values is None or values.competition_least is None else values.competition_least.value
        too_few = least is None or 0 < len(result.valid) < least
        holds = not result.valid if result.result is ReportResult.ALL_REJECTED else too_few
        if not holds or result.candidates or not failed:
            found.wrong(f"{where}: the lot did not fail as the report says, or had no reason to")
        return
    most = None if values is None or values.candidates_most is None else values.candidates_most.value
    if reckoned is None:
        found.wrong(f"{where}: a ranking without bids")
        return
    try:
        right = chosen(reckoned, valid, len(valid) if most is None else most)
    except TieUndecided as tie:
        found.wrong(f"{where}: {tie} are tied, and no draw among them is told")
        return
    if result.candidates != right:
        found.wrong(f"{where}: the candidates are not the first ones in order, with what their bids say")


def _shown(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
