"""What the platform does by itself: clock, sequencer, readers and the others on their threads, and the background worker.

`python -m trading.project.clockwork` is a process of its own for it, beside web processes with `CLOCKWORK=0`: what the
ledger costs then takes no time from pages and sockets. Any number of processes may have a clockwork; one leads in each part.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trading.project.settings")

import django

from trading.project import environment, threads
from trading.project.stopping import end_with_the_supervisor, on_signal


def main() -> None:
    """Work until SIGTERM."""
    stopped = on_signal()
    end_with_the_supervisor()
    django.setup()
    with running(environment.read().redis_url):
        stopped.wait()


@contextmanager
def running(redis_url: str | None) -> Iterator[None]:
    """The threads, and where no broker is the worker for what readers hand on; both end with the block."""
    supervised = threads.start()
    stop_worker = _no_worker if redis_url else _worker()
    try:
        yield
    finally:
        threads.ask_to_stop(supervised)
        stop_worker()
        threads.wait_for(supervised)


def _worker() -> Callable[[], None]:
    from trading.project import background  # Celery asks for Django's settings

    thread: threading.Thread = background.start()
    return lambda: background.stop(thread)


def _no_worker() -> None:
    """There is a broker, and workers of its own."""


if __name__ == "__main__":
    main()
