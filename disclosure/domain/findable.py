"""What of a public entry can be looked for: its texts and its sum, from its body and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

from trading.domain.awarded import AWARDED, CONTRACT_SIGNED
from trading.domain.bodies import ANNOUNCED
from trading.domain.canonical import JsonObject
from trading.domain.qualified import PREQUALIFICATION_ANNOUNCED

TEXTS: Final = frozenset(
    (
        "analysis",
        "answer",
        "consent",
        "evaluation",
        "how_to_object",
        "measures",
        "name",
        "own",
        "question",
        "reason",
        "scope",
        "small_enterprise",
        "summary",
        "text",
        "title",
    )
)
CODES: Final = frozenset(("code", "deal_code"))
LARGEST: Final = Decimal(10) ** 15


def texts_in(body: JsonObject) -> tuple[str, ...]:
    """Every text of the body that is written for people, in order, each once."""
    return tuple(dict.fromkeys(_members(body, TEXTS)))


def codes_in(body: JsonObject) -> tuple[str, ...]:
    """The codes of its lots."""
    return tuple(dict.fromkeys(_members(body, CODES)))


def amount_in(type_: str, body: JsonObject) -> Decimal | None:
    """The ceilings of a notice together, the sum of an award or a contract; None where it says none."""
    if type_ in (AWARDED, CONTRACT_SIGNED):
        return _amount(body.get("amount"))
    lots = body.get("lots")
    if type_ not in (ANNOUNCED, PREQUALIFICATION_ANNOUNCED) or not isinstance(lots, list):
        return None
    ceilings = [_amount(lot.get("ceiling")) if isinstance(lot, dict) else None for lot in lots]
    known = [each for each in ceilings if each is not None]
    together = sum(known, Decimal())
    return together if known and len(known) == len(ceilings) and together < LARGEST else None


def _members(value: object, names: frozenset[str]) -> Iterator[str]:
    """The texts under these names, and in lists under them, at any depth."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in names:
                yield from _texts(part)
            yield from _members(part, names)
    elif isinstance(value, list):
        for part in value:
            yield from _members(part, names)


def _texts(value: object) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str) and part.strip():
            yield part.strip()


def _amount(value: object) -> Decimal | None:
    """A sum as entries write it; what is none is not looked for."""
    try:
        amount = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and 0 <= amount < LARGEST else None
