"""Daphne, with few large bodies in memory at once.

Daphne keeps a body on disk while it comes in, and then hands all of it to the application at once: fifty pieces of an
upload would be several copies of 200 MB, and the event loop busy for a second. So a request with a large body waits,
on disk, until one of few places is free. This class uses two inner parts of Daphne, `create_application` and
`connections`, and no others; tests/web/test_serving.py says so when a new version lacks them. Without the class
everything works, with more memory.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from daphne.server import Server, reactor
from twisted.internet.defer import Deferred, DeferredSemaphore
from twisted.internet.tcp import Connection

LARGE = 256 * 1024
AT_ONCE = 2
READ_AT_ONCE = 64 * 1024
FROM_A_SOCKET = 16 * 1024
"""Bytes that are read from one socket before the others have their turn. Fifty uploads at Twisted's own 64 KiB are a turn
of 40 ms, and an answer takes three."""

Connection.bufferSize = FROM_A_SOCKET


class PatientServer(Server):  # type: ignore[misc]
    """`Server` of Daphne, in which at most `AT_ONCE` requests with a large body are worked on at the same time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, request_buffer_size=READ_AT_ONCE, **options)
        self._places = DeferredSemaphore(AT_ONCE)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """The application's queue; for a large body a promise of it."""
        if scope["type"] != "http" or not _is_large(scope):
            return super().create_application(protocol, scope)
        waiting: Deferred[Any] = self._places.acquire()
        return waiting.addCallback(lambda _: self._begin(protocol, scope))

    def _begin(self, protocol: Any, scope: dict[str, Any]) -> Any:
        details = self.connections.get(protocol)
        if details is None or details.get("disconnected"):
            self._places.release()  # it has left while it waited
            return None
        queue = super().create_application(protocol, scope)
        details["application_instance"].add_done_callback(partial(_give_back, self._places))
        return queue


def before_stopping(call: Callable[[], None]) -> None:
    """Have it called when the server is told to stop, before it waits for the requests that it is working on."""
    reactor.addSystemEventTrigger("before", "shutdown", call)


def _is_large(scope: dict[str, Any]) -> bool:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return bool(lengths) and lengths[0].isdigit() and int(lengths[0]) > LARGE


def _give_back(places: DeferredSemaphore, _: object) -> None:
    places.release()
