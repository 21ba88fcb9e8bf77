"""A committee reviews the applications of a pre-qualification (TR 18): each member alone, then what the majority says.

It is formed, drawn, called and seated as one that evaluates bids, and its members promise the same. It has no chair: when
everybody has decided about everybody, any member concludes, and the tenderer tells the applicants.
"""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from bidding.models import CommitteeReview
from bidding.selectors.reviewing import committee_review_of
from bidding.services.reviewing import Decision, ReviewRefused, checked, decide_by_committee
from experts.domain.committee import facts_of
from experts.models import ReviewBallot
from experts.selectors.evaluating import Sitting
from experts.selectors.reviewing import applications_of, ballots_about
from experts.selectors.seats import seated, seats_of
from experts.services.evaluating import check_drawn, is_lawful
from experts.services.seating import EvaluationRefused, at_work
from trading.domain.actors import Actor
from trading.domain.stages import Stage
from trading.selectors.trades import NoSuchLot
from trading.services.moments import Moment


@transaction.atomic
def cast_review(*, lot_id: UUID, bid: str, passed: bool, reason: str, members: str = "", by: Actor) -> ReviewBallot:
    """A member would let the applicant pass, or not and why; until the review is concluded it may say otherwise.

    `bid`: the hash of the application. `members`: that item of it as the member read it, where joint ones are taken.
    Raises `NoSuchLot`, `EvaluationRefused`; then nothing has changed.
    """
    sitting, moment = _reviewing(lot_id, by)
    row = next((each for each in applications_of(sitting.lot) if each.hash == bid), None)
    if row is None:
        raise NoSuchLot
    try:
        said = checked(sitting.lot, row, passed=passed, reason=reason, members=members)
    except ReviewRefused as error:
        raise EvaluationRefused(str(error)) from error
    return ReviewBallot.objects.create(
        seat_id=sitting.member.seat,
        submission=row,
        passed=said.passed,
        reason=said.reason,
        members=said.members,
        at=moment.at,
    )


@transaction.atomic
def conclude_review(*, lot_id: UUID, by: Actor) -> CommitteeReview:
    """A member concludes when all have promised and have decided about all applicants: the majority counts.

    Raises `NoSuchLot`, `EvaluationRefused`; then nothing has changed.
    """
    sitting, moment = _reviewing(lot_id, by)
    lot, applications = sitting.lot, applications_of(sitting.lot)
    check_drawn(lot)
    if not is_lawful(lot):
        raise EvaluationRefused("资格审查委员会应为五人以上单数，其中技术、经济专家不少于三分之二。")
    if seats_of(lot).filter(undertaking=None).exists():
        raise EvaluationRefused("还有成员没有签署承诺书。")
    ballots = ballots_about(applications, sitting.members)
    if any(len(cast) < len(sitting.members) for cast in ballots.values()):
        raise EvaluationRefused("还有成员没有对全部申请人作出结论。")
    return decide_by_committee(
        lot=lot,
        moment=moment,
        decisions=[majority(list(ballots[row.pk].values())) for row in applications],
        members=[member.blinded for member in sitting.members],
        experts=facts_of(seated(sitting.members)).experts,
        by=by,
    )


def majority(ballots: Collection[ReviewBallot]) -> Decision:
    """What more than half say of one applicant (an odd number decides); with what most of those say about its members,
    and the reasons of those who would not let it pass, each once."""
    passed = sum(ballot.passed for ballot in ballots) * 2 > len(ballots)
    same = [ballot for ballot in ballots if ballot.passed is passed]
    reasons = [] if passed else list(dict.fromkeys(ballot.reason for ballot in same))
    ((members, _times),) = Counter(ballot.members for ballot in same).most_common(1)
    return Decision(same[0].submission, passed, "；".join(reasons), members)


def _reviewing(lot_id: UUID, by: Actor) -> tuple[Sitting, Moment]:
    """The member's seat with the lot locked, while its applications are reviewed and nothing is concluded."""
    sitting, moment = at_work(lot_id, by, Stage.REVIEWING)
    if committee_review_of(sitting.lot) is not None:
        raise EvaluationRefused("资格审查已经完成。")
    return sitting, moment
