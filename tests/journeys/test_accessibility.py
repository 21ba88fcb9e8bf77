"""Every page in every state, as a browser paints it: axe finds nothing that shuts somebody out, and it fits a phone."""

from collections.abc import Iterator
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from tests.pages.gallery import render, samples
from trading.project.environment import ROOT

SAMPLES = samples()
PAGES = sorted(name for name in SAMPLES if not name.startswith("hall/part-"))
ADDRESS = "http://gallery.test"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
GRAVE = frozenset(("serious", "critical"))
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 800}
FINGER = 43.5  # CSS pixels: 44, less what rounding takes

Findings: TypeAlias = list[str]

every_area = pytest.mark.parametrize("area", sorted({name.partition("/")[0] for name in PAGES}))

# What a finger has to hit: links inside a sentence are as tall as their line (WCAG 2.5.8 excepts them).
SMALL_TARGETS = """smallest => [...document.querySelectorAll("a, button, summary, select, textarea, input")].filter(one => {
  const box = one.getBoundingClientRect();
  const inSentence = one.matches("a") && getComputedStyle(one).display === "inline" && one.closest("p, dd, th, li, h3");
  const isChoice = one.matches("[type=checkbox], [type=radio]"); // its label is the target
  const isSeen = one.checkVisibility() && box.width && !one.closest(".skip, template");
  return isSeen && !inSentence && !isChoice && box.height < smallest;
}).map(one => `${one.outerHTML.slice(0, 120)} is ${one.getBoundingClientRect().height} high`)"""


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """A window on a desk in a light room."""
    context = browser.new_context(base_url=ADDRESS, viewport=DESK)
    yield gallery(context.new_page())
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """A phone in a dark one."""
    context = browser.new_context(base_url=ADDRESS, viewport=PHONE, has_touch=True, color_scheme="dark")
    yield gallery(context.new_page())
    context.close()


@every_area
def test_axe_finds_nothing_serious(desk: Page, area: str) -> None:
    findings: Findings = []

    for name in of(area):
        desk.goto(f"/zh-hans/{name}")
        findings += [f"{name}: {found}" for found in grave(desk)]

    assert findings == []


@every_area
def test_a_phone_shows_a_page_whole_legible_and_large_enough_for_fingers(phone: Page, area: str) -> None:
    findings: Findings = []

    for name in of(area):
        phone.goto(f"/en/{name}")  # the longer words
        found = [*grave(phone, "color-contrast"), *phone.evaluate(SMALL_TARGETS, FINGER)]
        if phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        findings += [f"{name}: {one}" for one in found]

    assert findings == []


def test_axe_would_find_something(desk: Page) -> None:
    desk.goto("/zh-hans/account/login")
    desk.evaluate("document.querySelector('label[for=id_login]').remove()")

    assert any("label" in found for found in grave(desk))


def of(area: str) -> list[str]:
    return [name for name in PAGES if name.partition("/")[0] == area]


def grave(page: Page, *rules: str) -> Findings:
    """What axe calls serious or critical, by these rules or by all; one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options).then(done => done.violations)", options)
    return [
        f"{one['id']} at {node['target']}: {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def gallery(page: Page) -> Page:
    """A page whose every request is answered from the samples and from our own static files."""
    page.route("**/*", _answer)
    return page


def _answer(route: Route) -> None:
    path = urlsplit(route.request.url).path
    language, _, name = path.lstrip("/").partition("/")
    static = ROOT / "trading" / path.lstrip("/")
    if name in SAMPLES:
        route.fulfill(content_type="text/html; charset=utf-8", body=render(SAMPLES[name], language))
    elif language == "static" and static.is_file():
        route.fulfill(path=static)
    else:
        route.fulfill(status=404)
