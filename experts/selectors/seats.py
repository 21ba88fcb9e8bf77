"""Who sits on the committee of a lot. Not a gate: names are for the members themselves and for supervisors."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from experts.domain.committee import Member as Seated
from experts.domain.committee import Seat
from experts.models import CommitteeSeat
from trading.domain.actors import Actor
from trading.domain.phases import phase_of
from trading.domain.stages import Stage
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class Member:
    """`seat`: the row behind it; `blinded`: how the ledger names the member."""

    seat: UUID
    user_id: UUID
    blinded: str
    kind: Seat
    name: str

    @property
    def is_expert(self) -> bool:
        return self.kind is Seat.EXPERT

    @property
    def is_representative(self) -> bool:
        return self.kind is Seat.REPRESENTATIVE


def committee_of(lot: Lot) -> list[Member]:
    """The members that sit now, in the order of their blinded names; whoever was replaced is none.

    While the lot is in pre-qualification they are those who review its applications.
    """
    columns = ("pk", "user_id", "blinded", "kind", "user__full_name", "user__username")
    rows = seats_of(lot).order_by("blinded").values_list(*columns)
    return [Member(pk, user, blinded, Seat(kind), name or account) for pk, user, blinded, kind, name, account in rows]


def seats_of(lot: Lot) -> QuerySet[CommitteeSeat]:
    """The seats that are taken now."""
    return CommitteeSeat.objects.filter(lot=lot, phase=phase_of(Stage(lot.stage)).value, left=None)


def seated(members: list[Member]) -> list[Seated]:
    """As the law of the committee looks at them."""
    return [Seated(str(member.user_id), member.kind) for member in members]


def sits_somewhere(actor: Actor) -> bool:
    """Whether the person is a member of any committee, as an expert or for the tenderer."""
    return actor.user_id is not None and CommitteeSeat.objects.filter(user_id=actor.user_id, left=None).exists()
