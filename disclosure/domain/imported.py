"""Notices of other platforms, as a file brings them: read strictly, named by what they say. Pure.

They are nobody's word on this platform: no ledger, no proof, always shown with the platform, address and code they come from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from trading.domain.canonical import encode, sha256_hex
from trading.domain.periods import SHANGHAI

MOMENT: Final = "%Y-%m-%d %H:%M"
TEXTS: Final = ("title", "business", "kind", "province", "platform", "code", "agency", "budget", "text", "url")
NEEDED: Final = ("title", "business", "kind", "platform", "text")
LONGEST: Final = {
    "title": 300,
    "business": 20,
    "kind": 40,
    "province": 20,
    "platform": 100,
    "code": 100,
    "agency": 200,
    "budget": 100,
    "text": 200_000,
    "url": 500,
}
YUAN: Final = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
AMOUNT: Final = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(\.[0-9]{1,6})?\s*(元|万元|亿元)(?:\s*人民币)?")
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ADDRESS: Final = re.compile(r"https?://[\w-]+(?:\.[\w-]+)*(?::[0-9]{1,5})?(?:[/?#]\S*)?")
LARGEST: Final = Decimal(10) ** 15


class BadNotice(Exception):
    """A row of the file is no notice; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A notice of another platform. Texts are "" where it does not say; `published_at` is an instant."""

    title: str
    business: str
    kind: str
    province: str
    platform: str
    code: str
    agency: str
    budget: str
    text: str
    url: str
    published_at: datetime

    @property
    def id(self) -> UUID:
        """What says the same has the same id, on every installation; what says something else is another notice."""
        said = asdict(self) | {"published_at": self.published_at.astimezone(UTC).isoformat()}
        return UUID(sha256_hex(encode(said))[:32])

    @property
    def amount(self) -> Decimal | None:
        """The sum in yuan, where it has a unit and is more than nothing."""
        return yuan_of(self.budget)


def read_imported(row: object) -> Imported:
    """A row of the file. Raises `BadNotice`; members that we do not know are let be."""
    if not isinstance(row, dict):
        raise BadNotice("it is no object")
    texts = {name: _text(row, name) for name in TEXTS}
    for name in NEEDED:
        if not texts[name]:
            raise BadNotice(f"{name} is missing")
    if texts["url"] and not ADDRESS.fullmatch(texts["url"]):
        raise BadNotice("url is no address of http or https")
    return Imported(**texts, published_at=_moment(row.get("published")))


def yuan_of(written: str) -> Decimal | None:
    """A sum as another platform wrote it; None where the unit is not said, or it is nothing."""
    found = AMOUNT.fullmatch(written.strip())
    if found is None:
        return None
    whole, part, unit = found.groups()
    amount = Decimal(whole.replace(",", "") + (part or "")) * YUAN[unit]
    return amount.quantize(Decimal("0.01")) if 0 < amount < LARGEST else None


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise BadNotice(f"{name} is no text")
    if len(value) > LONGEST[name]:
        raise BadNotice(f"{name} has more than {LONGEST[name]} characters")
    if CONTROLS.search(value):
        raise BadNotice(f"{name} has control characters")
    return value.strip() if name == "text" else " ".join(value.split())


def _moment(value: object) -> datetime:
    """The national platform writes Beijing time, to the minute."""
    if not isinstance(value, str):
        raise BadNotice("published is no text")
    try:
        return datetime.strptime(value, MOMENT).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise BadNotice("published is not written YYYY-MM-DD HH:MM") from None
