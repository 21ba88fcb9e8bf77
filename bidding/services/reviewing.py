"""The review of applications (资格预审): each passed or not, with a reason; then the trade goes on, or fails (TR 19).

The agency decides, or, where the state controls the money, a committee (TR 18): `experts.services.reviewing` brings what
it decided. The agency finishes the review in both cases, for it is the tenderer who tells the applicants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from uuid import UUID

from django.db import transaction

from bidding.domain.box import blanks_needed
from bidding.domain.members import MembersInvalid, lead_of, read_members
from bidding.domain.qualifying import root_of
from bidding.models import CommitteeReview, FinishedReview, Qualification, ReviewDecision, Submission
from bidding.selectors import live_bids
from bidding.selectors.qualified import result_of
from bidding.selectors.reviewing import (
    application_of,
    committee_review_of,
    decisions_of,
    lot_under_review,
    reviewed_by_committee,
)
from trading.domain.actors import Actor
from trading.domain.facts import ReviewFacts
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


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about an applicant. `members`: that item of its application, where joint ones are taken (TR 37)."""

    submission: Submission
    passed: bool
    reason: str
    members: str


@transaction.atomic
def decide_applicant(
    *, lot_id: UUID, submission_id: UUID, passed: bool, reason: str, by: Actor, members: str = ""
) -> ReviewDecision:
    """Decide about one applicant; until the review is finished it may be decided otherwise.

    `members`: that item of the application as the reviewer read it, where the notice takes joint bids: with them alone
    whoever passed may bid (TR 37). Raises `NoSuchLot`, `NoSuchBid`, `ReviewRefused`; then nothing has changed.
    """
    lot, moment = _reviewed_lot(lot_id, by)
    if reviewed_by_committee(lot):
        raise ReviewRefused("应当由资格审查委员会审查（招标投标法实施条例第十八条）。")
    application = application_of(by, lot_id, submission_id)
    return _decide(lot, checked(lot, application, passed=passed, reason=reason, members=members), moment, by)


