"""The platform's two signing keys: one for receipts, one for checkpoints; files of mode 0600 outside the database.

Services read `receipt*.pem` and `checkpoint*.pem` in `settings.KEYS_DIR` (Ed25519, PKCS #8): the first key of each, and
one file for every key that followed it, with its id in the name. A demo makes them and marks them; production refuses
marked ones. The name that they sign under lies beside them.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from trading.domain.rotations import Purpose, key_id, public_half
from trading.project import log_name
from trading.project.environment import Environment, EnvironmentRefused

GENERATED = ".generated"


def prepare(environment: Environment) -> None:
    """Make missing demo keys; in production raise `EnvironmentRefused` unless both are there and properly kept."""
    log_name.keep(environment)
    if not environment.is_production:
        for purpose in Purpose:
            if not list(_files(environment, purpose)):
                _write(environment.keys_dir / f"{purpose.value}.pem", Ed25519PrivateKey.generate(), generated=True)
    if sentence := problem(environment):
        raise EnvironmentRefused(sentence)


def problem(environment: Environment) -> str | None:
    """What is wrong with the keys, as one sentence, or None."""
    for purpose in Purpose:
        files = list(_files(environment, purpose))
        if not files:
            return f"The signing key {environment.keys_dir / purpose.value}.pem is missing."
        for path in files:
            if sentence := _fault(environment, path):
                return sentence
    return None


def install(environment: Environment, purpose: Purpose, given: Path | None) -> Ed25519PrivateKey:
    """Put the next key of this purpose beside the others, and return it; the same again changes nothing.

    `given`: the operator's file, which stays where it is. A demo makes a key if none is given. Raises
    `EnvironmentRefused` with one sentence.
    """
    if given is None and environment.is_production:
        raise EnvironmentRefused("In production name the file of the new key: --key FILE.")
    key = Ed25519PrivateKey.generate() if given is None else _given(environment, given)
    path = environment.keys_dir / f"{purpose.value}-{key_id(public_half(key))}.pem"
    if not path.exists():
        _write(path, key, generated=given is None)
    return key


def read(path: Path) -> Ed25519PrivateKey:
    """The key in a file. Raises `EnvironmentRefused` for whatever is none."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise EnvironmentRefused(f"{path} is no readable private key: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise EnvironmentRefused(f"The signing key {path} is not an Ed25519 key.")
    return key


def files_of_later_keys(environment: Environment, purpose: Purpose) -> list[Path]:
    """The files of all keys but the first, by name."""
    return sorted(environment.keys_dir.glob(f"{purpose.value}-*.pem"))


def _given(environment: Environment, path: Path) -> Ed25519PrivateKey:
    if not path.is_file():
        raise EnvironmentRefused(f"The signing key {path} is missing.")
    if sentence := _fault(environment, path):
        raise EnvironmentRefused(sentence)
    return read(path)


def _fault(environment: Environment, path: Path) -> str | None:
    if path.stat().st_mode & 0o077:
        return f"The signing key {path} must be readable by its owner only (chmod 600)."
    if environment.is_production and path.with_suffix(GENERATED).exists():
        return f"The signing key {path} was generated for a demo; production refuses it."
    return None


def _files(environment: Environment, purpose: Purpose) -> Iterator[Path]:
    first = environment.keys_dir / f"{purpose.value}.pem"
    if first.is_file():
        yield first
    yield from files_of_later_keys(environment, purpose)


def _write(path: Path, key: Ed25519PrivateKey, *, generated: bool) -> None:
    """The whole file or none of it, whenever the machine stops."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if generated:
        path.with_suffix(GENERATED).write_text("made by this program for a demo\n")
    unfinished = path.with_suffix(f".new{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
