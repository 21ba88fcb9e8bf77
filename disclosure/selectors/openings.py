"""The home page: what is opened now, what comes next, what today brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise

from bidding.selectors.hall import ENDS, BidderShown, bidders_of, tally_of
from disclosure.domain.sorting import Business
from trading.domain.later_stages import PAST_OPENING
from trading.domain.periods import end_of, start_of
from trading.domain.phases import PREQUALIFYING
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.kinds import FAMILIES, Family, kinds_of
from trading.selectors.trades import OF_PUBLIC, announced_trades, openings

LIVE = (Stage.DECRYPTING, Stage.UNLOCKING, Stage.OBJECTIONS, Stage.CONFIRMING)
TAKING_BIDS = (Stage.ANNOUNCED, Stage.BIDDING, Stage.SUSPENDED, Stage.HELD)
BUSINESS_OF_GLYPH = {"工": Business.WORKS, "地": Business.LAND, "产": Business.PROPERTY, "采": Business.PROCUREMENT}
OVER = (*PAST_OPENING, Stage.FAILED, Stage.TERMINATED)
MOST_TODAY = 30
MOST_COMING = 5


@dataclass(frozen=True, slots=True)
class LiveOpening:
    """The opening that is shown; counts and bidders are those of bidding's gate, so none before they are public."""

    lot_id: UUID
    title: str
    stage: str
    until: datetime | None
    bids: int
    released: int
    cells: Sequence[BidderShown]


@dataclass(frozen=True, slots=True)
class BoardLine:
    at: datetime
    title: str
    url: str
    text: str
    stage: str
    phase: str


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """`fresh`: announced today; None while the platform runs no kind of the family."""

    glyph: str
    word: Promise
    url: str
    running: int
    fresh: int | None


def live_lot() -> Lot | None:
    """The opening that began last."""
    return openings(LIVE).filter(stopped_at=None).order_by("-window_opened_at", "-pk").first()


def live_opening(lot: Lot) -> LiveOpening | None:
    """What everybody may see of it; None where that is nothing (it failed this very moment)."""
    tally = tally_of(lot)
    if tally is None:
        return None
    end = ENDS.get(lot.stage)
    until = lot.schedule.instant(end) if end else None
    return LiveOpening(
        lot.pk,
        lot.trade.title,
        lot.stage,
        until,
        tally.bids,
        tally.released,
        bidders_of(lot),
    )


def next_lot() -> Lot | None:
    """The lot that opens next. `wake_at` of a lot that takes bids is the real instant of its deadline."""
    return openings((Stage.BIDDING,)).filter(stopped_at=None).order_by("wake_at", "pk").first()


def board_of(day: date) -> list[BoardLine]:
    """The openings of a day, by time. Before its deadline a lot shows nothing but that it opens."""
    span = (start_of(day), end_of(day))
    lots = Lot.objects.select_related("trade__agency").filter(OF_PUBLIC, deadline__range=span)
    lots = lots.exclude(stage__in=[stage.value for stage in PREQUALIFYING])
    return [_line(lot) for lot in lots.order_by("deadline", "trade_id", "number")[:MOST_TODAY]]


def coming_after(day: date) -> list[BoardLine]:
    """The next openings of later days, those that are known by now."""
    stages = [stage.value for stage in TAKING_BIDS]
    lots = Lot.objects.select_related("trade__agency").filter(OF_PUBLIC, stage__in=stages, deadline__gte=end_of(day))
    return [_line(lot) for lot in lots.order_by("deadline", "trade_id", "number")[:MOST_COMING]]


def families(day: date) -> list[FamilyCount]:
    """The four families of trades with what runs in each."""
    return [_family(family, day) for family in FAMILIES]


def _line(lot: Lot) -> BoardLine:
    assert lot.deadline is not None
    phase = "past" if lot.stage in OVER else "live" if lot.stage in LIVE else ""
    record = lot.stage in PAST_OPENING
    return BoardLine(
        at=lot.deadline,
        title=lot.trade.title,
        url=reverse("hall:record" if record else "hall:hall", args=[lot.pk]),
        text=f"{lot.trade.principal} · {lot.code}",
        stage=lot.stage,
        phase=phase,
    )


def _family(family: Family, day: date) -> FamilyCount:
    kinds = kinds_of(family)
    if not kinds:
        url = f"{reverse('notices:search')}?business={BUSINESS_OF_GLYPH[family.glyph].value}"
        return FamilyCount(family.glyph, family.word, url, 0, None)
    trades = announced_trades().filter(kind__in=kinds).order_by()
    running = ~Q(lots__stage__in=[stage.value for stage in OVER])
    today = Q(announced_at__range=(start_of(day), end_of(day)))
    counts: dict[str, int] = trades.aggregate(
        running=Count("pk", filter=running, distinct=True),
        fresh=Count("pk", filter=today, distinct=True),
    )
    url = f"{reverse('trades:list')}?kind={kinds[0]}"
    return FamilyCount(family.glyph, family.word, url, counts["running"], counts["fresh"])
