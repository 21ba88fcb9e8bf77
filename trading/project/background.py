"""Celery's worker as one thread of the web process, where there is no broker: for a laptop and for tests.

It does what can be derived again, so losing its queue with the process loses nothing.
"""

import threading
from typing import Any

from celery import signals
from celery.worker import state
from django.db import connections

from trading.project.celery import app


def start() -> threading.Thread:
    """Run a worker of pool `solo`. `WorkController`, unlike the command, installs no signal handlers."""
    worker = app.WorkController(
        pool_cls="solo", concurrency=1, without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    thread = threading.Thread(target=worker.start, name="background", daemon=True)
    thread.start()
    return thread


def stop(thread: threading.Thread) -> None:
    """Let the task in hand end; the rest is derived again at the next start. An idle worker looks up too seldom."""
    state.should_stop = 0  # type: ignore[assignment]
    if state.active_requests:
        thread.join(2.5)


@signals.task_postrun.connect
def give_back_connections(**_: Any) -> None:
    """A thread that keeps its connection takes one from the pool for ever."""
    if threading.current_thread().name == "background":
        connections.close_all()
