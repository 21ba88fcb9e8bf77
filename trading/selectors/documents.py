"""The documents of a trade, version by version: 0 is the notice's, each clarification makes the next."""

from uuid import UUID

from django.db.models import Q, QuerySet

from trading.domain.actors import Actor
from trading.models import Clarification, Document, Trade
from trading.selectors.trades import NoSuchTrade, awaiting_invitation, trades_of


def documents_at(trade: Trade, version: int) -> QuerySet[Document]:
    """Those in force in a version, by name."""
    of_version = Q(until=None) | Q(until__gt=version)
    return trade.documents.filter(of_version, since__lte=version).order_by("name")


def documents_of(trade: Trade) -> QuerySet[Document]:
    """Those in force now."""
    return documents_at(trade, trade.version)


def published_documents(trade: Trade) -> QuerySet[Document]:
    """All that were ever in force; not those of a clarification that is still being written."""
    return trade.documents.filter(since__lte=trade.version)


def clarification_in_hand(trade: Trade) -> Clarification | None:
    """The one that its agency is writing."""
    return Clarification.objects.filter(trade=trade, entry=None).first()


def paper_for(actor: Actor, trade_id: UUID, *, lock: bool = False) -> tuple[Trade, int]:
    """A trade of the actor's own whose documents it may change, with the version it works on. Raises `NoSuchTrade`.

    A draft works on version 0; an announced trade on its next one, while a clarification is being written, or while the
    tender's notice after a pre-qualification is being prepared.
    """
    rows = trades_of(actor).filter(pk=trade_id, erased_at__isnull=True)
    trade = (rows.select_for_update() if lock else rows).first()
    if trade is None:
        raise NoSuchTrade
    if trade.announced_at is None:
        return trade, 0
    clarification = clarification_in_hand(trade)
    if clarification is not None:
        return trade, clarification.number
    return awaiting_invitation(actor, trade_id), trade.version + 1
