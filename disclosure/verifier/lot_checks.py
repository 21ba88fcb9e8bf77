"""Checks that bind an evaluation to its draws: docs/spec/evaluation.md, "Drawn"."""

from typing import Final

from disclosure.verifier.draws import DrawView
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from experts.domain.draw import Purpose
from experts.domain.draw_entries import CALLED, read_called, read_ordered
from experts.domain.open_lists import drawn_coefficient, drawn_numbers
from experts.domain.walk import seated_by
from trading.domain.entries import Entry
from trading.domain.evaluation_results import (
    MEMBER_REPLACED,
    REPORTED,
    STARTED,
    DrawnCoefficient,
    EvaluationResult,
    read_replaced,
    read_reported,
    read_started,
)
from trading.domain.qualified import REVIEWED, read_reviewed
from trading.domain.scheme_terms import number
from trading.domain.scoring_methods import DrawnNumber

NOTHING: Final = "no evaluation rests on a draw"


def drawn(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The coefficient of a price formula is what three parties drew before anybody evaluated; equals are parted by the numbers that all bidders drew."""
    for lot in bundle.lots:
        entry, started = lot.only(REPORTED), lot.only(STARTED)
        result = None if entry is None else read_reported(entry.body)
        if started is not None:
            _check_coefficient(found, bundle, lot, started, result)
        if entry is not None and result is not None:
            _check_lots(found, lot, entry, result)
    if not found.looked_at:
        raise NotApplicable(NOTHING)


def seats(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Who evaluates is who was drawn and called: when the evaluation begins, when it is reported, and at each replacement.
    So is who reviews applications, when the review is done."""
    for lot in bundle.applied_for:
        _check_reviewers(found, lot)
    for lot in bundle.lots:
        started = lot.only(STARTED)
        if started is None:
            continue
        if not _seated(lot, started.seq):
            found.note(f"{lot.announced.code}: the ledger has no draw of those who evaluated")
            continue
        first = read_started(started.body)
        members = set(first.members)
        _check_seats(found, lot, started, members, first.experts)
        for entry in lot.entries:
            if entry.type == MEMBER_REPLACED and entry.seq > started.seq:
                members = _replaced(found, lot, entry, members)
            if entry.type == REPORTED:
                members = {each.member for each in read_reported(entry.body).members}
                _check_seats(found, lot, entry, members, first.experts)
    if not found.looked_at:
        raise NotApplicable("no committee that was drawn has evaluated")


def _check_coefficient(
    found: Findings, bundle: Bundle, lot: LotView, started: Entry, result: EvaluationResult | None
) -> None:
    terms, where = bundle.scheme, f"{lot.announced.code}, entry {started.seq}"
    said = None if result is None else result.coefficient
    if terms is None or terms.drawn is None:
        if said is not None:
            found.wrong(f"{where}: a coefficient that the notice does not leave to a draw")
        return
    found.looked_at += 1
    draw = _newest(lot, Purpose.COEFFICIENT, started.seq)
    if draw is None or draw.ordered is None or draw.ordered.seq > started.seq:
        found.wrong(f"{where}: the evaluation began before the coefficient was drawn")
        return
    right = _coefficient(lot, draw, draw.ordered, terms.drawn.number, terms.drawn.texts)
    if result is not None and said != right:
        shown = "none" if said is None else f"{said.value:f}"
        found.wrong(f"{lot.announced.code}: the coefficient that was drawn is {right.value:f}, the report has {shown}")


def _coefficient(
    lot: LotView, draw: DrawView, ordered: Entry, name: DrawnNumber, texts: tuple[str, ...]
) -> DrawnCoefficient:
    seed = read_ordered(ordered.body).seed
    return DrawnCoefficient(draw.draw, name, number(drawn_coefficient(lot.announced.lot, seed, texts)))


def _check_lots(found: Findings, lot: LotView, entry: Entry, result: EvaluationResult) -> None:
    where = f"{lot.announced.code}, entry {entry.seq}"
    if result.lottery is None:
        if result.lots:
            found.looked_at += 1
            found.wrong(f"{where}: bidders have numbers that no draw gave them")
        return
    found.looked_at += 1
    draw = _newest(lot, Purpose.LOTTERY, entry.seq)
    if draw is None or draw.draw != result.lottery or draw.ordered is None or draw.ordered.seq > entry.seq:
        found.wrong(f"{where}: the lottery that the report names is not the one that was drawn")
        return
    seed = read_ordered(draw.ordered.body).seed
    if drawn_numbers(lot.announced.lot, seed, draw.open_ids or ()) != dict(result.lots):
        found.wrong(f"{where}: the bidders have other numbers than they drew")


def _newest(lot: LotView, purpose: Purpose, before: int) -> DrawView | None:
    """The draw that counts: whoever drew again before that entry left the one before."""
    draws = [each for each in lot.draws if each.purpose == purpose and each.entries[0].seq < before]
    return draws[-1] if draws else None


def _seated(lot: LotView, before: int, purpose: Purpose = Purpose.EXPERTS) -> tuple[str, ...]:
    """Who had a place by the last draw of such experts that had its order then."""
    draws = [each for each in lot.draws if each.purpose == purpose]
    ordered = [each for each in draws if each.ordered is not None and each.ordered.seq < before]
    if not ordered:
        return ()
    calls = [entry for entry in ordered[-1].entries if entry.type == CALLED and entry.seq < before]
    return seated_by(read_called(entry.body) for entry in calls)


def _check_reviewers(found: Findings, lot: LotView) -> None:
    entry = lot.only(REVIEWED)
    reviewers = None if entry is None else read_reviewed(entry.body).reviewers
    if entry is None or reviewers is None:
        return
    if not _seated(lot, entry.seq, Purpose.REVIEWERS):
        found.note(f"{lot.announced.code}: the ledger has no draw of those who reviewed")
        return
    _check_seats(found, lot, entry, set(reviewers.members), reviewers.experts, Purpose.REVIEWERS)


def _check_seats(
    found: Findings, lot: LotView, entry: Entry, members: set[str], experts: int, purpose: Purpose = Purpose.EXPERTS
) -> None:
    seated = _seated(lot, entry.seq, purpose)
    found.looked_at += len(members)
    if len(seated) != experts or not set(seated) <= members:
        found.wrong(
            f"{lot.announced.code}, entry {entry.seq}: of {experts} experts that sit, {len(members & set(seated))} are of "
            f"the {len(seated)} who were drawn and accepted"
        )


def _replaced(found: Findings, lot: LotView, entry: Entry, members: set[str]) -> set[str]:
    """TR 48: a drawn member's seat goes to somebody of the same draw."""
    change, seated = read_replaced(entry.body), set(_seated(lot, entry.seq))
    ever = {read_called(each.body).blinded for draw in lot.draws for each in draw.of_types(frozenset((CALLED,)))}
    if change.left in ever and (change.left in seated or change.seated not in seated):
        found.wrong(f"{lot.announced.code}, entry {entry.seq}: a seat was given to somebody who was not drawn for it")
    return members - {change.left} | {change.seated}
