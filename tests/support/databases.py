"""One PostgreSQL for the whole run, a migrated template in it, and clones that cost about 50 ms."""

import os
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connections
from psycopg2 import sql

from tests.support import templates
from trading.project.environment import APPLICATION_ROLE, DATABASE_NAME, OWNER_ROLE
from trading.project.postgres.roles import connected
from trading.project.postgres.server import EmbeddedPostgres


@dataclass(frozen=True)
class Database:
    """A clone of the template. `url` is for the application role, `owner_url` for the owner."""

    name: str
    socket: str

    @property
    def url(self) -> str:
        return self._url(APPLICATION_ROLE)

    @property
    def owner_url(self) -> str:
        return self._url(OWNER_ROLE)

    def _url(self, role: str) -> str:
        return f"postgresql://{role}@{self.socket.replace('/', '%2F')}/{self.name}"


class Databases:
    """A running server with a migrated template, behind its socket: `clone()` gives a database of one's own."""

    def __init__(self, socket: str) -> None:
        self.socket = socket

    @contextmanager
    def clone(self) -> Iterator[Database]:
        """A database of one's own, dropped afterwards whoever is still connected."""
        database = Database(f"test_{uuid.uuid4().hex[:12]}", self.socket)
        self._execute("CREATE DATABASE {} TEMPLATE {} OWNER {}", database.name, DATABASE_NAME, OWNER_ROLE)
        try:
            yield database
        finally:
            self._execute("DROP DATABASE {} WITH (FORCE)", database.name)

    def _execute(self, statement: str, *names: str) -> None:
        with connected(self.socket) as connection, connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


class TestServer(Databases):
    """A server of the tests' own; who made it stops it."""

    __test__ = False

    def __init__(self, home: Path, *, durable: bool = False) -> None:
        """`durable`: what is committed survives the server's death, as in life; a run's own server need not."""
        self.postgres = EmbeddedPostgres(home, durable=durable, max_connections=300)
        super().__init__(str(self.postgres.socket))
        kept = templates.bring(self.postgres.data)
        self.postgres.start()
        if not kept:
            self._make_template()
            self.postgres.stop()
            templates.keep(self.postgres.data)
            self.postgres.start()

    def stop(self) -> None:
        self.postgres.stop()

    def kill(self) -> None:
        """As if the machine had lost it: every process of it by SIGKILL, in the middle of whatever it does."""
        pid = int((self.postgres.data / "postmaster.pid").read_text().split("\n", 1)[0])
        for each in (pid, *_children(pid)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        if self.postgres.process:
            self.postgres.process.wait()

    def _make_template(self) -> None:
        from trading.project.preparation import prepare

        with pointed_at(Database(DATABASE_NAME, self.socket)):
            prepare(verbosity=0)
        self._execute("ALTER DATABASE {} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false", DATABASE_NAME)


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def pointed_at(database: Database) -> Iterator[None]:
    """Django's connections, in every thread, lead to this database; those open in this thread are closed."""
    before = {alias: dict(connections.settings[alias]) for alias in connections.settings}
    _point({"NAME": database.name, "HOST": database.socket})
    try:
        yield
    finally:
        _close()
        for alias, values in before.items():
            connections.settings[alias].update({name: values[name] for name in ("NAME", "HOST")})


def _point(values: dict[str, str]) -> None:
    _close()
    for alias in connections.settings:
        connections.settings[alias].update(values)


def _close() -> None:
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None:  # a journey's thread has none, and could not close one
            connection.close()
