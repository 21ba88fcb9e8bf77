"""Few pages are worked on at once; the others wait, and `/healthz` never does."""

import asyncio
from typing import Any

import pytest

from trading.project.places import AT_ONCE, limit_pages

PAGE, HEALTH = {"path": "/", "method": "GET"}, {"path": "/healthz", "method": "GET"}
CROWD = 3 * AT_ONCE


class Pages:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.working, self.may_answer, self.may_end = 0, asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.working += 1
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.may_end.wait()


class Broken(Pages):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.working += 1
        raise ZeroDivisionError


async def _nothing(*_: Any) -> None: ...


nothing: Any = _nothing


async def turns() -> None:
    """Let everybody go on as far as they can."""
    for _ in range(10 * CROWD):
        await asyncio.sleep(0)


def test_no_more_than_so_many_pages_at_once_and_the_next_follow() -> None:
    async def scene() -> None:
        pages = Pages()
        limited = limit_pages(pages)
        crowd = [asyncio.ensure_future(limited(PAGE, nothing, nothing)) for _ in range(CROWD)]
        await turns()
        assert pages.working == AT_ONCE

        pages.may_answer.set()
        await turns()
        assert pages.working == CROWD, "the first byte of an answer gives the place to the next"

        pages.may_end.set()
        await asyncio.gather(*crowd)

    asyncio.run(scene())


def test_a_page_that_breaks_gives_its_place_back() -> None:
    async def scene() -> None:
        pages = Broken()
        limited = limit_pages(pages)
        for _ in range(CROWD):
            with pytest.raises(ZeroDivisionError):
                await limited(PAGE, nothing, nothing)
        assert pages.working == CROWD

    asyncio.run(scene())


def test_healthz_is_answered_while_everybody_waits() -> None:
    async def scene() -> None:
        pages, said = Pages(), list[Any]()
        limited = limit_pages(pages)
        crowd = [asyncio.ensure_future(limited(PAGE, nothing, nothing)) for _ in range(CROWD)]
        await turns()

        async def hear(message: Any) -> None:
            said.append(message)

        await limited(HEALTH, nothing, hear)

        assert [message.get("status", message.get("body")) for message in said] == [200, b"ok\n"]
        assert pages.working == AT_ONCE
        for task in crowd:
            task.cancel()

    asyncio.run(scene())
