"""The migrated template between runs: a stopped server's folder, kept under what it was made from.

Bringing an empty database up to date costs some ten seconds and always ends the same, so the folder is kept in
`var/tests` and copied. Whatever a migration may read is in its name: any change there makes a new one.
"""

import hashlib
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

ROOT: Final = Path(settings.BASE_DIR)
KEPT: Final = ROOT / "var" / "tests"
SOURCES: Final = (
    "*/migrations/*.py",
    "*/data/**/*",
    "trading/project/preparation.py",
    "trading/project/postgres/*.py",
    "requirements-dev.lock",
)


def folder() -> Path:
    """Where the template of the present sources is, or would be."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return KEPT / f"postgres-{digest.hexdigest()[:16]}"


def bring(data: Path) -> bool:
    """Copy the kept folder to `data`, which is not there yet; False where none is kept."""
    kept = folder()
    if not kept.is_dir():
        return False
    data.parent.mkdir(parents=True, exist_ok=True)
    _copy(kept, data)
    return True


def keep(data: Path) -> None:
    """Keep the folder of a stopped server; the one of older sources goes. Two runs at once keep the same."""
    kept = folder()
    fresh = kept.with_name(f"{kept.name}.{uuid.uuid4().hex[:8]}")
    KEPT.mkdir(parents=True, exist_ok=True)
    _copy(data, fresh)
    try:
        fresh.rename(kept)
    except OSError:  # another run was first
        shutil.rmtree(fresh)
    for old in KEPT.glob("postgres-*"):
        if old.name != kept.name and "." not in old.name:
            shutil.rmtree(old, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """With owners and permissions, which PostgreSQL looks at."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _sources() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from (path for path in ROOT.glob(pattern) if path.is_file())
