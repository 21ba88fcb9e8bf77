"""What an expert sees: its own entry in the pool, its own calls, and how they were logged."""

from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest
from uuid import UUID

from experts.domain.committees import Departure, Reply
from experts.models import Call, Expert
from experts.selectors.sealing import callee_of, token_of, unseal
from trading.domain.actors import Actor
from trading.domain.phases import Phase, phase_of
from trading.domain.stages import Stage
from trading.models import Lot, Trade

MOST_CALLS = 200


class NotAnExpert(Exception):
    """The account is no expert's, as far as the actor may know."""


class NoSuchCall(Exception):
    """There is none, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class OwnCall:
    """A call as its expert sees it. `reviewing`: applications of a pre-qualification, not bids. `state`: waiting, sits, departed, over, or how it ended."""

    id: UUID
    trade: Trade
    lot_title: str
    group_majors: tuple[str, ...]
    evaluation_from: datetime
    evaluation_until: datetime
    place: str
    called_at: datetime
    answer_until: datetime | None
    answered_at: datetime | None
    state: str
    receipt: str
    formed: bool
    reviewing: bool = False


@dataclass(frozen=True, slots=True)
class OwnEmployer:
    name: str
    since: date
    until: date | None


def is_expert(actor: Actor) -> bool:
    return actor.user_id is not None and Expert.objects.filter(user_id=actor.user_id).exists()


def expert_of(actor: Actor) -> Expert:
    """The actor's own entry. Raises `NotAnExpert`."""
    found = Expert.objects.filter(user_id=actor.user_id).first() if actor.user_id else None
    if found is None:
        raise NotAnExpert
    return found


def call_for(actor: Actor, call_id: UUID) -> Call:
    """One of the actor's own calls that it has been told of. Raises `NotAnExpert`, `NoSuchCall`."""
    expert = expert_of(actor)
    rows = Call.objects.select_related("request__lot__trade__agency", "notice")
    found = rows.filter(pk=call_id, callee=callee_of(expert.pk), notice__isnull=False).first()
    if found is None:
        raise NoSuchCall
    return found


def call_in(actor: Actor, lot: Lot) -> UUID | None:
    """The call by which the actor sits on the committee of the lot; None for whoever was not called."""
    if not is_expert(actor):
        return None
    phase = phase_of(Stage(lot.stage)).value
    rows = Call.objects.filter(
        request__lot=lot, request__phase=phase, callee=callee_of(expert_of(actor).pk), notice__isnull=False
    )
    found: UUID | None = rows.order_by("-at", "-pk").values_list("pk", flat=True).first()
    return found


def call_by_link(call_id: UUID, token: str) -> tuple[Call, UUID]:
    """The call whose link this is, with its expert: one without an account, that was told and has not answered yet.

    Raises `NoSuchCall`: whoever has answered, or has an account by now, has no such page.
    """
    if not compare_digest(token.encode(), token_of(call_id).encode()):
        raise NoSuchCall
    rows = Call.objects.select_related("request__lot__trade__agency", "notice")
    found = rows.filter(pk=call_id, notice__isnull=False, reply=None).first()
    expert = UUID(unseal(found.sealed)["expert"]) if found else None
    if found is None or expert is None or not Expert.objects.filter(pk=expert, user=None).exists():
        raise NoSuchCall
    return found, expert


def own_calls(actor: Actor) -> list[OwnCall]:
    """All of them, newest first. Raises `NotAnExpert`."""
    rows = Call.objects.filter(callee=callee_of(expert_of(actor).pk), notice__isnull=False)
    rows = rows.select_related("request__lot__trade__agency", "notice", "reply", "departure")
    rows = rows.prefetch_related("request__requested_groups").order_by("-at", "-pk")[:MOST_CALLS]
    return [own_call(row) for row in rows]


def own_call(row: Call) -> OwnCall:
    request, reply = row.request, getattr(row, "reply", None)
    majors = next((group.majors for group in request.groups if group.number == row.group), ())
    return OwnCall(
        id=row.pk,
        trade=request.lot.trade,
        lot_title=request.lot.title,
        group_majors=majors,
        evaluation_from=request.evaluation_from,
        evaluation_until=request.evaluation_until,
        place=request.place,
        called_at=row.at,
        answer_until=row.notice.answer_until,
        answered_at=reply.at if reply else None,
        state=_state(row),
        receipt=row.notice.receipt,
        formed=request.formed_at is not None,
        reviewing=request.phase == Phase.PREQUALIFICATION,
    )


def _state(row: Call) -> str:
    if hasattr(row, "departure"):
        return Departure(row.departure.cause).value + "_later"
    if hasattr(row, "reply"):
        return Reply(row.reply.reply).value
    return "over" if row.request.ended_at else "waiting"


def own_employers(actor: Actor) -> list[OwnEmployer]:
    return [OwnEmployer(row.name, row.since, row.until) for row in expert_of(actor).employers.all()]
