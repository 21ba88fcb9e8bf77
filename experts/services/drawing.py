"""The draw of a committee: the pool's list is frozen when calls are due, and the calling walks the order that comes of it.

Several are called at once, as many as there are places; the draw logs one after the other, so what comes early waits
until all before it have answered (`experts.services.walks`).
"""

from collections.abc import Collection, Iterable
from functools import lru_cache
from uuid import UUID

from experts.domain.draw import Listed, blind
from experts.domain.names import Revealed
from experts.domain.progress import Progress
from experts.domain.walk import Called, Result, Walk
from experts.models import CommitteeRequest, Draw, Expert, MemberDeparture, RequestedDraw
from experts.selectors.draws import frozen_list, progress_of, repetition_allowed
from experts.selectors.sealing import salt_of, unseal
from experts.services import calling
from experts.services.draw import freeze_list, log_call, reveal_names
from experts.services.listing import list_for
from experts.services.walks import PASSED, WalkStep
from trading.domain.kinds.law import NamesFrom
from trading.models import Entry
from trading.services.moments import Moment
from trading.services.readers import READERS, Reader


class DrawnOrder:
    """`NextToCall` by the verifiable draw (docs/spec/draw.md)."""

    def next_to_call(self, request: CommitteeRequest, group: int, asked: Collection[UUID]) -> UUID | None:
        """Freezes the list where nothing is drawn yet; nobody is called before there is an order."""
        draw = draw_of(request)
        if draw is None:
            _freeze(request)
            return None
        if progress_of(draw).seed is None:
            return None
        people, walk = _people(draw.pk, request.pk), progress_of(draw, listed=True).walk
        order = (people[each.blinded] for each in walk.order if each.group == str(group))
        return next((expert for expert in order if expert not in asked), None)

    def note(self, step: WalkStep, request: CommitteeRequest, moment: Moment) -> None:
        """Log whatever has come, as far as nobody before it is still asked."""
        draw = draw_of(request)
        if draw is None:
            return
        while (called := _next_step(request, draw, progress_of(draw, listed=True))) is not None:
            log_call(
                draw_id=draw.pk,
                blinded=called.blinded,
                result=called.result,
                receipt=called.receipt,
                reason=called.reason,
            )


def draw_of(request: CommitteeRequest) -> Draw | None:
    """The draw that the request is called by, or that is on its way; None where it came to nothing, or was not begun."""
    row = RequestedDraw.objects.filter(request=request).select_related("draw__lot__trade__agency").last()
    return row.draw if row is not None and progress_of(row.draw).voided is None else None


def reveal(entry: Entry) -> None:
    """When the award is decided: who was on the lists of the lot's committees, and who sat on them (TL 37)."""
    lot = str((entry.content.body or {}).get("lot"))
    for row in RequestedDraw.objects.filter(draw__lot_id=lot, draw__names=None).select_related("request", "draw__lot"):
        progress = progress_of(row.draw, listed=True)
        if progress.seed is None:
            continue
        people = _people(row.draw_id, row.request_id)
        revealed = [Revealed(str(expert), salt_of(row.request_id, expert)) for expert in people.values()]
        seated = {blinded: people[blinded] for blinded in progress.walk.seated}
        names = dict(Expert.objects.filter(pk__in=seated.values()).values_list("pk", "name"))
        members = {blinded: names[expert] for blinded, expert in seated.items()}
        reveal_names(draw_id=row.draw_id, revealed=revealed, names=members)


def register() -> None:
    READERS.append(Reader("experts.names", {moment.value: reveal for moment in NamesFrom}))


def _freeze(request: CommitteeRequest) -> None:
    """Freeze the pool as it is now. After a draw of the lot that came to nothing only with the supervisor's reason."""
    before = Draw.objects.filter(lot=request.lot, purpose=request.purpose.value, repeated_by=None).last()
    if before is not None and not repetition_allowed(before):
        return
    places = {str(group.number): group.places for group in request.groups}
    draw = freeze_list(
        lot_id=request.lot_id,
        listed=_listed(request),
        places=places,
        purpose=request.purpose,
        repeats=before.pk if before is not None else None,
    )
    RequestedDraw.objects.create(request=request, draw=draw)


def _listed(request: CommitteeRequest) -> Iterable[Listed]:
    for each in list_for(request):
        group = "" if each.group is None else str(each.group)
        excluded = None if each.excluded is None else each.excluded.value
        yield Listed(blinded_of(request.pk, each.expert), excluded, group)


def blinded_of(request: UUID, expert: UUID) -> str:
    """The expert's id in the list that was frozen for the request."""
    return blind(salt_of(request, expert), str(expert))


@lru_cache(maxsize=8)
def _people(draw: UUID, request: UUID) -> dict[str, UUID]:
    """By blinded id, everybody on the frozen list; whoever came into the pool later is not."""
    listed = {each.blinded for each in frozen_list(Draw.objects.get(pk=draw)).listed}
    experts = Expert.objects.values_list("pk", flat=True).iterator(chunk_size=5000)
    found = ((blinded_of(request, expert), expert) for expert in experts)
    return {blinded: expert for blinded, expert in found if blinded in listed}


def _next_step(request: CommitteeRequest, draw: Draw, progress: Progress) -> Called | None:
    """The step that the log lacks next, if it has happened: a member's leaving, or what came of the next in the order."""
    if progress.seed is None:
        return None
    people, walk = _people(draw.pk, request.pk), progress.walk
    for departure in MemberDeparture.objects.filter(call__request=request).select_related("call").order_by("pk"):
        expert = UUID(unseal(departure.call.sealed)["expert"])
        blinded = blinded_of(request.pk, expert)
        if blinded in walk.seated:
            return Called(_number(walk), blinded, Result.STOOD_DOWN, None, calling.told(request, departure.cause))
    following = walk.next()
    if following is None:
        return None
    step = calling.ended_steps(request).get(people[following.blinded])
    return None if step is None else _called(walk, following.blinded, step)


def _called(walk: Walk, blinded: str, step: WalkStep) -> Called:
    result = Result.PASSED if step.result == PASSED else Result(step.result)
    receipt = None if result is Result.PASSED else step.receipt or None
    return Called(_number(walk), blinded, result, receipt, step.reason or None)


def _number(walk: Walk) -> int:
    return len(walk.calls) + 1
