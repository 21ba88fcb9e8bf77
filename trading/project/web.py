"""The web process: Daphne with pages and sockets; the clockwork too, unless another process has it."""

import gc
import logging
import os
import socket
import sys
import threading
from contextlib import nullcontext
from typing import NoReturn

from django.urls import get_resolver

from trading.project import clockwork, environment
from trading.project.asgi import (
    application,  # sets Django up: the imports below need it
)
from trading.project.serving import PatientServer, before_stopping
from trading.project.stopping import end_with_the_supervisor

LEAVE_SECONDS = 5.0
NEW_OBJECTS = 20_000


def main() -> None:
    """Serve until SIGTERM; then stop the threads and end the process."""
    settings = environment.read()
    end_with_the_supervisor()
    with clockwork.running(settings.redis_url) if settings.clockwork else nullcontext():
        _settle()
        before_stopping(_leave_before_long)
        # No access log: a list of requests would tell who bids (see logs.py).
        PatientServer(application, endpoints=endpoints(settings.port), action_logger=None, server_name="").run()
    _leave()


def _settle() -> None:
    """Keep the event loop answering while pages work.

    What pages load with the first request is loaded now, and then all that is there is taken out of the collector's
    sight: a full collection looks at 170,000 objects that never go away, 0.1 s in which nobody is answered. It looks
    for new ones seldom: a request makes some thousands that go away by themselves. And a thread that works gives the
    interpreter away after 1 ms: the loop waits for each of them in turn.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 10, 10)
    sys.setswitchinterval(0.001)


def _leave_before_long() -> None:
    """Daphne waits for every request in the middle of its work; one that waits for the database would hold us for ever."""
    timer = threading.Timer(LEAVE_SECONDS, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> NoReturn:
    """End without waiting for requests that were cut off.

    Their threads wait for the event loop, which is gone, and the interpreter would wait for them for ever. What they had
    not committed is rolled back when their connections close.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def endpoints(port: int) -> list[str]:
    """Both addresses that `localhost` may mean; some machines have no IPv6."""
    found = [f"tcp:port={port}:interface=127.0.0.1"]
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
        found.append(f"tcp:port={port}:interface=\\:\\:1")
    except OSError:
        pass
    return found


if __name__ == "__main__":
    main()
