"""What the agency does before anything is announced. Drafts are working papers and not in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from trading.domain import codes
from trading.domain.actors import Actor, Role
from trading.domain.kinds import edition_for
from trading.domain.periods import day_of
from trading.domain.stages import Stage
from trading.models import ClockSegment, Document, Lot, Organisation, Trade
from trading.selectors.documents import documents_at, paper_for
from trading.selectors.trades import NoSuchTrade, draft_for
from trading.services import files
from trading.services.codes import next_serial
from trading.services.moments import database_time

MAX_DOCUMENTS = 50
MAX_DOCUMENT_BYTES = 4 * 1024**3
MAX_LOTS = 50
SYSTEM_NUMBER = "0001"
MAX_OWN_GROUNDS = 30
LONGEST_GROUND = 200


class DraftRefused(Exception):
    """The draft was not changed; the message says why, for people. `field`: the one of the basics it is about."""

    code = "draft_refused"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Basics:
    """What a trade is about. `region` by GB/T 2260, `industry` by GB/T 4754 (letter and two digits).

    `joint_most`: members of a joint bid (联合体) at most, 0: none are taken. `own_grounds`: what the documents name
    beside the law as grounds of rejection. `validity_days`: how long bids bind from the deadline on (TR 25), None: the
    default of the kind. `state_controlled`: state money is in control, so that a committee reviews applications
    (TR 18) and the order of rank binds (TR 55).
    """

    title: str
    principal: str
    region: str
    industry: str
    trade_class: str
    summary: str = ""
    prequalification: bool = False
    state_controlled: bool = True
    joint_most: int = 0
    own_grounds: Sequence[str] = ()
    needs_approval: bool = False
    validity_days: int | None = None


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
    extension: timedelta = timedelta()


@transaction.atomic
def create_draft(*, kind: str, basics: Basics, by: Actor, training_from: datetime | None = None) -> Trade:
    """Start a trade of this kind under the edition of today, with its codes and its clock.

    A training trade's clock begins at `training_from`; a real one's is the identity.
    """
    if by.role is not Role.AGENCY or by.organisation_id is None:
        raise NoSuchTrade
    now = database_time()
    _check_prequalification(kind, basics, now)
    project = _project_code(basics)
    trade = Trade.objects.create(
        kind=kind,
        edition=edition_for(kind, day_of(now)).edition.id,
        agency=Organisation.objects.get(pk=by.organisation_id),
        training=training_from is not None,
        project_code=project,
        tender_code=codes.tender_code(project, 1),
        **_fields(basics),
    )
    trade.opening_items = _opening_items(trade)
    _check_validity(trade)
    trade.save(update_fields=["opening_items"])
    ClockSegment.objects.create(trade=trade, number=1, anchor_real=now, anchor_trade=training_from or now, speed=1)
    return trade


@transaction.atomic
def save_basics(*, trade_id: UUID, basics: Basics, by: Actor) -> None:
    """Write what the trade is about. Another region or sector means other codes: they hold both."""
    trade = draft_for(by, trade_id, lock=True)
    _check_prequalification(trade.kind, basics, database_time())
    moved = (trade.region, trade.industry[:1]) != (basics.region, basics.industry[:1])
    if moved and trade.previous_id is not None:
        raise DraftRefused(_("重新招标沿用原来的项目编号，所在地和行业门类不能更改。"))
    for name, value in _fields(basics).items():
        setattr(trade, name, value)
    trade.opening_items = _opening_items(trade)
    _check_validity(trade)
    if moved:
        trade.project_code = _project_code(basics)
        trade.tender_code = codes.tender_code(trade.project_code, 1)
        for lot in trade.lots.all():
            lot.code = codes.lot_code(trade.tender_code, lot.number)
            lot.save(update_fields=["code"])
    trade.save()


@transaction.atomic
def save_lots(*, trade_id: UUID, lots: Sequence[LotDraft], by: Actor) -> None:
    """Make these the draft's lots, in this order. Lots keep their timetable, a new one has that of the first; one that
    is left out is removed, unless keys were made for it."""
    trade = draft_for(by, trade_id, lock=True)
    if not 0 < len(lots) <= MAX_LOTS:
        raise DraftRefused(_("一个项目有 1 至 %(most)d 个标段。") % {"most": MAX_LOTS})
    try:
        trade.lots.filter(number__gt=len(lots)).delete()
    except ProtectedError as error:
        raise DraftRefused(_("已经生成密钥的标段不能减少，可以改名。")) from error
    first = trade.lots.order_by("number").first()
    timetable = {name: getattr(first, name) for name in TimetableDraft.__dataclass_fields__} if first else {}
    for number, draft in enumerate(lots, start=1):
        Lot.objects.update_or_create(
            trade=trade,
            number=number,
            defaults={"title": draft.title, "scope": draft.scope, "ceiling": draft.ceiling},
            create_defaults={
                **timetable,
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


def add_document(*, trade_id: UUID, name: str, media_type: str, chunks: Iterable[bytes], by: Actor) -> Document:
    """Store a file with the draft. The same name replaces; the same content twice is refused."""
    paper_for(by, trade_id)
    sha256, size = files.store(chunks)
    return enter_document(trade_id=trade_id, name=name, media_type=media_type, stored=(sha256, size), by=by)


@transaction.atomic
def enter_document(*, trade_id: UUID, name: str, media_type: str, stored: tuple[str, int], by: Actor) -> Document:
    """Add a file that is stored already, by hash and size, to the draft, or to the clarification that is being written.

    The same name replaces; what is published stays in force until the clarification is.
    """
    trade, version = paper_for(by, trade_id, lock=True)
    others = documents_at(trade, version).exclude(name=name)
    sha256, size = stored
    if not size:
        raise DraftRefused(_("文件是空的。"))
    if others.count() >= most_documents(trade):
        raise DraftRefused(_("一个项目最多 %(most)d 份文件。") % {"most": most_documents(trade)})
    if others.filter(sha256=sha256).exists():
        raise DraftRefused(_("已经有一份内容完全相同的文件。"))
    if size + sum(others.values_list("size", flat=True)) > most_bytes(trade):
        raise DraftRefused(_("全部文件合计超过允许的大小。"))
    return put_document(trade, version, name=name, media_type=media_type, stored=stored)


def put_document(trade: Trade, version: int, *, name: str, media_type: str, stored: tuple[str, int]) -> Document:
    """Make it one of the documents of that version, in the place of the one with the same name. No limit is asked."""
    _take_out(documents_at(trade, version).filter(name=name), version)
    sha256, size = stored
    return Document.objects.create(
        trade=trade, name=name, sha256=sha256, size=size, media_type=media_type, since=version
    )


def most_documents(trade: Trade) -> int:
    """How many files the trade's documents may be."""
    rule = trade.spec.law.document_files
    return rule.value.most if rule is not None else MAX_DOCUMENTS


