"""What a hall shows to everybody: the sitting, who bids, how far each is. Bounded queries, however many bid.

Who bids, and how many, is public from the start of the opening on, and never where the lot failed (DESIGN §9). That
one rule is `bidders_are_public`; everything here that names or counts bidders asks it first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from bidding.models import ClosedBox, KeyholderKey, OpenedBid, OpeningRecord, Submission
from bidding.selectors.members import item_words
from trading.deposit_words import deposit_said
from trading.domain.kinds.spec import ItemKind
from trading.domain.qualified import MAIN
from trading.domain.schedule import Instant
from trading.domain.stages import Stage
from trading.models import DepositRequirement, Lot, Position
from trading.selectors.failures import reason_for

ENDS: Mapping[str, Instant] = {
    Stage.ANNOUNCED: Instant.DEADLINE,
    Stage.BIDDING: Instant.DEADLINE,
    Stage.SUSPENDED: Instant.DEADLINE,
    Stage.HELD: Instant.DECISION_END,
    Stage.DECRYPTING: Instant.WINDOW_END,
    Stage.UNLOCKING: Instant.KEYS_END,
    Stage.OBJECTIONS: Instant.OBJECTIONS_END,
    Stage.CONFIRMING: Instant.CONFIRMATION_END,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """The trade's clock when the page was written."""

    now: datetime
    speed: int


@dataclass(frozen=True, slots=True)
class BoxShown:
    root: str
    size: int
    entry: int | None
    entry_url: str = ""


@dataclass(frozen=True, slots=True)
class KeyholderShown:
    role: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """An opening item; `value` where it is shown of one bid."""

    key: str
    label: str
    label_en: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class HallShown:
    """The sitting. `until`: the end of the running stage; `items`: the opening items without the price."""

    lot_id: UUID
    lot_number: int
    lot_title: str
    trade_id: UUID
    title: str
    code: str
    stage: str
    seq: int
    now: datetime
    speed: int
    training: bool
    ceiling: Decimal | None
    deadline: datetime
    window: timedelta
    until: datetime | None
    closed_at: datetime | None
    window_opened_at: datetime | None
    window_closed_at: datetime | None
    prices_shown_at: datetime | None
    objections_closed_at: datetime | None
    recorded_at: datetime | None
    box: BoxShown | None
    keyholders: tuple[KeyholderShown, ...]
    minimum: int
    items: tuple[Item, ...]
    stopped_at: datetime | None = None
    deposits: bool = False
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """`released`: keys received; `opened` and `failed`: what became of the bids, once that is known."""

    bids: int
    signed_in: int
    released: int
    opened: int
    failed: int

    @property
    def waiting(self) -> int:
        return self.bids - self.released


@dataclass(frozen=True, slots=True)
class BidderShown:
    """One bidder of an opening. `order` of signing in, 0 where it has not; `at`: its keys were received."""

    code: str
    name: str
    status: str
    order: int
    received_at: datetime
    at: datetime | None
    price: Decimal | None
    items: tuple[Item, ...]
    cause: str
    me: bool
    deposit: str = ""


def bidders_are_public(lot: Lot) -> bool:
    """Before the opening starts nobody may know who bids or how many; of a failed lot nobody learns it afterwards.

    One that failed after its opening record was published is known already, and its record stays.
    """
    if lot.stage == Stage.FAILED:
        return OpeningRecord.objects.filter(lot=lot).exists()
    return lot.window_opened_at is not None


def sitting_of(lot: Lot, *, seq: int, clock: Clock) -> HallShown:
    """The sitting of an announced lot, as every viewer may see it."""
    schedule = lot.schedule
    times = {name: getattr(schedule, name) for name in ("deadline", "window", *MOMENTS)}
    record = OpeningRecord.objects.filter(lot=lot).values_list("published_at", flat=True).first()
    end = ENDS.get(lot.stage)
    return HallShown(
        lot_id=lot.pk,
        lot_number=lot.number,
        lot_title=lot.title,
        trade_id=lot.trade_id,
        title=lot.trade.title,
        code=lot.code,
        stage=lot.stage,
        seq=seq,
        now=clock.now,
        speed=clock.speed,
        training=lot.trade.training,
        ceiling=lot.ceiling,
        until=schedule.instant(end) if end and not lot.stopped_at else None,
        stopped_at=lot.stopped_at,
        recorded_at=record,
        box=_box(lot) if bidders_are_public(lot) else None,
        keyholders=_keyholders(lot),
        minimum=lot.trade.spec.minimum_bidders,
        items=items_beside_price(lot),
        deposits=DepositRequirement.objects.filter(lot=lot).exists(),
        failure=reason_for(lot) if lot.stage == Stage.FAILED else "",
        **times,
    )


