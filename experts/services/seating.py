"""Who sits on a committee, and what a member promises before it begins."""

import secrets
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import transaction

from experts.domain.committee import Seat
from experts.models import ChairVote, CommitteeSeat, Evaluation, SeatLeft, Undertaking
from experts.selectors.evaluating import Sitting, sitting_of
from experts.selectors.seats import committee_of
from trading.domain.actors import PLATFORM, Actor
from trading.domain.canonical import encode, sha256_hex
from trading.domain.entries import Method
from trading.domain.evaluation_results import MEMBER_REPLACED
from trading.domain.phases import Phase, phase_of
from trading.domain.stages import Stage
from trading.domain.venues import RoomUse
from trading.models import CheckIn, Lot
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for
from trading.selectors.venues import next_booking
from trading.services.ledger import News, record
from trading.services.moments import Moment, database_time, lock_lot
from trading.services.venues import CheckInRefused, check_in

PROMISES: Final = {
    Phase.BIDDING: (
        "本人接受聘请担任本标段评标委员会成员，承诺客观、公正、独立地评审，不与他人商量评分，不透露评审情况和中标候选人推荐情况；"
        "本人与各投标人没有亲属、经济利益或者其他影响公正评审的关系，也没有法律规定应当回避的其他情形。"
    ),
    Phase.PREQUALIFICATION: (
        "本人接受聘请担任本标段资格审查委员会成员，承诺客观、公正、独立地审查，不与他人商量结论，不透露审查情况和申请人的名单；"
        "本人与各申请人没有亲属、经济利益或者其他影响公正审查的关系，也没有法律规定应当回避的其他情形。"
    ),
}
"""O12 12, 13; TL 44; TR 18. What is signed is this text with lot and seat."""

CAUSES: Final = ("recusal", "leaving", "illness")
"""TR 48: why a member is replaced."""

SEATED: Final = (Stage.REVIEWING, Stage.OPENED, Stage.EVALUATING)


class EvaluationRefused(Exception):
    """Nothing has changed; the message says why, for people."""

    code = "evaluation_refused"


@transaction.atomic
def seat_member(*, lot_id: UUID, user_id: UUID, kind: Seat, blinded: str | None = None, by: Actor) -> CommitteeSeat:
    """Give somebody a seat. Only the platform does, from the calls that were accepted. Raises `NoSuchLot`.

    `blinded`: how the ledger knows the member already, by its draw; without it the seat gets a name of its own.
    """
    lot, moment = _platform_lot(lot_id, by)
    if any(member.user_id == user_id for member in committee_of(lot)):
        raise EvaluationRefused("这位成员已经在评标委员会中。")
    if Evaluation.objects.filter(lot=lot).exists():
        raise EvaluationRefused("评标已经开始，只能更换成员。")
    return _seat(lot, user_id, kind, moment, blinded)


@transaction.atomic
def replace_member(
    *, seat_id: UUID, user_id: UUID, cause: str, reason: str, blinded: str | None = None, by: Actor
) -> CommitteeSeat:
    """Somebody leaves and another takes the seat (TR 48): ballots, sheet and signature of the one who left are void,
    and a report that was drawn up is drawn up anew. Raises `NoSuchLot`."""
    old = CommitteeSeat.objects.filter(pk=seat_id, left=None).first()
    if old is None:
        raise NoSuchLot
    lot, moment = _platform_lot(old.lot_id, by)
    if cause not in CAUSES or not reason.strip():
        raise EvaluationRefused("请写明更换的原因和理由。")
    if any(member.user_id == user_id for member in committee_of(lot)):
        raise EvaluationRefused("这位成员已经在评标委员会中。")
    SeatLeft.objects.create(seat=old, cause=cause, reason=reason.strip(), at=moment.at)
    new = _seat(lot, user_id, Seat(old.kind), moment, blinded)
    evaluation = Evaluation.objects.filter(lot=lot).first()
    if evaluation is not None:
        # The new member reviews too, and may tip what the majority was.
        evaluation.review_closed_at = None
        evaluation.chair_id = None if evaluation.chair_id == old.pk else evaluation.chair_id
        evaluation.save(update_fields=["review_closed_at", "chair"])
        body = {"left": old.blinded, "lot": str(lot.pk), "seated": new.blinded}
        record(News(MEMBER_REPLACED, body, method=Method.SYSTEM), trade=lot.trade, moment=moment, by=PLATFORM)
    return new


@transaction.atomic
def check_in_member(*, lot_id: UUID, by: Actor) -> CheckIn:
    """The member has come to the room that is booked for the lot, and has a seat there (O20 33).

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting = sitting_of(by, lot_id)
    booking = next_booking(sitting.lot, RoomUse.EVALUATION, database_time())
    if booking is None:
        raise EvaluationRefused("这个标段没有预订评标室。")
    phase = phase_of(Stage(sitting.lot.stage)).value
    replaced = SeatLeft.objects.filter(seat__lot=sitting.lot, seat__phase=phase).exists()
    try:
        return check_in(booking_id=booking.pk, person=sitting.member.user_id, takes_over=replaced)
    except CheckInRefused as error:
        raise EvaluationRefused(str(error)) from error


@transaction.atomic
def undertake(*, lot_id: UUID, by: Actor) -> Undertaking:
    """The member promises, having declared that nothing bars it; where a room is booked, it has checked in before.

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, *SEATED, promised=False)
    booking = next_booking(sitting.lot, RoomUse.EVALUATION, moment.real)
    if booking is not None and not booking.check_ins.filter(person_id=sitting.member.user_id).exists():
        raise EvaluationRefused("请先在评标室签到。")
    if Undertaking.objects.filter(seat_id=sitting.member.seat).exists():
        raise EvaluationRefused("您已经签署承诺书。")
    return Undertaking.objects.create(
        seat_id=sitting.member.seat, hash=promise_hash(sitting.lot, sitting.member.blinded), at=moment.at
    )


