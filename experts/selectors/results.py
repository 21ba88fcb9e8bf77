"""What an evaluation came to, for everybody after its report; before that, how far it is for agency and supervisors."""

from collections.abc import Iterator
from dataclasses import dataclass

from experts.domain.derivation import Derived
from experts.domain.reports import BidToEvaluate, reckon_means, reckon_sheets
from experts.domain.sheets import read_cells
from experts.models import Evaluation
from experts.selectors.evaluating import (
    ballots_of,
    bids_of,
    is_supervisor,
    may_watch,
    newest_report,
    sheets_of,
    stands_of,
    terms_of,
)
from experts.selectors.seats import committee_of
from trading.domain.actors import Actor, Role
from trading.domain.evaluation_results import REPORTED, EvaluationResult, read_reported
from trading.models import Entry, Lot
from trading.selectors.trades import NoSuchLot, lot_for


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A locked sheet, for supervisors. `name` is the member's, `text` what it wrote under the report."""

    name: str
    is_expert: bool
    commitment: str
    stand: str
    text: str


def evaluation_for(actor: Actor, lot_id: object) -> tuple[Lot, EvaluationResult | None]:
    """The lot and its result; None while it is evaluated, for whoever may watch. Raises `NoSuchLot`."""
    lot = lot_for(actor, lot_id)  # type: ignore[arg-type]  # a UUID of the address
    result = result_of(lot)
    if result is None and not (may_watch(actor, lot) and Evaluation.objects.filter(lot=lot).exists()):
        raise NoSuchLot
    return lot, result


def result_of(lot: Lot) -> EvaluationResult | None:
    """As the ledger has it."""
    entries = Entry.objects.filter(trade_id=lot.trade_id, type=REPORTED, content__body__lot=str(lot.pk))
    entry = entries.select_related("content").first()
    return None if entry is None else read_reported(entry.content.body)


def opened_by_bid(lot: Lot) -> dict[str, BidToEvaluate]:
    return {bid.bid: bid for bid in bids_of(lot).values()}


def derivations_of(actor: Actor, lot: Lot, result: EvaluationResult) -> dict[str, Derived]:
    """How each total came about, by bidder: down to the means of the entry, for supervisors down to the sheets."""
    terms, opened = terms_of(lot), opened_by_bid(lot)
    bids = [opened[each.bid] for each in result.valid]
    if is_supervisor(actor) and terms.factors:
        members = committee_of(lot)
        sheets = sheets_of(Evaluation.objects.get(lot=lot), members)
        names = {member.seat: member.name for member in members}
        cells = {names[seat]: read_cells(bytes(sheet.content)) for seat, sheet in sheets.items()}
        return dict(reckon_sheets(terms, bids, cells, ceiling=lot.ceiling, lots=result.lots).results)
    means = {(each.bidder, key): points for each in result.valid for key, points in each.factors.items()}
    return dict(reckon_means(terms, bids, means, ceiling=lot.ceiling, lots=result.lots).results)


def sheets_for(actor: Actor, lot: Lot) -> list[SheetShown]:
    """Who sat, for supervisors; nobody else learns a name."""
    if not is_supervisor(actor):
        return []
    members, report = committee_of(lot), newest_report(lot)
    sheets = sheets_of(Evaluation.objects.get(lot=lot), members)
    stands = {} if report is None else stands_of(report)
    return [
        SheetShown(
            name=member.name,
            is_expert=member.is_expert,
            commitment=sheets[member.seat].commitment if member.seat in sheets else "",
            stand=stands[member.seat].stand if member.seat in stands else "",
            text=stands[member.seat].text if member.seat in stands else "",
        )
        for member in members
    ]


def own_reasons(actor: Actor, lot: Lot, result: EvaluationResult) -> list[str]:
    """To a bidder that was rejected, what the members wrote; nobody's name is with it."""
    if actor.role is not Role.BIDDER:
        return []
    return list(_reasons(actor, lot, result))


def _reasons(actor: Actor, lot: Lot, result: EvaluationResult) -> Iterator[str]:
    rejected = {each.bid: each.ground for each in result.rejected if each.bidder == actor.party}
    ballots = ballots_of(lot, committee_of(lot))
    for pk, bid in bids_of(lot).items():
        if bid.bid in rejected:
            cast = ballots.get(pk, {}).values()
            yield from sorted({each.reason for each in cast if each.ground == rejected[bid.bid]})
