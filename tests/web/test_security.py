"""The edge of the house: what production refuses, what every page carries, and what no log line shows."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
from collections.abc import Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse

from bidding.domain.age_keys import Identity
from bidding.simulation.accounts import actor
from bidding.simulation.cast import AGENCY
from tests.support import world
from tests.support.addresses import NOTHING, addresses
from tests.support.cast import Person, make_agency, make_bidder
from tests.support.databases import Database
from tests.support.sites import LiveSite
from tests.support.world import Tender
from tests.web.doors import content_of
from trading.project import environment, keys, preparation
from trading.project.environment import ROOT, EnvironmentRefused

PASSWORD = "a-password-nobody-may-read-9f2c"
PRODUCTION = {
    "MINGZHENG_ENV": "production",
    "SECRET_KEY": "".join(chr(33 + number * 7 % 94) for number in range(64)),
    "ORIGIN": "https://trade.example.cn",
    "PLATFORM_USCC": "91350100M000100Y43",
    "DATABASE_URL": "postgresql://app@database/mingzheng",
    "DATABASE_OWNER_URL": "postgresql://owner@database/mingzheng",
    "KEYS_DIR": "/nowhere/keys",
    "FILES_DIR": "/nowhere/files",
}


# --- production ---------------------------------------------------------------------------------------------------


def test_production_starts_with_what_it_needs() -> None:
    assert environment.read(PRODUCTION).is_production


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"SECRET_KEY": environment.DEMO_SECRET}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"ORIGIN": None}, "ORIGIN"),
        ({"ORIGIN": "http://trade.example.cn"}, "https://"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"DATABASE_OWNER_URL": None}, "DATABASE_OWNER_URL"),
        ({"DATABASE_OWNER_URL": PRODUCTION["DATABASE_URL"]}, "two different roles"),
        ({"KEYS_DIR": None}, "KEYS_DIR"),
        ({"FILES_DIR": None}, "FILES_DIR"),
        ({"PLATFORM_USCC": None}, "PLATFORM_USCC"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"MINGZHENG_ENV": "staging"}, "demo or production"),
    ],
)
def test_production_refuses_what_is_missing_or_known(changes: Mapping[str, str | None], sign: str) -> None:
    variables = {name: value for name, value in {**PRODUCTION, **changes}.items() if value is not None}

    with pytest.raises(EnvironmentRefused, match=re.escape(sign)):
        environment.read(variables)


def test_production_refuses_keys_that_a_demo_made(tmp_path: Path) -> None:
    keys.prepare(environment.read({"KEYS_DIR": str(tmp_path)}))

    with pytest.raises(EnvironmentRefused, match="generated for a demo"):
        keys.prepare(environment.read({**PRODUCTION, "KEYS_DIR": str(tmp_path)}))


def test_production_makes_no_keys(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefused, match="missing"):
        keys.prepare(environment.read({**PRODUCTION, "KEYS_DIR": str(tmp_path)}))

    assert list(tmp_path.iterdir()) == []


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    demo = environment.read({"KEYS_DIR": str(tmp_path)})
    keys.prepare(demo)
    (tmp_path / "receipt.pem").chmod(0o644)

    with pytest.raises(EnvironmentRefused, match="owner only"):
        keys.prepare(demo)


def test_production_refuses_the_accounts_of_a_demo(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IS_PRODUCTION", True)
    preparation.prepare(verbosity=0)  # an empty database is welcome
    actor(AGENCY)

    with pytest.raises(preparation.PreparationRefused, match="demo world"):
        preparation.prepare(verbosity=0)


def test_production_puts_a_check_on_every_clock(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IS_PRODUCTION", True)

    preparation.prepare(verbosity=0)

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = 'clock_is_identity_in_production'")
        assert cursor.fetchone() == (1,)


def test_djangos_own_list_for_production_is_done() -> None:
    ended = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert ended.returncode == 0, ended.stderr


def test_a_refused_environment_is_one_sentence_at_the_command_line() -> None:
    ended = manage("check", **{**PRODUCTION, "SECRET_KEY": "short"})

    assert ended.returncode == 1
    assert ended.stderr.strip() == "Production needs its own SECRET_KEY of at least 32 characters."


def manage(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    ours = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "trading.project.settings"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=ours, capture_output=True, text=True, check=False)


# --- every page ---------------------------------------------------------------------------------------------------


@pytest.fixture
def tender(db: None) -> Tender:
    return world.announce_tender(make_agency())


@pytest.mark.parametrize("who", ["visitor", "bidder", "agency"])
def test_every_address_has_a_strict_policy(tender: Tender, who: str) -> None:
    client = client_of(who, tender)

    for name, path in paths(tender):
        answer = client.get(path)
        policy = answer.headers.get("Content-Security-Policy", "")
        assert answer.status_code < 500, name
        assert "default-src 'self'" in policy, name
        assert "object-src 'none'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy.replace("'wasm-unsafe-eval'", ""), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["X-Request-ID"], name
        content_of(answer)  # a file is closed when it was read to its end


@pytest.mark.django_db
def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites() -> None:
    client = Client()
    person = make_bidder("baiyun")
    person.user.set_password(PASSWORD)
    person.user.save()

    answer = client.post(reverse("account_login"), {"login": "baiyun", "password": PASSWORD})

    assert answer.status_code == 302
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(reverse("account_login"), {"login": "baiyun", "password": PASSWORD}).status_code == 403


def test_a_foreign_host_name_is_refused(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400


def client_of(who: str, tender: Tender) -> Client:
    client = Client()
    people: dict[str, Person] = {"agency": tender.agency, "bidder": make_bidder("baiyun")}
    if who in people:
        client.force_login(people[who].user)
    return client


def paths(tender: Tender) -> list[tuple[str, str]]:
    cache.clear()
    values = {"trade_id": tender.trade.pk, "lot_id": tender.lot_id, "version": 1, "seq": 2, "sha256": "0" * 64}
    return [(address.name, address.path(values)) for address in addresses()]


# --- logs ---------------------------------------------------------------------------------------------------------


def test_no_log_line_shows_a_password_or_a_window_key(
    live_site: LiveSite, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the most talkative level, with a request that fails and one that is refused."""
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    live_site.stop()
    live_site.start()
    secret = Identity.generate().text
    visitor = Guest(live_site.url)

    visitor.post("/account/login/", {"login": "anshan", "password": PASSWORD})
    visitor.post(f"/lots/{NOTHING}/window-key/", {"identity": secret})
    visitor.post(f"/rules/?key={secret}", {"password": PASSWORD})
    live_site.stop()

    said = "".join(capfd.readouterr())
    assert '"thread.leads"' in said, "the log was not captured"
    assert PASSWORD not in said
    assert secret not in said


class Guest:
    """A browser without a page: cookies and the token of forms."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.opener.open(f"{site}/account/login/").read()

    def post(self, path: str, form: dict[str, str]) -> int:
        token = next(str(cookie.value) for cookie in self.cookies if cookie.name == "csrftoken")
        headers = {"X-CSRFToken": token, "Referer": self.site, "Origin": self.site}
        request = Request(f"{self.site}{path}", urllib.parse.urlencode(form).encode(), headers)
        try:
            with self.opener.open(request) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code
