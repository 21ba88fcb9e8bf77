"""Every page in every state, as a browser paints it: axe finds nothing that shuts somebody out, and it fits a phone."""

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
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """A window on a desk in a light room."""
    context = browser.new_context(base_url=address, viewport=DESK)
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A phone in a dark one."""
    context = browser.new_context(base_url=address, viewport=PHONE, has_touch=True, color_scheme="dark")
    context.add_init_script(path=AXE)
    yield context.new_page()
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
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options).then(done => done.violations)", options)
    return [
        f"{one['id']} at {node['target']}: {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
