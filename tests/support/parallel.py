"""Tests in several processes at once (`pytest -n`): they share one database server, which the first process keeps."""

from typing import Any, Final

import pytest
from django.conf import settings
from pytest_django.plugin import blocking_manager_key

from tests.support.databases import TestServer

PROCESSES: Final = "processes"
"""The group of the tests that are run one after the other, by one process."""

_SOCKET: Final = "database_socket"


def share(config: pytest.Config) -> None:
    """In the process that hands out the tests: start the server when the first other process is made."""
    if not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None):
        config.pluginmanager.register(_Keeper(config))


def shared_socket(config: pytest.Config) -> str | None:
    """In a process that was handed tests: where the shared server listens. None in a run of a single process."""
    given: dict[str, str] = getattr(config, "workerinput", {})
    return given.get(_SOCKET)


class _Keeper:
    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.server: TestServer | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        if self.server is None:
            with self.config.stash[blocking_manager_key].unblock():
                self.server = TestServer(settings.VAR_DIR / "server")
        node.workerinput[_SOCKET] = self.server.socket

    def pytest_unconfigure(self) -> None:
        if self.server is not None:
            self.server.stop()
