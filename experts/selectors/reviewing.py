"""A committee that reviews applications (TR 18): the gates of its members, and how far it is. What one may not see is not
there."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bidding.models import Submission
from bidding.selectors import live_bids
from bidding.selectors.reviewing import committee_review_of
from experts.models import ReviewBallot, Undertaking
from experts.selectors.evaluating import Sitting, sitting_of
from experts.selectors.seats import Member, committee_of, seats_of
from trading.domain.actors import Actor
from trading.domain.phases import Phase, phase_of
from trading.domain.qualified import QUALIFICATION
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.trades import NoSuchLot


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far the committee is: numbers, nothing of applicants. `concluded`: it has decided about all of them."""

    members: int
    undertaken: int
    voted: int
    concluded: bool


def reviews(lot: Lot) -> bool:
    """Whether a committee that the lot has now is one that reviews applications."""
    return phase_of(Stage(lot.stage)) is Phase.PREQUALIFICATION


def reviewing_of(actor: Actor, lot_id: UUID) -> Sitting:
    """The seat of a member that has promised and reviews applications. Raises `NoSuchLot`."""
    sitting = sitting_of(actor, lot_id)
    promised = Undertaking.objects.filter(seat_id=sitting.member.seat).exists()
    if not reviews(sitting.lot) or not promised:
        raise NoSuchLot
    return sitting


def applications_of(lot: Lot) -> list[Submission]:
    """All that are to be decided about, in order of receipt. Not a gate: for members alone, after they were due."""
    return live_bids(lot, QUALIFICATION)


def ballots_about(applications: list[Submission], members: list[Member]) -> Mapping[UUID, Mapping[UUID, ReviewBallot]]:
    """By application, the newest ballot of each member that sits."""
    found: dict[UUID, dict[UUID, ReviewBallot]] = {row.pk: {} for row in applications}
    seats = [member.seat for member in members]
    for ballot in ReviewBallot.objects.filter(seat__in=seats, submission__in=found).order_by("pk"):
        found[ballot.submission_id][ballot.seat_id] = ballot
    return found


def review_progress(lot: Lot) -> ReviewProgress:
    """`voted`: how many members have decided about every applicant."""
    members, applications = committee_of(lot), applications_of(lot)
    ballots = ballots_about(applications, members)
    voted = sum(all(member.seat in cast for cast in ballots.values()) for member in members)
    undertaken = seats_of(lot).filter(undertaking__isnull=False).count()
    return ReviewProgress(len(members), undertaken, voted, committee_review_of(lot) is not None)