@transaction.atomic
def vote_chair(*, lot_id: UUID, seat_id: UUID, by: Actor) -> None:
    """Vote for who chairs; more than half of all members elect (O12 9). Raises `NoSuchLot`, `EvaluationRefused`."""
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    evaluation = sitting.evaluation
    if seat_id not in {member.seat for member in sitting.members}:
        raise NoSuchLot
    if evaluation is None or evaluation.chair_id is not None:
        raise EvaluationRefused("组长已经选出。")
    ChairVote.objects.create(voter_id=sitting.member.seat, choice_id=seat_id, at=moment.at)
    seats = [member.seat for member in sitting.members]
    newest = {vote.voter_id: vote.choice_id for vote in ChairVote.objects.filter(voter__in=seats).order_by("pk")}
    if sum(choice == seat_id for choice in newest.values()) * 2 > len(seats):
        evaluation.chair_id = seat_id
        evaluation.save(update_fields=["chair"])


@transaction.atomic
def name_chair(*, lot_id: UUID, blinded: str, by: Actor) -> None:
    """The tenderer names who chairs, as long as the members have elected nobody (O12 9). It knows them by their blinded
    names alone. Raises `NoSuchLot`, `EvaluationRefused`.
    """
    lot = lot_for(by, lot_id)
    evaluation = Evaluation.objects.filter(lot=lot).first()
    rule = lot.trade.spec.law.chair_may_be_named
    if not is_agency_of(by, lot.trade) or evaluation is None or rule is None or not rule.value:
        raise NoSuchLot
    lot = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade").get(pk=lot_id)
    lock_lot(lot)
    check_going(lot, Stage.EVALUATING)
    evaluation.refresh_from_db()
    if evaluation.chair_id is not None:
        raise EvaluationRefused("组长已经选出。")
    seat = next((member.seat for member in committee_of(lot) if member.blinded == blinded), None)
    if seat is None:
        raise EvaluationRefused("请选择一位在座的成员。")
    evaluation.chair_id = seat
    evaluation.save(update_fields=["chair"])


def at_work(lot_id: UUID, by: Actor, *stages: Stage, promised: bool = True) -> tuple[Sitting, Moment]:
    """The member's seat with the lot locked, if it stands in one of the stages and no order has stopped it.

    Raises `NoSuchLot`, and `EvaluationRefused` also for a member that has not promised yet.
    """
    sitting = sitting_of(by, lot_id, lock=True)
    moment = lock_lot(sitting.lot)
    check_going(sitting.lot, *stages)
    if promised and not Undertaking.objects.filter(seat_id=sitting.member.seat).exists():
        raise EvaluationRefused("请先签署承诺书，声明没有应当回避的情形。")
    return sitting, moment


def check_going(lot: Lot, *stages: Stage) -> None:
    """Raise `EvaluationRefused` where the lot stands still or is elsewhere."""
    if lot.stopped_at is not None:
        raise EvaluationRefused("监督部门责令暂停，恢复之前不能评审。")
    if Stage(lot.stage) not in stages:
        raise EvaluationRefused("现在不是评审的时间。")


def promise_of(lot: Lot) -> str:
    """What members of the committee that the lot has now promise."""
    return PROMISES[phase_of(Stage(lot.stage))]


def promise_hash(lot: Lot, blinded: str) -> str:
    """What the member signs by its session: the text, the lot and its own blinded name."""
    return sha256_hex(encode({"lot": str(lot.pk), "member": blinded, "text": promise_of(lot)}))


def _platform_lot(lot_id: UUID, by: Actor) -> tuple[Lot, Moment]:
    if not by.is_system:
        raise NoSuchLot
    rows = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade")
    lot = rows.filter(pk=lot_id).first()
    if lot is None:
        raise NoSuchLot
    moment = lock_lot(lot)
    check_going(lot, *SEATED)
    return lot, moment


def _seat(lot: Lot, user_id: UUID, kind: Seat, moment: Moment, blinded: str | None) -> CommitteeSeat:
    salt = secrets.token_bytes(32)
    own = sha256(b"mingzheng/member/v1\n" + salt + encode({"lot": str(lot.pk), "user": str(user_id)})).hexdigest()
    phase = phase_of(Stage(lot.stage)).value
    return CommitteeSeat.objects.create(
        lot=lot, phase=phase, user_id=user_id, kind=kind.value, blinded=blinded or own, salt=salt, at=moment.at
    )
