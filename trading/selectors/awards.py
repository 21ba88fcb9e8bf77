"""After the evaluation: the result, who won, until when bids bind, and the gates to them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from trading.domain import award_days
from trading.domain.actors import Actor, Role
from trading.domain.awarded import AWARDED, Ranking, Standing, read_awarded, read_result
from trading.domain.deposit_terms import ask_of
from trading.domain.periods import Counted
from trading.models import Award, DocumentObjection, Entry, Evaluated, Lot, SecondLook, ValidityExtension, ValidityReply
from trading.selectors.calendar import working_calendar
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for

OPENED = "bids.opened"


def agency_lot(actor: Actor, lot_id: UUID) -> Lot:
    """An announced lot for the agency of its trade. Raises `NoSuchLot`."""
    lot = lot_for(actor, lot_id)
    if not is_agency_of(actor, lot.trade) or lot.trade.announced_at is None or lot.trade.erased_at is not None:
        raise NoSuchLot
    return lot


def evaluated_lot(actor: Actor, lot_id: UUID) -> Lot:
    """One that has its evaluation report, for the agency of its trade. Raises `NoSuchLot`."""
    lot = agency_lot(actor, lot_id)
    if not Evaluated.objects.filter(lot=lot).exists():
        raise NoSuchLot
    return lot


def result_of(lot: Lot) -> Ranking:
    """What the committee's report says. Raises `NoSuchLot` before there is one."""
    row = Evaluated.objects.filter(lot=lot).first()
    if row is None:
        raise NoSuchLot
    return read_result(row.result)


def candidates_of(lot: Lot) -> tuple[Standing, ...]:
    """The candidates by rank, those too that fell since."""
    return result_of(lot).shown


def out_of_validity(lot: Lot) -> frozenset[str]:
    """The bidders who did not let their bids bind longer: they are out (O12 40)."""
    done = ValidityExtension.objects.filter(request__lot=lot).values_list("request_id", flat=True)
    parties = {standing.bidder for standing in result_of(lot).standings}
    for request in done:
        accepted = ValidityReply.objects.filter(request_id=request, accepts=True)
        parties &= set(accepted.values_list("organisation__uscc", flat=True))
    return frozenset(standing.bidder for standing in result_of(lot).standings) - parties


def validity_of(lot: Lot) -> Counted:
    """The last day on which the bids bind: by the notice (TR 25), or by the last extension."""
    assert lot.deadline is not None
    calendar = working_calendar()
    last = ValidityExtension.objects.filter(request__lot=lot).order_by("-request__number").first()
    if last is not None:
        day = last.request.until
        return Counted(day, day, not calendar.is_published(day))
    return award_days.valid_until(calendar, lot.deadline, _validity_days(lot))


def award_of(lot: Lot) -> Award | None:
    """The decision in force."""
    return lot.awards.select_related("entry__content", "organisation").order_by("-number").first()


def was_replaced(lot: Lot, organisation_id: UUID) -> bool:
    """Whether the organisation won the lot and another one was awarded in its place."""
    last = award_of(lot)
    before = lot.awards.filter(organisation_id=organisation_id).exists()
    return before and last is not None and last.organisation_id != organisation_id


def award_body(award: Award) -> Mapping[str, Any]:
    """What the decision says."""
    body: Mapping[str, Any] = award.entry.content.body
    return body


def open_objections(lot: Lot) -> int:
    """Objections to the candidates that wait for their answer."""
    return DocumentObjection.objects.filter(lot=lot, answer=None).count()


def looks_of(lot: Lot) -> list[SecondLook]:
    """The second looks that were asked for, in their order, with what came of them."""
    return list(SecondLook.objects.filter(lot=lot).select_related("result", "withdrawal").order_by("at", "pk"))


def waiting_looks(lots: Iterable[Lot]) -> QuerySet[SecondLook]:
    """Those that are neither given nor withdrawn."""
    return SecondLook.objects.filter(lot__in=[lot.pk for lot in lots], result=None, withdrawal=None)


def may_be_looked_at(lot: Lot) -> list[Standing]:
    """The candidates who may still win: once somebody has, whoever may come in its place (TR 55, 56)."""
    award = award_of(lot)
    if award is None:
        return list(candidates_of(lot))
    said = read_awarded(award.entry.content.body)
    gone = {said.winner.rank, *(one.rank for one in said.passed)}
    return [one for one in candidates_of(lot) if one.rank not in gone]


def open_looks(lot: Lot) -> int:
    """Second looks that the committee has not given yet, and that are not withdrawn (TR 56)."""
    return waiting_looks([lot]).count()


def is_unable(lot: Lot, rank: int) -> bool:
    """Whether the committee, asked last, has not confirmed the candidate of this rank."""
    given = [look.result.able for look in looks_of(lot) if look.rank == rank and hasattr(look, "result")]
    return bool(given) and not given[-1]


def won_by(actor: Actor, lot_id: UUID) -> tuple[Lot, Award]:
    """The lot and its award, for its winner. Raises `NoSuchLot`."""
    lot = lot_for(actor, lot_id)
    award = award_of(lot)
    if award is None or actor.role is not Role.BIDDER or award.organisation_id != actor.organisation_id:
        raise NoSuchLot
    return lot, award


def own_standing(actor: Actor, lot: Lot) -> Standing | None:
    """The rank and score of the bidder's own bid, once the lot is awarded; None where it was rejected.

    Raises `NoSuchLot` for whoever did not bid, and before the award.
    """
    if not Entry.objects.filter(trade=lot.trade, type=AWARDED, content__body__lot=str(lot.pk)).exists():
        raise NoSuchLot
    if actor.role is not Role.BIDDER or actor.party not in bidders_of(lot):
        raise NoSuchLot
    return next((one for one in result_of(lot).standings if one.bidder == actor.party), None)


def bidders_of(lot: Lot) -> frozenset[str]:
    """The codes of all whose bids were opened, from the ledger: it is public since the opening."""
    rows = Entry.objects.filter(trade=lot.trade, type=OPENED, content__body__lot=str(lot.pk))
    bodies = rows.values_list("content__body", flat=True)
    return frozenset(bid["bidder"] for body in bodies for bid in body["bids"])


def _validity_days(lot: Lot) -> int:
    """The notice's; where a deposit is asked, the days that it names for both (TR 26)."""
    body = Entry.objects.select_related("content").get(trade=lot.trade, type="trade.announced").content.body
    announced = next(each for each in body["lots"] if each["lot"] == str(lot.pk))
    ask = ask_of(announced)
    days: int = ask.valid_days if ask is not None else body.get("validity_days", lot.trade.validity_days)
    return days
