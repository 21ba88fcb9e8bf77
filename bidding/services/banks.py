"""Which bank holds the deposits; and one that is not real, for demos and tests: its book is a folder of files."""

import fcntl
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from bidding.domain.bank import Bank, PaymentOrder, StatementLine, read_line
from trading.domain.canonical import decode, encode
from trading.domain.money import Money

PREFIX = "6228"
RANDOM_DIGITS = 15


class BankAbsent(Exception):
    """The platform is not connected to a bank yet: no money can be lodged, other forms can."""

    code = "bank_absent"


def bank() -> Bank:
    """The bank of this platform. Raises `BankAbsent`; a bank that is not real is never one in production."""
    if settings.IS_PRODUCTION:
        raise BankAbsent("平台尚未接入银行，暂时不能以现金形式递交。")
    return FakeBank(Path(settings.BANK_DIR))


class FakeBank:
    """Statement lines and payment orders in files, one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open_account(self) -> str:
        return PREFIX + "".join(str(secrets.randbelow(10)) for _ in range(RANDOM_DIGITS))

    def credit(
        self, account: str, payer_account: str, payer_name: str, amount: Money, credited_at: datetime
    ) -> StatementLine:
        """Somebody pays. Only this bank can be told so; a real one learns it by itself."""
        with self._locked() as folder:
            number = len(_lines(folder / "statement.jsonl")) + 1
            reference = f"FB{number:010d}-{secrets.token_hex(4)}"
            line = StatementLine(number, reference, account, payer_account, payer_name, amount, credited_at)
            with (folder / "statement.jsonl").open("ab") as file:
                file.write(encode(line.members()) + b"\n")
        return line

    def statement(self, after: int) -> list[StatementLine]:
        with self._locked() as folder:
            return [read_line(decode(line)) for line in _lines(folder / "statement.jsonl")[after:]]

    def pay(self, order: PaymentOrder) -> str:
        with self._locked() as folder:
            book = folder / "orders.json"
            paid: dict[str, dict[str, str]] = json.loads(book.read_text("utf-8")) if book.exists() else {}
            if order.reference not in paid:
                receipt = f"FP{len(paid) + 1:010d}"
                paid[order.reference] = {
                    "account": order.account,
                    "amount": order.amount.text,
                    "name": order.name,
                    "receipt": receipt,
                }
                draft = folder / "orders.new"
                draft.write_text(json.dumps(paid, ensure_ascii=False), "utf-8")
                draft.replace(book)
            return paid[order.reference]["receipt"]

    def paid(self) -> dict[str, Money]:
        """What was paid back, by reference; for tests."""
        with self._locked() as folder:
            book = folder / "orders.json"
            orders: dict[str, dict[str, str]] = json.loads(book.read_text("utf-8")) if book.exists() else {}
        return {reference: Money.parse(order["amount"]) for reference, order in orders.items()}

    @contextmanager
    def _locked(self) -> Iterator[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._folder


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []
