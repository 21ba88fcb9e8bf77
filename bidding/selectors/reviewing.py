"""Applications for those who review them: after they were due, for the trade's agency (O20 27). A committee that reviews
them has gates of its own (`experts.selectors.reviewing`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bidding.domain.bids import BidObject, read_bid
from bidding.models import (
    ClosedApplications,
    CommitteeReview,
    Qualification,
    ReviewDecision,
    SealedObject,
    Submission,
)
from bidding.selectors import NoSuchBid, live_bids
from trading.domain.actors import Actor
from trading.domain.phases import Reviewer
from trading.domain.qualified import QUALIFICATION
from trading.models import Lot
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for


@dataclass(frozen=True, slots=True)
class Applicant:
    """An applicant with what it sealed; `passed` is None while nothing is decided; `members`: the item, as recorded."""

    submission: UUID
    bid: str
    party: str
    name: str
    received_at: datetime
    objects: Sequence[BidObject]
    passed: bool | None
    reason: str
    members: str = ""


def lot_under_review(actor: Actor, lot_id: UUID) -> Lot:
    """A lot of the actor's own whose applications are closed. Raises `NoSuchLot`: before, there is nothing to see."""
    lot = lot_for(actor, lot_id)
    if not is_agency_of(actor, lot.trade) or not ClosedApplications.objects.filter(lot=lot).exists():
        raise NoSuchLot
    return lot


def applicants(actor: Actor, lot_id: UUID) -> list[Applicant]:
    """All who applied, in order of receipt, with what was decided so far. Raises `NoSuchLot`."""
    lot = lot_under_review(actor, lot_id)
    decided = decisions_of(lot)
    return [_applicant(row, decided.get(row.pk)) for row in live_bids(lot, QUALIFICATION)]


def application_of(actor: Actor, lot_id: UUID, submission_id: UUID) -> Submission:
    """A live application with its hand-over, for its reviewers. Raises `NoSuchLot`, `NoSuchBid`."""
    lot = lot_under_review(actor, lot_id)
    for row in live_bids(lot, QUALIFICATION):
        if row.pk == submission_id:
            return row
    raise NoSuchBid


def application_object(actor: Actor, lot_id: UUID, sha256: str) -> SealedObject:
    """A ciphertext of a live application, for its reviewers: never before all are closed. Raises as above."""
    lot = lot_under_review(actor, lot_id)
    for row in live_bids(lot, QUALIFICATION):
        if any(item.sha256 == sha256 for item in read_bid(bytes(row.statement)).value.objects):
            mine = {"lot": lot, "envelope": QUALIFICATION, "organisation_id": row.organisation_id}
            return SealedObject.objects.get(sha256=sha256, **mine)
    raise NoSuchBid


def decisions_of(lot: Lot) -> dict[UUID, ReviewDecision]:
    """The last decision about each application."""
    return {row.submission_id: row for row in ReviewDecision.objects.filter(lot=lot).order_by("pk")}


def reviewed_by_committee(lot: Lot) -> bool:
    """Whether a committee has to review the lot's applications, and not the tenderer (TR 18)."""
    reviewer = lot.trade.spec.reviewer(state_controlled=lot.trade.state_controlled)
    return reviewer is Reviewer.COMMITTEE


def committee_review_of(lot: Lot) -> CommitteeReview | None:
    """None until the committee has decided about all applicants."""
    return CommitteeReview.objects.filter(lot=lot).first()


def results_of(actor: Actor, lot_id: UUID) -> list[Qualification]:
    """The results, for the trade's agency, when the review is finished. Raises `NoSuchLot`."""
    lot = lot_under_review(actor, lot_id)
    return list(Qualification.objects.filter(lot=lot).select_related("organisation").order_by("organisation__name"))


def _applicant(row: Submission, decision: ReviewDecision | None) -> Applicant:
    return Applicant(
        submission=row.pk,
        bid=row.hash,
        party=row.organisation.uscc,
        name=row.organisation.name,
        received_at=row.received_at,
        objects=read_bid(bytes(row.statement)).value.objects,
        passed=decision.passed if decision else None,
        reason=decision.reason if decision else "",
        members=decision.members if decision else "",
    )
