"""Each member scores alone: saves as it goes, and locks its sheet once. Nobody sees another's before that."""

import secrets
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from experts.domain.sheets import Gap, commitment, gaps, in_range, sheet_bytes
from experts.models import Evaluation, LockedSheet, SheetRow
from experts.selectors.evaluating import Sitting, bids_of, sheets_of, terms_of, valid_bids
from experts.services.seating import EvaluationRefused, at_work
from trading.domain.actors import PLATFORM, Actor
from trading.domain.canonical import FormatError
from trading.domain.entries import Method
from trading.domain.evaluation_results import SHEET_COMMITTED
from trading.domain.scheme_terms import SchemeTerms, number, written
from trading.domain.stages import Stage
from trading.selectors.trades import NoSuchLot
from trading.services.ledger import News, record

LONGEST_REASON = 500


class SheetIncomplete(EvaluationRefused):
    """Something stands against locking; `gaps` says where."""

    code = "sheet_incomplete"

    def __init__(self, found: tuple[Gap, ...]) -> None:
        super().__init__("评分表还不能锁定：有空着的、超出范围的，或者没有写理由的格。")
        self.gaps = found


@transaction.atomic
def save_row(*, lot_id: UUID, bid: str, points: Mapping[str, str], reasons: Mapping[str, str], by: Actor) -> SheetRow:
    """Keep what the member has written of one bid; empty texts are cells left open.

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    terms, evaluation = terms_of(sitting.lot), _scoring(sitting)
    valid = {each.bid: pk for pk, each in valid_bids(evaluation, bids_of(sitting.lot)).items()}
    if bid not in valid:
        raise NoSuchLot
    row, _new = SheetRow.objects.update_or_create(
        seat_id=sitting.member.seat,
        submission_id=valid[bid],
        defaults={
            "points": _points(terms, points),
            "reasons": {key: text.strip()[:LONGEST_REASON] for key, text in reasons.items() if text.strip()},
            "saved_at": moment.at,
        },
    )
    return row


@transaction.atomic
def lock_sheet(*, lot_id: UUID, by: Actor) -> LockedSheet:
    """The member locks and signs its sheet: only its commitment is public. Raises `NoSuchLot`, `SheetIncomplete`."""
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    terms, evaluation = terms_of(sitting.lot), _scoring(sitting)
    if not terms.factors:
        raise EvaluationRefused("这种评标办法不打分。")
    bidders = [each.bidder for each in valid_bids(evaluation, bids_of(sitting.lot)).values()]
    cells, reasons = sheet_in_work(sitting.member.seat)
    found = gaps(terms.factors, bidders, cells, reasons)
    if found:
        raise SheetIncomplete(found)
    kept = {bidder: cells[bidder] for bidder in bidders}
    content, salt = sheet_bytes(sitting.lot.pk, sitting.member.blinded, kept, reasons), secrets.token_bytes(32)
    sheet = LockedSheet.objects.create(
        seat_id=sitting.member.seat,
        round=evaluation.round,
        content=content,
        salt=salt,
        commitment=commitment(salt, content),
        at=moment.at,
    )
    body = {"lot": str(sitting.lot.pk), "member": sitting.member.blinded, "sheet": sheet.commitment}
    record(News(SHEET_COMMITTED, body, method=Method.SYSTEM), trade=sitting.lot.trade, moment=moment, by=PLATFORM)
    return sheet


def sheet_in_work(seat: UUID) -> tuple[dict[str, dict[str, Decimal]], dict[tuple[str, str], str]]:
    """A member's own points by bidder and factor, and its reasons. In one query."""
    rows = SheetRow.objects.filter(seat_id=seat).values_list("submission__organisation__uscc", "points", "reasons")
    cells: dict[str, dict[str, Decimal]] = {}
    reasons: dict[tuple[str, str], str] = {}
    for bidder, points, said in rows:
        cells[bidder] = {key: number(text) for key, text in points.items()}
        reasons |= {(bidder, key): text for key, text in said.items()}
    return cells, reasons


def _scoring(sitting: Sitting) -> Evaluation:
    """Raises `EvaluationRefused` before the review is closed, and for a sheet that is locked."""
    evaluation = sitting.evaluation
    if evaluation is None or evaluation.review_closed_at is None:
        raise EvaluationRefused("初步评审结束之后才能打分。")
    if sitting.member.seat in sheets_of(evaluation, sitting.members):
        raise EvaluationRefused("评分表已经锁定，不能再改。")
    return evaluation


def _points(terms: SchemeTerms, points: Mapping[str, str]) -> dict[str, str]:
    """The points as they are kept. Raises `EvaluationRefused`."""
    factors = {factor.key: factor for factor in terms.factors}
    kept = {}
    for key, text in points.items():
        if key not in factors:
            raise EvaluationRefused("评标办法里没有这项因素。")
        if not text.strip():
            continue
        try:
            value = number(text.strip())
        except FormatError as error:
            raise EvaluationRefused("请填写数字，最多两位小数。") from error
        if not in_range(factors[key], value):
            if factors[key].is_deviation:
                raise EvaluationRefused("数量应在 0 与最多计的数之间，最多两位小数。")
            raise EvaluationRefused("分数应在 0 与满分之间，最多两位小数。")
        kept[key] = written(value)
    return kept
