"""Rules of the house that no linter knows. Each message carries a bad and a good example."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import psycopg2
import pytest

from tests.architecture.reading import APPS, ROOT, modules, name, tree
from trading.domain.kinds import kinds

LONGEST_MODULE = 400
LONG_TABLES = {"trading/domain/regions.py", "trading/domain/industries.py", "trading/domain/calendar_seed.py"}

CLOCKS = {"now", "utcnow", "today"}
NOW_ADVICE = """
    The time of a trade is the database's, read after the lock, and passed on.
    Bad:   if lot.deadline < timezone.now(): ...
    Good:  moment = lock_lot_shared(lot)
           if lot.deadline <= moment.at: ...
    In SQL `now()` is the start of the transaction, before it waited for the lock.
    Bad:   WHERE due_at <= now()
    Good:  WHERE due_at <= clock_timestamp()
"""
KIND_ADVICE = """
    A kind is data: ask its spec what you want to know, not which kind it is.
    Bad:   if trade.kind == "engineering_open_tender": ...
    Good:  if trade.spec.bids_are_sealed: ...
"""


def test_the_packages_of_the_apps_are_empty() -> None:
    """So that `bidding.domain` can be used without Django."""
    assert [app for app in APPS if (ROOT / app / "__init__.py").read_text()] == []


def test_nobody_reads_a_clock_but_the_databases() -> None:
    compares = ROOT / "trading" / "services" / "machine_clock.py"
    found = [f"{name(path)}:{line}" for path in modules() if path != compares for line in clock_readings(tree(path))]

    assert found == [], NOW_ADVICE


def test_nothing_asks_which_kind_a_trade_is() -> None:
    registry = ROOT / "trading" / "domain" / "kinds" / "__init__.py"
    found = [f"{name(path)}:{line}" for path in modules() if path != registry for line in kind_questions(tree(path))]

    assert found == [], KIND_ADVICE


def test_no_template_asks_which_kind_a_trade_is() -> None:
    question = re.compile(r"{%\s*(?:if|elif)\b[^%]*\b(?:trade|tender|spec)\.kind\b")
    found = [path.name for path in (ROOT / "templates").rglob("*.html") if question.search(path.read_text("utf-8"))]

    assert found == [], KIND_ADVICE


@pytest.mark.parametrize(
    "bad",
    [
        "timezone.now()",
        "datetime.now(tz=UTC)",
        "date.today()",
        "time.time()",
        "cursor.execute('SELECT 1 WHERE due <= now()')",
        'cursor.execute(f"UPDATE x SET at = NOW() WHERE {y}")',
    ],
)
def test_the_search_finds_a_clock(bad: str) -> None:
    assert list(clock_readings(ast.parse(bad)))


@pytest.mark.parametrize(
    "bad",
    [
        'if trade.kind == "engineering_open_tender": pass',
        "ok = lot.trade.kind != KIND",
        'if spec.kind in ("engineering_open_tender",): pass',
        'match trade.kind:\n    case "engineering_open_tender":\n        pass',
    ],
)
def test_the_search_finds_a_question_for_the_kind(bad: str) -> None:
    assert list(kind_questions(ast.parse(bad)))


def test_the_driver_is_psycopg2_and_no_other_is_there() -> None:
    """With psycopg 3 installed Django would take it without a word."""
    with pytest.raises(PackageNotFoundError):
        version("psycopg")

    assert version("psycopg2-binary")
    assert import_module("django.db.backends.postgresql.base").Database is psycopg2


def test_no_module_is_too_long_to_read_at_once() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    long = {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE and path not in LONG_TABLES}

    assert long == {}, "split it by what it is about; a long table of data belongs to LONG_TABLES"


def test_no_page_of_djangos_administration_is_served() -> None:
    """It would be a second door to every row, past the services and the ledger."""
    sources = (ROOT / "trading" / "project").rglob("*.py")

    assert [path.name for path in sources if "contrib.admin" in path.read_text(encoding="utf-8")] == []


def clock_readings(code: ast.Module) -> Iterator[int]:
    """Lines that read a clock: in Python, or by SQL's `now()`."""
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and _is_clock(node.func):
            yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sql(node.value):
            yield node.lineno


def _is_clock(function: ast.expr) -> bool:
    match function:
        case ast.Attribute(value=ast.Name(id="time"), attr="time"):
            return True
        case ast.Attribute(attr=attr):
            return attr in CLOCKS
    return False


def _is_sql(text: str) -> bool:
    """Docstrings may speak of `now()`; SQL has a keyword in capitals as well."""
    words = re.search(r"\b(?:SELECT|UPDATE|INSERT|DELETE|WHERE|SET)\b", text)
    return words is not None and re.search(r"(?<!`)\bnow\(\)", text, re.IGNORECASE) is not None


def kind_questions(code: ast.Module) -> Iterator[int]:
    """Lines that compare a trade's kind, or anything with the id of a kind."""
    for node in ast.walk(code):
        match node:
            case ast.Compare(left=left, comparators=others):
                if any(_is_kind(part) for part in (left, *others)):
                    yield node.lineno
            case ast.Match(subject=subject) if _is_kind(subject):
                yield node.lineno


def _is_kind(part: ast.expr) -> bool:
    match part:
        case ast.Constant(value=str(text)):
            return text in kinds()
        case ast.Name(id="KIND"):
            return True
        case ast.Attribute(value=owner, attr="kind"):
            return _last_word(owner) in {"trade", "tender", "draft"}
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            return any(_is_kind(element) for element in elements)
    return False


def _last_word(owner: ast.expr) -> str:
    match owner:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            return word
    return ""