def checked(lot: Lot, application: Submission, *, passed: bool, reason: str, members: str) -> Decision:
    """What a reviewer says about an application, if it may be said so. Raises `ReviewRefused`."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON or not (passed or reason):
        raise ReviewRefused("未通过的，请写明理由，不超过 1000 字。")
    members = _read_members(lot, application, members) if passed or members else ""
    return Decision(application, passed, reason, members)


def decide_by_committee(
    *, lot: Lot, moment: Moment, decisions: Sequence[Decision], members: Sequence[str], experts: int, by: Actor
) -> CommitteeReview:
    """A committee has decided about every applicant, `by` the member that writes it down. `members`: blinded.

    The caller holds the lock of the lot, and has seen that the committee is lawful.
    """
    for decision in decisions:
        _decide(lot, decision, moment, by)
    return CommitteeReview.objects.create(lot=lot, members=list(members), experts=experts, at=moment.at)


def _decide(lot: Lot, decision: Decision, moment: Moment, by: Actor) -> ReviewDecision:
    assert by.user_id is not None  # an agency, or a member, is somebody
    return ReviewDecision.objects.create(
        submission=decision.submission,
        lot=lot,
        passed=decision.passed,
        reason=decision.reason,
        members=decision.members,
        by_id=by.user_id,
        at=moment.at,
    )


def _read_members(lot: Lot, application: Submission, text: str) -> str:
    """The item, checked: the lead is the applicant."""
    if not lot.trade.joint_most:
        return ""
    if not text:
        raise ReviewRefused("请先在本机打开申请：联合体成员随结论登记，投标时不得增减、更换（条例第三十七条）。")
    try:
        lead = lead_of(read_members(text, lot.trade.joint_most))
    except MembersInvalid as error:
        raise ReviewRefused("申请中的联合体成员不符合格式，不能登记。") from error
    if lead is not None and lead.code != application.organisation.uscc:
        raise ReviewRefused("联合体的牵头人不是这个申请人。")
    return text


@transaction.atomic
def finish_review(*, lot_id: UUID, by: Actor) -> Lot:
    """Make the decisions final. Each applicant learns its own result; the public, that the review is done.

    With fewer than the law's number qualified the lot fails (TR 19). Raises `NoSuchLot`, `ReviewRefused`.
    """
    lot, moment = _reviewed_lot(lot_id, by)
    committee = committee_review_of(lot)
    if committee is None and reviewed_by_committee(lot):
        raise ReviewRefused("资格审查委员会还没有审查完（招标投标法实施条例第十八条）。")
    applications, decisions = live_bids(lot, QUALIFICATION), decisions_of(lot)
    decided = [(row, decisions[row.pk]) for row in applications if row.pk in decisions]
    passed = sum(decision.passed for _row, decision in decided)
    facts = ReviewFacts(len(applications), len(decided), passed)
    results = [_result(row, decision, moment) for row, decision in decided]
    body = _commit(lot, results, moment) | _reviewers(committee)
    entry = record(News(REVIEWED, body), trade=lot.trade, moment=moment, by=by)
    try:
        _end(lot, facts, moment, by)
    except GuardRefused as error:
        raise ReviewRefused("还有申请人没有决定是否通过。") from error
    Qualification.objects.bulk_create(results)
    for result in results:
        _tell(result, entry)
    return lot


def _result(row: Submission, decision: ReviewDecision, moment: Moment) -> Qualification:
    return Qualification(
        submission=row,
        lot_id=row.lot_id,
        organisation=row.organisation,
        passed=decision.passed,
        reason=decision.reason,
        members=decision.members,
        salt=token_hex(32),
        at=moment.at,
    )


def _reviewers(committee: CommitteeReview | None) -> dict[str, object]:
    """Who reviewed, where it was not the tenderer: blinded, as their draw has them."""
    if committee is None:
        return {}
    return {"committee": {"experts": committee.experts, "members": committee.members}}


def _commit(lot: Lot, results: Sequence[Qualification], moment: Moment) -> dict[str, object]:
    """The body of the entry: nobody can read a result from the root, and nobody can change one under it.

    Blanks hide among the leaves how many applied.
    """
    known = [result_of(result).leaf for result in results]
    leaves = sorted((*known, *(token_hex(32) for _ in range(blanks_needed(len(known))))))
    review = FinishedReview.objects.create(lot=lot, leaves=leaves, root=root_of(leaves), at=moment.at)
    return {"lot": str(lot.pk), "root": review.root}


def _end(lot: Lot, facts: ReviewFacts, moment: Moment, by: Actor) -> None:
    """The one of the two outcomes that the facts allow."""
    if facts.passed >= lot.trade.spec.minimum_qualified:
        advance(lot=lot, outcome=Outcome.REVIEWED, facts=facts, moment=moment, by=by, news=None)
        return
    news = News("lot.failed", {"lot": str(lot.pk), "reason": "too_few_qualified"})
    advance(lot=lot, outcome=Outcome.TOO_FEW_QUALIFIED, facts=facts, moment=moment, by=by, news=news)


def _tell(result: Qualification, entry: Entry) -> None:
    """TR 19: a notice of the result to each applicant. The reason is for its eyes alone."""
    text = "通过资格预审。" if result.passed else f"未通过资格预审：{result.reason}"
    tell_one(result.organisation_id, entry, text)


def _reviewed_lot(lot_id: UUID, by: Actor) -> tuple[Lot, Moment]:
    """The lot, locked in the order of the clock, while it is under review by this actor."""
    lot_under_review(by, lot_id)
    lot = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade").get(pk=lot_id)
    moment = lock_lot(lot)
    if lot.stage != Stage.REVIEWING:
        raise ReviewRefused("资格审查已经完成，或者项目已经终止。")
    if lot.stopped_at is not None:
        raise ReviewRefused("监督部门责令暂停，暂停期间不能审查；恢复后继续。")
    return lot, moment
