"""Public pages, written once for each head of the ledger and said to all visitors as the same bytes (docs/adr/0018).

What is kept is a matter of `trading.views.kept`; whom it is for, of `visitors`; how old it is, of `heads`.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol

import structlog
from django.utils.http import parse_etags

from trading.domain.canonical import at_text
from trading.project.bodies import Application, Message, Receive, Scope, Send
from trading.project.visitors import METHODS, Asked, asked_in, scope_for
from trading.selectors.heads import LedgerHead

log = structlog.get_logger(__name__)

Headers = tuple[tuple[bytes, bytes], ...]

MOST_PAGES = 2_000
MOST_BYTES = 48 * 1024 * 1024
LARGEST = 2 * 1024 * 1024
TIME = "/time"
DROPPED = (b"set-cookie", b"x-request-id", b"cache-control", b"vary", b"etag", b"content-length")
KEPT_HEADERS: Headers = ((b"cache-control", b"public, no-cache"), (b"vary", b"Accept-Language, Cookie"))


class Follower(Protocol):
    """Who knows how far the ledger is, and what time it is; None where it does not know."""

    def head(self) -> LedgerHead | None: ...

    def time(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it was written. `tag` is "" where it is nothing to keep."""

    status: int
    headers: Headers
    body: bytes
    tag: str = ""


@dataclass
class Store:
    """The pages of this process: bounded in number and bytes, those nobody asks for go first."""

    _pages: OrderedDict[Asked, tuple[LedgerHead, Page]] = field(default_factory=OrderedDict)
    _writing: dict[tuple[Asked, LedgerHead], asyncio.Task[Page]] = field(default_factory=dict)
    _bytes: int = 0

    async def page(self, asked: Asked, head: LedgerHead, write: Callable[[], Awaitable[Page]]) -> Page:
        """The page for this head; a crowd that asks for one costs one writing."""
        known = self._pages.get(asked)
        if known and known[0] == head:
            self._pages.move_to_end(asked)
            return known[1]
        place = (asked, head)
        if place not in self._writing:
            self._writing[place] = task = asyncio.create_task(self._written(asked, head, write))
            task.add_done_callback(lambda _task: self._writing.pop(place))
        return await asyncio.shield(self._writing[place])

    async def _written(self, asked: Asked, head: LedgerHead, write: Callable[[], Awaitable[Page]]) -> Page:
        page = await write()
        if page.tag:
            self._keep(asked, head, page)
        return page

    def _keep(self, asked: Asked, head: LedgerHead, page: Page) -> None:
        self._drop(asked)
        self._pages[asked] = (head, page)
        self._bytes += len(page.body)
        while len(self._pages) > MOST_PAGES or self._bytes > MOST_BYTES:
            self._drop(next(iter(self._pages)))

    def _drop(self, asked: Asked) -> None:
        gone = self._pages.pop(asked, None)
        self._bytes -= len(gone[1].body) if gone else 0


def keep_pages(application: Application, follower: Follower) -> Application:
    """Answer visitors with kept pages; everybody and everything else goes on to the application."""
    store = Store()

    async def keeping(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == TIME and scope["method"] in METHODS and (now := follower.time()):
            await _say(_time_page(now), scope, send)
            return
        asked = asked_in(scope)
        head = follower.head() if asked else None
        if asked is None or head is None:
            await application(scope, receive, send)
            return
        page = await store.page(asked, head, lambda: _write(application, scope_for(asked, scope, head.at)))
        await _say(page, scope, send)

    return keeping


async def _write(application: Application, scope: Scope) -> Page:
    """Let the application answer nobody in particular. Who asked may leave meanwhile; others wait for it too."""
    said: list[Message] = []
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await application(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in said[1:])
    return _page(scope["path"], said[0]["status"], said[0]["headers"], body)


def _page(path: str, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> Page:
    given = tuple((name.lower(), value) for name, value in headers)
    if any(name == b"set-cookie" for name, _value in given):
        log.error("kept_page.sets_a_cookie", path=path)
    elif status == 200 and len(body) <= LARGEST:
        shared = tuple(pair for pair in given if pair[0] not in DROPPED)
        return Page(status, shared + KEPT_HEADERS, body, f'"{sha256(body).hexdigest()}"')
    return Page(status, tuple(pair for pair in given if pair[0] not in (b"set-cookie", b"content-length")), body)


async def _say(page: Page, scope: Scope, send: Send) -> None:
    headers, status, body = list(page.headers), page.status, page.body
    if page.tag:
        headers.append((b"etag", page.tag.encode()))
        if _has(scope, page.tag):
            headers, status, body = [pair for pair in headers if pair[0] != b"content-type"], 304, b""
    if status != 304:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _has(scope: Scope, tag: str) -> bool:
    """Whether the visitor has these bytes already (RFC 9110, If-None-Match)."""
    asked = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"), "")
    known = parse_etags(asked)
    return known == ["*"] or tag in (each.removeprefix("W/") for each in known)


def _time_page(now: datetime) -> Page:
    headers = (
        (b"content-type", b"text/plain"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    )
    return Page(200, headers, at_text(now).encode())
