"""Rules of the house that no linter knows. Each says what to do instead."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import connection

from trading.domain.kinds import ALL
from trading.services.clock import HANDLERS

ROOT = Path(__file__).resolve().parents[2]
APPS = ("trading", "bidding", "experts", "disclosure")


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """Name and text of every module of the product, without migrations."""
    for folder in folders or APPS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text()


@pytest.mark.parametrize("app", APPS)
def test_an_apps_init_is_empty_so_that_its_domain_needs_no_framework(app: str) -> None:
    assert (ROOT / app / "__init__.py").read_text() == ""


def test_nothing_asks_which_kind_a_trade_is() -> None:
    """Good: `if spec.bids_are_sealed:`. Bad: `if trade.kind == "engineering_open_tender":`. Add a value to the law."""
    asks = re.compile(r"\b(trade|draft)\.kind\s*(==|!=|in)\s")

    assert [name for name, text in sources() if asks.search(text)] == []


def test_time_is_read_from_the_database_after_the_lock() -> None:
    """Good: `moment = lock_lot_shared(lot)`. Bad: `timezone.now()`, `datetime.now()`, `Now()` in a decision.

    `now()` of PostgreSQL is the start of the transaction, and a web process has a clock of its own.
    """
    bad = re.compile(r"timezone\.now\(|datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(")
    found = [
        name
        for name, text in sources("trading/services", "bidding/services", "trading/domain", "bidding/domain")
        if bad.search(text)
    ]

    assert found == []


def test_every_step_that_an_edition_uses_has_exactly_one_handler() -> None:
    used = {timed.step for spec in ALL for timed in spec.timed_steps}

    assert set(HANDLERS) == used


def test_psycopg2_is_the_driver_and_psycopg_3_is_not_there() -> None:
    """With psycopg 3 installed Django uses it without a word."""
    assert find_spec("psycopg") is None
    assert connection.settings_dict["ENGINE"].endswith("postgresql")
    assert find_spec("psycopg2") is not None


def test_no_module_is_longer_than_400_lines() -> None:
    """Aim for 300; a long table of data may be long. Split by what changes together."""
    tables = {"trading/domain/regions.py", "trading/domain/industries.py"}
    found = {name: len(text.splitlines()) for name, text in sources() if len(text.splitlines()) > 400}

    assert {name for name in found if name not in tables} == set()
