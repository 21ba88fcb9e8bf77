"""A stranger comes to the front door of a running site."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, Route

from tests.support.sites import LiveSite

Visitor = Callable[..., Page]


def test_the_log_in_page_opens_without_an_error_or_a_refusal_of_the_policy(
    live_site: LiveSite, visitor: Visitor
) -> None:
    page = visitor()

    response = page.goto("/account/login/")

    assert response is not None and response.status == 200
    assert page.locator("form[method=post]").count() >= 1


def test_one_site_can_be_killed_and_started_again_on_its_database(live_site: LiveSite) -> None:
    live_site.do(lambda: None)

    live_site.kill()
    live_site.start()

    assert "true" in live_site.manage(
        "shell", "-v0", "-c", "from django.db import connection as c; c.cursor(); print('true')"
    )


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_answered_by_a_real_process(live_site: LiveSite, visitor: Visitor, path: str) -> None:
    response = visitor().goto(path)

    assert response is not None and response.status == 200


def test_the_clock_of_a_page_that_was_kept_for_a_while_says_what_time_it_is(
    live_site: LiveSite, visitor: Visitor
) -> None:
    page = visitor()

    def six_hours_ago(found: re.Match[str]) -> str:
        return found[1] + (datetime.fromisoformat(found[2]) - timedelta(hours=6)).isoformat()

    def written_long_ago(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r'(data-clock[^>]* datetime=")([^"]+)', six_hours_ago, answer.text())
        route.fulfill(response=answer, body=body)

    page.route("**/rules/", written_long_ago)
    page.goto("/rules/")

    page.wait_for_function(
        """() => {
            const clock = document.querySelector("[data-clock]");
            const written = new Date(clock.dateTime).toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai" });
            return clock.textContent.slice(0, 2) !== written.slice(0, 2);
        }"""
    )
    apart = page.evaluate(
        """async () => {
            const now = new Date(await (await fetch("/time")).text());
            const shown = document.querySelector("[data-clock]").textContent;
            const seconds = (hms) => hms.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
            return Math.abs(seconds(shown) - seconds(now.toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai" })));
        }"""
    )
    assert apart <= 3 or apart >= 86_397  # not around midnight
