"""The trades whose archive term is over, for those who may erase them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Subquery

from trading.domain.actors import Actor
from trading.domain.bodies import CLOCK_MOVED
from trading.domain.erasure import ASKED, DONE, Archive, term_ends
from trading.domain.stages import Stage
from trading.models import Entry, ErasureStep, Lot, Trade
from trading.selectors.trades import PUBLIC
from trading.services.moments import moment_of

MOST = 50
"""Trades on the page; those that were announced first come first."""
OVER = (Stage.OPENED.value, Stage.FAILED.value, Stage.TERMINATED.value, Stage.ARCHIVED.value)


@dataclass(frozen=True, slots=True)
class Expired:
    """A trade whose term is over. Times are trade time; `own`: asked for by whoever looks."""

    id: UUID
    title: str
    tender_code: str
    ended: datetime
    term_ended: datetime
    asked_by: str
    own: bool


def expired_trades(actor: Actor) -> list[Expired]:
    """Whatever may be erased, oldest first."""
    asked = ErasureStep.objects.filter(trade=OuterRef("pk"), type=ASKED).values("person__full_name")
    trades = Trade.objects.filter(PUBLIC).exclude(
        Exists(Lot.objects.filter(trade=OuterRef("pk")).exclude(stage__in=OVER))
    )
    trades = trades.annotate(asker=Subquery(asked)).order_by("announced_at")
    found = (expired(trade, actor) for trade in trades[: 4 * MOST])
    return [each for each in found if each is not None][:MOST]


def expired(trade: Trade, actor: Actor) -> Expired | None:
    """The trade as the page shows it; None while its term runs. `trade` has its `asker`."""
    archive = archive_of(trade)
    ends = term_ends(archive.spec, archive.ended) if archive.ended else None
    if archive.ended is None or ends is None or moment_of(trade).at < ends:
        return None
    asker = getattr(trade, "asker", None) or ""
    own = archive.asked_by is not None and archive.asked_by == actor.user_id
    return Expired(trade.pk, trade.title, trade.tender_code, archive.ended, ends, asker, own)


def archive_of(trade: Trade) -> Archive:
    """The trade as its archive sees it."""
    lots = list(Lot.objects.filter(trade=trade).values_list("stage", flat=True))
    over = bool(lots) and all(stage in trade.spec.ends for stage in lots)
    events = Entry.objects.filter(trade=trade).exclude(type__in=[ASKED, DONE, CLOCK_MOVED])
    asked = ErasureStep.objects.filter(trade=trade, type=ASKED).first()
    return Archive(
        spec=trade.spec,
        ended=events.aggregate(last=Max("at"))["last"] if over else None,
        asked_by=asked.person_id if asked else None,
        erased=trade.erased_at is not None,
    )
