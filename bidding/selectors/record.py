"""The published opening record, read back from its own bytes: the page says nothing that the record does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from bidding.models import OpeningRecord
from bidding.selectors.floor import ConfirmationShown
from bidding.selectors.hall import Item, items_beside_price, items_with, price_key_of
from trading.deposit_words import deposit_said
from trading.domain.canonical import decode, parse_at
from trading.models import Checkpoint, Lot, Position


class NoSuchRecord(Exception):
    """The lot has no opening record (yet)."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One bid, by `order` of receipt. `status`: opened, revoked or withdrawn."""

    order: int
    name: str
    code: str
    price: Decimal | None
    items: tuple[Item, ...]
    received_at: datetime
    released_at: datetime | None
    status: str
    cause: str
    confirmed_at: datetime | None
    deposit: str = ""


@dataclass(frozen=True, slots=True)
class RecordObjection:
    name: str
    at: datetime
    text: str
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecordShown:
    """The record as its page shows it. `checkpoint`: size of the first signed tree head that covers it."""

    trade_id: UUID
    title: str
    tender_code: str
    deal_code: str
    principal: str
    agency: str
    training: bool
    lot_id: UUID
    lot_number: int
    lot_title: str
    lot_code: str
    deadline: datetime
    closed_at: datetime
    window_opened_at: datetime
    window_closed_at: datetime
    keys_published_at: datetime
    opened_at: datetime
    box_root: str
    box_size: int
    rows: tuple[RecordRow, ...]
    objections: tuple[RecordObjection, ...]
    items: tuple[Item, ...]
    hash: str
    published_at: datetime
    entry: int | None
    checkpoint: int | None
    deposits: bool = False

    @property
    def bids(self) -> int:
        return len(self.rows)

    @property
    def confirmations(self) -> list[ConfirmationShown]:
        return [ConfirmationShown(row.name, row.confirmed_at) for row in self.rows]

    @property
    def opened(self) -> int:
        return sum(row.price is not None for row in self.rows)

    @property
    def not_opened(self) -> int:
        return len(self.rows) - self.opened


def record_row(lot: Lot) -> OpeningRecord:
    """The record's bytes and hash. Raises `NoSuchRecord`."""
    row = OpeningRecord.objects.filter(lot=lot).first()
    if row is None:
        raise NoSuchRecord
    return row


def record_of(lot: Lot) -> RecordShown:
    """The record of an opened lot. Raises `NoSuchRecord`."""
    row = record_row(lot)
    facts = decode(bytes(row.content))
    entry = _entry(lot)
    rows = tuple(_row(number, bid, lot) for number, bid in enumerate(_lines(facts["bids"]), start=1))
    return RecordShown(
        **_of_lot(lot),
        **_of_sitting(facts),
        rows=tuple(sorted(rows, key=lambda one: (one.price is None, one.price or 0, one.order))),
        objections=tuple(_objection(one, rows) for one in _lines(facts["objections"])),
        items=items_beside_price(lot),
        hash=row.hash,
        published_at=row.published_at,
        entry=entry,
        checkpoint=_checkpoint(entry),
        deposits=any("deposit" in bid for bid in _lines(facts["bids"])),
    )


def _of_lot(lot: Lot) -> dict[str, Any]:
    trade = lot.trade
    return {
        "trade_id": trade.pk,
        "title": trade.title,
        "tender_code": trade.tender_code,
        "deal_code": lot.deal_code or "",
        "principal": trade.principal,
        "agency": trade.agency.name,
        "training": trade.training,
        "lot_id": lot.pk,
        "lot_number": lot.number,
        "lot_title": lot.title,
        "lot_code": lot.code,
        "deadline": lot.deadline,
    }


def _of_sitting(facts: Mapping[str, Any]) -> dict[str, Any]:
    times = ("closed_at", "window_opened_at", "window_closed_at", "keys_published_at", "opened_at")
    box = facts["box"]
    return {name: parse_at(facts[name]) for name in times} | {"box_root": box["root"], "box_size": box["size"]}


def _row(order: int, bid: Mapping[str, Any], lot: Lot) -> RecordRow:
    values: Mapping[str, str] = bid["items"] or {}
    price = values.get(price_key_of(lot))
    return RecordRow(
        order=order,
        name=bid["name"],
        code=bid["bidder"],
        price=Decimal(price) if price is not None else None,
        items=items_with(lot, values),
        received_at=parse_at(bid["received_at"]),
        released_at=_at(bid["released_at"]),
        status=bid["outcome"],
        cause=bid["cause"] or "",
        confirmed_at=_at(bid["confirmed_at"]),
        deposit=_deposit(bid.get("deposit")),
    )


def _deposit(stated: Mapping[str, Any] | None) -> str:
    return "" if stated is None else deposit_said(stated["form"], in_order=stated["in_order"])


def _objection(one: Mapping[str, Any], rows: Sequence[RecordRow]) -> RecordObjection:
    name = next((row.name for row in rows if row.code == one["bidder"]), one["bidder"])
    return RecordObjection(name, parse_at(one["at"]), one["text"], one["answer"] or "", _at(one["answered_at"]))


def _entry(lot: Lot) -> int | None:
    entries = Position.objects.filter(
        trade_id=lot.trade_id, entry__type="record.published", entry__content__body__lot=str(lot.pk)
    )
    return entries.values_list("log_index", flat=True).first()


def _checkpoint(entry: int | None) -> int | None:
    if entry is None:
        return None
    return Checkpoint.objects.filter(size__gt=entry).order_by("size").values_list("size", flat=True).first()


def _lines(value: Any) -> list[Mapping[str, Any]]:
    return list(value)


def _at(text: str | None) -> datetime | None:
    return None if text is None else parse_at(text)
