"""The key of the pool, a file outside the database: whoever reads the tables alone learns neither numbers nor names.

`pool.key` in `settings.KEYS_DIR`, 64 hex digits, mode 0600. A demo makes it; production has to bring one and keep it.
"""

import hmac
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bidding.domain.age import encrypt, hkdf, open_with_identity
from bidding.domain.age_keys import Identity
from trading.domain.canonical import decode, encode

FILE = "pool.key"
GENERATED = ".generated"


class PoolKeyMissing(ImproperlyConfigured):
    """The file is not there, or is not properly kept; the message is one sentence."""


def pool_key_problem() -> str | None:
    """Why the key cannot be used, in one sentence, or None. It is read anew: a file may go while the process runs."""
    try:
        _secret(_path())
    except PoolKeyMissing as error:
        return str(error)
    return None


def token_of(call: UUID) -> str:
    """By which an expert without an account answers this call. It is made of the key, so nothing of it is stored."""
    return _mac(b"answer", call.bytes)


def identity_hash(number: str) -> str:
    """What stands for the number of an identity document: the same number, the same text."""
    return _mac(b"identity", number.encode())


def callee_of(expert: UUID) -> str:
    """What stands for an expert in everything about committees."""
    return _mac(b"callee", expert.bytes)


def salt_of(request: UUID, expert: UUID) -> bytes:
    """The 32 bytes that blind an expert's id in the list of this request; told when the law lets names be known."""
    return hmac.digest(_derived(_path(), b"salt"), request.bytes + expert.bytes, "sha256")


def content_hash(content: dict[str, str]) -> str:
    return _mac(b"content", encode(content))


def seal(content: dict[str, str]) -> bytes:
    """Sealed to the notifier: an age file to the pool's own key."""
    return encrypt(encode(content), [_identity(_path()).recipient])


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """What was sealed. For the notifier, and for whoever wrote it."""
    content = decode(open_with_identity(bytes(sealed), _identity(_path())))
    assert isinstance(content, dict)
    return {str(name): str(value) for name, value in content.items()}


def _mac(purpose: bytes, message: bytes) -> str:
    return hmac.new(_derived(_path(), purpose), message, sha256).hexdigest()


def _path() -> Path:
    return Path(settings.KEYS_DIR) / FILE


@lru_cache(maxsize=8)
def _derived(path: Path, purpose: bytes) -> bytes:
    return hkdf(_secret(path), b"", b"mingzheng/pool/v1/" + purpose)


@lru_cache(maxsize=2)
def _identity(path: Path) -> Identity:
    return Identity(_derived(path, b"seal"))


def _secret(path: Path) -> bytes:
    if not path.is_file() and not settings.IS_PRODUCTION:
        _make(path)
    try:
        if settings.IS_PRODUCTION and path.with_suffix(GENERATED).exists():
            raise PoolKeyMissing(f"The key {path} was generated for a demo; production refuses it.")
        if path.stat().st_mode & 0o077:
            raise PoolKeyMissing(f"The key {path} must be readable by its owner only (chmod 600).")
        secret = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError):
        raise PoolKeyMissing(f"The key of the pool of experts {path} is missing or is not 64 hex digits.") from None
    if len(secret) != 32:
        raise PoolKeyMissing(f"The key of the pool of experts {path} has 64 hex digits.")
    return secret


def _make(path: Path) -> None:
    """The first of several processes makes it; the others take that one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".new{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(os.urandom(32).hex())
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(GENERATED).write_text("made by this program for a demo\n")
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
