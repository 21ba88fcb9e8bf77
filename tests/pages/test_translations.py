"""Every text has its English: those of templates, of code, and the words that the browser code says."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.pages.gallery import ROOT

PO = ROOT / "locale/en/LC_MESSAGES/django.po"
APPS = ("trading", "bidding", "experts", "disclosure", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!{){\w+}")
HAN = re.compile(r"[一-鿿]")


def english() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def sources() -> Iterator[tuple[Path, str]]:
    """Code and templates as Python that Babel can read."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix == ".py":
                yield path, path.read_text(encoding="utf-8")
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                yield path, templatize(path.read_text(encoding="utf-8"))


def texts() -> dict[tuple[str | None, str], Path]:
    """Every text that is shown, with its context, and where it stands."""
    found: dict[tuple[str | None, str], Path] = {}
    for path, code in sources():
        for _line, messages, _comments, context in extract("python", BytesIO(code.encode()), KEYWORDS):
            message = messages[0] if isinstance(messages, tuple) else messages
            if message:
                found.setdefault((context, message), path)
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return english()


def test_every_text_has_its_english(catalogue: Catalog) -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {text}"
        for (context, text), path in texts().items()
        if (entry := catalogue.get(text, context)) is None or not _is_said(entry.string)
    ]

    assert missing == []


def test_every_refusal_has_its_english(catalogue: Catalog) -> None:
    """A service raises in Chinese, and the edge translates (`words_of`): the extraction of texts does not see that."""
    missing = [f"{path.relative_to(ROOT)}: {text}" for path, text in raised() if catalogue.get(text) is None]

    assert missing == []
    assert len(list(raised())) > 30, "the walk finds what services raise"


def raised() -> Iterator[tuple[Path, str]]:
    """Chinese texts that are given to an exception where it is raised."""
    for path, code in sources():
        if path.suffix != ".py" or "simulation" in path.parts:
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                for argument in node.exc.args:
                    if isinstance(argument, ast.Constant) and HAN.search(str(argument.value)):
                        yield path, str(argument.value)


def test_no_english_is_a_guess(catalogue: Catalog) -> None:
    assert [entry.id for entry in catalogue if entry.fuzzy and entry.id] == []


def test_the_english_is_not_chinese(catalogue: Catalog) -> None:
    assert [entry.id for entry in catalogue if any(HAN.search(text) for text in _strings(entry.string))] == []


def test_the_english_fills_in_the_same_values(catalogue: Catalog) -> None:
    different = [
        entry.id
        for entry in catalogue
        if entry.id and any(_values(text) != _values(_first(entry.id)) for text in _strings(entry.string))
    ]

    assert different == []


def _is_said(string: object) -> bool:
    return bool(string) and all(_strings(string))


def _strings(string: object) -> list[str]:
    return [string] if isinstance(string, str) else [str(one) for one in string or ()]  # type: ignore[attr-defined]


def _first(identity: object) -> str:
    return identity if isinstance(identity, str) else str(identity[0])  # type: ignore[index]


def _values(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
