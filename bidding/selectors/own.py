"""A bidder's own bids, for its own pages alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from bidding.domain.bids import read_bid
from bidding.models import ClosedBox, Submission
from bidding.selectors import own_submissions
from trading.domain.actors import Actor, Role
from trading.domain.qualified import MAIN
from trading.domain.stages import Stage
from trading.models import AccountKey, Lot, Trade
from trading.selectors.trades import openings

OPEN_TRADES = 5
BEFORE_CLOSING = (Stage.ANNOUNCED, Stage.BIDDING, Stage.SUSPENDED, Stage.HELD, Stage.TERMINATED)


@dataclass(frozen=True, slots=True)
class OwnBid:
    """The newest version of a bid in the list. `state`: received, final, withdrawn or missing."""

    lot_id: UUID
    trade_title: str
    lot_title: str
    number: int
    stage: str
    deadline: datetime | None
    state: str
    version: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OpenTrade:
    id: UUID
    title: str
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """A version and its receipt. `bytes` and `objects` of the ciphertext; `early`: before the deadline by."""

    version: int
    kind: str
    bidder: str
    code: str
    received_at: datetime
    hash: str
    objects: int
    bytes: int
    live: bool
    previous_version: int
    early: timedelta


def own_bids(actor: Actor) -> list[OwnBid]:
    """The newest version for every lot that the actor bid for, the latest deadline first."""
    if actor.role is not Role.BIDDER or actor.organisation_id is None:
        return []
    rows = Submission.objects.filter(organisation_id=actor.organisation_id)
    # "main" comes before "qualification": where there is no bid, the application stands for it.
    rows = rows.order_by("lot_id", "envelope", "-version")
    newest = list(rows.distinct("lot_id").select_related("lot__trade").defer("statement", "receipt"))
    boxed = _in_boxes(newest)
    newest.sort(key=lambda row: (row.lot.deadline or row.received_at, row.hash), reverse=True)
    return [_own_bid(row, boxed) for row in newest]


def _own_bid(row: Submission, boxed: Mapping[UUID, bool]) -> OwnBid:
    if row.kind == Submission.Kind.WITHDRAWAL:
        state = "withdrawn"
    elif row.envelope != MAIN or row.lot.stage in BEFORE_CLOSING or row.lot_id not in boxed:
        state = "received"
    else:
        state = "final" if boxed[row.lot_id] else "missing"
    return OwnBid(
        lot_id=row.lot_id,
        trade_title=row.lot.trade.title,
        lot_title=row.lot.title,
        number=row.lot.number,
        stage=row.lot.stage,
        deadline=row.lot.deadline,
        state=state,
        version=row.version,
        received_at=row.received_at,
    )


def _in_boxes(rows: Sequence[Submission]) -> dict[UUID, bool]:
    """By lot with a closed box: whether this version is in it."""
    if not rows:
        return {}
    lots = [row.lot_id for row in rows]
    found = dict.fromkeys(ClosedBox.objects.filter(lot__in=lots).values_list("pk", flat=True), False)
    holds = reduce(or_, (Q(lot=row.lot_id, leaves__has_key=row.hash) for row in rows))
    return found | dict.fromkeys(ClosedBox.objects.filter(holds).values_list("pk", flat=True), True)


def open_trades(without: Sequence[OwnBid]) -> list[OpenTrade]:
    """Some trades that take bids, those first whose deadline is near."""
    lots = openings((Stage.BIDDING,)).exclude(pk__in=[bid.lot_id for bid in without])
    trades: dict[UUID, Trade] = {}
    for lot in lots[: OPEN_TRADES * 4]:
        trades.setdefault(lot.trade_id, lot.trade)
    deadlines = {lot.trade_id: lot.deadline for lot in reversed(lots[: OPEN_TRADES * 4])}
    return [OpenTrade(key, trade.title, deadlines[key]) for key, trade in trades.items()][:OPEN_TRADES]


def receipt_of(actor: Actor, lot: Lot, row: Submission) -> ReceiptShown:
    """What the receipt of the actor's own version says."""
    newest = own_submissions(actor, lot).values_list("version", flat=True).first()
    objects = read_bid(bytes(row.statement)).value.objects if row.kind == Submission.Kind.BID else ()
    assert lot.deadline is not None
    return ReceiptShown(
        version=row.version,
        kind=row.kind,
        bidder=actor.name,
        code=actor.party or "",
        received_at=row.received_at,
        hash=row.hash,
        objects=len(objects),
        bytes=sum(item.size for item in objects),
        live=row.version == newest,
        previous_version=row.version - 1,
        early=lot.deadline - row.received_at,
    )


def live_version(actor: Actor, lot: Lot) -> Submission | None:
    """The actor's newest version if it is a bid."""
    newest = own_submissions(actor, lot).first()
    return newest if newest is not None and newest.kind == Submission.Kind.BID else None


def previous_of(actor: Actor, lot: Lot) -> Submission | None:
    """What the next version comes after: a bid or a withdrawal."""
    return own_submissions(actor, lot).first()


def own_keys(actor: Actor) -> list[str]:
    """The account keys registered for the actor's organisation, in base64."""
    if actor.role is not Role.BIDDER or actor.organisation_id is None:
        return []
    keys = AccountKey.objects.filter(organisation_id=actor.organisation_id).order_by("pk")
    return list(keys.values_list("public_key", flat=True))
