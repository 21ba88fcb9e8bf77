"""A real server for browser journeys and for tests of whole processes."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.conf import settings
from django.db import connections

from tests.support.databases import Database
from trading.project.environment import ROOT

Result = TypeVar("Result")
START_SECONDS = 40


@dataclass
class LiveSite:
    """One web process (`python -m trading.project.web`) on its own database. Clock and sequencer run in it."""

    database: Database
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Returns when it answers; raises if it ends before."""
        self.stop()
        command = [sys.executable, "-m", "trading.project.web"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.variables, stdin=subprocess.PIPE)
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError("the site did not start; its last words are above")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        self._let_go()

    def kill(self) -> None:
        """As if the machine had lost this process: no goodbye."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self._let_go()

    def manage(self, *arguments: str) -> str:
        """Run a management command against the site's database and give its output."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.variables, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def do(self, action: Callable[[], Result]) -> Result:
        """Call a function with Django's connection on this database, on a thread of its own.

        Playwright keeps an event loop in the test's thread, where Django refuses to use a database.
        """
        results: list[Result] = []
        problems: list[BaseException] = []

        def run() -> None:
            try:
                results.append(action())
            except BaseException as problem:  # handed to the caller, who raises it
                problems.append(problem)
            finally:
                connections.close_all()

        thread = threading.Thread(target=run, name="in the site's database")
        thread.start()
        thread.join()
        if problems:
            raise problems[0]
        return results[0]

    @property
    def variables(self) -> dict[str, str]:
        own = {
            "DJANGO_SETTINGS_MODULE": "trading.project.settings",
            "DATABASE_URL": self.database.url,
            "DATABASE_OWNER_URL": self.database.owner_url,
            "DATABASE_POOL": "10",
            "PORT": str(self.port),
            "ORIGIN": settings.ORIGIN,
            "MINGZHENG_SUPERVISED": "1",
        }
        return {**os.environ, **own}

    def _let_go(self) -> None:
        if self.process and self.process.stdin:
            self.process.stdin.close()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False
