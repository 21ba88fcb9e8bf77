"""The platform's two signing keys, from files outside the database (docs/spec/conventions.md)."""

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from trading.domain.canonical import base64_text


def checkpoint_key() -> Ed25519PrivateKey:
    """Signs checkpoints, and nothing else."""
    return _load(Path(settings.KEYS_DIR) / "checkpoint.pem")


def receipt_key() -> Ed25519PrivateKey:
    """Signs receipts and acknowledgements, and nothing else."""
    return _load(Path(settings.KEYS_DIR) / "receipt.pem")


def receipt_public_key() -> str:
    """The public half in base64, as pages and bundles show it."""
    return base64_text(receipt_key().public_key().public_bytes_raw())


@cache
def _load(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"The signing key {path.name} is not an Ed25519 key.")
    return key
