"""Public pages are written once for all visitors, never old, and never those of somebody who is logged in."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from trading.project import kept_pages
from trading.project.kept_pages import keep_pages
from trading.selectors.heads import LedgerHead
from trading.views.kept import WRITTEN

NOW = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)
FIRST = LedgerHead(position=7, checkpoint=3, day=date(2026, 3, 16), at=NOW)
SECOND = LedgerHead(position=8, checkpoint=3, day=date(2026, 3, 16), at=NOW)
HOST = (b"host", b"localhost")


@dataclass
class Ledger:
    """Somebody who knows the head, or does not."""

    known: LedgerHead | None = FIRST

    def head(self) -> LedgerHead | None:
        return self.known

    def time(self) -> datetime | None:
        return NOW if self.known else None


@dataclass
class Platform:
    """An application that writes pages: each says how many were written before it."""

    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ((b"Content-Type", b"text/html"), (b"X-Request-ID", b"1"))
    size: int = 0
    scopes: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        body = f"page {len(self.scopes)}".encode() + b"." * self.size
        await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[bytes, bytes]
    body: bytes


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def site(platform: Platform, ledger: Ledger) -> Iterator["Site"]:
    with asyncio.Runner() as runner:
        yield Site(keep_pages(platform, ledger), runner)


@dataclass
class Site:
    application: Any
    runner: asyncio.Runner

    def get(self, path: str = "/rules/", **asked: Any) -> Answer:
        return self.runner.run(self._answer(path, **asked))

    def crowd(self, count: int) -> list[Answer]:
        async def all_at_once() -> list[Answer]:
            return await asyncio.gather(*(self._answer("/rules/") for _ in range(count)))

        return self.runner.run(all_at_once())

    async def _answer(self, path: str, *, method: str = "GET", query: bytes = b"", **headers: str) -> Answer:
        given = [HOST, *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())]
        said: list[Any] = []

        async def send(message: Any) -> None:
            said.append(message)

        scope = {"type": "http", "path": path, "method": method, "query_string": query, "headers": given}
        await self.application(scope, None, send)
        body = b"".join(each.get("body", b"") for each in said[1:])
        return Answer(said[0]["status"], {name.lower(): value for name, value in said[0]["headers"]}, body)


def test_a_page_is_written_once_for_everybody(site: Site, platform: Platform) -> None:
    first, again = site.get(), site.get()

    assert first == again
    assert first.body == b"page 1" and len(platform.scopes) == 1
    assert first.headers[b"content-length"] == b"6"
    assert first.headers[b"cache-control"] == b"public, no-cache"
    assert first.headers[b"vary"] == b"Accept-Language, Cookie"
    assert b"x-request-id" not in first.headers


def test_a_crowd_that_asks_at_once_costs_one_writing(site: Site, platform: Platform) -> None:
    answers = site.crowd(50)

    assert {answer.body for answer in answers} == {b"page 1"}
    assert len(platform.scopes) == 1


def test_another_head_is_another_page(site: Site, ledger: Ledger) -> None:
    before = site.get()
    ledger.known = SECOND

    after = site.get()

    assert after.body == b"page 2"
    assert after.headers[b"etag"] != before.headers[b"etag"]


def test_while_the_head_is_not_known_every_page_is_written(site: Site, ledger: Ledger, platform: Platform) -> None:
    site.get()
    ledger.known = None

    answers = [site.get(), site.get()]

    assert [answer.body for answer in answers] == [b"page 2", b"page 3"]
    assert WRITTEN not in platform.scopes[-1]


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', "*"])
def test_whoever_has_the_bytes_gets_none(site: Site, known: str) -> None:
    tag = site.get().headers[b"etag"].decode()

    answer = site.get(if_none_match=known.format(tag))

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers[b"etag"].decode() == tag
    assert b"content-length" not in answer.headers
    assert site.get(if_none_match='"other"').status == 200


def test_head_says_all_but_the_page(site: Site) -> None:
    page = site.get()

    answer = site.get(method="HEAD")

    assert answer == Answer(page.status, page.headers, b"")


@pytest.mark.parametrize(
    "asked",
    [
        {"cookie": "sessionid=abc"},
        {"cookie": "django_language=en; messages=hello"},
        {"authorization": "Basic abc"},
        {"query": b"q=road"},
        {"query": b"utm_source=x"},
        {"method": "POST"},
        {"path": "/account/login/"},
        {"path": "/nowhere/"},
    ],
    ids=str,
)
def test_who_may_be_logged_in_or_asks_for_something_else_is_passed_on(
    site: Site, platform: Platform, asked: dict[str, Any]
) -> None:
    kept = site.get()

    passed = [site.get(**asked), site.get(**asked)]

    assert [answer.body for answer in passed] == [b"page 2", b"page 3"]
    assert WRITTEN not in platform.scopes[-1]
    assert site.get() == kept, "and it filled nothing"


def test_a_foreign_host_is_left_to_django(site: Site, platform: Platform, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["trade.example.cn"]

    site.get()

    assert platform.scopes[0]["headers"] == [HOST]


def test_nothing_of_the_visitor_reaches_the_page_but_its_language(site: Site, platform: Platform) -> None:
    site.get(
        cookie="csrftoken=mine; django_language=en", referer="http://elsewhere/", user_agent="x", accept_language="zh"
    )

    (scope,) = platform.scopes
    assert dict(scope["headers"]).keys() == {b"host", b"accept-language"}
    assert dict(scope["headers"])[b"accept-language"] == b"en"
    assert scope["client"] is None and scope[WRITTEN] == NOW


def test_each_language_has_its_page(site: Site) -> None:
    chinese, english = site.get(), site.get(accept_language="en-GB,en;q=0.9")

    assert chinese.body != english.body
    assert site.get(cookie="django_language=en").body == english.body
    assert site.get(accept_language="fr").body == chinese.body


def test_an_encrypted_line_has_pages_of_its_own_and_nothing_else_that_a_proxy_is_told(
    site: Site, platform: Platform
) -> None:
    plain, encrypted = site.get(), site.get(x_forwarded_proto="https")

    assert plain.body != encrypted.body
    assert site.get(x_forwarded_proto="https, http") == encrypted
    assert site.get(x_forwarded_proto="gopher") == plain
    assert (b"x-forwarded-proto", b"https") in platform.scopes[1]["headers"]


@pytest.mark.parametrize(
    "platform",
    [Platform(status=404), Platform(status=302), Platform(size=kept_pages.LARGEST)],
    ids=["missing", "moved", "huge"],
)
def test_what_is_no_page_or_too_large_is_not_kept(site: Site) -> None:
    answers = [site.get(), site.get()]

    assert [answer.body[:6] for answer in answers] == [b"page 1", b"page 2"]
    assert b"etag" not in answers[0].headers


@pytest.mark.parametrize("platform", [Platform(headers=((b"Set-Cookie", b"csrftoken=a"),))], ids=["cookie"])
def test_a_page_that_sets_a_cookie_is_not_kept_and_sets_none(site: Site) -> None:
    first, second = site.get(), site.get()

    assert first.body != second.body
    assert b"set-cookie" not in first.headers


def test_the_store_is_bounded_and_forgets_what_nobody_asks_for(
    site: Site, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "MOST_PAGES", 2)
    rules, home = site.get("/rules/"), site.get("/")
    assert site.get("/rules/") == rules

    site.get("/verify/")

    assert site.get("/rules/") == rules
    assert site.get("/").body != home.body
    assert len(platform.scopes) == 4


def test_the_store_is_bounded_in_bytes(site: Site, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "MOST_BYTES", 15)
    site.get("/rules/"), site.get("/")

    site.get("/verify/")

    assert site.get("/").body == b"page 2"
    assert site.get("/rules/").body == b"page 4"


def test_the_time_is_told_without_a_page(site: Site, ledger: Ledger, platform: Platform) -> None:
    answer = site.get("/time")

    assert answer.body == b"2026-03-16T01:30:00.000000Z"
    assert answer.headers[b"cache-control"] == b"no-store"
    assert not platform.scopes
    ledger.known = None
    assert site.get("/time").body == b"page 1"
