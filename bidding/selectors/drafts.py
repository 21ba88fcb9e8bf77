"""What an agency has in hand: its drafts with their progress, its announced lots with what is to do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bidding.models import Objection
from trading.domain.actors import Actor
from trading.domain.later_stages import PAST_OPENING
from trading.domain.stages import Stage
from trading.models import Lot, Trade
from trading.selectors.kinds import word_of
from trading.selectors.trades import trades_of

MOST_DRAFTS = 30
MOST_TRADES = 50


@dataclass(frozen=True, slots=True)
class LotInHand:
    """`unanswered`: objections that wait for the agency; `key_due`: its window key is waited for."""

    id: UUID
    number: int
    title: str
    stage: str
    deadline: datetime | None
    key_due: bool
    unanswered: int


@dataclass(frozen=True, slots=True)
class TradeInHand:
    id: UUID
    title: str
    tender_code: str
    kind_word: str
    lots: tuple[LotInHand, ...]


def drafts_of(actor: Actor) -> list[Trade]:
    """The newest drafts of the actor's own, ready to be asked what they lack."""
    drafts = trades_of(actor).filter(announced_at__isnull=True)
    return list(drafts.prefetch_related("lots", "documents")[:MOST_DRAFTS])


def announced_of(actor: Actor) -> list[TradeInHand]:
    """The newest announced trades of the actor's own. Objections are only known once the opening has begun."""
    trades = trades_of(actor).filter(announced_at__isnull=False).prefetch_related("lots")[:MOST_TRADES]
    waiting = Objection.objects.filter(lot__trade__in=list(trades), answer__isnull=True)
    unanswered = list(waiting.values_list("lot_id", flat=True))
    return [_trade(trade, unanswered) for trade in trades]


def _trade(trade: Trade, unanswered: list[UUID]) -> TradeInHand:
    lots = sorted(trade.lots.all(), key=lambda lot: lot.number)
    shown = tuple(_lot(lot, unanswered.count(lot.pk)) for lot in lots)
    return TradeInHand(trade.pk, trade.title, trade.tender_code, word_of(trade.spec), shown)


def _lot(lot: Lot, unanswered: int) -> LotInHand:
    over = lot.stage in (*PAST_OPENING, Stage.FAILED, Stage.TERMINATED)
    return LotInHand(
        id=lot.pk,
        number=lot.number,
        title=lot.title,
        stage=lot.stage,
        deadline=lot.deadline,
        key_due=lot.stage == Stage.UNLOCKING,
        unanswered=0 if over else unanswered,
    )
