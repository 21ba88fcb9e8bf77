"""The committee that evaluated looks at a candidate again (TR 56): when more than half say the same, it is said."""

from uuid import UUID

from django.db import transaction

from experts.models import LookVote
from experts.selectors.evaluating import Sitting
from experts.selectors.second_looks import look_for, votes_on
from experts.services.seating import EvaluationRefused, at_work
from trading.domain.actors import Actor
from trading.domain.second_looks import LOOKING
from trading.models import SecondLook
from trading.services.moments import Moment
from trading.services.second_looks import LONGEST, LookRefused, give_second_look


@transaction.atomic
def vote_on_look(*, lot_id: UUID, look_id: UUID, able: bool, reason: str, by: Actor) -> LookVote:
    """A member says whether the candidate can still perform the contract; until it is decided it may say otherwise.

    With more than half of all members of one mind it is decided at once. Raises `NoSuchLot`, `EvaluationRefused`;
    then nothing has changed.
    """
    sitting, moment = at_work(lot_id, by, *LOOKING)
    look, reason = look_for(sitting, look_id), reason.strip()
    if hasattr(look, "result"):
        raise EvaluationRefused("这次复核已经有结论。")
    if hasattr(look, "withdrawal"):
        raise EvaluationRefused("招标人已撤回这次复核。")
    if len(reason) > LONGEST or not (able or reason):
        raise EvaluationRefused("不能确认的，请写明理由，不超过 2000 字。")
    vote = LookVote.objects.create(seat_id=sitting.member.seat, look=look, able=able, reason=reason, at=moment.at)
    _decide(sitting, look, able, moment)
    return vote


def _decide(sitting: Sitting, look: SecondLook, able: bool, moment: Moment) -> None:
    """Say what the committee came to, if more than half of its members are of this mind."""
    same = [vote for vote in votes_on(look, sitting.members).values() if vote.able is able]
    if len(same) * 2 <= len(sitting.members):
        return
    reasons = "" if able else "；".join(dict.fromkeys(vote.reason for vote in same))
    try:
        give_second_look(look=look, lot=sitting.lot, able=able, reasons=reasons, moment=moment)
    except LookRefused as error:
        raise EvaluationRefused(str(error)) from error
