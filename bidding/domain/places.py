"""What everything sealed or signed for a lot names, so that it cannot be used for another."""

import re
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from trading.domain.canonical import FormatError
from trading.domain.fields import Fields

PLACE_NAMES = frozenset(("envelope", "lot", "origin", "trade"))
_ENVELOPE = re.compile(r"[a-z][a-z0-9_]{0,31}")


class OtherPlace(FormatError):
    """Meant for another platform, trade, lot or envelope."""


@dataclass(frozen=True)
class Place:
    """One envelope of one lot of one trade on one platform."""

    origin: str
    trade: UUID
    lot: UUID
    envelope: str = "main"

    @cached_property
    def members(self) -> dict[str, str]:
        """As four members of a JSON object."""
        return {"envelope": self.envelope, "lot": str(self.lot), "origin": self.origin, "trade": str(self.trade)}

    def check(self, other: "Place") -> None:
        if self != other:
            raise OtherPlace("meant for another platform, trade, lot or envelope")


def read_envelope(fields: Fields) -> str:
    envelope = fields.text("envelope")
    if _ENVELOPE.fullmatch(envelope) is None:
        raise FormatError("not the name of an envelope")
    return envelope


def read_place(fields: Fields) -> Place:
    return Place(fields.origin(), fields.uuid("trade"), fields.uuid("lot"), read_envelope(fields))
