"""Training tenders, made through the services: announced long enough ago, and opening soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from bidding.domain.age_keys import Identity
from bidding.services.keyholders import announce, register_keys
from bidding.simulation.cast import Project
from trading.domain.actors import Actor
from trading.models import Trade
from trading.services.clock import tick
from trading.services.drafting import (
    Basics,
    LotDraft,
    TimetableDraft,
    add_document,
    create_draft,
    save_lots,
    save_timetable,
)
from trading.services.training import move_clock

KIND = "engineering_open_tender"
NOTICE_BEFORE = timedelta(days=30)
WINDOW = timedelta(minutes=60)
SHORT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class TrainingTender:
    """An announced tender of one lot that takes bids until `deadline` in trade time."""

    trade: UUID
    lot: UUID
    deadline: datetime
    window: Identity
    evaluation: Identity


def make_tender(project: Project, *, by: Actor, deadline: datetime, now: datetime) -> TrainingTender:
    """Announce it on its own clock 30 days before `deadline`, as the law asks; then move its clock to `now`."""
    keys = Identity.generate(), Identity.generate()
    # All or nothing: a tender left on the clock of its announcement would lie ahead for a month.
    with transaction.atomic():
        trade = _draft(project, by, deadline - NOTICE_BEFORE, deadline)
        (lot,) = trade.lots.all()
        register_keys(lot_id=lot.pk, window=str(keys[0].recipient), evaluation=str(keys[1].recipient), by=by)
        announce(trade_id=trade.pk, by=by)
        move_clock(trade_id=trade.pk, to=now)
    tick()
    return TrainingTender(trade=trade.pk, lot=lot.pk, deadline=deadline, window=keys[0], evaluation=keys[1])


def _draft(project: Project, by: Actor, announced: datetime, deadline: datetime) -> Trade:
    basics = Basics(
        title=project.title,
        principal=project.principal,
        region=project.region,
        industry=project.industry,
        trade_class=project.trade_class,
        summary=project.summary,
    )
    trade = create_draft(kind=KIND, basics=basics, by=by, training_from=announced)
    save_lots(
        trade_id=trade.pk,
        lots=[LotDraft(project.lot, project.summary, Decimal(project.ceiling) if project.ceiling else None)],
        by=by,
    )
    notes = f"# {project.title}\n\n{project.summary}\n\n招标人：{project.principal}\n\n演示文件，不产生法律效力。\n"
    add_document(trade_id=trade.pk, name="招标文件.md", media_type="text/markdown", chunks=[notes.encode()], by=by)
    timetable = TimetableDraft(
        documents_from=announced,
        documents_until=deadline,
        deadline=deadline,
        window=WINDOW,
        keys_allowance=SHORT,
        objections=SHORT,
        confirmation=SHORT,
    )
    save_timetable(trade_id=trade.pk, timetable=timetable, by=by)
    return trade
