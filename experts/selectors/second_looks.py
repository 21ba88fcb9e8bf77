"""Second looks for the members of the committee that evaluated; to everybody else there are none."""

from collections.abc import Iterable
from uuid import UUID

from experts.models import LookVote
from experts.selectors.evaluating import Sitting
from experts.selectors.seats import Member
from trading.domain.second_looks import LOOKING
from trading.models import Lot, SecondLook
from trading.selectors.awards import waiting_looks
from trading.selectors.trades import NoSuchLot


def look_for(sitting: Sitting, look_id: UUID) -> SecondLook:
    """One of the lot that the member sits for. Raises `NoSuchLot`."""
    look = SecondLook.objects.filter(pk=look_id, lot=sitting.lot).select_related("result", "withdrawal").first()
    if look is None:
        raise NoSuchLot
    return look


def looks_in_hand(lots: Iterable[Lot]) -> dict[UUID, SecondLook]:
    """By lot, the one that its committee has not given yet, and still may."""
    return {look.lot_id: look for look in waiting_looks(lot for lot in lots if lot.stage in LOOKING)}


def votes_on(look: SecondLook, members: Iterable[Member]) -> dict[UUID, LookVote]:
    """By seat, the newest vote of each member that sits. Not a gate: who voted how is for the member itself."""
    rows = LookVote.objects.filter(look=look, seat__in=[member.seat for member in members]).order_by("pk")
    return {row.seat_id: row for row in rows}
