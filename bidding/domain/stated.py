"""What the ledger says of deposits: how they stood at the opening, and which were kept. docs/spec/ledger.md, "Deposits"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from trading.domain.canonical import FormatError, JsonObject
from trading.domain.deposit_terms import DepositForm, KeepCause
from trading.domain.fields import Fields

STATED: Final = "deposits.stated"
KEPT: Final = "deposit.kept"

_LINE: Final = frozenset(("bid", "bidder", "form", "in_order"))


@dataclass(frozen=True, slots=True)
class DepositLine:
    """The deposit behind one opened bid. `form` is None where nothing was lodged; that is never in order."""

    bid: str
    bidder: str
    form: DepositForm | None
    in_order: bool

    def members(self) -> dict[str, object]:
        """As in `deposits.stated`."""
        return {"bid": self.bid, "bidder": self.bidder, **self.shown()}

    def shown(self) -> dict[str, object]:
        """As the opening record has it, beside the bid."""
        return {"form": None if self.form is None else self.form.value, "in_order": self.in_order}


@dataclass(frozen=True, slots=True)
class Kept:
    """A deposit that the agency keeps."""

    bidder: str
    cause: KeepCause
    reason: str


def stated_members(lines: Iterable[DepositLine]) -> list[dict[str, object]]:
    return [line.members() for line in lines]


def kept_members(
    lot: UUID, bidder: str, name: str, cause: KeepCause, reason: str, articles: Sequence[str]
) -> dict[str, object]:
    """The body of `deposit.kept`."""
    return {
        "articles": list(articles),
        "bidder": bidder,
        "cause": cause.value,
        "lot": str(lot),
        "name": name,
        "reason": reason,
    }


def read_stated(body: JsonObject) -> tuple[DepositLine, ...]:
    fields = Fields(body, ("deposits", "lot"), STATED, more=True)
    return tuple(map(_line, fields.each("deposits", _LINE)))


def read_kept(body: JsonObject) -> Kept:
    fields = Fields(body, ("bidder", "cause", "lot", "reason"), KEPT, more=True)
    try:
        return Kept(fields.party("bidder"), KeepCause(fields.text("cause")), fields.text("reason"))
    except ValueError as error:
        raise FormatError(str(error)) from None


def _line(fields: Fields) -> DepositLine:
    form, in_order = fields.text_or_none("form"), fields.boolean("in_order")
    if form is None and in_order:
        raise FormatError("a deposit that was not lodged is not in order")
    try:
        known = None if form is None else DepositForm(form)
    except ValueError as error:
        raise FormatError(str(error)) from None
    return DepositLine(fields.hash("bid"), fields.party("bidder"), known, in_order)
