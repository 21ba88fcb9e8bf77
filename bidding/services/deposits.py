"""A bidder lodges its deposit before the deadline. Nobody else learns of it: insert-only rows, and no ledger entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Max

from bidding.domain import bank as banking
from bidding.domain.deposits import Named
from bidding.models import BasicAccount, DepositAccount, DepositInstrument, DepositPayment
from bidding.selectors.deposits import account_of, ask_of_lot
from bidding.selectors.qualified import NOT_QUALIFIED, may_bid
from bidding.services.banks import BankAbsent, bank
from trading.domain.actors import Actor
from trading.domain.deposit_terms import DepositForm
from trading.domain.money import Money
from trading.domain.schedule import is_late
from trading.domain.stages import Stage
from trading.domain.trade_time import trade_time
from trading.models import Lot
from trading.selectors.trades import lot_for
from trading.services import files
from trading.services.documents import checked_name, media_type_of
from trading.services.drafting import DraftRefused
from trading.services.followers import follow
from trading.services.moments import Moment, database_time, lock_lot_shared, segments_of

log = structlog.get_logger(__name__)

MOST_PAPERS = 20
LARGEST_FILE = 4 * 1024 * 1024


class DepositRefused(Exception):
    """It was not taken and nothing has changed; the message says why, for people."""

    code = "deposit_refused"


@dataclass(frozen=True, slots=True)
class Paper:
    """A guarantee or insurance as the bidder describes it."""

    form: DepositForm
    issuer: str
    number: str
    named: Named
    amount: Money
    valid_until: date
    name: str


@transaction.atomic
def register_basic_account(*, bank_name: str, number: str, by: Actor) -> BasicAccount:
    """From now on this is the bidder's basic account. Raises `BiddersOnly`, `DepositRefused`."""
    bidder = by.as_bidder()
    bank_name, number = _text(bank_name, 100), banking.account_of(number)
    if not banking.is_account(number):
        raise DepositRefused("账号应为 8 至 32 位数字。")
    return BasicAccount.objects.create(
        organisation_id=bidder.organisation_id,
        by_id=bidder.user_id,
        bank=bank_name,
        number=number,
        registered_at=database_time(),
    )


def open_deposit_account(*, lot_id: UUID, by: Actor) -> DepositAccount:
    """The one-time number to pay to; asked for again, the same.

    Raises `BiddersOnly`, `NoSuchLot`, `DepositRefused`, `BankAbsent`.
    """
    bidder = by.as_bidder()
    try:
        with transaction.atomic():
            lot, moment = _open_lot(lot_id, by)
            known = account_of(bidder.organisation_id, lot)
            if known is not None:
                return known
            number = bank().open_account()
            return DepositAccount.objects.create(
                lot=lot, organisation_id=bidder.organisation_id, number=number, made_at=moment.real
            )
    except IntegrityError:
        return DepositAccount.objects.get(lot_id=lot_id, organisation_id=bidder.organisation_id)


def lodge_instrument(*, lot_id: UUID, paper: Paper, chunks: Iterable[bytes], by: Actor) -> DepositInstrument:
    """Lodge a guarantee or insurance with its file; the newest that is in order counts. Whether it is, is said at once.

    Raises `BiddersOnly`, `NoSuchLot`, `DepositRefused`.
    """
    by.as_bidder()
    paper = _checked(paper)
    lot_for(by, lot_id)
    sha256, size = files.store(chunks)
    if not 0 < size <= LARGEST_FILE:
        raise DepositRefused("请上传保函或保单的文件，不超过 4 MB。")
    try:
        with transaction.atomic():
            return _lodged(lot_id, paper, (sha256, size), by)
    except IntegrityError as error:
        raise DepositRefused("这份文件已经递交过。") from error


