"""What becomes of deposits: stated at the opening, given back with interest, or kept where the law lets the agency."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bidding.domain.bank import PaymentOrder
from bidding.domain.deposits import Due, KeepRefused, check_keep, interest, judge
from bidding.domain.opening import Result
from bidding.domain.stated import KEPT, STATED, DepositLine, kept_members, stated_members
from bidding.models import (
    ContractSigned,
    DepositAccount,
    DepositDecision,
    DepositPayment,
    DepositReturn,
    OpenedBid,
    StatedDeposit,
    Submission,
)
from bidding.selectors.deposits import all_happened, all_lodged, ask_of_lot, due_of, happened_to
from bidding.selectors.deposits_shown import may_see_deposits
from bidding.services.banks import BankAbsent, bank
from trading.domain.actors import PLATFORM, Actor
from trading.domain.deposit_terms import KeepCause
from trading.domain.entries import Method
from trading.domain.money import Money
from trading.domain.periods import day_of
from trading.models import Lot
from trading.selectors.awards import was_replaced
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for
from trading.services.ledger import News, record
from trading.services.moments import Moment, lock_lot, lock_lot_shared, moment_of

LONGEST_REASON = 500


class DecisionRefused(Exception):
    """Nothing was decided; the message says why, for people."""

    code = "decision_refused"


def state_deposits(lot: Lot, moment: Moment) -> None:
    """Say how the deposits behind the opened bids stand, if the lot asks any; just before the prices are shown.

    A deposit that is missing or not in order stops nothing: it is for the committee to judge (O12 25).
    """
    ask = ask_of_lot(lot)
    if ask is None or lot.deadline is None:
        return
    rows = OpenedBid.objects.filter(lot=lot, outcome=Result.OPENED.value).select_related("submission__organisation")
    bids = [row.submission for row in rows.order_by("submission__received_at", "submission__hash")]
    lodged = all_lodged(lot, [bid.organisation_id for bid in bids])
    law, lines, stated = lot.trade.spec.law, [], []
    for bid in bids:
        standing = judge(law, ask, lodged[bid.organisation_id], lot.deadline)
        form, defects = standing.form, [defect.value for defect in standing.defects]
        lines.append(DepositLine(bid.hash, bid.organisation.uscc, form, standing.in_order))
        stated.append(StatedDeposit(submission=bid, lot=lot, form=form, in_order=standing.in_order, defects=defects))
    StatedDeposit.objects.bulk_create(stated)
    body = {"deposits": stated_members(lines), "lot": str(lot.pk)}
    record(News(STATED, body, method=Method.SYSTEM), trade=lot.trade, moment=moment, by=PLATFORM)


@transaction.atomic
def keep_deposit(
    *, lot_id: UUID, organisation_id: UUID, cause: KeepCause, reason: str, by: Actor, won: bool = False
) -> DepositDecision:
    """The agency keeps a deposit, in public and with its reason, where the law lets it.

    `won`: this bidder won the lot and refuses the contract; so it did where another was awarded in its place.
    Raises `NoSuchLot`, `DecisionRefused`; then nothing has changed.
    """
    lot, bid, reason = _decidable(lot_id, organisation_id, reason, by)
    moment = lock_lot(lot)
    found = happened_to(lot, organisation_id)
    try:
        articles = check_keep(lot.trade.spec.law, cause, found, won=won or was_replaced(lot, organisation_id))
    except KeepRefused as error:
        raise DecisionRefused("法律不允许不退还这份保证金。") from error
    body = kept_members(lot.pk, bid.organisation.uscc, bid.organisation.name, cause, reason, articles)
    entry = record(News(KEPT, body), trade=lot.trade, moment=moment, by=by)
    values = {"cause": cause.value, "reason": reason, "entry": entry, "at": moment.at}
    return _decide(lot, organisation_id, kept=True, by_id=by.user_id, **values)


@transaction.atomic
def let_go(*, lot_id: UUID, organisation_id: UUID, reason: str, by: Actor) -> DepositDecision:
    """The agency gives a deposit back before the contract is signed. Raises as `keep_deposit`."""
    lot, _bid, reason = _decidable(lot_id, organisation_id, reason, by)
    moment = lock_lot(lot)
    if due_of(lot, happened_to(lot, organisation_id)) is not None:
        raise DecisionRefused("这份保证金已经在退还。")
    return _decide(lot, organisation_id, kept=False, by_id=by.user_id, reason=reason, at=moment.at)


def contract_signed(*, lot: Lot, moment: Moment) -> None:
    """The contract is signed: all deposits of the lot that are not kept go back (TR 57). For the contract's service."""
    ContractSigned.objects.get_or_create(lot=lot, defaults={"at": moment.at})


