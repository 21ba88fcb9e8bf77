"""The platform's signing keys: two files outside the database, mode 0600 (DESIGN §4)."""

import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@cache
def log_key() -> Ed25519PrivateKey:
    """Signs checkpoints."""
    return _load("log.pem")


@cache
def receipt_key() -> Ed25519PrivateKey:
    """Signs receipts and acknowledgements. Never the log key."""
    return _load("receipt.pem")


def _load(name: str) -> Ed25519PrivateKey:
    path = Path(settings.KEYS_DIR) / name
    if not path.exists():
        if settings.IS_PRODUCTION:
            raise ImproperlyConfigured(f"The signing key {name} is missing from KEYS_DIR; production makes none itself.")
        _make(path)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"The signing key {name} can be read by others; give it mode 0600.")
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"The signing key {name} is not an Ed25519 key.")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(key)
    try:
        os.link(draft, path)  # Fails where another process was first; then its key is the key.
    except FileExistsError:
        pass
    finally:
        draft.unlink()