def collect_payments() -> int:
    """Read what came in at the bank since the last time; returns how many lines are new. The same line twice is one."""
    try:
        account_book = bank()
    except BankAbsent:
        return 0
    last = DepositPayment.objects.aggregate(last=Max("number"))["last"] or 0
    lines = account_book.statement(last)
    if not lines:
        return 0
    numbers = [line.account for line in lines]
    accounts = {row.number: row for row in DepositAccount.objects.filter(number__in=numbers).select_related("lot")}
    rows = [_received(line, accounts.get(line.account)) for line in lines]
    unmatched = sum(row.account is None for row in rows)
    if unmatched:
        log.warning("deposits.unmatched", lines=unmatched)
    DepositPayment.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _received(line: banking.StatementLine, account: DepositAccount | None) -> DepositPayment:
    return DepositPayment(
        account=account,
        number=line.number,
        reference=line.reference,
        paid_to=line.account,
        payer_account=line.payer_account,
        payer_name=line.payer_name,
        amount=line.amount.amount,
        credited_at=line.credited_at,
        received_at=None if account is None else _trade_time(account, line.credited_at),
    )


def _trade_time(account: DepositAccount, credited_at: datetime) -> datetime:
    """When the money came in, by the trade's clock. A bank's clock that is off does not leave the account's lifetime."""
    real = max(account.made_at, min(credited_at, database_time()))
    return trade_time(segments_of(account.lot.trade), real)


def _lodged(lot_id: UUID, paper: Paper, stored: tuple[str, int], by: Actor) -> DepositInstrument:
    bidder = by.as_bidder()
    lot, moment = _open_lot(lot_id, by)
    own = DepositInstrument.objects.filter(lot=lot, organisation_id=bidder.organisation_id)
    if own.count() >= MOST_PAPERS:
        raise DepositRefused("本标段递交的保函已经太多。")
    return DepositInstrument.objects.create(
        lot=lot,
        organisation_id=bidder.organisation_id,
        by_id=bidder.user_id,
        form=paper.form.value,
        issuer=paper.issuer,
        number=paper.number,
        named=paper.named.value,
        amount=paper.amount.amount,
        valid_until=paper.valid_until,
        name=paper.name,
        media_type=media_type_of(paper.name),
        sha256=stored[0],
        size=stored[1],
        lodged_at=moment.at,
    )


def _open_lot(lot_id: UUID, by: Actor) -> tuple[Lot, Moment]:
    """The lot that still takes deposits, held open against its deadline, and the moment after that."""
    lot = lot_for(by, lot_id)
    moment = lock_lot_shared(lot)
    lot.refresh_from_db(fields=["stage", "deadline"])
    if ask_of_lot(lot) is None:
        raise DepositRefused("本标段不要求投标保证金。")
    spec = lot.trade.spec
    if lot.stage not in (Stage.ANNOUNCED, *spec.receiving_stages) or lot.deadline is None:
        raise DepositRefused("本标段现在不接收投标保证金。")
    if is_late(spec, lot.deadline, moment.at):
        raise DepositRefused("投标截止时间已到，不再接收投标保证金。")
    if not may_bid(lot, by.as_bidder().organisation_id):
        raise DepositRefused(NOT_QUALIFIED)
    follow(lot.trade, by)
    return lot, moment


def _checked(paper: Paper) -> Paper:
    if paper.form.is_money or paper.amount.amount <= 0:
        raise DepositRefused("请填写保函或保单的种类和金额。")
    issuer, number = _text(paper.issuer, 200), _text(paper.number, 100)
    try:
        name = checked_name(paper.name)
    except DraftRefused as error:
        raise DepositRefused(str(error)) from error
    return Paper(paper.form, issuer, number, paper.named, paper.amount, paper.valid_until, name)


def _text(text: str, most: int) -> str:
    """A line that somebody typed; NUL bytes would be an error of the database."""
    text = text.strip()
    if not text or len(text) > most or "\0" in text:
        raise DepositRefused("请逐项填写，不含特殊字符。")
    return text
