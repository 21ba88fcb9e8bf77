"""The evaluation begins; the committee looks at each bid, asks what it has to, and rejects by majority (TR 49 to 52)."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from bidding.models import OpenedBid
from experts.domain.committee import facts_of
from experts.domain.draw import purpose_of
from experts.domain.walk import seated_by
from experts.models import Ballot, BidAnswer, BidQuestion, Evaluation, LockedSheet
from experts.selectors.coefficients import newest_draw, seed_in
from experts.selectors.draws import progress_of as progress_of_draw
from experts.selectors.evaluating import Sitting, bids_of, rejections_of, sheets_of, terms_of
from experts.selectors.seats import committee_of, seated, seats_of
from experts.services.seating import EvaluationRefused, at_work, check_going
from trading.domain.actors import PLATFORM, Actor
from trading.domain.entries import Method
from trading.domain.evaluation_results import STARTED
from trading.domain.kinds.findings import Ground
from trading.domain.phases import phase_of
from trading.domain.stages import GuardRefused, Outcome, OutcomeNotAllowed, Stage
from trading.models import Entry, Lot
from trading.selectors.trades import NoSuchLot
from trading.services.followers import tell_anew
from trading.services.ledger import News
from trading.services.moments import lock_lot
from trading.services.stages import advance

LONGEST_QUESTION: Final = 2000
LONGEST_ANSWER: Final = 5000
ASKED: Final = "评标委员会书面要求贵单位澄清，请在期限之前答复。"
"""What the bidder is told. That it was asked is in no entry, and no business of others."""
OWN: Final = "own:"
"""Before a ground that the documents name themselves."""


@transaction.atomic
def start_evaluation(*, lot_id: UUID, by: Actor) -> Evaluation:
    """A member begins, when all have promised and the committee is lawful (TL 37, O12 9).

    Raises `NoSuchLot`, `NotEvaluatedHere`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, Stage.OPENED)
    lot, terms = sitting.lot, terms_of(sitting.lot)
    if terms.drawn is not None and terms.coefficient is None:
        raise EvaluationRefused("公告写明的系数还没有抽出，抽出之后才能开始评标。")
    check_drawn(lot)
    if seats_of(lot).filter(undertaking=None).exists():
        raise EvaluationRefused("还有成员没有签署承诺书。")
    members = seated(sitting.members)
    facts = facts_of(members)
    body = {
        "experts": facts.experts,
        "lot": str(lot.pk),
        "members": [member.blinded for member in sitting.members],
    }
    news = News(STARTED, body, method=Method.SYSTEM)
    try:
        advance(lot=lot, outcome=Outcome.EVALUATION_STARTED, facts=facts, moment=moment, by=PLATFORM, news=news)
    except GuardRefused as error:
        raise EvaluationRefused("评标委员会应为五人以上单数，其中技术、经济专家不少于三分之二。") from error
    except OutcomeNotAllowed as error:
        raise EvaluationRefused("现在不能开始评标。") from error
    return Evaluation.objects.create(lot=lot, started_at=moment.at)


@transaction.atomic
def cast_ballot(*, lot_id: UUID, bid: str, ground: str, reason: str, by: Actor) -> Ballot:
    """A member would reject the bid (`ground` of the law or of the documents, with its reasons), or no longer would.

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    evaluation, ground, reason = _of(sitting), ground.strip(), reason.strip()
    if evaluation.review_closed_at is not None:
        raise EvaluationRefused("初步评审已经结束。")
    submission = _submission(sitting.lot, bid)
    if ground:
        _check_ground(sitting.lot, submission, ground, reason)
    return Ballot.objects.create(
        seat_id=sitting.member.seat, submission_id=submission, ground=ground, reason=reason, at=moment.at
    )


@transaction.atomic
def close_review(*, lot_id: UUID, by: Actor) -> Evaluation:
    """The chair ends the preliminary review; what the majority rejects is rejected. A question that waits holds it.

    Where a bid comes back that was rejected before, the sheets are locked anew. Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    evaluation = _of(sitting)
    _check_chair(sitting)
    if evaluation.review_closed_at is not None:
        raise EvaluationRefused("初步评审已经结束。")
    waiting = BidQuestion.objects.filter(submission__lot=sitting.lot, answer=None, answer_by__gt=moment.at)
    if waiting.exists():
        raise EvaluationRefused("还有澄清没有到期，也没有答复。")
    bids, before = bids_of(sitting.lot), set(evaluation.rejected)
    found = rejections_of(sitting.lot, sitting.members)
    evaluation.rejected = {bids[pk].bid: ground for pk, ground in found.items() if pk in bids}
    if before - set(evaluation.rejected) and sheets_of(evaluation, sitting.members):
        evaluation.round += 1
    evaluation.review_closed_at = moment.at
    evaluation.save(update_fields=["rejected", "review_closed_at", "round"])
    return evaluation


