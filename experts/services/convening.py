"""From accepted calls to seats: when the opening record stands, whoever accepted sits on the committee of its lot; on the
committee that reviews applications, when these are due.

Experts sit under the blinded id of their draw, so that a reader of the log sees that whoever was drawn is who evaluated.
The tenderer's representatives are people of the agency's organisation, known by the names in the request.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from experts.domain.committee import Seat
from experts.domain.committees import Departure, Reply
from experts.models import CommitteeRequest, CommitteeSeat, Expert
from experts.selectors.sealing import unseal
from experts.services.calling import claim
from experts.services.drawing import blinded_of
from experts.services.seating import SEATED, replace_member, seat_member
from trading.domain.actors import PLATFORM
from trading.domain.phases import phase_of
from trading.domain.stages import Stage
from trading.models import Membership

CAUSES: Final = {
    Departure.RECUSED: "recusal",
    Departure.EMPLOYER: "recusal",
    Departure.ILL: "illness",
    Departure.LEFT: "leaving",
}
AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody for whom there is a seat. `blinded`: how the log knows an expert already."""

    user: UUID
    kind: Seat
    blinded: str | None = None


def convene() -> int:
    """Seat every committee that is formed and whose lot waits for it; returns the number of seats given or changed."""
    stages = [stage.value for stage in SEATED]
    waiting = CommitteeRequest.objects.filter(ended_at=None, lot__stage__in=stages, lot__stopped_at=None)
    found = list(waiting.order_by("evaluation_from", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(seat(request_id) for request_id in found)


@transaction.atomic
def seat(request_id: UUID) -> int:
    """Replace members who have left by those who accepted in their place; before the start, seat everybody else."""
    turn = claim(request_id)
    if turn is None or phase_of(Stage(turn.request.lot.stage)) != turn.request.phase:
        return 0
    request = turn.request
    lot, replaced = request.lot, _replaced(request)
    if hasattr(lot, "evaluation") or request.formed_at is None:
        return replaced
    taken = _seated(request)
    sitters = [each for each in (*_experts(request), *_representatives(request)) if each.user not in taken]
    for sitter in sitters:
        seat_member(lot_id=lot.pk, user_id=sitter.user, kind=sitter.kind, blinded=sitter.blinded, by=PLATFORM)
    return replaced + len(sitters)


def _replaced(request: CommitteeRequest) -> int:
    """Each seat whose expert has left goes to an expert who accepted and has none yet."""
    departed = list(request.calls.filter(departure__isnull=False).select_related("departure").order_by("number"))
    if not departed:
        return 0
    free = [each for each in _experts(request) if each.user not in _seated(request)]
    done = 0
    for call in departed:
        user = Expert.objects.get(pk=unseal(call.sealed)["expert"]).user_id
        row = _seats(request).filter(user=user).first() if user else None
        if row is None or not free:
            continue
        new = free.pop(0)
        cause = CAUSES[Departure(call.departure.cause)]
        reason = call.departure.reason or cause
        replace_member(seat_id=row.pk, user_id=new.user, cause=cause, reason=reason, blinded=new.blinded, by=PLATFORM)
        done += 1
    return done


def _seats(request: CommitteeRequest) -> QuerySet[CommitteeSeat]:
    return CommitteeSeat.objects.filter(lot=request.lot, phase=request.phase, left=None)


def _seated(request: CommitteeRequest) -> set[UUID]:
    return set(_seats(request).values_list("user_id", flat=True))


def _experts(request: CommitteeRequest) -> Iterator[Sitter]:
    """Who accepted and has not left, in the order of the calls; whoever has no account cannot sit."""
    calls = request.calls.filter(reply__reply=Reply.ACCEPTED.value, departure=None)
    for call in calls.order_by("number"):
        expert = Expert.objects.get(pk=unseal(call.sealed)["expert"])
        if expert.user_id is not None:
            yield Sitter(expert.user_id, Seat.EXPERT, blinded_of(request.pk, expert.pk))


def _representatives(request: CommitteeRequest) -> Iterator[Sitter]:
    """The agency's people of these names; of two with one name neither, for nobody could say which is meant."""
    names = list(unseal(request.representative_names).values())
    people = Membership.objects.filter(organisation_id=request.lot.trade.agency_id, user__full_name__in=names)
    by_name: dict[str, set[UUID]] = {}
    for user, name in people.values_list("user_id", "user__full_name"):
        by_name.setdefault(name, set()).add(user)
    return (Sitter(user, Seat.REPRESENTATIVE) for users in by_name.values() if len(users) == 1 for user in users)
