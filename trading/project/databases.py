"""The two connections: `default` as the application role, pooled; `owner` for migrations only."""

from typing import TypedDict

import dj_database_url

from trading.project.environment import Environment

PLAIN = "django.db.backends.postgresql"
POOLED = "dj_db_conn_pool.backends.postgresql"


class PoolOptions(TypedDict):
    POOL_SIZE: int
    MAX_OVERFLOW: int
    RECYCLE: int
    TIMEOUT: int


def settings(environment: Environment) -> dict[str, dict[str, object]]:
    """The value of `DATABASES`. `DATABASE_POOL=0` turns the pool off (tests, pgbouncer)."""
    default = _connection(environment.database_url)
    if environment.database_pool:
        # Bounded for the process: under ASGI every thread would otherwise keep a connection of its own.
        default["ENGINE"] = POOLED
        default["POOL_OPTIONS"] = PoolOptions(
            POOL_SIZE=environment.database_pool, MAX_OVERFLOW=0, RECYCLE=15 * 60, TIMEOUT=10
        )
    return {"default": default, "owner": _connection(environment.database_owner_url)}


def role_of(url: str) -> str:
    """The role a database address connects as."""
    return str(dj_database_url.parse(url).get("USER", ""))


def _connection(url: str) -> dict[str, object]:
    parsed: dict[str, object] = dict(dj_database_url.parse(url, conn_max_age=0, engine=PLAIN))
    return parsed
