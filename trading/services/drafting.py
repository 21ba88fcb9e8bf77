"""What the agency does before anything is announced. Drafts are working papers and not in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from trading.domain import codes
from trading.domain.actors import Actor, Role
from trading.domain.kinds import edition_for
from trading.domain.periods import day_of
from trading.domain.stages import Stage
from trading.models import ClockSegment, Document, Lot, Organisation, Trade
from trading.selectors.trades import NoSuchTrade, draft_for
from trading.services import files
from trading.services.codes import next_serial
from trading.services.moments import database_time

MAX_DOCUMENTS = 50
MAX_LOTS = 50
SYSTEM_NUMBER = "0001"


class DraftRefused(Exception):
    """The draft was not changed; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Basics:
    """What a trade is about. `region` by GB/T 2260, `industry` by GB/T 4754 (letter and two digits)."""

    title: str
    principal: str
    region: str
    industry: str
    trade_class: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class LotDraft:
    title: str
    scope: str = ""
    ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TimetableDraft:
    """All lots of a draft share it. Instants are aware; the lengths have the kind's defaults."""

    documents_from: datetime
    documents_until: datetime
    deadline: datetime
    window: timedelta
    keys_allowance: timedelta
    objections: timedelta
    confirmation: timedelta


@transaction.atomic
def create_draft(*, kind: str, basics: Basics, by: Actor, training_from: datetime | None = None) -> Trade:
    """Start a trade of this kind under the edition of today, with its codes and its clock.

    A training trade's clock begins at `training_from`; a real one's is the identity.
    """
    if by.role is not Role.AGENCY or by.organisation_id is None:
        raise NoSuchTrade
    now = database_time()
    project = codes.project_code(
        basics.industry, basics.region, SYSTEM_NUMBER, next_serial(f"project/{basics.industry[0]}{basics.region}")
    )
    trade = Trade.objects.create(
        kind=kind,
        edition=edition_for(kind, day_of(now)).edition.id,
        agency=Organisation.objects.get(pk=by.organisation_id),
        training=training_from is not None,
        project_code=project,
        tender_code=codes.tender_code(project, 1),
        **_fields(basics),
    )
    trade.opening_items = [
        {"key": item.key, "kind": item.kind.value, "label": item.label, "label_en": item.label_en}
        for item in trade.spec.opening_items
    ]
    trade.save(update_fields=["opening_items"])
    ClockSegment.objects.create(trade=trade, number=1, anchor_real=now, anchor_trade=training_from or now, speed=1)
    return trade


@transaction.atomic
def save_basics(*, trade_id: UUID, basics: Basics, by: Actor) -> None:
    trade = draft_for(by, trade_id, lock=True)
    for name, value in _fields(basics).items():
        setattr(trade, name, value)
    trade.save()


@transaction.atomic
def save_lots(*, trade_id: UUID, lots: Sequence[LotDraft], by: Actor) -> None:
    """Make these the draft's lots, in this order. Lots keep their timetable; one that is left out is removed."""
    trade = draft_for(by, trade_id, lock=True)
    if not 0 < len(lots) <= MAX_LOTS:
        raise DraftRefused(f"A trade has 1 to {MAX_LOTS} lots.")
    trade.lots.filter(number__gt=len(lots)).delete()
    for number, draft in enumerate(lots, start=1):
        Lot.objects.update_or_create(
            trade=trade,
            number=number,
            defaults={"title": draft.title, "scope": draft.scope, "ceiling": draft.ceiling},
            create_defaults={
                "title": draft.title,
                "scope": draft.scope,
                "ceiling": draft.ceiling,
                "code": codes.lot_code(trade.tender_code, number),
                "stage": Stage.DRAFT.value,
            },
        )


@transaction.atomic
def save_timetable(*, trade_id: UUID, timetable: TimetableDraft, by: Actor) -> None:
    """Write the timetable to all lots. The law is checked where it is shown and once more at announcing."""
    trade = draft_for(by, trade_id, lock=True)
    names = TimetableDraft.__dataclass_fields__
    trade.lots.update(**{name: getattr(timetable, name) for name in names})


@transaction.atomic
def add_document(*, trade_id: UUID, name: str, media_type: str, chunks: Iterable[bytes], by: Actor) -> Document:
    """Store a file with the draft. The same name replaces; the same content twice is refused."""
    trade = draft_for(by, trade_id, lock=True)
    if trade.documents.exclude(name=name).count() >= MAX_DOCUMENTS:
        raise DraftRefused(f"A trade has at most {MAX_DOCUMENTS} documents.")
    sha256, size = files.store(chunks)
    if not size:
        raise DraftRefused("The file is empty.")
    if trade.documents.exclude(name=name).filter(sha256=sha256).exists():
        raise DraftRefused("A document with the same content is already there.")
    trade.documents.filter(name=name).delete()
    return Document.objects.create(trade=trade, name=name, sha256=sha256, size=size, media_type=media_type)


@transaction.atomic
def remove_document(*, trade_id: UUID, sha256: str, by: Actor) -> None:
    draft_for(by, trade_id, lock=True).documents.filter(sha256=sha256).delete()


def _fields(basics: Basics) -> dict[str, str]:
    return {name: getattr(basics, name) for name in Basics.__dataclass_fields__}
