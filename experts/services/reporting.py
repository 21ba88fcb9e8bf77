"""The report of a committee: drawn up, signed or dissented from by each member, handed over (O12 42, 43; TR 53)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from experts.domain.reports import (
    BidToEvaluate,
    Reckoned,
    chosen,
    members_of_entry,
    reckon_sheets,
    result_for,
    standing_order,
)
from experts.domain.sheets import read_cells
from experts.models import BidQuestion, Evaluation, EvaluationReport, LockedSheet, ReportSignature
from experts.selectors.coefficients import coefficient_of
from experts.selectors.evaluating import (
    Sitting,
    ballots_of,
    bids_of,
    newest_report,
    questions_of,
    sheets_of,
    stands_of,
    terms_of,
    valid_bids,
)
from experts.selectors.files import files_in_report
from experts.selectors.lotteries import lottery_of
from experts.services.evaluating import check_drawn, is_lawful
from experts.services.seating import EvaluationRefused, at_work
from trading.domain.actors import PLATFORM, Actor
from trading.domain.award import EvaluationFacts
from trading.domain.bodies import LOT_FAILED
from trading.domain.canonical import at_text, encode, sha256_hex
from trading.domain.entries import Method
from trading.domain.evaluation_results import (
    REPORTED,
    EvaluationResult,
    RejectedBid,
    ReportedMember,
    ReportResult,
    Stand,
    read_reported,
)
from trading.domain.stages import GuardRefused, Outcome, Stage
from trading.models import Lot
from trading.services.evaluated import take_result
from trading.services.ledger import News, record
from trading.services.moments import Moment
from trading.services.stages import advance

TYPE: Final = "mingzheng/evaluation-report/v1"
LONGEST_DISSENT: Final = 5000
FAILED: Final = {
    ReportResult.ALL_REJECTED: Outcome.ALL_REJECTED,
    ReportResult.COMPETITION_MISSING: Outcome.COMPETITION_MISSING,
}


@transaction.atomic
def draw_up_report(*, lot_id: UUID, by: Actor, no_competition: bool = False) -> EvaluationReport:
    """The chair draws the report up from the locked sheets; every number is reckoned here. A new one takes its place.

    `no_competition`: too few valid bids, and the committee finds that competition is clearly missing (O12 27).
    Raises `NoSuchLot`, `EvaluationRefused`; `TieUndecided` where only a lottery parts equals, and none is drawn.
    """
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    if not sitting.is_chair:
        raise EvaluationRefused("只有评标委员会组长可以这样做。")
    evaluation = sitting.evaluation
    if evaluation is None or evaluation.review_closed_at is None:
        raise EvaluationRefused("初步评审还没有结束。")
    result, content = _drawn(sitting, evaluation, no_competition, moment)
    return EvaluationReport.objects.create(
        lot=sitting.lot,
        content=content,
        hash=result.report,
        result=members_of_entry(result),
        no_competition=no_competition,
        at=moment.at,
    )


@transaction.atomic
def sign_report(*, lot_id: UUID, report_hash: str, dissent: str = "", by: Actor) -> ReportSignature:
    """A member signs the report that it was shown, or writes down why it differs (O12 43).

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    report, dissent = _report(sitting.lot), dissent.strip()
    if report.hash != report_hash:
        raise EvaluationRefused("报告已经重新生成，请再看一遍。")
    if len(dissent) > LONGEST_DISSENT:
        raise EvaluationRefused("不同意见不超过 5000 字。")
    if sitting.member.seat in stands_of(report):
        raise EvaluationRefused("您已经签字。")
    stand = Stand.DISSENTED if dissent else Stand.SIGNED
    return ReportSignature.objects.create(
        report=report, seat_id=sitting.member.seat, stand=stand.value, text=dissent, at=moment.at
    )


@transaction.atomic
def record_silence(*, lot_id: UUID, seat_id: UUID, note: str, by: Actor) -> ReportSignature:
    """The chair records that a member neither signs nor says why: it counts as agreeing (O12 43)."""
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    if not sitting.is_chair:
        raise EvaluationRefused("只有评标委员会组长可以这样做。")
    report, note = _report(sitting.lot), note.strip()
    if seat_id not in {member.seat for member in sitting.members} or seat_id in stands_of(report):
        raise EvaluationRefused("这位成员已经签字，或者不在评标委员会中。")
    if not note:
        raise EvaluationRefused("请写明这位成员拒绝签字又不说明理由的经过。")
    return ReportSignature.objects.create(
        report=report, seat_id=seat_id, stand=Stand.SILENT.value, text=note, at=moment.at
    )


@transaction.atomic
def hand_over_report(*, lot_id: UUID, by: Actor) -> EvaluationResult:
    """The chair hands the report to the tenderer: the evaluation is over, and its result is public.

    Raises `NoSuchLot`, `EvaluationRefused`; then nothing has changed.
    """
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    if not sitting.is_chair:
        raise EvaluationRefused("只有评标委员会组长可以这样做。")
    check_drawn(sitting.lot)
    if not is_lawful(sitting.lot):
        raise EvaluationRefused("评标委员会的组成已经不合法。")
    report = _report(sitting.lot)
    result = _with_stands(sitting, report)
    try:
        _move(sitting.lot, report, result, moment)
    except GuardRefused as error:
        raise EvaluationRefused("报告还不能提交：有成员没有签字也没有写明意见，或者结果不符合法律的规定。") from error
    return result


