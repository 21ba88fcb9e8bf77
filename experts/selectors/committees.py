"""A committee as its agency and the supervisors may see it: in numbers, without anybody in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from experts.domain.committees import CallState, Reply, seated
from experts.models import Call, CommitteeRequest, MajorCode, Passed
from experts.selectors.sealing import unseal
from trading.domain.actors import Actor
from trading.domain.phases import Phase, phase_of
from trading.domain.stages import Stage
from trading.models import Lot, Membership
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for

MOST = 50


@dataclass(frozen=True, slots=True)
class GroupShown:
    """Places for some majors, how many sit there, and how many were asked and have not answered."""

    number: int
    majors: list[tuple[str, str]]
    places: int
    seated: int
    waiting: int


@dataclass(frozen=True, slots=True)
class CommitteeShown:
    """`called`: calling has begun, so the request stands; unless the deadline has `overtaken` its evaluation. `counts`: how calls ended, for supervisors."""

    id: UUID
    lot: Lot
    phase: Phase
    at: datetime
    representatives: int
    region: str
    evaluation_from: datetime
    evaluation_until: datetime
    place: str
    calls_from: datetime
    formed_at: datetime | None
    ended_at: datetime | None
    called: bool
    overtaken: bool
    groups: list[GroupShown]
    counts: dict[str, int]

    @property
    def members(self) -> int:
        return self.representatives + sum(group.places for group in self.groups)


def own_lot(actor: Actor, trade_id: UUID, lot_id: UUID) -> Lot:
    """An announced lot of the agency's own. Raises `NoSuchLot`."""
    lot = lot_for(actor, lot_id)
    if lot.trade_id != trade_id or not is_agency_of(actor, lot.trade) or lot.trade.announced_at is None:
        raise NoSuchLot
    return lot


def committee_of(actor: Actor, lot: Lot) -> CommitteeShown | None:
    """The newest request for the agency's own lot in its phase; in it how many answered, not how. Raises `NoSuchLot`."""
    if not is_agency_of(actor, lot.trade):
        raise NoSuchLot
    request = _requests().filter(lot=lot, phase=phase_of(Stage(lot.stage)).value).order_by("-at", "-pk").first()
    return None if request is None else _shown(request, _names([request]), counts={})


def unknown_representatives(actor: Actor, lot: Lot) -> int:
    """How many of the tenderer's people in the open request nobody could seat: no member of the agency has that name,
    or two have. Raises `NoSuchLot`."""
    if not is_agency_of(actor, lot.trade):
        raise NoSuchLot
    request = CommitteeRequest.objects.filter(lot=lot, phase=phase_of(Stage(lot.stage)).value, ended_at=None).first()
    if request is None:
        return 0
    names = unseal(request.representative_names).values()
    people = Membership.objects.filter(organisation_id=lot.trade.agency_id, user__full_name__in=names)
    found = Counter(name for name, _user in set(people.values_list("user__full_name", "user_id")))
    return sum(found[name] != 1 for name in names)


def watched(actor: Actor) -> list[CommitteeShown]:
    """All committees that are not over, for supervisors, the next evaluation first. Raises `SupervisorsOnly`."""
    actor.check_supervisor()
    requests = list(_requests().filter(ended_at=None).order_by("evaluation_from", "pk")[:MOST])
    names = _names(requests)
    return [_shown(request, names, counts=_counts(request)) for request in requests]


def _requests() -> QuerySet[CommitteeRequest]:
    return CommitteeRequest.objects.select_related("lot__trade__agency").prefetch_related("requested_groups")


def _shown(request: CommitteeRequest, names: dict[str, str], counts: dict[str, int]) -> CommitteeShown:
    columns = ("group", "reply__reply", "departure__pk")
    rows = Call.objects.filter(request=request).values_list(*columns)
    calls = [CallState(group, Reply(reply) if reply else None, gone is not None) for group, reply, gone in rows]
    sitting = seated(request.groups, calls)
    waiting = Counter(call.group for call in calls if call.reply is None)
    return CommitteeShown(
        id=request.pk,
        lot=request.lot,
        phase=Phase(request.phase),
        at=request.at,
        representatives=request.representatives,
        region=request.region,
        evaluation_from=request.evaluation_from,
        evaluation_until=request.evaluation_until,
        place=request.place,
        calls_from=request.calls_from,
        formed_at=request.formed_at,
        ended_at=request.ended_at,
        called=bool(calls) or Passed.objects.filter(request=request).exists(),
        overtaken=request.lot.deadline is not None and request.evaluation_from < request.lot.deadline,
        groups=[
            GroupShown(
                number=group.number,
                majors=[(code, names.get(code, "")) for code in group.majors],
                places=group.places,
                seated=sitting[group.number],
                waiting=waiting[group.number],
            )
            for group in request.groups
        ],
        counts=counts,
    )


def _counts(request: CommitteeRequest) -> dict[str, int]:
    """How the calls ended, how many members left again, and how many were passed."""
    calls = Call.objects.filter(request=request)
    replies = Counter(calls.filter(reply__isnull=False).values_list("reply__reply", flat=True))
    found = {reply.value: replies[reply.value] for reply in Reply}
    departed = calls.filter(departure__isnull=False).count()
    passed = Passed.objects.filter(request=request).count()
    return {"calls": calls.count(), **found, "departed": departed, "passed": passed}


def _names(requests: Iterable[CommitteeRequest]) -> dict[str, str]:
    codes = {code for request in requests for group in request.groups for code in group.majors}
    return dict(MajorCode.objects.filter(code__in=codes).values_list("code", "name"))
