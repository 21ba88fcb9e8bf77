"""A bounded number of pages at once: more threads than that only take the interpreter from each other, and from sockets."""

import asyncio

from trading.project.bodies import Application, Message, Receive, Scope, Send

AT_ONCE = 8
ALIVE = b"ok\n"


def limit_pages(application: Application) -> Application:
    """Let requests wait for one of few places; one gives its place back with the first byte of its answer.

    `/healthz` is answered here, without a place and a thread: it says that this loop is alive, however much waits.
    """
    places = asyncio.Semaphore(AT_ONCE)

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz" and scope["method"] in ("GET", "HEAD"):
            await _alive(send)
            return
        async with _Place(places) as place:

            async def sending(message: Message) -> None:
                place.leave()
                await send(message)

            await application(scope, receive, sending)

    return limited


class _Place:
    """Taken once, given back once."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self.places, self.held = places, False

    async def __aenter__(self) -> "_Place":
        await self.places.acquire()
        self.held = True
        return self

    async def __aexit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        if self.held:
            self.held = False
            self.places.release()


async def _alive(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(ALIVE))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ALIVE})
