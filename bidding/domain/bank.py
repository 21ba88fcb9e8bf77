"""What the platform wants of a bank that holds deposits. Any bank behind this interface passes the same contract test."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trading.domain.canonical import FormatError, JsonObject, at_text
from trading.domain.fields import Fields
from trading.domain.money import Money, MoneyMalformed

ACCOUNT = re.compile(r"[0-9]{8,32}", re.ASCII)
LONGEST_NAME = 200
_LINE = ("account", "amount", "credited_at", "number", "payer_account", "payer_name", "reference")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came in. `number` counts a bank's lines; `reference` is the bank's own and never comes twice."""

    number: int
    reference: str
    account: str
    payer_account: str
    payer_name: str
    amount: Money
    credited_at: datetime

    def members(self) -> dict[str, object]:
        return {
            "account": self.account,
            "amount": self.amount.text,
            "credited_at": at_text(self.credited_at),
            "number": self.number,
            "payer_account": self.payer_account,
            "payer_name": self.payer_name,
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """Money to send. The same `reference` again is the same order and pays nothing more."""

    reference: str
    account: str
    name: str
    amount: Money


class Bank(Protocol):
    """A bank that gives one-time account numbers, tells what came in on them, and pays back."""

    def open_account(self) -> str:
        """A number that was never given before; what is paid to it is told apart by it alone."""
        ...

    def statement(self, after: int) -> Sequence[StatementLine]:
        """The lines with a higher number, by number."""
        ...

    def pay(self, order: PaymentOrder) -> str:
        """Carry out the order, once; returns the bank's receipt number."""
        ...


def is_account(text: str) -> bool:
    """Digits only, as banks write them."""
    return ACCOUNT.fullmatch(text) is not None


def account_of(text: str) -> str:
    """What somebody typed, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", text)


def read_line(value: JsonObject) -> StatementLine:
    """A line of an imported statement, strictly. Raises `FormatError`."""
    fields = Fields(value, _LINE, "statement line")
    account, payer = fields.text("account"), fields.text("payer_account")
    if not (is_account(account) and is_account(payer)):
        raise FormatError("an account number is 8 to 32 digits")
    name, reference = fields.text("payer_name"), fields.text("reference")
    if "\0" in name + reference or len(name) > LONGEST_NAME or not 0 < len(reference) <= 60:
        raise FormatError("a name or reference that no bank writes")
    try:
        amount = Money.parse(fields.text("amount"))
    except MoneyMalformed as error:
        raise FormatError(f"not an amount: {error}") from None
    number = fields.integer("number", 1)
    return StatementLine(number, reference, account, payer, name, amount, fields.at("credited_at"))
