"""Second looks for the members of the committee that evaluated; to everybody else there are none."""

from uuid import UUID

from experts.models import LookVote
from experts.selectors.evaluating import Sitting
from trading.models import Lot, SecondLook
from trading.selectors.trades import NoSuchLot


def look_for(sitting: Sitting, look_id: UUID) -> SecondLook:
    """One of the lot that the member sits for. Raises `NoSuchLot`."""
    look = SecondLook.objects.filter(pk=look_id, lot=sitting.lot).select_related("result").first()
    if look is None:
        raise NoSuchLot
    return look


def look_in_hand(lot: Lot) -> SecondLook | None:
    """The one that the committee has not given yet."""
    return SecondLook.objects.filter(lot=lot, result=None).first()


def own_vote(sitting: Sitting, look: SecondLook) -> LookVote | None:
    return LookVote.objects.filter(look=look, seat_id=sitting.member.seat).order_by("-pk").first()
