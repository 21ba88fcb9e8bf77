"""The review of applications (资格预审): each passed or not, with a reason; then the trade goes on, or fails (TR 19).

Where the state controls the money the law wants a committee here (TR 18). Such a trade cannot choose pre-qualification
yet (`trading.services.drafting`), and `_reviewed_lot` refuses it once more: this is where members would be asked for.
"""

from uuid import UUID

from django.db import transaction

from bidding.models import Qualification, ReviewDecision, Submission
from bidding.selectors import live_bids
from bidding.selectors.reviewing import application_of, decisions_of, lot_under_review
from trading.domain.actors import Actor
from trading.domain.facts import ReviewFacts
from trading.domain.phases import Reviewer
from trading.domain.qualified import QUALIFICATION, REVIEWED
from trading.domain.stages import GuardRefused, Outcome, Stage
from trading.models import Entry, Lot
from trading.services.followers import tell_one
from trading.services.ledger import News, record
from trading.services.moments import Moment, lock_lot
from trading.services.stages import advance

LONGEST_REASON = 1000


class ReviewRefused(Exception):
    """Nothing was decided; the message says why, for people."""

    code = "review_refused"


@transaction.atomic
def decide_applicant(*, lot_id: UUID, submission_id: UUID, passed: bool, reason: str, by: Actor) -> ReviewDecision:
    """Decide about one applicant; until the review is finished it may be decided otherwise.

    Raises `NoSuchLot`, `NoSuchBid`, `ReviewRefused`; then nothing has changed.
    """
    lot, moment = _reviewed_lot(lot_id, by)
    application = application_of(by, lot_id, submission_id)
    reason = reason.strip()
    if len(reason) > LONGEST_REASON or not (passed or reason):
        raise ReviewRefused("未通过的，请写明理由，不超过 1000 字。")
    assert by.user_id is not None  # an agency is somebody
    return ReviewDecision.objects.create(
        submission=application, lot=lot, passed=passed, reason=reason, by_id=by.user_id, at=moment.at
    )


@transaction.atomic
def finish_review(*, lot_id: UUID, by: Actor) -> Lot:
    """Make the decisions final. Each applicant learns its own result; the public, that the review is done.

    With fewer than the law's number qualified the lot fails (TR 19). Raises `NoSuchLot`, `ReviewRefused`.
    """
    lot, moment = _reviewed_lot(lot_id, by)
    applications, decisions = live_bids(lot, QUALIFICATION), decisions_of(lot)
    decided = [(row, decisions[row.pk]) for row in applications if row.pk in decisions]
    passed = sum(decision.passed for _row, decision in decided)
    facts = ReviewFacts(len(applications), len(decided), passed)
    entry = record(News(REVIEWED, {"lot": str(lot.pk)}), trade=lot.trade, moment=moment, by=by)
    try:
        _end(lot, facts, moment, by)
    except GuardRefused as error:
        raise ReviewRefused("还有申请人没有决定是否通过。") from error
    for row, decision in decided:
        _give(row, decision, entry, moment)
    return lot


def _end(lot: Lot, facts: ReviewFacts, moment: Moment, by: Actor) -> None:
    """The one of the two outcomes that the facts allow."""
    if facts.passed >= lot.trade.spec.minimum_qualified:
        advance(lot=lot, outcome=Outcome.REVIEWED, facts=facts, moment=moment, by=by, news=None)
        return
    news = News("lot.failed", {"lot": str(lot.pk), "reason": "too_few_qualified"})
    advance(lot=lot, outcome=Outcome.TOO_FEW_QUALIFIED, facts=facts, moment=moment, by=by, news=news)


def _give(row: Submission, decision: ReviewDecision, entry: Entry, moment: Moment) -> None:
    """TR 19: a notice of the result to each applicant. The reason is for its eyes alone."""
    Qualification.objects.create(
        submission=row,
        lot_id=row.lot_id,
        organisation_id=row.organisation_id,
        passed=decision.passed,
        reason=decision.reason,
        at=moment.at,
    )
    text = "通过资格预审。" if decision.passed else f"未通过资格预审：{decision.reason}"
    tell_one(row.organisation_id, entry, text)


def _reviewed_lot(lot_id: UUID, by: Actor) -> tuple[Lot, Moment]:
    """The lot, locked in the order of the clock, while it is under review by this actor."""
    lot_under_review(by, lot_id)
    lot = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade").get(pk=lot_id)
    moment = lock_lot(lot)
    if lot.stage != Stage.REVIEWING:
        raise ReviewRefused("资格审查已经完成，或者项目已经终止。")
    if lot.stopped_at is not None:
        raise ReviewRefused("监督部门责令暂停，暂停期间不能审查；恢复后继续。")
    if lot.trade.spec.reviewer(state_controlled=lot.trade.state_controlled) is Reviewer.COMMITTEE:
        raise ReviewRefused("应当由资格审查委员会审查（招标投标法实施条例第十八条）。")
    return lot, moment
