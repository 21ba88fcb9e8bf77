"""SIGTERM ends the web process soon, whatever it is in the middle of."""

import socket
from contextlib import closing

import psycopg2
from django.db import connection

from tests.support.databases import Database
from tests.support.races import wait_until
from tests.support.sites import LiveSite

PATIENCE_SECONDS = 10


def test_a_request_that_cannot_be_answered_does_not_hold_the_process(
    own_database: Database, live_site: LiveSite
) -> None:
    assert live_site.process
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLE trading_trade IN ACCESS EXCLUSIVE MODE")
        with closing(socket.create_connection(("127.0.0.1", live_site.port))) as visitor:
            visitor.sendall(b"GET /trades/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            wait_until(_somebody_waits)

            live_site.process.terminate()

            assert live_site.process.wait(PATIENCE_SECONDS) == 0


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = 'trading_trade'::regclass AND NOT granted")
        return bool(cursor.fetchone()[0])
