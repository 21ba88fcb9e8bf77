"""Money: an exact amount and its currency in one value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NoReturn

CENT = Decimal("0.01")
WAN = Decimal(10000)
YI = 10**8
# docs/spec/bid.md: the grammar of a money item.
TEXT = re.compile(r"(0|[1-9][0-9]{0,14})\.[0-9]{2}", re.ASCII)
LIMIT = Decimal(10) ** 15
CNY = "CNY"


class MoneyMalformed(Exception):
    """The text or number is not an amount with at most two decimals and fifteen digits before them."""


class CurrencyMismatch(Exception):
    """Amounts of two currencies can be neither added nor compared."""


@dataclass(frozen=True)
class Money:
    """An amount with exactly two decimals. Made from Decimal, int or text, never from float."""

    amount: Decimal
    currency: str = CNY

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite() or abs(self.amount) >= LIMIT:
            raise MoneyMalformed(repr(self.amount))
        exact = self.amount.quantize(CENT)
        if exact != self.amount:
            raise MoneyMalformed(f"{self.amount} has parts of a cent")
        # -0.00 would print as no other zero does.
        object.__setattr__(self, "amount", exact or Decimal("0.00"))

    @classmethod
    def parse(cls, text: str, currency: str = CNY) -> Money:
        """The strict form of the bid format: `18350534.00`, no sign, no spaces, no other way to write it."""
        if not TEXT.fullmatch(text):
            raise MoneyMalformed(text)
        return cls(Decimal(text), currency)

    @classmethod
    def from_wan(cls, amount: Decimal, currency: str = CNY) -> Money:
        """From ten thousands of yuan (万元), as notices often state it."""
        return cls(amount * WAN, currency)

    @property
    def text(self) -> str:
        """The strict form of the bid format."""
        return f"{self.amount:.2f}"

    @property
    def grouped(self) -> str:
        """For people: `18,350,534.00`."""
        return f"{self.amount:,.2f}"

    @property
    def in_words(self) -> str:
        """大写金额, without the leading 人民币; see `words`."""
        return words(self)

    def share(self, part: Decimal) -> Money:
        """A part of the amount, rounded half up to the cent."""
        return Money((self.amount * part).quantize(CENT, ROUND_HALF_UP), self.currency)

    def share_down(self, part: Decimal) -> Money:
        """A part of the amount that is never above it, rounded down to the cent."""
        return Money((self.amount * part).quantize(CENT, ROUND_DOWN), self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __float__(self) -> NoReturn:
        raise TypeError("money is never a float")

    def _same(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount


def words(money: Money) -> str:
    """The amount in capital numerals, by annex 1 of 银发〔1997〕393号 (正确填写票据和结算凭证的基本规定).

    整 after 元 when nothing follows, none after 分; 零 for zeros in between and for a missing 角 before 分.
    """
    if money.currency != CNY:
        raise CurrencyMismatch(f"no capital numerals for {money.currency}")
    if money.amount < 0:
        raise MoneyMalformed("no capital numerals below zero")
    import cn2an  # here, so that the verifier, which writes no words, does without it

    text: str = cn2an.an2cn(money.text, "rmb")
    high, low = divmod(int(money.amount), YI)
    # cn2an leaves out 零 where 亿 is followed by an empty 万 or 亿 has no digit of its own: 叁亿贰仟元 for
    # 300,002,000 is too easily read as 320,000,000.
    if high and low and (low < YI // 10 or high % 10000 == 0) and "亿零" not in text:
        text = text.replace("亿", "亿零", 1)
    return text
