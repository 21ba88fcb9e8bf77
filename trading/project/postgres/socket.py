"""The folder of the server's socket: private, and short enough for a Unix address (107 bytes, on macOS 103)."""

import hashlib
import os
from pathlib import Path

from trading.project.postgres.errors import PostgresRefused

LONGEST = 99
NAME = ".s.PGSQL.5432"


def folder(home: Path, name: str = "socket") -> Path:
    """Where the socket goes: beside the data, or under /tmp where that path would be too long."""
    beside = home / name
    if len(os.fsencode(beside / NAME)) <= LONGEST:
        return beside
    digest = hashlib.sha256(os.fsencode(beside)).hexdigest()[:12]
    return Path(f"/tmp/mingzheng-{os.getuid()}-{digest}")  # noqa: S108 - see check_private


def check_private(path: Path, owners: frozenset[int]) -> None:
    """Refuse a folder that another user made before us or may enter: the socket trusts whoever reaches it."""
    state = path.lstat()
    if path.is_symlink() or state.st_uid not in owners or state.st_mode & 0o077:
        raise PostgresRefused(f"The folder {path} belongs to somebody else or is open to others; remove it.")
