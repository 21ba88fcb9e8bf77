"""The law of bid deposits (投标保证金): whether one is in order, when it goes back, with which interest, who may keep it.

Days are days in Shanghai; all moments are trade time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP
from enum import StrEnum
from typing import assert_never

from bidding.domain.opening import Result
from trading.domain.calendar import Calendar
from trading.domain.deposit_terms import DepositAsk, DepositForm, KeepCause
from trading.domain.kinds.law import Law
from trading.domain.kinds.values import Value
from trading.domain.money import CENT, Money
from trading.domain.periods import Period, day_of, last_day, start_of

NOTHING = Money.parse("0.00")


class Named(StrEnum):
    """In whose name an instrument is; that of the lead or of all binds a joint bid (O30 45)."""

    BIDDER = "bidder"
    LEAD = "lead"
    ALL = "all"


class Defect(StrEnum):
    """Why a deposit is not in order."""

    NOTHING_LODGED = "nothing_lodged"
    LATE = "late"
    NO_BASIC_ACCOUNT = "no_basic_account"
    WRONG_ACCOUNT = "wrong_account"
    TOO_LITTLE = "too_little"
    FORM_NOT_TAKEN = "form_not_taken"
    NOT_VALID_LONG_ENOUGH = "not_valid_long_enough"


class Ground(StrEnum):
    """Why a deposit goes back."""

    WITHDRAWN = "withdrawn"
    NO_BID = "no_bid"
    TERMINATED = "terminated"
    FAILED = "failed"
    NOT_OPENED = "not_opened"
    RELEASED = "released"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in for a bidder and lot."""

    amount: Money
    payer_account: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Instrument:
    """A guarantee or insurance in the place of money."""

    form: DepositForm
    amount: Money
    valid_until: date
    lodged_at: datetime


