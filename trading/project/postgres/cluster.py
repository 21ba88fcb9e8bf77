"""The database folder: made once, whole or not at all."""

import shutil
import subprocess
from pathlib import Path

from trading.project.postgres.errors import PostgresRefused, from_output
from trading.project.postgres.identity import Identity

SUPERUSER = "postgres"
OPTIONS = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    f"--username={SUPERUSER}",
    # Whoever reaches the socket is the operator: its folder is closed to everybody else, and there is no TCP.
    "--auth=trust",
)


def make(identity: Identity, data: Path, *, durable: bool = True) -> None:
    """Make the folder if there is none; an interrupted start leaves nothing behind that looks like one."""
    if (data / "PG_VERSION").is_file():
        return
    if data.exists() and any(data.iterdir()):
        raise from_output("FATAL: PG_VERSION is missing", data)
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        identity.own(data.parent)
        identity.own(fresh)
    except OSError as problem:
        raise PostgresRefused(f"The folder {data.parent} cannot be written: {problem.strerror}.") from None
    speed = () if durable else ("--no-sync",)
    command = identity.command("initdb", "-D", str(fresh), *OPTIONS, *speed)
    made = subprocess.run(command, capture_output=True, text=True, check=False, user=identity.user, cwd=fresh)
    if made.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise from_output(made.stderr + made.stdout, data)
    if data.exists():
        data.rmdir()
    fresh.rename(data)
