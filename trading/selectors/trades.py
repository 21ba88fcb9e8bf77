"""The gates to trades and lots: what an actor may not see is not there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from trading.domain.actors import Actor, Role
from trading.domain.phases import PREQUALIFYING
from trading.domain.stages import Stage
from trading.models import Lot, Trade

PUBLIC = Q(announced_at__isnull=False, erased_at__isnull=True)
OF_PUBLIC = Q(trade__announced_at__isnull=False, trade__erased_at__isnull=True)
"""What the public may see. Of an erased trade there is nothing to see but that it was erased."""


class NoSuchTrade(Exception):
    """There is none, or the actor may not know of it."""


class NoSuchLot(Exception):
    """There is none, or the actor may not know of it."""


def announced_trades() -> QuerySet[Trade]:
    """All that the public may see, newest first."""
    return Trade.objects.filter(PUBLIC).select_related("agency").order_by("-announced_at", "-id")


def erased_trade(trade_id: UUID) -> Trade | None:
    """A trade of which nothing is left but that it was."""
    return Trade.objects.filter(pk=trade_id, erased_at__isnull=False).first()


def trades_of(actor: Actor) -> QuerySet[Trade]:
    """An agency's own trades, drafts included, newest first."""
    if actor.role is not Role.AGENCY:
        return Trade.objects.none()
    return Trade.objects.filter(agency_id=actor.organisation_id).order_by("-created_at")


def trade_for(actor: Actor, trade_id: UUID) -> Trade:
    """An announced trade for everybody; a draft for its agency alone. Raises `NoSuchTrade`."""
    trade = Trade.objects.select_related("agency").filter(pk=trade_id).first()
    if trade is None or not _is_visible(actor, trade):
        raise NoSuchTrade
    return trade


def draft_for(actor: Actor, trade_id: UUID, *, lock: bool = False) -> Trade:
    """A draft of the actor's own, locked if asked. Raises `NoSuchTrade`."""
    rows = trades_of(actor).filter(announced_at__isnull=True, pk=trade_id)
    trade = (rows.select_for_update() if lock else rows).first()
    if trade is None:
        raise NoSuchTrade
    return trade


def awaiting_invitation(actor: Actor, trade_id: UUID, *, lock: bool = False) -> Trade:
    """The actor's own trade whose review is done and whose tender's notice is due. Raises `NoSuchTrade`."""
    qualified = Exists(Lot.objects.filter(trade=OuterRef("pk"), stage=Stage.QUALIFIED.value))
    before = [stage.value for stage in PREQUALIFYING if stage is not Stage.QUALIFIED]
    unfinished = Exists(Lot.objects.filter(trade=OuterRef("pk"), stage__in=before))
    rows = trades_of(actor).filter(PUBLIC, qualified, ~unfinished, pk=trade_id)
    trade = (rows.select_for_update(no_key=True) if lock else rows).first()
    if trade is None:
        raise NoSuchTrade
    return trade


def lot_for(actor: Actor, lot_id: UUID) -> Lot:
    """A lot of a trade that `trade_for` would give. Raises `NoSuchLot`."""
    lot = Lot.objects.select_related("trade__agency").filter(pk=lot_id).first()
    if lot is None or not _is_visible(actor, lot.trade):
        raise NoSuchLot
    return lot


def _is_visible(actor: Actor, trade: Trade) -> bool:
    """Asked of the row and not of the database: these two gates stand before everything."""
    return trade.erased_at is None and (trade.announced_at is not None or is_agency_of(actor, trade))


def is_agency_of(actor: Actor, trade: Trade) -> bool:
    return actor.role is Role.AGENCY and actor.organisation_id == trade.agency_id


def is_prequalifying(trade: Trade) -> bool:
    """Whether its documents are those of a pre-qualification now."""
    return trade.lots.filter(stage__in=[stage.value for stage in PREQUALIFYING]).exists()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. Empty members ask for nothing; `due` is a span of trade time for the deadline."""

    kind: str = ""
    stage: str = ""
    region: str = ""
    due: tuple[datetime, datetime] | None = None


def search_trades(wanted: Wanted) -> QuerySet[Trade]:
    """Announced trades by kind, by region (a prefix), and by stage and deadline; words are the public site's."""
    trades = announced_trades()
    if wanted.kind:
        trades = trades.filter(kind=wanted.kind)
    if wanted.region:
        trades = trades.filter(region__startswith=wanted.region)
    if wanted.stage:
        trades = trades.filter(Exists(Lot.objects.filter(trade=OuterRef("pk"), stage=wanted.stage)))
    if wanted.due:
        trades = trades.filter(Exists(Lot.objects.filter(trade=OuterRef("pk"), deadline__range=wanted.due)))
    return trades


def openings(stages: tuple[Stage, ...]) -> QuerySet[Lot]:
    """Announced lots in these stages, by deadline."""
    lots = Lot.objects.select_related("trade__agency").filter(OF_PUBLIC)
    return lots.filter(stage__in=[stage.value for stage in stages]).order_by("deadline")
