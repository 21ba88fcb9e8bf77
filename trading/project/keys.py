"""The platform's two signing keys: one for receipts, one for checkpoints; files of mode 0600 outside the database.

Services read `receipt.pem` and `checkpoint.pem` in `settings.KEYS_DIR` (Ed25519, PKCS #8). A demo makes them at its
first start and marks them; production refuses marked ones.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from trading.project.environment import Environment, EnvironmentRefused

NAMES = ("receipt.pem", "checkpoint.pem")
GENERATED = ".generated"


def prepare(environment: Environment) -> None:
    """Make missing demo keys; in production raise `EnvironmentRefused` unless both are there and properly kept."""
    if not environment.is_production:
        for name in NAMES:
            _generate(environment.keys_dir / name)
    if sentence := problem(environment):
        raise EnvironmentRefused(sentence)


def problem(environment: Environment) -> str | None:
    """What is wrong with the keys, as one sentence, or None."""
    for name in NAMES:
        path = environment.keys_dir / name
        if not path.is_file():
            return f"The signing key {path} is missing."
        if path.stat().st_mode & 0o077:
            return f"The signing key {path} must be readable by its owner only (chmod 600)."
        if environment.is_production and path.with_suffix(GENERATED).exists():
            return f"The signing key {path} was generated for a demo; production refuses it."
    return None


def _generate(path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.with_suffix(GENERATED).write_text("made by this program for a demo\n")
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
