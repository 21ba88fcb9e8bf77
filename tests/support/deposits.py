"""Deposits of the tests: what the notice asks, bidders that pay at the bank, guarantees."""

from datetime import date, timedelta
from decimal import Decimal

from bidding.domain.deposits import Defect, Named
from bidding.models import DepositInstrument
from bidding.selectors.deposits_shown import DepositShown, own_deposit
from bidding.services.banks import FakeBank, bank
from bidding.services.deposits import (
    Paper,
    collect_payments,
    lodge_instrument,
    open_deposit_account,
    register_basic_account,
)
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.deposit_terms import DepositForm, DepositHolder
from trading.domain.money import Money
from trading.services.deposits import DepositDraft
from trading.services.moments import database_time

AMOUNT = Money.parse("120000.00")
ASKED = DepositDraft(AMOUNT.amount, tuple(DepositForm), DepositHolder.CENTRE, 90)
VALID_UNTIL = date(2026, 6, 28)  # ninety days from the deadline of the world's tender
LATER = timedelta(days=1)


def account_number(bidder: Person) -> str:
    """The bidder's basic account, always the same."""
    digits = "".join(character for character in bidder.party if character.isdigit())
    return f"2102{digits:0>16}"


def fake_bank() -> FakeBank:
    made = bank()
    assert isinstance(made, FakeBank)
    return made


def register_account(bidder: Person) -> str:
    number = account_number(bidder)
    register_basic_account(bank_name="大连银行高新支行", number=number, by=bidder.actor)
    return number


def pay(tender: Tender, bidder: Person, amount: Money = AMOUNT, *, payer: str | None = None) -> None:
    """Money on the one-time account of the bidder, from its basic account unless said otherwise; the bank tells it."""
    account = open_deposit_account(lot_id=tender.lot_id, by=bidder.actor)
    payer = payer or account_number(bidder)
    fake_bank().credit(account.number, payer, bidder.actor.name, amount, database_time())
    collect_payments()


def lodge_money(tender: Tender, bidder: Person) -> None:
    """In order: a registered account, and the amount from it."""
    register_account(bidder)
    pay(tender, bidder)


def guarantee(form: DepositForm = DepositForm.E_GUARANTEE, **changes: object) -> Paper:
    facts: dict[str, object] = {
        "form": form,
        "issuer": "中国建设银行沈阳分行",
        "number": "BH-2026-0316",
        "named": Named.BIDDER,
        "amount": AMOUNT,
        "valid_until": VALID_UNTIL,
        "name": "保函.pdf",
    }
    return Paper(**(facts | changes))  # type: ignore[arg-type]


def lodge_paper(
    tender: Tender, bidder: Person, paper: Paper | None = None, content: bytes = b"%PDF-1.4 bound for the amount"
) -> DepositInstrument:
    return lodge_instrument(
        lot_id=tender.lot_id, paper=paper or guarantee(), chunks=[content, bidder.party.encode()], by=bidder.actor
    )


def asked(amount: str, *, estimate: str | None = None) -> DepositDraft:
    """Another amount, or another estimate."""
    found = None if estimate is None else Decimal(estimate)
    return DepositDraft(Decimal(amount), ASKED.forms, ASKED.holder, ASKED.valid_days, found)


def standing(tender: Tender, bidder: Person) -> DepositShown:
    """As the bidder sees it."""
    return own_deposit(bidder.actor, tender.lot)


def defects(tender: Tender, bidder: Person) -> tuple[Defect, ...]:
    found = standing(tender, bidder).standing
    assert found is not None
    return found.defects


def opened(tender: Tender, bidders: list[Person], *, releasing: list[Person] | None = None) -> Tender:
    return world.bring_to("objections", tender, bidders, releasing)
