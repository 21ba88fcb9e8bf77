"""A database made ready: default rights first, so that a migration's own REVOKE is the last word on its table."""

from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connections
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

from bidding.simulation.cast import EVERYBODY
from trading.project import log_name


class PreparationRefused(Exception):
    """The database cannot be prepared; the message is one sentence."""


DEMO_USERS = tuple(player.username for player in EVERYBODY)


@dataclass(frozen=True)
class Check:
    """A condition that production alone puts on a table."""

    table: str
    name: str
    condition: str


# Trade time moves in demos, training and tests; a real trade's clock is the clock on the wall (DESIGN, trade time).
PRODUCTION_CHECKS = (
    Check("trading_clocksegment", "clock_is_identity_in_production", "speed = 1 AND anchor_real = anchor_trade"),
)


def prepare(alias: str = "owner", *, verbosity: int = 1) -> None:
    """Give rights, migrate, add production's checks. Can be repeated; changes nothing the second time."""
    try:
        with connections[alias].cursor() as cursor:
            _grant(cursor)
    except OperationalError as problem:
        raise PreparationRefused(f"The database does not answer: {_first_line(problem)}.") from None
    try:
        call_command("migrate", database=alias, interactive=False, verbosity=verbosity)
    except DatabaseError as problem:
        raise PreparationRefused(
            f"The database could not be brought up to date, and stays as it was: {_first_line(problem)}."
        ) from problem
    with connections[alias].cursor() as cursor:
        _go_on_under_one_name(cursor)
    if settings.IS_PRODUCTION:
        with connections[alias].cursor() as cursor:
            _refuse_a_demo_world(cursor)
            for check in PRODUCTION_CHECKS:
                _add(cursor, check)


def _first_line(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0]


def _grant(cursor: CursorWrapper) -> None:
    """What the application role may do with tables that the owner will make; insert-only tables take it back."""
    role = settings.APPLICATION_ROLE
    cursor.execute("SELECT current_user = %s, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role, role])
    is_owner, exists = cursor.fetchone()
    if is_owner:
        if settings.IS_PRODUCTION:
            raise PreparationRefused("DATABASE_URL and DATABASE_OWNER_URL must connect as two different roles.")
        return
    if not exists:
        raise PreparationRefused(f"The role {role} of DATABASE_URL does not exist; create it with CREATE ROLE … LOGIN.")
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))


def _go_on_under_one_name(cursor: CursorWrapper) -> None:
    """The log in the database has signed under a name: a demo takes that one up, production needs to be told."""
    cursor.execute("SELECT split_part(note, E'\\n', 1) FROM trading_checkpoint ORDER BY id DESC LIMIT 1")
    row = cursor.fetchone()
    if row is None or row[0] == settings.LOG_ORIGIN:
        return
    if settings.IS_PRODUCTION:
        place = settings.ENVIRONMENT.keys_dir / log_name.FILE
        raise PreparationRefused(f"The log in the database is named {row[0]}: write this name into {place}.")
    log_name.replace(settings.ENVIRONMENT, row[0])
    settings.LOG_ORIGIN = row[0]


def _refuse_a_demo_world(cursor: CursorWrapper) -> None:
    """Everybody knows the passwords of a demo, and its trades bind nobody."""
    cursor.execute("SELECT EXISTS (SELECT FROM trading_user WHERE username = ANY(%s))", [list(DEMO_USERS)])
    (accounts,) = cursor.fetchone()
    cursor.execute("SELECT EXISTS (SELECT FROM trading_trade WHERE training)")
    (trades,) = cursor.fetchone()
    if accounts or trades:
        raise PreparationRefused("The database holds a demo world; production begins with an empty database.")


def _add(cursor: CursorWrapper, check: Check) -> None:
    cursor.execute(
        "SELECT to_regclass(%s) IS NOT NULL, EXISTS (SELECT FROM pg_constraint WHERE conname = %s)",
        [check.table, check.name],
    )
    table_exists, check_exists = cursor.fetchone()
    if table_exists and not check_exists:
        names = {"table": sql.Identifier(check.table), "name": sql.Identifier(check.name)}
        cursor.execute(
            sql.SQL(f"ALTER TABLE {{table}} ADD CONSTRAINT {{name}} CHECK ({check.condition})").format(**names)
        )
