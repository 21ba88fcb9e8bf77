"""`manage.py pay_deposit NUMBER PAYER NAME AMOUNT`: somebody pays at the bank of the demo; a real one needs no telling."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bidding.domain.bank import is_account
from bidding.services.banks import BankAbsent, FakeBank, bank
from bidding.services.deposits import collect_payments
from trading.domain.money import Money, MoneyMalformed
from trading.services.moments import database_time


class Command(BaseCommand):
    help = "Let money come in at the bank of the demo, on the one-time number that a bidder was given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the number to pay to, from the bidder's page")
        parser.add_argument("payer", help="the account that pays, 8 to 32 digits")
        parser.add_argument("name", help="its holder")
        parser.add_argument("amount", help="yuan and cents, as in 120000.00")

    def handle(self, *args: Any, number: str, payer: str, name: str, amount: str, **options: Any) -> None:
        try:
            paid, book = Money.parse(amount), bank()
        except MoneyMalformed as error:
            raise CommandError(f"{amount} is not an amount such as 120000.00") from error
        except BankAbsent as error:
            raise CommandError("a platform in production has no bank that is not real") from error
        if not (is_account(number) and is_account(payer)) or not isinstance(book, FakeBank):
            raise CommandError("an account number is 8 to 32 digits")
        book.credit(number, payer, name, paid, database_time())
        self.stdout.write(f"{collect_payments()} new")
