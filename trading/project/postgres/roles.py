"""The two roles and the database: an owner that migrates, and an application role that owns nothing."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class with a small name

from trading.project.environment import APPLICATION_ROLE, DATABASE_NAME, OWNER_ROLE
from trading.project.postgres.cluster import SUPERUSER


@contextmanager
def connected(socket: str, database: str = "postgres", user: str = SUPERUSER) -> Iterator[Connection]:
    """A connection that commits each statement at once, as CREATE DATABASE wants it."""
    with closing(psycopg2.connect(host=socket, dbname=database, user=user, connect_timeout=5)) as connection:
        connection.autocommit = True
        yield connection


def make(socket: str) -> None:
    """Create what is missing; a second call changes nothing."""
    with connected(socket) as connection, connection.cursor() as cursor:
        for role, rights in ((OWNER_ROLE, "LOGIN CREATEDB"), (APPLICATION_ROLE, "LOGIN")):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL(f"CREATE ROLE {{}} {rights}").format(sql.Identifier(role)))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME])
        if cursor.fetchone() is None:
            names = (sql.Identifier(DATABASE_NAME), sql.Identifier(OWNER_ROLE))
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
