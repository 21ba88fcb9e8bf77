"""What a notice may ask of a bid deposit (投标保证金): the amount, the forms, who holds it (TR 26, O30 37)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from trading.domain.canonical import FormatError, JsonObject
from trading.domain.fields import Fields
from trading.domain.money import Money, MoneyMalformed

if TYPE_CHECKING:  # the spec is made of the members below, so it imports this module
    from trading.domain.kinds.law import Law

LONGEST_VALIDITY = 365


class DepositForm(StrEnum):
    """How a deposit may be lodged; the spec says which of them a notice must take."""

    CASH = "cash"
    BANK_GUARANTEE = "bank_guarantee"
    INSURANCE = "insurance"
    E_GUARANTEE = "e_guarantee"

    @property
    def is_money(self) -> bool:
        """Money, by cheque or transfer, comes from the basic account (TR 26); the rest are papers of a third party."""
        return self is DepositForm.CASH


class DepositHolder(StrEnum):
    """Who holds the money: an account that the agency cannot see."""

    CENTRE = "centre"
    BANK = "bank"


class Basis(StrEnum):
    """What the share of the law is taken of: the public ceiling, or an estimate that stays secret."""

    CEILING = "ceiling"
    ESTIMATE = "estimate"


class KeepCause(StrEnum):
    """Why a deposit may be kept; the spec says which of them the law takes."""

    REVOKED = "revoked"
    CONTRACT_REFUSED = "contract_refused"


@dataclass(frozen=True)
class DepositAsk:
    """What the notice of a lot asks. `valid_days`: how long bids, and with them deposits, hold from the deadline on."""

    amount: Money
    basis: Basis
    forms: tuple[DepositForm, ...]
    holder: DepositHolder
    valid_days: int

    def members(self) -> dict[str, object]:
        """As `trade.announced` says it (docs/spec/ledger.md, "Deposits")."""
        return {
            "amount": self.amount.text,
            "basis": self.basis.value,
            "forms": [form.value for form in self.forms],
            "holder": self.holder.value,
            "valid_days": self.valid_days,
        }


class AskProblem(StrEnum):
    """What is wrong with what a notice asks."""

    NOT_IN_THE_LAW = "not_in_the_law"
    NO_ESTIMATE = "no_estimate"
    NOTHING_ASKED = "nothing_asked"
    ABOVE_THE_LAW = "above_the_law"
    FORM_REFUSED = "form_refused"
    VALIDITY = "validity"
    NOT_AS_THE_BIDS = "not_as_the_bids"


class DepositUnlawful(Exception):
    """The law does not let a notice ask this. `most`: the largest lawful amount, where the amount is what is wrong."""

    def __init__(self, problem: AskProblem, articles: tuple[str, ...] = (), most: Money | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.articles = articles
        self.most = most


def largest_deposit(law: Law, estimate: Money) -> Money | None:
    """The most that may be asked where the price is estimated so; None where the kind has no rule of deposits.

    The share is rounded down to the cent: "not above" leaves no half cent. TR 26, O30 37.
    """
    limits = []
    if law.deposit_share is not None:
        limits.append(estimate.share_down(law.deposit_share.value))
    if law.deposit_cap is not None:
        limits.append(Money(law.deposit_cap.value))
    return min(limits, key=lambda limit: limit.amount) if limits else None


def check_ask(law: Law, ask: DepositAsk, estimate: Money | None, *, bids_bind: int | None = None) -> None:
    """Raise `DepositUnlawful` unless the notice may ask this; `estimate` is the ceiling where that is the basis.

    `bids_bind`: for how many days bids bind by the same notice; None where it does not say.
    """
    if law.deposit_forms is None or law.deposit_share is None:
        raise DepositUnlawful(AskProblem.NOT_IN_THE_LAW)
    if estimate is None:
        raise DepositUnlawful(AskProblem.NO_ESTIMATE, law.deposit_share.articles)
    if ask.amount.amount <= 0:
        raise DepositUnlawful(AskProblem.NOTHING_ASKED)
    most = largest_deposit(law, estimate)
    if most is not None and ask.amount > most:
        raise DepositUnlawful(AskProblem.ABOVE_THE_LAW, _limits_of(law), most)
    if not set(law.deposit_forms.value) <= set(ask.forms):
        raise DepositUnlawful(AskProblem.FORM_REFUSED, law.deposit_forms.articles)
    if not 0 < ask.valid_days <= LONGEST_VALIDITY:
        raise DepositUnlawful(AskProblem.VALIDITY, ("TR 25", "TR 26"))
    same = law.deposit_valid_as_bid
    if same is not None and same.value and bids_bind not in (None, ask.valid_days):
        raise DepositUnlawful(AskProblem.NOT_AS_THE_BIDS, same.articles)


def read_ask(value: object) -> DepositAsk | None:
    """The member `deposit` of a lot in `trade.announced`; null, or nothing in an older entry, asks nothing."""
    if value is None:
        return None
    names = ("amount", "basis", "forms", "holder", "valid_days")
    fields = Fields(value if isinstance(value, dict) else None, names, "deposit", more=True)
    try:
        return DepositAsk(
            Money.parse(fields.text("amount")),
            Basis(fields.text("basis")),
            tuple(DepositForm(str(form)) for form in fields.array("forms")),
            DepositHolder(fields.text("holder")),
            fields.integer("valid_days", 1, LONGEST_VALIDITY),
        )
    except (ValueError, MoneyMalformed) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"deposit: {error}") from None


def ask_of(lot: JsonObject) -> DepositAsk | None:
    """What the lot of a notice asks."""
    return read_ask(lot.get("deposit"))


def _limits_of(law: Law) -> tuple[str, ...]:
    rules = (law.deposit_share, law.deposit_cap)
    return tuple(dict.fromkeys(article for rule in rules if rule is not None for article in rule.articles))
