"""The gates to an evaluation, and how far it has come. What one may not see is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bidding.domain.opening import Result
from bidding.models import OpenedBid
from bidding.selectors.hall import price_key_of
from experts.domain.reports import BidToEvaluate, majority
from experts.models import Ballot, BidQuestion, Evaluation, EvaluationReport, LockedSheet, ReportSignature
from experts.selectors.coefficients import coefficient_of
from experts.selectors.seats import Member, committee_of, seats_of
from trading.domain.actors import Actor, Role
from trading.domain.later_stages import AFTER_EVALUATION
from trading.domain.money import Money
from trading.domain.scheme_terms import SchemeTerms
from trading.domain.stages import Stage
from trading.models import Lot, Trade
from trading.selectors.schemes import scheme_of
from trading.selectors.trades import NoSuchLot, is_agency_of


class NotEvaluatedHere(Exception):
    """The notice names no method of evaluation: the lot is evaluated elsewhere."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A member in its committee."""

    lot: Lot
    member: Member
    members: list[Member]
    evaluation: Evaluation | None

    @property
    def is_chair(self) -> bool:
        return self.evaluation is not None and self.evaluation.chair_id == self.member.seat


def sitting_of(actor: Actor, lot_id: UUID, *, lock: bool = False) -> Sitting:
    """The actor's own seat in the committee of the lot. Raises `NoSuchLot`."""
    rows = Lot.objects.select_related("trade__agency").filter(pk=lot_id)
    lot = (rows.select_for_update(no_key=True, of=("self",)) if lock else rows).first()
    if lot is None or lot.trade.erased_at is not None or actor.user_id is None:
        raise NoSuchLot
    members = committee_of(lot)
    own = next((member for member in members if member.user_id == actor.user_id), None)
    if own is None:
        raise NoSuchLot
    return Sitting(lot, own, members, Evaluation.objects.filter(lot=lot).first())


def may_watch(actor: Actor, lot: Lot) -> bool:
    """Agency and supervisor learn how far it is, without a score or a name."""
    return is_agency_of(actor, lot.trade) or is_supervisor(actor)


def is_supervisor(actor: Actor) -> bool:
    return actor.role is Role.SUPERVISOR and actor.party is not None


def terms_of(lot: Lot) -> SchemeTerms:
    """With the coefficient that was drawn, if one is and was. Raises `NotEvaluatedHere`."""
    terms = scheme_of(lot.trade)
    if terms is None:
        raise NotEvaluatedHere
    drawn = None if terms.drawn is None else coefficient_of(lot, terms.drawn)
    return terms if drawn is None else terms.with_coefficient(drawn.value)


def bids_of(lot: Lot) -> dict[UUID, BidToEvaluate]:
    """The opened bids by the row of their submission; what was revoked or withdrawn has no price and is none."""
    rows = OpenedBid.objects.filter(lot=lot, outcome=Result.OPENED.value).select_related("submission__organisation")
    rows = rows.defer("submission__statement", "submission__receipt").order_by("submission__received_at")
    key = price_key_of(lot)
    return {
        row.submission_id: BidToEvaluate(
            bid=row.submission.hash,
            bidder=row.submission.organisation.uscc,
            name=row.submission.organisation.name,
            price=Money.parse(row.items[key]),
            items=row.items,
        )
        for row in rows
        if row.items is not None
    }


def ballots_of(lot: Lot, members: list[Member]) -> dict[UUID, dict[UUID, Ballot]]:
    """By bid, the newest ballot of each member that sits."""
    found: dict[UUID, dict[UUID, Ballot]] = {}
    for ballot in Ballot.objects.filter(seat__in=[member.seat for member in members]).order_by("pk"):
        found.setdefault(ballot.submission_id, {})[ballot.seat_id] = ballot
    return found


def rejections_of(lot: Lot, members: list[Member]) -> dict[UUID, str]:
    """By bid, the ground on which most of the members reject it now."""
    found = {}
    for submission, ballots in ballots_of(lot, members).items():
        ground = majority([ballot.ground for ballot in ballots.values()], len(members))
        if ground is not None:
            found[submission] = ground
    return found


def questions_of(lot: Lot) -> list[BidQuestion]:
    rows = BidQuestion.objects.filter(submission__lot=lot).select_related("answer", "submission__organisation")
    return list(rows.order_by("at"))


def lots_that_ask(actor: Actor, trade: Trade) -> list[Lot]:
    """The lots in which a committee asks the actor's own organisation something. Nobody else learns of it."""
    if actor.role is not Role.BIDDER or actor.organisation_id is None:
        return []
    asked = BidQuestion.objects.filter(submission__lot__trade=trade, submission__organisation_id=actor.organisation_id)
    return list(Lot.objects.filter(pk__in=asked.values("submission__lot")).order_by("number"))


def lots_watched(actor: Actor, trade: Trade) -> list[Lot]:
    """The lots that are evaluated now, for its agency and for supervisors."""
    lots = trade.lots.filter(stage=Stage.EVALUATING.value).select_related("trade").order_by("number")
    return [lot for lot in lots if may_watch(actor, lot)]


def valid_bids(evaluation: Evaluation, bids: Mapping[UUID, BidToEvaluate]) -> dict[UUID, BidToEvaluate]:
    """The bids that the closed review has left."""
    return {pk: bid for pk, bid in bids.items() if bid.bid not in evaluation.rejected}


def sheets_of(evaluation: Evaluation, members: list[Member]) -> dict[UUID, LockedSheet]:
    """The sheets locked in this round, by seat."""
    rows = LockedSheet.objects.filter(seat__in=[member.seat for member in members], round=evaluation.round)
    return {row.seat_id: row for row in rows}


def newest_report(lot: Lot) -> EvaluationReport | None:
    return EvaluationReport.objects.filter(lot=lot).order_by("-pk").first()


def stands_of(report: EvaluationReport) -> dict[UUID, ReportSignature]:
    return {row.seat_id: row for row in ReportSignature.objects.filter(report=report)}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a committee is: numbers of members, nothing of bids."""

    members: int
    undertaken: int
    started: bool
    has_chair: bool
    reviewed: bool
    locked: int
    accounted: int
    report: bool
    done: bool


def progress_of(lot: Lot) -> Progress:
    members, evaluation, report = committee_of(lot), Evaluation.objects.filter(lot=lot).first(), newest_report(lot)
    undertaken = seats_of(lot).filter(undertaking__isnull=False).count()
    return Progress(
        members=len(members),
        undertaken=undertaken,
        started=evaluation is not None,
        has_chair=evaluation is not None and evaluation.chair_id is not None,
        reviewed=evaluation is not None and evaluation.review_closed_at is not None,
        locked=0 if evaluation is None else len(sheets_of(evaluation, members)),
        accounted=0 if report is None else len(stands_of(report)),
        report=report is not None,
        done=lot.stage in AFTER_EVALUATION,
    )
