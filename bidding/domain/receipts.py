"""Receipts and acknowledgements: what the platform signs (docs/spec/bid.md, docs/spec/opening.md)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain.bids import Bid, Withdrawal
from bidding.domain.places import PLACE_NAMES, Place, read_place
from trading.domain.canonical import FormatError, JsonObject, at_text
from trading.domain.fields import Fields
from trading.domain.statements import Signed, meaning, read_as, sign

RECEIPT: Final = "mingzheng/receipt/v1"
_RECEIPT_NAMES: Final = PLACE_NAMES | {"bid", "bidder", "kind", "received_at", "recorded_at", "type", "version"}


class Kind(StrEnum):
    BID = "bid"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's promise that a version was received. `received_at` is trade time, `recorded_at` the database's."""

    place: Place
    bid: str
    bidder: str
    version: int
    kind: Kind
    received_at: datetime
    recorded_at: datetime

    def statement(self) -> dict[str, object]:
        return {
            **self.place.members,
            "bid": self.bid,
            "bidder": self.bidder,
            "kind": self.kind.value,
            "received_at": at_text(self.received_at),
            "recorded_at": at_text(self.recorded_at),
            "type": RECEIPT,
            "version": self.version,
        }


def make_receipt(
    received: Signed[Bid] | Signed[Withdrawal], received_at: datetime, recorded_at: datetime, key: Ed25519PrivateKey
) -> Signed[Receipt]:
    """Sign that this version was received. Only to be called when all its objects are durable."""
    value = received.value
    kind = Kind.BID if isinstance(value, Bid) else Kind.WITHDRAWAL
    receipt = Receipt(value.place, received.hash, value.bidder, value.version, kind, received_at, recorded_at)
    return meaning(sign(receipt.statement(), key), parse_receipt)


def read_receipt(data: bytes) -> Signed[Receipt]:
    return read_as(data, parse_receipt)


def parse_receipt(statement: JsonObject) -> Receipt:
    fields = Fields(statement, _RECEIPT_NAMES, "receipt")
    fields.exactly("type", RECEIPT)
    try:
        kind = Kind(fields.text("kind"))
    except ValueError:
        raise FormatError("no such kind of receipt") from None
    return Receipt(
        place=read_place(fields),
        bid=fields.hash("bid"),
        bidder=fields.party("bidder"),
        version=fields.version(),
        kind=kind,
        received_at=fields.at("received_at"),
        recorded_at=fields.at("recorded_at"),
    )
