"""Two threads made to meet at one point, without sleeping."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

Result = TypeVar("Result")
PATIENCE_SECONDS = 20.0


class Gate:
    """A place in the code where the first thread to come waits until it is let on."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()

    def hold(self) -> None:
        """Called by the racing code: only the first caller is held."""
        if self.reached.is_set():
            return
        self.reached.set()
        assert self._open.wait(PATIENCE_SECONDS), "nobody opened the gate"

    def wait_until_reached(self) -> None:
        assert self.reached.wait(PATIENCE_SECONDS), "nobody came to the gate"

    def open(self) -> None:
        self._open.set()


def held_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Gate:
    """The function is done as always, and then the first thread that called it is held."""
    gate, original = Gate(), getattr(module, name)

    def with_gate(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        gate.hold()
        return result

    monkeypatch.setattr(module, name, with_gate)
    return gate


@contextmanager
def threads() -> Any:
    """A pool whose threads give their connections back."""
    with ThreadPoolExecutor(4) as pool:

        def start(action: Callable[[], Result]) -> "Future[Result]":
            return pool.submit(_closing, action)

        yield start


def wait_until_done_or_blocked(future: "Future[Any]") -> bool:
    """Wait until the other thread has ended (True) or waits for a lock in the database (False)."""
    for _ in range(int(PATIENCE_SECONDS * 20)):
        if _done_within(future, 0.05):
            return True
        if _somebody_waits_for_a_lock():
            return False
    raise AssertionError("the other thread neither ended nor waits for a lock")


def wait_until(condition: Callable[[], bool]) -> None:
    """Look again and again until it holds."""
    for _ in range(int(PATIENCE_SECONDS * 20)):
        if condition():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never came to be")


def _done_within(future: "Future[Any]", seconds: float) -> bool:
    try:
        future.exception(seconds)
    except TimeoutError:
        return False
    return True


def _somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        (waiting,) = cursor.fetchone()
    return bool(waiting)


def _closing(action: Callable[[], Result]) -> Result:
    try:
        return action()
    finally:
        connections.close_all()
