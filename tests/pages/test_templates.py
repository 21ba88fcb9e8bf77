"""The rules of the house for templates and styles, read from the files themselves."""

import re
from pathlib import Path

import pytest

from tests.pages.gallery import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "trading/static/trading/css").rglob("*.css"))
LARGEST_SHEET = 27 * 1024
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]+")
OURS = {"明证", "已签", "中文"}  # the name on the mark, the seal, and the language by its own name

each_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))


def source(path: Path) -> str:
    """The template without its comments."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)


@each_template
def test_a_template_styles_nothing_itself_and_runs_no_script_of_its_own(path: Path) -> None:
    text = source(path)

    assert not re.search(r"\sstyle=|<style", text), "write a component's stylesheet instead"
    assert not re.search(r"\son\w+=", text), "listen from a script file instead"
    assert all(re.search(r"\ssrc=", tag) for tag in re.findall(r"<script[^>]*>", text)), "CSP allows no inline script"


@each_template
def test_a_component_sees_only_what_it_is_given(path: Path) -> None:
    includes = re.findall(r"{% include \"components/.*?%}", source(path))

    assert [one for one in includes if not one.endswith("only %}")] == []


@each_template
def test_a_template_says_what_context_it_needs(path: Path) -> None:
    head = path.read_text(encoding="utf-8")[:1200]

    if "errors/" not in str(path) and not path.name[0].isdigit():
        assert "context" in head or "{% comment %}" in head


@each_template
def test_chinese_stands_in_translations_only(path: Path) -> None:
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", source(path), flags=re.DOTALL)
    bare = re.sub(r"{%.*?%}|{{.*?}}", "", text)

    assert set(CHINESE.findall(bare)) <= OURS


def test_the_whole_sheet_is_small_and_knows_no_important() -> None:
    sheets = [path.read_text(encoding="utf-8") for path in STYLES]

    assert sum(len(sheet.encode()) for sheet in sheets) < LARGEST_SHEET
    assert not any("!important" in sheet for sheet in sheets)


def test_every_stylesheet_is_imported_into_a_layer() -> None:
    imported = re.findall(r'@import "([^"]+)" layer\(\w+\)', (STYLES[0].parent / "app.css").read_text())

    files = {str(path.relative_to(ROOT / "trading/static/trading/css")) for path in STYLES}

    assert set(imported) == files - {"app.css"}
