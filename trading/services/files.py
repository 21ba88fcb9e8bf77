"""Files by their hash, in a folder (FILES_DIR). A file is there whole or not at all."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

READ_AT_ONCE = 1 << 20


def path_of(sha256: str) -> Path:
    """Where the content with this hash (64 hex digits) is or would be."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in lower-case hexadecimal")
    return Path(settings.FILES_DIR) / "objects" / sha256[:2] / sha256


def incoming(upload_id: UUID) -> Path:
    """Where an upload gathers its pieces."""
    folder = Path(settings.FILES_DIR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / str(upload_id)


def adopt(draft: Path, sha256: str) -> Path:
    """Move a complete file, already hashed by the caller, to its place, durably. The same content twice is one file."""
    place = path_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    _sync_folder(place.parent.parent)  # the folder may be new
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(place)
    _sync_folder(place.parent)
    return place


def store(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write content and return its hash and size in bytes."""
    draft = incoming(uuid4())
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += file.write(chunk)
    adopt(draft, digest.hexdigest())
    return digest.hexdigest(), size


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file for its owner alone (mode 0600), durably: others find all of it or none, as it was before."""
    unfinished = path.with_suffix(f".new{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    _sync_folder(path.parent)


def hash_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(READ_AT_ONCE):
            digest.update(chunk)
    return digest.hexdigest()


def destroy(sha256: str) -> None:
    """Remove content for good. It may be gone already."""
    path_of(sha256).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
