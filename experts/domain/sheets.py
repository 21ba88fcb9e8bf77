"""The score sheet of one member: what is wrong with it, and the commitment to it (docs/spec/evaluation.md)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from statistics import median
from typing import Final
from uuid import UUID

from trading.domain.canonical import decode, encode
from trading.domain.fields import Fields
from trading.domain.scheme_terms import FactorTerms, number, written

PREFIX: Final = b"mingzheng/sheet/v1\n"
TYPE: Final = "mingzheng/sheet/v1"
OUTLIER: Final = Decimal("0.3")
"""Points that lie further than this share of a factor's most from the member's own median need a reason."""

LEAST_TO_COMPARE: Final = 3

Cells = Mapping[str, Mapping[str, Decimal]]
"""By bidder, by factor, the points."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that stands against locking the sheet: it is empty, out of range, or an outlier without a reason."""

    bidder: str
    factor: str
    fault: str


MISSING: Final = "missing"
OUT_OF_RANGE: Final = "out_of_range"
UNEXPLAINED: Final = "unexplained"


def gaps(
    factors: Sequence[FactorTerms], bidders: Collection[str], cells: Cells, reasons: Mapping[tuple[str, str], str]
) -> tuple[Gap, ...]:
    """Everything that stands against locking, by bidder and factor. What was written of others does not matter."""
    strange = outliers(factors, bidders, cells)
    found = []
    for bidder in bidders:
        for factor in factors:
            points = cells.get(bidder, {}).get(factor.key)
            if points is None:
                found.append(Gap(bidder, factor.key, MISSING))
            elif not in_range(factor, points):
                found.append(Gap(bidder, factor.key, OUT_OF_RANGE))
            elif (bidder, factor.key) in strange and not reasons.get((bidder, factor.key), "").strip():
                found.append(Gap(bidder, factor.key, UNEXPLAINED))
    return tuple(found)


def in_range(factor: FactorTerms, points: Decimal) -> bool:
    """From nothing to the most that the documents give, with two decimals at most."""
    exponent = points.as_tuple().exponent
    return points.is_finite() and 0 <= points <= factor.most and isinstance(exponent, int) and exponent >= -2


def outliers(factors: Sequence[FactorTerms], bidders: Collection[str], cells: Cells) -> frozenset[tuple[str, str]]:
    """The cells of a member that lie far from its own others. Nobody else's points are looked at. What is counted, not
    judged, may differ as it does."""
    found = set()
    for factor in factors:
        if factor.is_deviation:
            continue
        points = {bidder: cells[bidder][factor.key] for bidder in bidders if factor.key in cells.get(bidder, {})}
        if len(points) < LEAST_TO_COMPARE:
            continue
        middle = median(points.values())
        far = factor.most * OUTLIER
        found |= {(bidder, factor.key) for bidder, each in points.items() if abs(each - middle) > far}
    return frozenset(found)


def sheet_bytes(lot: UUID, member: str, cells: Cells, reasons: Mapping[tuple[str, str], str]) -> bytes:
    """The sheet as it is committed to: canonical, by the blinded member."""
    rows = {
        bidder: {
            "points": {key: written(points) for key, points in row.items()},
            "reasons": {key: reasons[bidder, key] for key in row if reasons.get((bidder, key))},
        }
        for bidder, row in cells.items()
    }
    return encode({"lot": str(lot), "member": member, "rows": rows, "type": TYPE})


def read_cells(content: bytes) -> dict[str, dict[str, Decimal]]:
    """The points in the bytes of a sheet."""
    fields = Fields(decode(content), ("lot", "member", "rows", "type"), "sheet")
    fields.exactly("type", TYPE)
    rows = fields.object("rows")
    return {bidder: _points(row) for bidder, row in rows.items()}


def commitment(salt: bytes, content: bytes) -> str:
    """What the ledger says of the sheet; without the salt it shows nothing."""
    return sha256(PREFIX + salt + content).hexdigest()


def _points(row: object) -> dict[str, Decimal]:
    fields = Fields(row if isinstance(row, dict) else None, ("points", "reasons"), "sheet.rows")
    return {key: number(points) for key, points in fields.object("points").items()}