def return_due() -> int:
    """Pay back everything that is due now; returns how many payments. Safe to run twice at once."""
    try:
        bank()
    except BankAbsent:
        return 0
    waiting = DepositPayment.objects.filter(account__isnull=False, returned=None)
    accounts = DepositAccount.objects.filter(pk__in=waiting.values("account")).select_related("lot__trade")
    lots: dict[UUID, list[DepositAccount]] = {}
    for account in accounts.order_by("pk"):
        lots.setdefault(account.lot_id, []).append(account)
    return sum(_return(account) for of_lot in lots.values() for account in _payable(of_lot))


def _payable(accounts: list[DepositAccount]) -> list[DepositAccount]:
    """Those of one lot that may be due, found at once for all; each is looked at again under its lock."""
    lot, bidders = accounts[0].lot, [account.organisation_id for account in accounts]
    happened, now = all_happened(lot, bidders), moment_of(lot.trade).at
    kept = set(DepositDecision.objects.filter(lot=lot, kept=True).values_list("organisation_id", flat=True))
    dues = [(account, due_of(lot, happened[account.organisation_id])) for account in accounts]
    return [
        account
        for account, due in dues
        if due is not None and due.pay_from <= now and account.organisation_id not in kept
    ]


@transaction.atomic
def _return(account: DepositAccount) -> int:
    """All that one bidder paid for one lot, each payment to the account that it came from."""
    lot = account.lot
    moment = lock_lot_shared(lot)
    lot.refresh_from_db()
    due = due_of(lot, happened_to(lot, account.organisation_id))
    if due is None or moment.at < due.pay_from:
        return 0
    mine = {"lot": lot, "organisation_id": account.organisation_id, "kept": True}
    if DepositDecision.objects.filter(**mine).exists():
        return 0
    payments = list(account.payments.filter(returned=None).order_by("pk"))
    DepositReturn.objects.bulk_create(
        [_paid_back(payment, due, lot, moment) for payment in payments], ignore_conflicts=True
    )
    return len(payments)


def _paid_back(payment: DepositPayment, due: Due, lot: Lot, moment: Moment) -> DepositReturn:
    """The order has a reference of its own: after a crash the bank is asked again and pays nothing more."""
    assert payment.received_at is not None
    amount, today = Money(payment.amount), day_of(moment.at)
    added = interest(lot.trade.spec.law, amount, day_of(payment.received_at), today)
    order = PaymentOrder(f"back-{payment.reference}", payment.payer_account, payment.payer_name, amount + added)
    return DepositReturn(
        payment=payment,
        ground=due.ground.value,
        interest=added.amount,
        receipt=bank().pay(order),
        by_day=due.by,
        returned_at=moment.at,
    )


def _decidable(lot_id: UUID, organisation_id: UUID, reason: str, by: Actor) -> tuple[Lot, Submission, str]:
    """The lot of the agency, the bid whose deposit is decided on, and the reason in words."""
    lot, reason = lot_for(by, lot_id), reason.strip()
    if not is_agency_of(by, lot.trade) or not may_see_deposits(by, lot) or by.user_id is None:
        raise NoSuchLot
    opened = OpenedBid.objects.filter(lot=lot, submission__organisation_id=organisation_id)
    row = opened.select_related("submission__organisation").first()
    if row is None:
        raise NoSuchLot
    if not reason or len(reason) > LONGEST_REASON or "\0" in reason:
        raise DecisionRefused("请写明理由，不超过 500 字。")
    return lot, row.submission, reason


def _decide(lot: Lot, organisation_id: UUID, **values: Any) -> DepositDecision:
    try:
        with transaction.atomic():
            return DepositDecision.objects.create(lot=lot, organisation_id=organisation_id, **values)
    except IntegrityError as error:
        raise DecisionRefused("对这份保证金已经作出决定。") from error
