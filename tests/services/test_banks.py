"""What every bank that holds deposits must do."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings

from bidding.domain.bank import PaymentOrder, StatementLine
from bidding.services.banks import FakeBank
from tests.support import world
from trading.domain.money import Money


@pytest.fixture(params=[FakeBank])
def some_bank(request: pytest.FixtureRequest, tmp_path: Path) -> FakeBank:
    made: FakeBank = request.param(tmp_path / "another")
    return made


def credit(bank: FakeBank, account: str, amount: str = "1.00") -> StatementLine:
    return bank.credit(account, "2102000000000001", "白云", Money.parse(amount), world.DEADLINE)


def test_a_bank_never_gives_a_number_twice(some_bank: FakeBank) -> None:
    numbers = [some_bank.open_account() for _ in range(50)]

    assert len(set(numbers)) == 50
    assert all(number.isdecimal() and 8 <= len(number) <= 32 for number in numbers)


def test_a_bank_tells_what_came_in_in_order_and_from_where_one_stopped(some_bank: FakeBank) -> None:
    account = some_bank.open_account()
    lines = [credit(some_bank, account, f"{n}.00") for n in range(1, 4)]

    assert some_bank.statement(0) == lines
    assert some_bank.statement(lines[1].number) == lines[2:]
    assert some_bank.statement(lines[2].number) == []


def test_a_bank_carries_out_an_order_once(some_bank: FakeBank) -> None:
    order = PaymentOrder("back-1", "2102000000000001", "白云", Money.parse("1.00"))

    assert some_bank.pay(order) == some_bank.pay(order)
    assert some_bank.paid() == {"back-1": Money.parse("1.00")}


def test_the_settings_name_a_place_for_the_bank_of_demos() -> None:
    assert django_settings.BANK_DIR
