"""The supervisor, `python -m trading.project.run`: PostgreSQL, the web process, the clockwork and further children in one tree.

It starts from the bottom (database, migrations, demo world, web) and stops from the top (web, others, database).
"""

import fcntl
import os
import socket
import sys
import threading
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from trading.project import environment, greeting, keys
from trading.project.children import Child
from trading.project.environment import Environment, EnvironmentRefused
from trading.project.postgres.errors import PostgresRefused
from trading.project.postgres.server import EmbeddedPostgres
from trading.project.stopping import on_signal

FIRST_PAGE_SECONDS = 60.0

# Stopped in this order. Further children are added here.
CHILDREN = (
    Child("web", ("-m", "trading.project.web"), variables={"CLOCKWORK": "0"}),
    Child("clockwork", ("-m", "trading.project.clockwork")),
    Child("demo", ("manage.py", "play_demo"), demo_only=True),
)
# Commands that make the demo world, run before anything is served; each must be safe to repeat.
DEMO_COMMANDS: tuple[tuple[str, ...], ...] = ()


class CannotRun(Exception):
    """The platform cannot start here; the message is one sentence."""


def main() -> int:
    """Run until Ctrl-C or SIGTERM; 0 then, 1 with one sentence if it could not start."""
    stopped = on_signal()
    try:
        settings = environment.read()
        with ExitStack() as stack:
            _run(settings, stack, stopped)
    except (CannotRun, EnvironmentRefused, PostgresRefused) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as problem:
        print(_sentence(problem), file=sys.stderr)
        return 1
    return 0


def _run(settings: Environment, stack: ExitStack, stopped: threading.Event) -> None:
    _take_var_dir(settings.var_dir, stack)
    _check_port(settings.port)
    keys.prepare(settings)
    server = EmbeddedPostgres(settings.var_dir) if settings.embedded_database else None
    if server:
        server.start()
        stack.callback(server.stop)
    _prepare(settings)
    children = [child for child in CHILDREN if not (child.demo_only and settings.is_production)]
    for child in reversed(children):
        stack.callback(child.stop)
    for child in children:
        if not stopped.is_set():
            child.start()
    if _first_page(settings, children[0], stopped):
        print(greeting.text(settings), flush=True)
    while not stopped.wait(0.5):
        _tend(server, children)
    print("Stopping …", flush=True)


def _tend(server: EmbeddedPostgres | None, children: list[Child]) -> None:
    if server and not server.alive():
        try:
            server.start()
            print("PostgreSQL had ended; it runs again.", file=sys.stderr)
        except PostgresRefused as refusal:  # a killed server's remains need a moment; we try again
            print(refusal, file=sys.stderr)
            return
    for child in children:
        child.tend()


def _take_var_dir(var_dir: Path, stack: ExitStack) -> None:
    """One supervisor for one folder; the lock goes with the process, however it ends."""
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        lock = stack.enter_context((var_dir / "run.lock").open("a"))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotRun(f"The platform already runs from {var_dir}; stop that one first.") from None


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotRun(f"Port {port} is taken; choose another one with PORT={port + 1} make run.") from None


def _prepare(settings: Environment) -> None:
    """Migrate, and make the demo world. Only now is Django set up: the database's address is known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trading.project.settings")
    import django
    from django.core.management import call_command
    from django.db import connections

    from trading.project.preparation import PreparationRefused, prepare

    django.setup()
    try:
        prepare(verbosity=0)
    except PreparationRefused as refusal:
        raise CannotRun(str(refusal)) from None
    if settings.is_production:
        call_command("collectstatic", interactive=False, verbosity=0)
    else:
        for command in DEMO_COMMANDS:
            call_command(*command)
    connections.close_all()


def _first_page(settings: Environment, web: Child, stopped: threading.Event) -> bool:
    """Wait until the web process answers; `CannotRun` if it ends before that."""
    waited = 0.0
    while waited < FIRST_PAGE_SECONDS and not stopped.wait(0.1):
        waited += 0.1
        if web.process and web.process.poll() is not None:
            raise CannotRun("The web process could not start; its last words are above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            continue
    return False


def _sentence(problem: OSError) -> str:
    name = f" ({problem.filename})" if problem.filename else ""
    return f"The platform cannot start: {problem.strerror or problem}{name}."


if __name__ == "__main__":
    sys.exit(main())
