"""Complaints and stop orders, each for whoever may see them. Who complained is for the supervisor alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from trading.domain.actors import Actor, Role
from trading.domain.calendar import Calendar
from trading.domain.complaints import Gap, decide_by
from trading.domain.periods import Counted, day_of
from trading.domain.stopped import DECIDED
from trading.models import Complaint, ComplaintFile, ComplaintStep, Entry, StopOrder, Trade
from trading.selectors.calendar import working_calendar
from trading.selectors.clocks import time_of
from trading.selectors.trades import NoSuchTrade, is_agency_of

MOST = 200
Kind = ComplaintStep.Kind


class Standing(StrEnum):
    """How a complaint stands."""

    RECEIVED = "received"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    IN_BREAK = "in_break"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class StepShown:
    """`kind` is one of `ComplaintStep.Kind`; `upheld` None but for a decision."""

    kind: str
    at: datetime
    text: str
    upheld: bool | None
    measures: Sequence[str]


@dataclass(frozen=True, slots=True)
class ComplaintShown:
    """A complaint with its days. `due`: by when the supervisor acts next, None when nothing is due or the time stands
    still; `by` is "" for all who may not know who complained, and `files` is empty for them too."""

    id: UUID
    trade_id: UUID
    title: str
    matter: str
    known_on: date
    text: str
    asks: str
    at: datetime
    standing: str
    due: date | None
    provisional: bool
    overdue: bool
    steps: Sequence[StepShown]
    files: Sequence[ComplaintFile]
    by: str


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A published decision, as its entry says it."""

    at: datetime
    upheld: bool
    measures: Sequence[str]
    text: str


@dataclass(frozen=True, slots=True)
class StopShown:
    """A stop order; `lifted_at` None while it stands."""

    at: datetime
    reason: str
    allows: Sequence[str]
    lifted_at: datetime | None
    lifted_because: str


def standing_of(steps: Iterable[ComplaintStep]) -> Standing:
    """From the steps in their order; what the agency stated changes nothing."""
    standing = Standing.RECEIVED
    for step in steps:
        standing = AFTER.get(step.kind, standing)
    return standing


AFTER: dict[str, Standing] = {
    Kind.ACCEPTED: Standing.ACCEPTED,
    Kind.REFUSED: Standing.REFUSED,
    Kind.BREAK_BEGUN: Standing.IN_BREAK,
    Kind.BREAK_ENDED: Standing.ACCEPTED,
    Kind.DECIDED: Standing.DECIDED,
}


def own_complaints(actor: Actor, trade: Trade, *, real: datetime) -> list[ComplaintShown]:
    """What the actor's organisation complained of, the newest first. Raises `BiddersOnly`."""
    own = Complaint.objects.filter(trade=trade, organisation_id=actor.as_bidder().organisation_id)
    return _shown(own, real, whole=True)


def complaints_against(actor: Actor, trade: Trade, *, real: datetime) -> list[ComplaintShown]:
    """Those that were accepted, for the agency of the trade, without who and without evidence. Raises `NoSuchTrade`."""
    if not is_agency_of(actor, trade):
        raise NoSuchTrade
    accepted = ComplaintStep.objects.filter(kind=Kind.ACCEPTED).values("complaint")
    return _shown(Complaint.objects.filter(trade=trade, pk__in=accepted), real, whole=False)


def all_complaints(actor: Actor, *, real: datetime) -> list[ComplaintShown]:
    """For the supervisor: what is due first comes first, what is over last. Raises `SupervisorsOnly`."""
    actor.check_supervisor()
    found = _shown(Complaint.objects.filter(trade__erased_at__isnull=True), real, whole=True)
    return sorted(found, key=lambda one: (one.standing in OVER, one.due is None, one.due or date.max))


OVER = (Standing.REFUSED, Standing.DECIDED)


def complaint_for(actor: Actor, complaint_id: UUID, *, real: datetime) -> ComplaintShown:
    """One of them. Raises `SupervisorsOnly`, `NoSuchTrade`."""
    actor.check_supervisor()
    found = _shown(Complaint.objects.filter(pk=complaint_id, trade__erased_at__isnull=True), real, whole=True)
    if not found:
        raise NoSuchTrade
    return found[0]


