"""The whole platform as a newcomer starts it: the supervisor, with everything in a folder of its own."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.ports import free_port
from trading.project.environment import ROOT

START_SECONDS = 90
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "KEYS_DIR", "FILES_DIR", "DJANGO_SETTINGS_MODULE", "DATABASE_POOL")


@dataclass
class Platform:
    """`python -m trading.project.run` on a port and a folder."""

    var: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[str] | None" = field(default=None, init=False)

    @property
    def said(self) -> Path:
        """What it prints."""
        return self.var.with_name(f"{self.var.name}.out")

    @property
    def variables(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        return {**kept, "VAR_DIR": str(self.var), "PORT": str(self.port), "ORIGIN": f"http://localhost:{self.port}"}

    def refusal(self) -> "subprocess.CompletedProcess[str]":
        """Start where it must not start; returns when it has ended."""
        command = [sys.executable, "-m", "trading.project.run"]
        return subprocess.run(
            command, cwd=ROOT, env=self.variables, capture_output=True, text=True, timeout=START_SECONDS, check=False
        )

    def start(self) -> None:
        """Returns when it has said where it is."""
        command = [sys.executable, "-m", "trading.project.run"]
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.variables, stdout=said, text=True, start_new_session=True
            )
        until = time.monotonic() + START_SECONDS
        while "http://localhost" not in self.said.read_text():
            assert self.process.poll() is None and time.monotonic() < until, "the platform did not start"
            time.sleep(0.1)

    def signal(self, number: int) -> str:
        """Send a signal to the supervisor and wait until it has ended; what it has printed."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(60)
        return self.said.read_text()

    def children(self) -> list[str]:
        """The command lines of living processes that work for this platform."""
        return [line for line in map(_command_line, _processes()) if str(self.var) in line]

    def wait_until_alone(self, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while self.children() and time.monotonic() < until:
            time.sleep(0.1)


def _processes() -> list[Path]:
    return [path for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _command_line(process: Path) -> str:
    """Arguments and environment: a child is known by the folder that either names."""
    try:
        return " ".join(
            (process / part).read_bytes().replace(b"\0", b" ").decode(errors="replace")
            for part in ("cmdline", "environ")
        )
    except OSError:
        return ""
