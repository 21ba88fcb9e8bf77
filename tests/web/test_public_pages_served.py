"""Kept public pages at real web processes: fresh within seconds, the same at each, and nobody's own."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from bidding.simulation.replay import prepared_session
from tests.support import world
from tests.support.cast import Person, make_agency
from tests.support.databases import Databases, pointed_at
from tests.support.ports import free_port
from tests.support.sites import LiveSite
from tests.support.world import Tender

FRESH_SECONDS = 2.0
START_SECONDS = 15.0
SECURITY = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str

    @property
    def tag(self) -> str | None:
        return self.headers["ETag"]


@pytest.fixture(scope="module")
def sites(database_server: Databases, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[LiveSite, LiveSite]]:
    """Two processes on one database, for all tests here: none of them changes what another one reads."""
    with database_server.clone() as database, django_db_blocker.unblock(), pointed_at(database):
        both = LiveSite(database, settings.ENVIRONMENT.port), LiveSite(database, free_port())
        try:
            for site in both:
                site.start()
            yield both
        finally:
            for site in both:
                site.stop()


@pytest.fixture(scope="module")
def tender(sites: tuple[LiveSite, LiveSite]) -> Tender:
    return world.announce_tender(make_agency())


@pytest.fixture(scope="module")
def agency(tender: Tender) -> Person:
    return tender.agency


def ask(site: LiveSite, path: str, method: str = "GET", **headers: str) -> Answer:
    with closing(http.client.HTTPConnection("localhost", site.port, timeout=30)) as connection:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())


def wait_for(what: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "not within its time"
        time.sleep(0.05)


def wait_until_kept(site: LiveSite, path: str) -> Answer:
    """The first pages are written before the process knows the ledger's head."""
    wait_for(lambda: ask(site, path).headers["Cache-Control"] == "public, no-cache", START_SECONDS)
    return ask(site, path)


def public_pages(tender: Tender) -> list[str]:
    trade = [reverse(f"trades:{name}", args=[tender.trade.pk]) for name in ("detail", "notices")]
    return [*(reverse(name) for name in ("home", "trades:list", "rules", "verify")), *trade]


def test_a_new_entry_changes_page_and_tag_at_both_processes_within_two_seconds(
    tender: Tender, agency: Person, sites: tuple[LiveSite, LiveSite]
) -> None:
    home = reverse("home")
    before = [wait_until_kept(site, home) for site in sites]
    assert "新桥" not in before[0].body

    world.announce_tender(agency, title="新桥工程施工")

    for site, old in zip(sites, before, strict=True):
        wait_for(lambda site=site: "新桥工程施工" in ask(site, home).body, FRESH_SECONDS)  # type: ignore[misc]
        assert ask(site, home, if_none_match=old.tag or "").status == 200


def test_both_processes_say_the_same_bytes_in_both_languages(tender: Tender, sites: tuple[LiveSite, LiveSite]) -> None:
    for path in public_pages(tender):
        for language in ("zh-hans", "en"):
            wait_until_kept(sites[1], path)

            def same(path: str = path, language: str = language) -> bool:
                one, other = (ask(site, path, accept_language=language) for site in sites)
                return one.tag is not None and (one.tag, one.body) == (other.tag, other.body)

            wait_for(same, FRESH_SECONDS * 2)


def test_a_kept_page_is_nobodys_and_what_comes_with_it_is_as_strict(
    tender: Tender, agency: Person, sites: tuple[LiveSite, LiveSite]
) -> None:
    site, cookie = sites[0], f"sessionid={prepared_session(agency.actor)}"
    for path in public_pages(tender):
        kept = wait_until_kept(site, path)
        own = ask(site, path, cookie=cookie)
        again = ask(site, path)

        assert kept.headers["Set-Cookie"] is None and "csrf" not in kept.body
        assert (
            agency.actor.name in own.body.split("</header>")[0]
            and agency.actor.name not in again.body.split("</header>")[0]
        )
        assert own.headers["Cache-Control"] == "private, no-cache" and own.tag is None
        assert [kept.headers[name] for name in SECURITY] == [own.headers[name] for name in SECURITY]
        assert None not in [kept.headers[name] for name in SECURITY[:4]]
        assert kept.headers["Vary"] == "Accept-Language, Cookie"


def test_a_tag_saves_the_page_and_head_too(tender: Tender, sites: tuple[LiveSite, LiveSite]) -> None:
    path = reverse("rules")
    page = wait_until_kept(sites[0], path)

    unchanged = ask(sites[0], path, if_none_match=page.tag or "")
    head = ask(sites[0], path, "HEAD")

    assert (unchanged.status, unchanged.body, unchanged.tag) == (304, "", page.tag)
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, "", page.headers["Content-Length"])


def test_the_language_is_changed_without_a_token_and_the_next_page_is_in_it(
    tender: Tender, sites: tuple[LiveSite, LiveSite]
) -> None:
    site, path = sites[0], reverse("rules")
    wait_until_kept(site, path)
    with closing(http.client.HTTPConnection("localhost", site.port, timeout=30)) as connection:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", reverse("set_language"), f"language=en&next={path}", form)
        changed = connection.getresponse()
        cookie = str(changed.headers["Set-Cookie"]).partition(";")[0]

    english = ask(site, path, cookie=cookie)

    assert (changed.status, changed.headers["Location"]) == (302, path)
    assert '<html lang="en">' in english.body and english.headers["Cache-Control"] == "public, no-cache"


def test_unknown_parameters_are_answered_and_not_kept(tender: Tender, sites: tuple[LiveSite, LiveSite]) -> None:
    wait_until_kept(sites[0], "/")

    answer = ask(sites[0], "/?campaign=1")

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, no-cache")
