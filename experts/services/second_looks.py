"""The committee that evaluated looks at a candidate again (TR 56): when more than half say the same, it is said."""

from uuid import UUID

from django.db import transaction

from experts.models import LookVote
from experts.selectors.evaluating import sitting_of
from experts.selectors.second_looks import look_for
from experts.services.seating import EvaluationRefused
from trading.domain.actors import Actor
from trading.services.moments import lock_lot
from trading.services.second_looks import LONGEST, LookRefused, give_second_look


@transaction.atomic
def vote_on_look(*, lot_id: UUID, look_id: UUID, able: bool, reason: str, by: Actor) -> LookVote:
    """A member says whether the candidate can still perform the contract; with more than half of one mind it is decided.

    Raises `NoSuchLot`, `EvaluationRefused`; then nothing has changed.
    """
    sitting, reason = sitting_of(by, lot_id, lock=True), reason.strip()
    moment = lock_lot(sitting.lot)
    look = look_for(sitting, look_id)
    if hasattr(look, "result"):
        raise EvaluationRefused("这次复核已经有结论。")
    if len(reason) > LONGEST or not (able or reason):
        raise EvaluationRefused("不能确认的，请写明理由，不超过 2000 字。")
    vote = LookVote.objects.create(seat_id=sitting.member.seat, look=look, able=able, reason=reason, at=moment.at)
    seats = [member.seat for member in sitting.members]
    newest = {each.seat_id: each.able for each in LookVote.objects.filter(look=look, seat__in=seats).order_by("pk")}
    if sum(said is able for said in newest.values()) * 2 > len(seats):
        try:
            give_second_look(look=look, lot=sitting.lot, able=able, moment=moment)
        except LookRefused as error:
            raise EvaluationRefused(str(error)) from error
    return vote
