"""Candidates, winners and the terms of contracts, as the entries of the ledger name them, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from trading.domain.award import FallGround
from trading.domain.awarded import PRICE
from trading.templatetags.mz import FALL_GROUNDS, item_label, money


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An opening item of a bid, or of a contract."""

    label: str
    value: str
    is_price: bool


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """`rank` 0: none is named there. `score` and `qualified` are "" where the entry does not say them."""

    rank: int
    name: str
    party: str
    score: str
    items: Sequence[ItemShown]
    qualified: str


@dataclass(frozen=True, slots=True)
class PassedShown:
    """A candidate that was passed over; `url`: the paper that shows why."""

    rank: int
    ground: str
    reason: str
    evidence: str
    url: str


def candidates_in(body: Mapping[str, Any], labels: Sequence[Mapping[str, Any]]) -> list[CandidateShown]:
    """Those of a display, or the one winner of a decision or a contract."""
    rows = body.get("candidates") or [body]
    qualified = {one["rank"]: one["text"] for one in body.get("qualified", ())}
    return [_candidate(row, qualified.get(row.get("rank"), ""), labels) for row in rows]


def passed_in(trade_id: UUID, body: Mapping[str, Any]) -> list[PassedShown]:
    """Whoever the decision passes over."""
    return [
        PassedShown(
            one["rank"],
            str(FALL_GROUNDS[FallGround(one["ground"])]),
            one["reason"],
            one["evidence"]["name"],
            reverse("trades:document", args=[trade_id, one["evidence"]["sha256"]]),
        )
        for one in body.get("passed", ())
    ]


def items_in(items: Mapping[str, str], labels: Sequence[Mapping[str, Any]]) -> list[ItemShown]:
    """In the order of the notice; members of joint bids are told by the opening record."""
    known = [label for label in labels if label["key"] in items and label["kind"] != "members"]
    return [_item(label, items[label["key"]]) for label in known]


def _candidate(row: Mapping[str, Any], qualified: str, labels: Sequence[Mapping[str, Any]]) -> CandidateShown:
    items = row.get("items") or row.get("terms", {}).get("items", {})
    return CandidateShown(
        rank=row.get("rank", 0),
        name=row["name"],
        party=row["bidder"],
        score=row.get("score", ""),
        items=items_in(items, labels),
        qualified=qualified,
    )


def _item(label: Mapping[str, Any], value: str) -> ItemShown:
    is_price = label["key"] == PRICE
    return ItemShown(item_label(label), money(value) if is_price else value, is_price)
