"""Outages, as supervisors decide on them and the public reads of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from trading.domain.actors import Actor
from trading.domain.bodies import INCIDENT_DISMISSED, INCIDENT_EXTENDED, INCIDENT_OPENED
from trading.domain.canonical import parse_at
from trading.domain.phases import PHASES
from trading.domain.schedule import Instant
from trading.models import Entry, Lot
from trading.selectors.trades import NoSuchLot

HELD = [stages.held.value for stages in PHASES.values()]
MOST_HELD = 100
MOST_PAST = 50


@dataclass(frozen=True, slots=True)
class HeldLot:
    """A lot that waits for a decision. Times of the trade but for `silent_from` and `back_at`, which are real."""

    lot: Lot
    silent_from: datetime | None
    back_at: datetime
    deadline: datetime
    decide_until: datetime
    extension: timedelta


@dataclass(frozen=True, slots=True)
class PastIncident:
    """An entry of the ledger about an outage. `lot_id` None: it concerns the platform."""

    at: datetime
    type: str
    title: str
    trade_id: UUID | None
    reason: str


def held_lots(actor: Actor) -> list[HeldLot]:
    """What the supervisor may decide on, the most urgent first. Raises `SupervisorsOnly`."""
    actor.check_supervisor()
    lots = Lot.objects.select_related("trade__agency").filter(stage__in=HELD).order_by("wake_at")[:MOST_HELD]
    return [_held(lot) for lot in lots]


def held_lot(actor: Actor, lot_id: UUID) -> HeldLot:
    """One of them. Raises `SupervisorsOnly`, and `NoSuchLot` where nothing is to be decided."""
    actor.check_supervisor()
    lot = Lot.objects.select_related("trade__agency").filter(pk=lot_id, stage__in=HELD).first()
    if lot is None:
        raise NoSuchLot
    return _held(lot)


def past_incidents(actor: Actor) -> list[PastIncident]:
    """What was announced and decided last. Raises `SupervisorsOnly`."""
    actor.check_supervisor()
    types = (INCIDENT_OPENED, INCIDENT_EXTENDED, INCIDENT_DISMISSED)
    rows = Entry.objects.filter(type__in=types).select_related("content", "trade").order_by("-order")[:MOST_PAST]
    return [
        PastIncident(row.at, row.type, row.trade.title if row.trade else "", row.trade_id, _reason(row.content.body))
        for row in rows
    ]


def _held(lot: Lot) -> HeldLot:
    entries = Entry.objects.filter(trade=lot.trade, type=INCIDENT_OPENED, content__body__lot=str(lot.pk))
    body: Mapping[str, Any] = entries.select_related("content").order_by("-order")[0].content.body
    assert lot.deadline is not None
    return HeldLot(
        lot=lot,
        silent_from=parse_at(body["silent_from"]) if body["silent_from"] else None,
        back_at=parse_at(body["done_at"]),
        deadline=lot.deadline,
        decide_until=lot.schedule.instant(Instant.DECISION_END),
        extension=lot.extension,
    )


def _reason(body: Mapping[str, Any]) -> str:
    return str(body.get("reason", ""))
