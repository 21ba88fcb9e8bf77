"""The processes under the supervisor: started in sessions of their own, restarted when they fall, stopped in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from trading.project.environment import ROOT

STOP_SECONDS = 15.0
LONGEST_BACKOFF = 30.0
STEADY_SECONDS = 20.0


@dataclass
class Child:
    """One process. `arguments` follow the Python interpreter, e.g. ("manage.py", "play_demo"); `variables` are its own."""

    name: str
    arguments: tuple[str, ...]
    demo_only: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    began: float = field(default=0.0, init=False)
    restart_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it with a pipe for stdin: its end tells the child that the supervisor is gone."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            stdin=subprocess.PIPE,
            cwd=ROOT,
            start_new_session=True,
            env={**os.environ, **self.variables, "MINGZHENG_SUPERVISED": "1"},
        )

    def tend(self) -> None:
        """Restart it if it has ended, later after each failure in a row."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.restart_at:
            self.failures = 0 if now - self.began > STEADY_SECONDS else self.failures + 1
            delay = min(LONGEST_BACKOFF, 0.5 * 2**self.failures)
            self.restart_at = now + delay
            code = self.process.returncode
            sys.stderr.write(f"{self.name} ended with exit code {code}; it starts again in {delay:.0f} s\n")
        if now >= self.restart_at:
            self.restart_at = 0.0
            self.start()

    def stop(self) -> None:
        """Ask, wait, then insist."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
