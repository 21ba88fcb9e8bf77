"""`make reset`: the demo's database, files and keys go, whole folders at a time; nothing is deleted row by row."""

import fcntl
import shutil
import sys
from pathlib import Path

from trading.project import environment
from trading.project.environment import EnvironmentRefused
from trading.project.postgres import identity
from trading.project.postgres.errors import PostgresRefused
from trading.project.postgres.server import EmbeddedPostgres

OURS = ("postgres", "postgres.new", "socket", "files", "keys", "static")
NOTES = ("postgres.socket", "postgres.log")


def main() -> int:
    """Remove what `make run` made; 1 with one sentence where it still runs, or is not a demo."""
    try:
        settings = environment.read()
        if settings.is_production or not settings.embedded_database:
            raise EnvironmentRefused("make reset is for the embedded demo database only.")
        settings.var_dir.mkdir(parents=True, exist_ok=True)
        with (settings.var_dir / "run.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            EmbeddedPostgres(settings.var_dir).stop()
            remove(settings.var_dir)
    except BlockingIOError:
        print("The platform runs; stop it first (Ctrl-C there).", file=sys.stderr)
        return 1
    except (EnvironmentRefused, PostgresRefused) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("Database, files and keys are gone; make run starts anew.")
    return 0


def remove(var_dir: Path) -> None:
    for name in OURS:
        shutil.rmtree(var_dir / name, ignore_errors=True)
    for name in NOTES:
        (var_dir / name).unlink(missing_ok=True)
    shutil.rmtree(identity.own_folder(var_dir), ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
