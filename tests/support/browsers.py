"""Debian's Chromium under Playwright, and one visitor a window."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 30_000  # milliseconds: sealing on a slow machine, or coming back after a lost connection
CALM = {"reduced_motion": "reduce"}
ABSENT = "there is no chromium (Debian: apt install chromium), so no browser journey was made"

Visitor = Callable[..., Page]


def program() -> str | None:
    """Where Chromium is, if it is anywhere: without the windows of a desk, which nobody sees, if there is such a one.

    It is the same engine from the same source package; a person's window costs it a quarter of the time.
    """
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def is_demanded() -> bool:
    """Whether a missing browser is a failure, as in .ci/run."""
    return os.environ.get("REQUIRE_BROWSER") == "1"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; a skip that the summary shouts about where there is none."""
    found = program()
    if found is None:
        if is_demanded():
            pytest.fail(ABSENT)
        pytest.skip(ABSENT)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitors(browser: Browser, url: str) -> Iterator[Visitor]:
    """A function that opens a page as one more person, Chinese unless told. Errors in a page fail the test.

    Nobody moves without need: a dozen pages that draw sixty pictures a second each would keep the machine from its work.
    """
    problems: list[str] = []
    contexts = []

    def visitor(locale: str = "zh-CN", **options: Any) -> Page:
        context = browser.new_context(base_url=url, locale=locale, timezone_id="Asia/Shanghai", **CALM | options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: _note_refusal(message.text, problems))
        return page

    yield visitor
    for context in contexts:
        context.close()
    assert not problems, f"errors in the page: {problems}"


def _note_refusal(text: str, problems: list[str]) -> None:
    if "Content Security Policy" in text:
        problems.append(text)
