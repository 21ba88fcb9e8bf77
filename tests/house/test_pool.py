"""Connections under ASGI come from a pool that has an end, and come back from every thread."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from dj_db_conn_pool.core import pool_container
from django.db import ProgrammingError
from django.db.utils import ConnectionHandler

from tests.support.databases import Database
from trading.project.databases import settings
from trading.project.environment import read

SIZE = 3


@pytest.fixture
def handler(own_database: Database) -> Iterator[ConnectionHandler]:
    """Connections with the settings of a server whose pool holds three."""
    variables = {"DATABASE_URL": own_database.url, "DATABASE_OWNER_URL": own_database.owner_url}
    databases: dict[str, Any] = settings(read({**variables, "DATABASE_POOL": str(SIZE)}))
    databases["pooled"] = databases["default"]
    databases["pooled"]["POOL_OPTIONS"]["TIMEOUT"] = 0.2
    yield ConnectionHandler(databases)
    pool_container.pop("pooled").dispose()


def in_threads(number: int, action: Any) -> None:
    threads = [threading.Thread(target=action) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_threads_share_few_connections(handler: ConnectionHandler) -> None:
    backends: list[int] = []

    def ask() -> None:
        with handler["pooled"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backends.append(cursor.fetchone()[0])
        handler["pooled"].close()

    for _ in range(8):
        in_threads(SIZE, ask)

    assert len(backends) == 8 * SIZE
    assert len(set(backends)) <= SIZE


def test_the_pool_has_an_end_and_says_so(handler: ConnectionHandler) -> None:
    taken, refused = threading.Barrier(SIZE + 1), []

    def hold() -> None:
        handler["pooled"].cursor().close()
        taken.wait(5)
        taken.wait(5)
        handler["pooled"].close()

    def one_more() -> None:
        try:
            handler["pooled"].cursor().close()
        except Exception as error:
            refused.append(type(error).__name__)

    holders = [threading.Thread(target=hold) for _ in range(SIZE)]
    for holder in holders:
        holder.start()
    taken.wait(5)
    in_threads(1, one_more)
    taken.wait(5)
    for holder in holders:
        holder.join()

    assert refused == ["TimeoutError"]


def test_a_connection_comes_back_without_what_its_user_left_open(handler: ConnectionHandler) -> None:
    with handler["pooled"].cursor() as cursor:
        handler["pooled"].set_autocommit(False)
        cursor.execute("CREATE TEMPORARY TABLE mine (id integer)")
    handler["pooled"].close()

    with pytest.raises(ProgrammingError, match="mine"), handler["pooled"].cursor() as cursor:
        cursor.execute("SELECT * FROM mine")
    handler["pooled"].close()
