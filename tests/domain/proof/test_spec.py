"""The pages of docs/spec: their examples are the vectors, their lists are the code's."""

import re

import pytest

from bidding.domain.opening import Cause
from disclosure.verifier.checks import CHECKS
from tests.vectors.examples import PAGES, filled

NAMES = sorted(path.name for path in PAGES.glob("*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_real(name: str) -> None:
    page = (PAGES / name).read_text(encoding="utf-8")

    assert filled(page) == page


@pytest.mark.parametrize("name", [name for name in NAMES if name != "README.md"])
def test_every_page_begins_with_an_example(name: str) -> None:
    screen = (PAGES / name).read_text(encoding="utf-8").splitlines()[:30]

    assert any(line.startswith("<!-- example: ") for line in screen)


def test_every_check_and_every_cause_is_written_down() -> None:
    bundle = (PAGES / "bundle.md").read_text(encoding="utf-8").partition("## Checks")[2]
    opening = (PAGES / "opening.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `(\w+)` \|", bundle, re.MULTILINE) == [check.name for check in CHECKS]
    assert re.findall(r"^\| \d \| `(\w+)` \|", opening, re.MULTILINE) == [cause.value for cause in Cause]


def test_every_check_points_to_a_page_and_its_heading() -> None:
    for check in CHECKS:
        name, _, anchor = check.section.partition(";")[0].partition("#")
        page = (PAGES / name).read_text(encoding="utf-8")
        headings = [re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                    for line in page.splitlines() if line.startswith("#")]  # fmt: skip
        assert not anchor or anchor in headings, check.section