def _move(lot: Lot, report: EvaluationReport, result: EvaluationResult, moment: Moment) -> None:
    news = News(REPORTED, members_of_entry(result), method=Method.SYSTEM)
    if result.result is ReportResult.RANKED:
        members, signed = len(result.members), len(stands_of(report))
        ranking = standing_order(result, list(bids_of(lot).values()))
        take_result(lot=lot, result=ranking, members=members, accounted=signed, moment=moment, by=PLATFORM, news=news)
        return
    if len(stands_of(report)) < len(result.members):
        raise EvaluationRefused("还有成员没有签字，也没有写明意见。")
    record(news, trade=lot.trade, moment=moment, by=PLATFORM)
    failed = News(LOT_FAILED, {"lot": str(lot.pk), "reason": result.result.value}, method=Method.SYSTEM)
    facts = EvaluationFacts(len(result.valid), no_competition=report.no_competition)
    advance(lot=lot, outcome=FAILED[result.result], facts=facts, moment=moment, by=PLATFORM, news=failed)


def _drawn(
    sitting: Sitting, evaluation: Evaluation, no_competition: bool, moment: Moment
) -> tuple[EvaluationResult, bytes]:
    lot, terms, bids = sitting.lot, terms_of(sitting.lot), bids_of(sitting.lot)
    valid = list(valid_bids(evaluation, bids).values())
    sheets = sheets_of(evaluation, sitting.members)
    if terms.factors and valid and len(sheets) < len(sitting.members):
        raise EvaluationRefused("还有成员没有锁定评分表。")
    result = result_for(len(valid), no_competition=no_competition)
    lottery = lottery_of(lot)
    reckoned = _reckoned(sitting, sheets, valid, {} if lottery is None else lottery.numbers) if valid else None
    most = lot.trade.spec.law.candidates_most
    ranked = reckoned is not None and result is ReportResult.RANKED
    rows = [bid for bid in bids.values() if bid.bid in evaluation.rejected]
    drawn = EvaluationResult(
        lot=lot.pk,
        result=result,
        report="0" * 64,
        benchmark=None if reckoned is None else reckoned.benchmark,
        members=tuple(_member(member.blinded, sheets.get(member.seat)) for member in sitting.members),
        rejected=tuple(RejectedBid(bid.bid, bid.bidder, evaluation.rejected[bid.bid]) for bid in rows),
        valid=() if reckoned is None else reckoned.valid,
        candidates=chosen(reckoned, valid, len(valid) if most is None else most.value) if ranked and reckoned else (),
        lots={} if lottery is None else lottery.numbers,
        coefficient=None if terms.drawn is None else coefficient_of(lot, terms.drawn),
        lottery=None if lottery is None else lottery.draw,
    )
    content = _content(sitting, drawn, moment, bids)
    return replace(drawn, report=sha256_hex(content)), content


def _reckoned(
    sitting: Sitting, sheets: Mapping[UUID, LockedSheet], valid: Sequence[BidToEvaluate], lots: Mapping[str, int]
) -> Reckoned:
    blinded = {member.seat: member.blinded for member in sitting.members}
    cells = {blinded[seat]: read_cells(bytes(sheet.content)) for seat, sheet in sheets.items()}
    return reckon_sheets(terms_of(sitting.lot), valid, cells, ceiling=sitting.lot.ceiling, lots=lots)


def _content(sitting: Sitting, drawn: EvaluationResult, moment: Moment, bids: Mapping[UUID, BidToEvaluate]) -> bytes:
    """What the members sign. Reasons, questions and answers are in it, and so not public."""
    ballots = ballots_of(sitting.lot, sitting.members)
    blinded = {member.seat: member.blinded for member in sitting.members}
    body: dict[str, Any] = {name: value for name, value in members_of_entry(drawn).items() if name != "report"}
    return encode(
        body
        | {
            "at": at_text(moment.at),
            "ballots": [
                {"bid": bids[pk].bid, "ground": each.ground, "member": blinded[seat], "reason": each.reason}
                for pk, cast in sorted(ballots.items())
                for seat, each in sorted(cast.items())
                if each.ground and pk in bids
            ],
            "members": [{"member": each.member, "sheet": each.sheet} for each in drawn.members],
            "document": sitting.lot.trade.document_hash,
            "files": files_in_report(sitting.lot),
            "questions": [_question(each) for each in questions_of(sitting.lot)],
            "type": TYPE,
        }
    )


def _question(each: BidQuestion) -> dict[str, object]:
    answer = getattr(each, "answer", None)
    return {
        "answer": None if answer is None else answer.text,
        "bid": each.submission.hash,
        "below_cost": each.below_cost,
        "text": each.text,
    }


def _member(blinded: str, sheet: LockedSheet | None, stand: Stand = Stand.SILENT) -> ReportedMember:
    return ReportedMember(blinded, None if sheet is None else sheet.commitment, stand)


def _with_stands(sitting: Sitting, report: EvaluationReport) -> EvaluationResult:
    """The result of the report, with how each member stands to it."""
    result, stands = read_reported(report.result), stands_of(report)
    by_blinded = {member.blinded: stands.get(member.seat) for member in sitting.members}
    members = tuple(
        replace(each, stand=Stand(stand.stand)) if (stand := by_blinded[each.member]) else each
        for each in result.members
    )
    return replace(result, members=members)


def _report(lot: Lot) -> EvaluationReport:
    """The newest. One that was drawn up before a member was replaced is none."""
    report = newest_report(lot)
    evaluation = Evaluation.objects.get(lot=lot)
    if report is None or evaluation.review_closed_at is None or evaluation.review_closed_at > report.at:
        raise EvaluationRefused("报告还没有生成。")
    return report
