"""A stranger comes to the front door of a running site."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

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