MOMENTS = ("closed_at", "window_opened_at", "window_closed_at", "prices_shown_at", "objections_closed_at")


def tally_of(lot: Lot) -> Tally | None:
    """How far the opening is; None while nobody may know how many bid."""
    if not bidders_are_public(lot):
        return None
    opened = lot.opened_bids.filter(outcome="opened").count() if lot.prices_shown_at else 0
    bids = lot.box.bids
    return Tally(
        bids=bids,
        signed_in=lot.attendances.count(),
        released=lot.releases.count(),
        opened=opened,
        failed=bids - opened if lot.prices_shown_at else 0,
    )


def bidders_of(lot: Lot, *, me: UUID | None = None) -> list[BidderShown]:
    """Everybody whose bid is in the box, in order of signing in, then of receipt; nobody while that is not public."""
    if not bidders_are_public(lot):
        return []
    order = _order_of_signing_in(lot)
    released = dict(lot.releases.values_list("submission_id", "received_at"))
    opened = {row["submission_id"]: dict[str, Any](row) for row in OpenedBid.objects.filter(lot=lot).values()}
    stated = lot.stated_deposits.values_list("submission_id", "form", "in_order")
    deposits = {pk: deposit_said(form, in_order=in_order) for pk, form, in_order in stated}
    price_key = price_key_of(lot)
    shown = []
    for bid in live_rows(lot):
        place, at = order.get(bid.organisation_id, 0), released.get(bid.pk)
        result = opened.get(bid.pk, {})
        values: Mapping[str, str] = result.get("items") or {}
        shown.append(
            BidderShown(
                code=bid.organisation.uscc,
                name=bid.organisation.name,
                status=result.get("outcome") or _status(place, at),
                order=place,
                received_at=bid.received_at,
                at=at,
                price=Decimal(values[price_key]) if price_key in values else None,
                items=items_with(lot, values),
                cause=result.get("cause") or "",
                me=bid.organisation_id == me,
                deposit=deposits.get(bid.pk, ""),
            )
        )
    return sorted(shown, key=lambda one: (one.order or len(shown) + 1, one.received_at, one.code))


def live_rows(lot: Lot) -> list[Submission]:
    """The live bids of a closed box, without their statements."""
    newest = (
        Submission.objects.filter(lot=lot, envelope=MAIN)
        .order_by("organisation_id", "-version")
        .distinct("organisation_id")
    )
    rows = newest.select_related("organisation").defer("statement", "receipt")
    return [row for row in rows if row.kind == Submission.Kind.BID]


def items_beside_price(lot: Lot) -> tuple[Item, ...]:
    price = price_key_of(lot)
    items: list[dict[str, Any]] = lot.trade.opening_items
    return tuple(Item(i["key"], i["label"], i["label_en"]) for i in items if i["key"] != price)


def items_with(lot: Lot, values: Mapping[str, str]) -> tuple[Item, ...]:
    """The same with what one bid says, in words."""
    price = price_key_of(lot)
    items: list[dict[str, Any]] = lot.trade.opening_items
    return tuple(
        Item(i["key"], i["label"], i["label_en"], item_words(i, values.get(i["key"], "")))
        for i in items
        if i["key"] != price
    )


def price_key_of(lot: Lot) -> str:
    """The item that is announced as the price: the first sum of money of the notice, "" where there is none."""
    return next((item["key"] for item in lot.trade.opening_items if item["kind"] == ItemKind.MONEY), "")


def _status(order: int, released_at: datetime | None) -> str:
    if released_at is not None:
        return "released"
    return "signed_in" if order else "waiting"


def _order_of_signing_in(lot: Lot) -> dict[UUID, int]:
    arrived = lot.attendances.order_by("signed_in_at", "pk").values_list("organisation_id", flat=True)
    return {organisation: number for number, organisation in enumerate(arrived, start=1)}


def _box(lot: Lot) -> BoxShown:
    box = ClosedBox.objects.only("root", "size").get(lot=lot)
    entries = Position.objects.filter(
        trade_id=lot.trade_id, entry__type="box.closed", entry__content__body__lot=str(lot.pk)
    )
    return BoxShown(box.root, box.size, entries.values_list("log_index", flat=True).first())


def _keyholders(lot: Lot) -> tuple[KeyholderShown, ...]:
    """The last set of keys of each keyholder, and when its window key came out."""
    rows = KeyholderKey.objects.filter(lot=lot).order_by("pk").values_list("role", "published__published_at")
    latest = dict(rows)
    return tuple(KeyholderShown(role, latest[role]) for role in sorted(latest))
