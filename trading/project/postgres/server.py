"""The embedded PostgreSQL: started in a session of its own, adopted if a killed run left it behind, stopped last."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from trading.project.postgres import cluster, identity, roles, socket
from trading.project.postgres.errors import PostgresRefused, from_output

START_SECONDS = 60
STOP_SECONDS = 30
REMAINS_SECONDS = 20
REMAINS = "pre-existing shared memory block"
# A trial run may lose its data with the machine's power, but not with a killed process; people's data with neither.
VOLATILE = ("fsync=off", "full_page_writes=off")


@dataclass
class EmbeddedPostgres:
    """One server with its data under `home`; `start` makes what is missing, `stop` returns when it has ended."""

    home: Path
    durable: bool = True
    max_connections: int = 100
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    who: identity.Identity = field(init=False)

    def __post_init__(self) -> None:
        self.who = identity.choose(self.home)

    @property
    def data(self) -> Path:
        return self.who.home / "postgres"

    @property
    def log(self) -> Path:
        return self.who.home / "postgres.log"

    @property
    def socket(self) -> Path:
        return socket.folder(self.who.home)

    def start(self) -> None:
        """Run the server, or raise `PostgresRefused`; afterwards roles and database are there."""
        who = self.who
        self._make_folders(who)
        if not self._adopted():
            cluster.make(who, self.data, durable=self.durable)
            self._run(who)
        try:
            roles.make(str(self.socket))
            (self.home / "postgres.socket").write_text(str(self.socket))
        except (psycopg2.Error, OSError) as problem:
            if self.process is not None:  # what we started does not outlive our failure
                self.stop()
            raise from_output(str(problem), self.data) from None

    def alive(self) -> bool:
        """Whether the server process is there."""
        return self.process.poll() is None if self.process else _pid(self.data) is not None

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is kept."""
        pid = _pid(self.data)
        if pid is not None:
            _signal(pid, signal.SIGINT)
            if not self._gone(STOP_SECONDS):
                _signal(pid, signal.SIGQUIT)
                self._gone(STOP_SECONDS)
        self._reap()

    def _reap(self) -> None:
        """The server's file goes a moment before its process does."""
        if self.process is None:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _make_folders(self, who: identity.Identity) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            who.own(self.socket)
            self.log.touch(mode=0o600)
        except OSError as problem:
            raise PostgresRefused(f"The folder {self.home} cannot be written: {problem.strerror}.") from None
        socket.check_private(self.socket, frozenset({os.getuid(), who.user if who.user is not None else os.getuid()}))

    def _adopted(self) -> bool:
        """Take over a server that a killed run left; stop it first if it does not answer."""
        if _pid(self.data) is None:
            return False
        if self._answers():
            return True
        self.stop()
        return False

    def _run(self, who: identity.Identity) -> None:
        """Start it; what a killed server left behind may need a moment to go."""
        until = time.monotonic() + REMAINS_SECONDS
        while (words := self._failure_of_start(who)) is not None:
            if REMAINS not in words or time.monotonic() > until:
                raise from_output(words, self.data)
            time.sleep(0.2)

    def _failure_of_start(self, who: identity.Identity) -> str | None:
        """None when it answers, else what it said before it ended."""
        settings = [f"unix_socket_directories={self.socket}", "listen_addresses=", "unix_socket_permissions=0700"]
        settings += [f"max_connections={self.max_connections}", "timezone=UTC", "log_timezone=UTC"]
        settings += [] if self.durable else VOLATILE
        options = [word for setting in settings for word in ("-c", setting)]
        offset = self.log.stat().st_size
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                who.command("postgres", "-D", str(self.data), *options),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops the database last
                user=who.user,
                cwd=self.data,
            )
        if self._wait_for_answer():
            return None
        self.stop()
        with self.log.open(errors="replace") as log_text:
            log_text.seek(offset)
            return log_text.read()

    def _wait_for_answer(self) -> bool:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process and self.process.poll() is None:
            if self._answers():
                return True
            time.sleep(0.05)
        return False

    def _answers(self) -> bool:
        try:
            with roles.connected(str(self.socket)):
                return True
        except psycopg2.OperationalError:
            return False

    def _gone(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process is not None:
                self.process.poll()  # takes the exit status, so that no zombie looks alive
            if _pid(self.data) is None:
                return True
            time.sleep(0.05)
        return False


def _pid(data: Path) -> int | None:
    """The running server of a data folder. PostgreSQL removes the file when it ends; a killed one leaves it."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    return pid if _is_postgres(pid) else None


def _is_postgres(pid: int) -> bool:
    """A pid may be somebody else's by now. Where /proc cannot tell, we trust the file as PostgreSQL itself does."""
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