def most_bytes(trade: Trade) -> int:
    """How large they may be together."""
    rule = trade.spec.law.document_bytes
    return rule.value.most if rule is not None else MAX_DOCUMENT_BYTES


@transaction.atomic
def remove_document(*, trade_id: UUID, sha256: str, by: Actor) -> None:
    """Take a file out of the draft, or out of the next version of the documents."""
    trade, version = paper_for(by, trade_id, lock=True)
    _take_out(documents_at(trade, version).filter(sha256=sha256), version)


def _take_out(documents: QuerySet[Document], version: int) -> None:
    """What was never published goes; what is in force ends with the version."""
    documents.filter(since=version).delete()
    documents.update(until=version)


def _check_prequalification(kind: str, basics: Basics, now: datetime) -> None:
    """Only a kind whose law knows it may ask for applications first."""
    if basics.prequalification and not edition_for(kind, day_of(now)).may_prequalify:
        raise DraftRefused(_("这类项目没有资格预审。"), field="prequalification")


def _fields(basics: Basics) -> dict[str, Any]:
    if len(basics.own_grounds) > MAX_OWN_GROUNDS or any(len(text) > LONGEST_GROUND for text in basics.own_grounds):
        values = {"most": MAX_OWN_GROUNDS, "longest": LONGEST_GROUND}
        raise DraftRefused(_("自行载明的否决情形最多 %(most)d 条，每条不超过 %(longest)d 字。") % values)
    fields = {name: getattr(basics, name) for name in Basics.__dataclass_fields__}
    if basics.validity_days is None:
        del fields["validity_days"]
    return fields | {"own_grounds": list(basics.own_grounds)}


def _check_validity(trade: Trade) -> None:
    """TR 25: the notice says how long bids bind, within what we take for reasonable."""
    rule = trade.spec.law.bid_validity_days
    if rule is not None and not rule.value.least <= trade.validity_days <= rule.value.most:
        values = {"least": rule.value.least, "most": rule.value.most}
        raise DraftRefused(_("投标有效期为 %(least)d 至 %(most)d 日。") % values, field="validity_days")


def _opening_items(trade: Trade) -> list[dict[str, Any]]:
    """Those of the edition, and the members where joint bids are taken: without the item no joint bid can be made."""
    spec, most = trade.spec, trade.joint_most
    items: list[dict[str, Any]] = [item.form() for item in spec.opening_items]
    if not most:
        return items
    if spec.members_item is None or not 2 <= most <= spec.joint_most:
        raise DraftRefused(_("联合体成员最多 %(most)d 家。") % {"most": spec.joint_most})
    return [*items, {**spec.members_item.form(), "most": most}]


def _project_code(basics: Basics) -> str:
    serial = next_serial(f"project/{basics.industry[0]}{basics.region}")
    return codes.project_code(basics.industry, basics.region, SYSTEM_NUMBER, serial)