@dataclass(frozen=True, slots=True)
class Lodged:
    """Everything that a bidder lodged for a lot. `account`: its basic account, as registered before the deadline."""

    payments: Sequence[Payment] = ()
    instruments: Sequence[Instrument] = ()
    account: str | None = None

    @property
    def money(self) -> Money:
        """All that was paid, whether it counts or not: all of it belongs to somebody."""
        return _sum(payment.amount for payment in self.payments)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a deposit stands. `form`: None where nothing was lodged; `counted`: the money or sum that counts."""

    form: DepositForm | None
    defects: tuple[Defect, ...]
    counted: Money = NOTHING

    @property
    def in_order(self) -> bool:
        return not self.defects


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened that a deposit hangs on; None: not (yet). `result`: what became of the bid at the opening."""

    closed_at: datetime | None = None
    has_bid: bool = False
    withdrawn_at: datetime | None = None
    terminated_at: datetime | None = None
    failed_at: datetime | None = None
    result: Result | None = None
    opened_at: datetime | None = None
    released_at: datetime | None = None
    contract_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A deposit goes back for `ground` since `since`, at its last by the end of the day `by`; paid out from `pay_from`."""

    ground: Ground
    since: datetime
    by: date
    pay_from: datetime
    provisional: bool
    articles: tuple[str, ...]


class KeepRefused(Exception):
    """The law does not let this deposit be kept for this."""


def valid_through(ask: DepositAsk, deadline: datetime) -> date:
    """The last day of the bids' validity, which starts at the deadline (TR 25); deposits hold as long (TR 26).

    Rest days move nothing: the period binds the bidder, and longer would ask more than the notice.
    """
    return day_of(deadline) + timedelta(days=ask.valid_days)


def judge(law: Law, ask: DepositAsk, lodged: Lodged, deadline: datetime) -> Standing:
    """How the deposit stands, by what is known now. What is in order counts; otherwise everything wrong is said."""
    papers = [_judge_instrument(law, ask, paper, deadline) for paper in _newest_first(lodged.instruments)]
    money = [_judge_money(law, ask, lodged, deadline)] if lodged.payments else []
    found = [*papers, *money]
    if not found:
        return Standing(None, (Defect.NOTHING_LODGED,))
    good = [standing for standing in found if standing.in_order]
    return good[0] if good else money[0] if money else papers[0]


def interest(law: Law, amount: Money, received: date, returned: date) -> Money:
    """Simple interest for the days from receipt to return: the first day counts, the last does not.

    amount × rate × days ÷ days of a year, rounded half up to the cent, once and at the end. TR 31, TR 57.
    """
    if law.deposit_interest is None or law.deposit_interest_year is None:
        return NOTHING
    days = max((returned - received).days, 0)
    raw = amount.amount * law.deposit_interest.value * days / law.deposit_interest_year.value
    return Money(raw.quantize(CENT, ROUND_HALF_UP), amount.currency)


def interest_on(law: Law, payments: Iterable[Payment], returned: date) -> Money:
    """Of each payment by itself."""
    return _sum(interest(law, payment.amount, day_of(payment.received_at), returned) for payment in payments)


def due_back(law: Law, happened: Happened, deadline: datetime, calendar: Calendar) -> Due | None:
    """Whether the deposit goes back, why, and by which day; None while it still secures something.

    What is withdrawn before the deadline (撤回) may be replaced by another bid: it is paid out on the last day, or at the
    deadline if that comes first. All else is paid out at once.
    """
    ground = _ground(happened)
    if ground is None:
        return None
    why, since = ground
    rule = _period(law, why)
    if rule is None:
        return None
    by = last_day(calendar, day_of(since), rule.value)
    pay_from = max(since, min(start_of(by.day), deadline)) if why is Ground.WITHDRAWN else since
    return Due(why, since, by.day, pay_from, by.provisional, rule.articles)


def check_keep(law: Law, cause: KeepCause, happened: Happened, *, won: bool = False) -> tuple[str, ...]:
    """The articles that let the deposit be kept, or `KeepRefused`.

    Revoked (撤销) after the deadline: TR 35, O30 40, O20 31. A winner that refuses the contract: O30 81.
    """
    rule = law.deposit_kept_for
    if rule is None or cause not in rule.value or _ground(happened) is not None:
        raise KeepRefused
    match cause:
        case KeepCause.REVOKED:
            if happened.result is not Result.REVOKED:
                raise KeepRefused
        case KeepCause.CONTRACT_REFUSED:
            if happened.result is not Result.OPENED or not won:
                raise KeepRefused
        case _:
            assert_never(cause)
    return rule.articles


def shared_accounts(payers: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """From (bidder, payer's account): the accounts that paid for more than one bidder, with those bidders.

    TR 40(6) takes it for collusion. It is shown; people decide.
    """
    bidders: dict[str, set[str]] = {}
    for bidder, account in payers:
        bidders.setdefault(account, set()).add(bidder)
    return {account: tuple(sorted(found)) for account, found in sorted(bidders.items()) if len(found) > 1}


def _judge_instrument(law: Law, ask: DepositAsk, paper: Instrument, deadline: datetime) -> Standing:
    as_long = law.deposit_valid_as_bid is not None and law.deposit_valid_as_bid.value
    wrong = (
        (Defect.FORM_NOT_TAKEN, paper.form not in ask.forms or paper.form.is_money),
        (Defect.LATE, paper.lodged_at >= deadline),
        (Defect.TOO_LITTLE, paper.amount < ask.amount),
        (Defect.NOT_VALID_LONG_ENOUGH, as_long and paper.valid_until < valid_through(ask, deadline)),
    )
    return Standing(paper.form, tuple(defect for defect, holds in wrong if holds), paper.amount)


def _judge_money(law: Law, ask: DepositAsk, lodged: Lodged, deadline: datetime) -> Standing:
    """Several payments count together; only those in time and, where the law asks, from the basic account."""
    own = law.deposit_from_basic_account is not None and law.deposit_from_basic_account.value
    in_time = [payment for payment in lodged.payments if payment.received_at < deadline]
    counting = [payment for payment in in_time if not own or payment.payer_account == lodged.account]
    counted = _sum(payment.amount for payment in counting)
    if counted >= ask.amount:
        return Standing(DepositForm.CASH, (), counted)
    wrong = (
        (Defect.LATE, len(in_time) < len(lodged.payments)),
        (Defect.NO_BASIC_ACCOUNT, own and lodged.account is None),
        (Defect.WRONG_ACCOUNT, lodged.account is not None and len(counting) < len(in_time)),
        (Defect.TOO_LITTLE, bool(counting)),
    )
    return Standing(DepositForm.CASH, tuple(defect for defect, holds in wrong if holds), counted)


def _newest_first(papers: Sequence[Instrument]) -> list[Instrument]:
    return sorted(papers, key=lambda paper: paper.lodged_at, reverse=True)


def _ground(happened: Happened) -> tuple[Ground, datetime] | None:
    """The first thing that frees the deposit."""
    result = happened.result
    found = [
        (Ground.TERMINATED, happened.terminated_at),
        (Ground.FAILED, happened.failed_at),
        (Ground.WITHDRAWN, happened.withdrawn_at),
        (Ground.NO_BID, None if happened.has_bid or happened.withdrawn_at else happened.closed_at),
        (Ground.NOT_OPENED, happened.opened_at if result is Result.WITHDRAWN else None),
        (Ground.RELEASED, happened.released_at),
        (Ground.CONTRACT, happened.contract_at),
    ]
    known = [(at, number, ground) for number, (ground, at) in enumerate(found) if at is not None]
    if not known:
        return None
    at, _number, ground = min(known)
    return ground, at


def _period(law: Law, ground: Ground) -> Value[Period] | None:
    match ground:
        case Ground.WITHDRAWN:
            return law.deposit_back_after_withdrawal
        case Ground.CONTRACT:
            return law.deposit_back_after_contract
        case Ground.NO_BID | Ground.TERMINATED | Ground.FAILED | Ground.NOT_OPENED | Ground.RELEASED:
            return law.deposit_back_after_end
        case _:
            assert_never(ground)


def _sum(amounts: Iterable[Money]) -> Money:
    total = NOTHING
    for amount in amounts:
        total = total + amount
    return total
