"""The law takes values and gives values: no framework, no clock, no chance, no files."""

import ast
from pathlib import Path

import pytest

DOMAIN = Path(__file__).resolve().parents[3] / "trading" / "domain"
NAMES = (
    "award award_days award_guards calendar calendar_seed checks codes industries money notices periods regions schedule scoring_methods stages timetable trade_classes"
    " trade_time"
)
MODULES = [*(DOMAIN / f"{name}.py" for name in NAMES.split()), *sorted((DOMAIN / "kinds").glob("*.py"))]
FORBIDDEN_MODULES = {"django", "time", "random", "secrets", "os", "pathlib", "io", "socket", "subprocess"}
FORBIDDEN_CALLS = {"now", "utcnow", "today", "open", "uuid4"}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_module_of_the_law_reads_nothing_but_its_arguments(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))

    assert not imported(tree) & FORBIDDEN_MODULES
    assert not called(tree) & FORBIDDEN_CALLS


def test_the_search_would_find_a_clock() -> None:
    tree = ast.parse("import time\nfrom django.utils import timezone\ntimezone.now()\nopen('x')")

    assert imported(tree) == {"time", "django"}
    assert called(tree) == {"now", "open"}


def imported(tree: ast.Module) -> set[str]:
    names = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def called(tree: ast.Module) -> set[str]:
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {function.id for function in functions if isinstance(function, ast.Name)}
    return names | {function.attr for function in functions if isinstance(function, ast.Attribute)}
