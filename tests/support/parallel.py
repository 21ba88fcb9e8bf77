"""Tests in several processes at once (`pytest -n`): they share one database server, which the first process keeps.

It is made in a thread while the others collect, and run what needs none: the first run of all migrates a template for
some ten seconds. The first process holds a lock on a file until the server answers; whoever needs it waits for the lock,
which ends with the process too, and reads in the file where it listens.
"""

import fcntl
from pathlib import Path
from threading import Thread
from typing import Any, Final, TextIO

import pytest
from django.conf import settings
from pytest_django.plugin import blocking_manager_key

from tests.support.databases import TestServer

PROCESSES: Final = "processes"
"""The group of the tests that are run one after the other, by one process."""

_PLACE: Final = "database_place"


def share(config: pytest.Config) -> None:
    """In the process that hands out the tests: start the server when the first other process is made."""
    if not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None):
        config.pluginmanager.register(_Keeper(config))


def shared_socket(config: pytest.Config) -> str | None:
    """In a process that was handed tests: where the shared server listens, once it does. None in a run of one process."""
    given: dict[str, str] = getattr(config, "workerinput", {})
    if _PLACE not in given:
        return None
    with Path(given[_PLACE]).open() as place:
        fcntl.flock(place, fcntl.LOCK_SH)
        socket = place.read()
    if not socket:
        pytest.exit("The tests' database server did not start; the first process says why.", returncode=3)
    return socket


class _Keeper:
    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.place: Path | None = None
        self.server: TestServer | None = None
        self.failure: BaseException | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        if self.place is None:
            self.place = self._begin()
        node.workerinput[_PLACE] = str(self.place)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.failure is not None:
            terminalreporter.write_line(f"The tests' database server did not start: {self.failure!r}", red=True)

    def pytest_unconfigure(self) -> None:
        if self.place is not None:
            self.making.join()
        if self.server is not None:
            self.server.stop()

    def _begin(self) -> Path:
        """Nobody can have the lock before the thread gives it back: no other process knows the file yet."""
        place = Path(settings.VAR_DIR) / "server.socket"
        place.parent.mkdir(parents=True, exist_ok=True)
        held = place.open("w")
        fcntl.flock(held, fcntl.LOCK_EX)
        self.making = Thread(target=self._make, args=(held,), name="database server")
        self.making.start()
        return place

    def _make(self, held: TextIO) -> None:
        with held:
            try:
                with self.config.stash[blocking_manager_key].unblock():
                    self.server = TestServer(Path(settings.VAR_DIR) / "server")
                held.write(self.server.socket)
            except BaseException as failure:
                self.failure = failure
