"""Reads the platform's own source as trees, so that a rule speaks of code and not of comments."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("trading", "bidding", "experts", "disclosure")


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the apps but their migrations."""
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def mentioning(word: str) -> tuple[Path, ...]:
    """The modules in whose text the word occurs: what a rule is about, before they are read as trees."""
    return tuple(path for path in modules() if word in path.read_text(encoding="utf-8"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path) -> str:
    """`trading/services/clock.py`, as it is named in a message."""
    return path.relative_to(ROOT).as_posix()


def members(code: ast.AST, enum: str) -> Iterator[str]:
    """The members of an enumeration that the code names: `Outcome.BOX_CLOSED` gives `BOX_CLOSED`."""
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == enum:
            yield node.attr
