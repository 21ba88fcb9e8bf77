"""Every page in every state, as a browser paints it: axe finds nothing that shuts somebody out, and it fits a phone.

Each page is loaded once, in English, whose words are longer: looked at on a desk in a light room, then on a phone in a dark one.
Whether it says everything in both languages is looked at without a browser (tests/pages).
"""

import mimetypes
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.pages.gallery import render, samples
from trading.project.environment import ROOT

SAMPLES = samples()
PAGES = sorted(name for name in SAMPLES if not name.startswith("hall/part-"))
AXE = ROOT / "node_modules/axe-core/axe.min.js"
GRAVE = frozenset(("serious", "critical"))
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 800}
FINGER = 43.5  # CSS pixels: 44, less what rounding takes

CONTRAST = {"runOnly": ["color-contrast"]}
BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}

Findings: TypeAlias = list[str]

every_area = pytest.mark.parametrize("area", sorted({name.partition("/")[0] for name in PAGES}))

# Texts of colours, sizes and grounds that this window has not shown before: of two that are alike one is enough to look at.
# A ground through which all is seen is none.
FRESH = """() => {
  const isText = one => one.matches("input, select, textarea") || [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const grounds = new Map([[null, ""]]);
  const groundOf = one => {
    if (grounds.has(one)) return grounds.get(one);
    const {backgroundColor, backgroundImage, opacity} = getComputedStyle(one), around = groundOf(one.parentElement);
    const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
    grounds.set(one, own === "rgba(0, 0, 0, 0) none 1" ? around : `${own} / ${around}`);
    return grounds.get(one);
  };
  const look = one => {
    const {color, fontSize, fontWeight} = getComputedStyle(one);
    return `${color} ${fontSize} ${fontWeight} on ${groundOf(one)}`;
  };
  globalThis.fresh = [...document.querySelectorAll("body *")].filter(one => {
    if (!isText(one) || !one.checkVisibility() || sessionStorage.getItem(look(one))) return false;
    sessionStorage.setItem(look(one), "seen");
    return true;
  });
  return fresh.length;
}"""

# What a finger has to hit: links inside a sentence are as tall as their line (WCAG 2.5.8 excepts them).
SMALL_TARGETS = """smallest => [...document.querySelectorAll("a, button, summary, select, textarea, input")].filter(one => {
  const box = one.getBoundingClientRect();
  const inSentence = one.matches("a") && getComputedStyle(one).display === "inline" && one.closest("p, dd, th, li, h3");
  const isChoice = one.matches("[type=checkbox], [type=radio]"); // its label is the target
  const isSeen = one.checkVisibility() && box.width && !one.closest(".skip, template");
  return isSeen && !inSentence && !isChoice && box.height < smallest;
}).map(one => `${one.outerHTML.slice(0, 120)} is ${one.getBoundingClientRect().height} high`)"""


class Gallery(BaseHTTPRequestHandler):
    """Samples at `/<language>/<name>`, written when they are asked for, and our own static files, which a browser keeps."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        language, _, name = path.lstrip("/").partition("/")
        static = ROOT / "trading" / path.lstrip("/")
        if name in SAMPLES:
            self._send("text/html; charset=utf-8", render(SAMPLES[name], language).encode(), "no-store")
        elif language == "static" and static.is_file():
            self._send(mimetypes.guess_type(static.name)[0] or "", static.read_bytes(), "max-age=3600")
        else:
            self.send_error(404)

    def _send(self, media_type: str, body: bytes, kept: str) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", media_type), ("Content-Length", str(len(body))), ("Cache-Control", kept)):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing of what went well."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the gallery is, for as long as the module lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gallery)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, has_touch=True)
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


@every_area
def test_a_page_shuts_nobody_out_and_fits_a_phone(page: Page, area: str) -> None:
    findings: Findings = []

    for name in of(area):
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        page.goto(f"/en/{name}")
        found = [*grave(page, BUT_CONTRAST), *faint(page)]
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        found += [*faint(page), *page.evaluate(SMALL_TARGETS, FINGER)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        findings += [f"{name}: {one}" for one in found]

    assert findings == []


def test_axe_would_find_something(page: Page) -> None:
    page.goto("/zh-hans/account/login")
    page.evaluate("document.querySelector('label[for=id_login]').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    page.emulate_media(color_scheme="light")

    assert any("label" in found for found in grave(page, BUT_CONTRAST))
    assert any("color-contrast" in found for found in faint(page))
    assert faint(page) == [], "what was looked at is not looked at again"


def of(area: str) -> list[str]:
    return [name for name in PAGES if name.partition("/")[0] == area]


def faint(page: Page) -> Findings:
    """Where the contrast is too low, among what is of other colours and size than all that was looked at before."""
    return grave(page, CONTRAST, "fresh") if page.evaluate(FRESH) else []


def grave(page: Page, rules: dict[str, Any], where: str = "document") -> Findings:
    """What axe calls serious or critical by these rules; one line each."""
    # Without preloading: it would fetch every stylesheet again, for a rule about turning a screen.
    run = f"options => axe.run({where}, {{resultTypes: ['violations'], preload: false, ...options}})"
    found: list[dict[str, Any]] = page.evaluate(f"{run}.then(done => done.violations)", rules)
    return [
        f"{one['id']} at {node['target']}: {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