def evidence_for(actor: Actor, complaint_id: UUID, sha256: str) -> ComplaintFile:
    """A file of a complaint, for the complainant and the supervisor. Raises `NoSuchTrade`."""
    rows = ComplaintFile.objects.filter(
        complaint_id=complaint_id, complaint__trade__erased_at__isnull=True, sha256=sha256
    )
    if actor.role is Role.BIDDER:
        rows = rows.filter(complaint__organisation_id=actor.as_bidder().organisation_id)
    elif actor.role is not Role.SUPERVISOR:
        raise NoSuchTrade
    file = rows.first()
    if file is None:
        raise NoSuchTrade
    return file


def decisions_of(trade: Trade) -> list[DecisionShown]:
    """Every published decision on a complaint, the newest first, from the ledger."""
    rows = Entry.objects.filter(trade=trade, type=DECIDED, content__isnull=False).select_related("content")
    bodies = [(row.at, row.content.body) for row in rows.order_by("-order")[:MOST]]
    return [DecisionShown(at, body["upheld"], body["measures"], body["text"]) for at, body in bodies]


def stops_of(trade: Trade) -> list[StopShown]:
    """Every stop order, the newest first."""
    rows = StopOrder.objects.filter(trade=trade).select_related("entry__content", "lifting").order_by("-at", "-pk")
    return [_stop(row) for row in rows[:MOST]]


def stop_in_force(trade: Trade) -> StopShown | None:
    """The order that stands, or None."""
    return next((each for each in stops_of(trade) if each.lifted_at is None), None)


def _stop(row: StopOrder) -> StopShown:
    lifting = getattr(row, "lifting", None)
    allows = row.entry.content.body["allows"] if hasattr(row.entry, "content") else []
    return StopShown(row.at, row.reason, allows, lifting.at if lifting else None, lifting.reason if lifting else "")


def _shown(rows: QuerySet[Complaint], real: datetime, *, whole: bool) -> list[ComplaintShown]:
    found = rows.select_related("trade", "organisation").prefetch_related("steps", "files").order_by("-at", "-pk")
    calendar = working_calendar()
    return [_complaint(row, calendar, _today(row.trade, real), whole=whole) for row in found[:MOST]]


def _today(trade: Trade, real: datetime) -> date:
    """The day by the trade's clock; `real` is the database's time."""
    return day_of(time_of(trade, real))


def _complaint(row: Complaint, calendar: Calendar, today: date, *, whole: bool) -> ComplaintShown:
    steps = list(row.steps.all())
    standing = standing_of(steps)
    due = _due(row, steps, standing, calendar)
    return ComplaintShown(
        id=row.pk,
        trade_id=row.trade_id,
        title=row.trade.title,
        matter=row.matter,
        known_on=row.known_on,
        text=row.text,
        asks=row.asks,
        at=row.at,
        standing=standing.value,
        due=due.day if due else None,
        provisional=due is not None and due.provisional,
        overdue=due is not None and today > due.day,
        steps=[StepShown(each.kind, each.at, each.text, each.upheld, each.measures) for each in steps],
        files=list(row.files.all()) if whole else [],
        by=row.organisation.name if whole else "",
    )


def _due(row: Complaint, steps: Sequence[ComplaintStep], standing: Standing, calendar: Calendar) -> Counted | None:
    if standing is Standing.RECEIVED:
        return Counted(row.accept_by, row.accept_by, not calendar.is_published(row.accept_by))
    if standing is not Standing.ACCEPTED and standing is not Standing.IN_BREAK:
        return None
    accepted = next(day_of(step.at) for step in steps if step.kind == Kind.ACCEPTED)
    return decide_by(row.trade.spec, calendar, accepted, _breaks(steps))


def _breaks(steps: Sequence[ComplaintStep]) -> list[Gap]:
    gaps: list[Gap] = []
    for step in steps:
        if step.kind == Kind.BREAK_BEGUN:
            gaps.append(Gap(day_of(step.at), None))
        if step.kind == Kind.BREAK_ENDED:
            gaps[-1] = Gap(gaps[-1].after, day_of(step.at))
    return gaps
