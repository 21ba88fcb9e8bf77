"""The keys of the bids' files: made by members, handed on by the agency, never readable here (docs/spec/evaluation.md)."""

from uuid import UUID

from django.db import transaction

from bidding.domain.age_keys import Recipient
from bidding.domain.bids import read_bid
from experts.domain.files import FILES_GIVEN, FILES_LOST, FileProblem, check_sealed
from experts.models import FileNote, GivenKeys, LostKeys, MemberKey
from experts.selectors.files import READING, agency_of_files, bid_to_read, context_for, current_keys, own_key
from experts.selectors.reviewing import reviews
from experts.services.seating import SEATED, EvaluationRefused, at_work, check_going
from trading.domain.actors import Actor
from trading.domain.canonical import sha256_hex
from trading.domain.stages import Stage
from trading.models import Lot
from trading.services.ledger import News, record
from trading.services.moments import Moment, lock_lot

LONGEST_REASON = 1000


@transaction.atomic
def register_key(*, lot_id: UUID, recipient: str, by: Actor) -> MemberKey:
    """A member's browser has made a key for this evaluation. A newer one takes its place, and needs the agency anew.

    Raises `FormatError`, `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, *SEATED)
    recipient, newest = str(Recipient.parse(recipient)), own_key(sitting.member)
    if newest is not None and newest.recipient == recipient:
        return newest
    if MemberKey.objects.filter(recipient=recipient).exists():
        raise EvaluationRefused("这把密钥已经登记过，请重新生成。")
    return MemberKey.objects.create(seat_id=sitting.member.seat, recipient=recipient, at=moment.at)


@transaction.atomic
def give_keys(*, lot_id: UUID, recipient: str, sealed: bytes, by: Actor) -> GivenKeys:
    """The agency hands the keys of all files on to a member, sealed to it. The same bytes again: the same answer.

    Raises `FormatError`, `NoSuchLot`, `EvaluationRefused`: nobody gets them who does not sit, or whose key is another by now.
    """
    lot, moment = _agency_lot(lot_id, by)
    check_going(lot, *READING)
    found = [(member, key) for member, key in current_keys(lot).items() if key.recipient == recipient]
    if not found:
        raise EvaluationRefused("这位成员已经更换，或者换了密钥。请刷新页面，按现在的名单交付。")
    member, key = found[0]
    check_sealed(sealed, context_for(lot, member))
    digest = sha256_hex(sealed)
    known = GivenKeys.objects.filter(key=key, hash=digest).first()
    if known is not None:
        return known
    assert by.user_id is not None  # an agency is somebody
    given = GivenKeys.objects.create(key=key, sealed=sealed, hash=digest, by_id=by.user_id, at=moment.at)
    body = {"lot": str(lot.pk), "member": member, "recipient": recipient, "sealed": digest}
    record(News(FILES_GIVEN, body), trade=lot.trade, moment=moment, by=by)
    return given


@transaction.atomic
def declare_loss(*, lot_id: UUID, reason: str, by: Actor) -> LostKeys:
    """The evaluation key is lost: the committee works with what was announced, and everybody learns why.

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    lot, moment = _agency_lot(lot_id, by)
    reason = reason.strip()
    if lot.stopped_at is not None:
        raise EvaluationRefused("监督部门责令暂停，恢复之前不能评审。")
    if reviews(lot):
        raise EvaluationRefused("申请文件没有公布过，没有密钥就无法审查；找不到密钥的，只能终止或者重新进行资格预审。")
    if not reason or len(reason) > LONGEST_REASON:
        raise EvaluationRefused("请写明密钥怎样遗失，不超过 1000 字。")
    if LostKeys.objects.filter(lot=lot).exists():
        raise EvaluationRefused("已经声明过。")
    assert by.user_id is not None
    loss = LostKeys.objects.create(lot=lot, reason=reason, by_id=by.user_id, at=moment.at)
    record(News(FILES_LOST, {"lot": str(lot.pk), "reason": reason}), trade=lot.trade, moment=moment, by=by)
    return loss


@transaction.atomic
def note_file(*, lot_id: UUID, bid: str, index: int, problem: FileProblem, by: Actor) -> FileNote:
    """A member's browser could not read a file: the report says so. Noted once by each member.

    Raises `NoSuchLot`, `NoSuchFile`, `EvaluationRefused`.
    """
    sitting, moment = at_work(lot_id, by, Stage.EVALUATING)
    row = bid_to_read(sitting, bid)
    if index >= len(read_bid(bytes(row.statement)).value.attachments):
        raise EvaluationRefused("这份投标没有这个文件。")
    values = {"problem": problem.value, "at": moment.at}
    note, _made = FileNote.objects.get_or_create(
        seat_id=sitting.member.seat, submission=row, index=index, defaults=values
    )
    return note


def _agency_lot(lot_id: UUID, by: Actor) -> tuple[Lot, Moment]:
    """The lot, locked in the order of the clock."""
    agency_of_files(by, lot_id)
    lot = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade").get(pk=lot_id)
    moment = lock_lot(lot)
    if lot.stage not in SEATED:
        raise EvaluationRefused("评标已经结束。")
    return lot, moment