@transaction.atomic
def reopen_review(*, lot_id: UUID, by: Actor) -> None:
    """The chair goes back to the preliminary review, while nobody has locked a sheet."""
    sitting, _moment = at_work(lot_id, by, Stage.EVALUATING)
    evaluation = _of(sitting)
    _check_chair(sitting)
    if LockedSheet.objects.filter(seat__lot=sitting.lot, round=evaluation.round, seat__left=None).exists():
        raise EvaluationRefused("已有成员锁定评分表，不能再回到初步评审。")
    evaluation.review_closed_at = None
    evaluation.save(update_fields=["review_closed_at"])


@transaction.atomic
def ask_bidder(*, lot_id: UUID, bid: str, text: str, answer_by: datetime, below_cost: bool, by: Actor) -> BidQuestion:
    """The chair asks for the committee, in writing and through the platform (TR 52, O12 19 to 21, O20 33).

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    _check_chair(sitting)
    text = text.strip()
    if _of(sitting).review_closed_at is not None:
        raise EvaluationRefused("初步评审已经结束。")
    if not text or len(text) > LONGEST_QUESTION:
        raise EvaluationRefused("请写明要求澄清的内容，不超过 2000 字。")
    if answer_by <= moment.at:
        raise EvaluationRefused("答复期限应在现在之后。")
    question = BidQuestion.objects.create(
        submission_id=_submission(sitting.lot, bid),
        below_cost=below_cost,
        text=text,
        at=moment.at,
        answer_by=answer_by,
    )
    begun = Entry.objects.filter(trade=sitting.lot.trade, type=STARTED, content__body__lot=str(sitting.lot.pk))
    tell_anew(question.submission.organisation_id, begun.latest("order"), ASKED)
    return question


@transaction.atomic
def answer_question(*, question_id: UUID, text: str, by: Actor) -> BidAnswer:
    """The bidder answers what it was asked, once and in time; it volunteers nothing else (TR 52).

    Raises `BiddersOnly`, `NoSuchLot`, `EvaluationRefused`.
    """
    bidder, text = by.as_bidder(), text.strip()
    rows = BidQuestion.objects.select_related("submission__lot__trade")
    question = rows.filter(pk=question_id, submission__organisation_id=bidder.organisation_id).first()
    if question is None:
        raise NoSuchLot
    lot = (
        Lot.objects.select_for_update(no_key=True, of=("self",))
        .select_related("trade")
        .get(pk=question.submission.lot_id)
    )
    moment = lock_lot(lot)
    check_going(lot, Stage.EVALUATING)
    if not text or len(text) > LONGEST_ANSWER:
        raise EvaluationRefused("请填写答复，不超过 5000 字。")
    if moment.at >= question.answer_by:
        raise EvaluationRefused("答复期限已过。")
    if BidAnswer.objects.filter(question=question).exists():
        raise EvaluationRefused("这项澄清已经答复。")
    return BidAnswer.objects.create(question=question, text=text, by_id=bidder.user_id, at=moment.at)


def check_drawn(lot: Lot) -> None:
    """Raise `EvaluationRefused` where other experts sit than the log says were drawn: somebody has left, and nobody sits
    there instead yet (TR 46, 48)."""
    draw = newest_draw(lot, purpose_of(phase_of(Stage(lot.stage))))
    if draw is None or seed_in(draw) is None:
        return
    drawn = seated_by(progress_of_draw(draw).calls)
    if sorted(drawn) != sorted(member.blinded for member in committee_of(lot) if member.is_expert):
        raise EvaluationRefused("在座的专家与抽取记录不一致：有成员退出还没有补齐。")


def is_lawful(lot: Lot) -> bool:
    """Whether the members that sit now may evaluate together."""
    facts, rule = facts_of(seated(committee_of(lot))), lot.trade.spec.law.committee
    return rule is None or rule.value.allows(facts.members, facts.experts)


def _of(sitting: Sitting) -> Evaluation:
    assert sitting.evaluation is not None  # a lot is never EVALUATING without
    return Evaluation.objects.select_for_update().get(pk=sitting.lot.pk)


def _check_chair(sitting: Sitting) -> None:
    if not sitting.is_chair:
        raise EvaluationRefused("只有评标委员会组长可以这样做。")


def _submission(lot: Lot, bid: str) -> UUID:
    row = OpenedBid.objects.filter(lot=lot, submission__hash=bid, items__isnull=False).first()
    if row is None:
        raise NoSuchLot
    return row.submission_id


def _check_ground(lot: Lot, submission: UUID, ground: str, reason: str) -> None:
    """TR 51: only a ground of the law or of the documents, with reasons; below cost only after asking (O12 21)."""
    law = {rule.ground.value for rule in lot.trade.spec.grounds}
    own = {f"{OWN}{text}" for text in lot.trade.own_grounds}
    if ground not in law | own:
        raise EvaluationRefused("只能按法律或者招标文件写明的情形否决投标。")
    if not reason:
        raise EvaluationRefused("请写明否决的理由。")
    asked = BidQuestion.objects.filter(submission_id=submission, below_cost=True)
    if ground == Ground.BELOW_COST and not asked.exists():
        raise EvaluationRefused("以低于成本否决之前，应当书面要求投标人说明并提供证明材料。")
