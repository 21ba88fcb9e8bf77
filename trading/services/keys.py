"""The platform's two signing keys, from files outside the database (docs/spec/ledger.md, "Rotation").

Which key signs is said by the log; the files only have to hold it. So every process takes a new key up by itself, and
none signs with a key that the log has not announced.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from trading.domain.canonical import decode, encode
from trading.domain.notes import verifier_key
from trading.domain.rotations import (
    KEY_ROTATED,
    KeyChain,
    LoggedRotation,
    Purpose,
    Rotation,
    follow,
    key_id,
    public_half,
    read_rotation,
)
from trading.domain.statements import parse_public_key
from trading.models import Entry

KEYS_LOCK = 0x6D7A_4B59
Row: TypeAlias = tuple[int, datetime, Any, int | None]


class SigningKeyMissing(ImproperlyConfigured):
    """The log says which key is in force, and no file here holds it."""


def checkpoint_keys(before: int, size: int) -> list[Ed25519PrivateKey]:
    """The keys that sign a tree head of `size` after one of `before`: one, or both where a rotation lies between."""
    keys = chain_of(Purpose.CHECKPOINT).signers(before, size)
    return [held(Purpose.CHECKPOINT, public) for public in keys]


def receipt_key(recorded_at: datetime) -> Ed25519PrivateKey:
    """The key for receipts and acknowledgements recorded at this moment; call it in the transaction, after the moment.

    Holds rotations off until the transaction ends. One that came between the moment and this call is known here; one
    that comes after it has a later time: so what is signed is always under the key that was in force at its own time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [KEYS_LOCK])
    return held(Purpose.RECEIPT, committed_chain(Purpose.RECEIPT).at(recorded_at))


def receipt_public_keys() -> list[str]:
    """Every receipt key there ever was, base64, the one in force last."""
    return list(committed_chain(Purpose.RECEIPT).keys)


def receipt_public_key() -> str:
    """The public half of the one in force in base64, as pages show it."""
    return committed_chain(Purpose.RECEIPT).newest


def log_key(size: int | None = None) -> str:
    """The verifier key of tree heads of this size; without one, of the newest."""
    chain = chain_of(Purpose.CHECKPOINT)
    public = chain.newest if size is None else chain.for_tree(size)
    return verifier_key(settings.LOG_ORIGIN, parse_public_key(public))


def chain_of(purpose: Purpose, size: int | None = None) -> KeyChain:
    """The keys by what the log says that has a place in it, as far as a tree of `size`."""
    rows = _rotations()
    committed = _chain(purpose, rows)
    places = {order: place for order, _, _, place in rows if place is not None}
    placed = [
        LoggedRotation(places[each.index], each.recorded_at, each.rotation)
        for each in committed.rotations
        if each.index in places
    ]
    return KeyChain(committed.first, tuple(each for each in placed if size is None or each.index < size))


def committed_chain(purpose: Purpose) -> KeyChain:
    """The keys by all that is committed, placed or not; an `index` is the order of insertion here."""
    return _chain(purpose, _rotations())


def _chain(purpose: Purpose, rows: Sequence[Row]) -> KeyChain:
    logged = [LoggedRotation(order, recorded_at, _read(encode(body))) for order, recorded_at, body, _ in rows]
    if any(each.rotation.purpose is purpose for each in logged):
        return follow(purpose, logged)
    return KeyChain(public_half(_load(first_file(purpose))))


def held(purpose: Purpose, public_key: str) -> Ed25519PrivateKey:
    """The private half from the file that holds it. Raises `SigningKeyMissing`."""
    for path in _files(purpose, public_key):
        key = _load(path)
        if public_half(key) == public_key:
            return key
    raise SigningKeyMissing(
        f"The log says that the {purpose.value} key {key_id(public_key)} is in force; no file {purpose.value}*.pem in "
        f"{settings.KEYS_DIR} holds it."
    )


def all_held() -> bool:
    """Whether the keys in force are here."""
    try:
        for purpose in Purpose:
            held(purpose, committed_chain(purpose).newest)
    except (OSError, ImproperlyConfigured):
        return False
    return True


def first_file(purpose: Purpose) -> Path:
    """Where the first key lies; those that came after it have their id in the name."""
    return Path(settings.KEYS_DIR) / f"{purpose.value}.pem"


def _files(purpose: Purpose, public_key: str) -> Iterator[Path]:
    """The files that may hold the key: the one with its name, and that of the first key."""
    named = Path(settings.KEYS_DIR) / f"{purpose.value}-{key_id(public_key)}.pem"
    yield from (path for path in (named, first_file(purpose)) if path.exists())


def _rotations() -> list[Row]:
    """By order of insertion: that order, when, the body, and the place in the log if there is one yet."""
    rows = Entry.objects.filter(type=KEY_ROTATED).order_by("order")
    return list(rows.values_list("order", "recorded_at", "content__body", "position__log_index"))


@lru_cache(maxsize=256)
def _read(body: bytes) -> Rotation:
    return read_rotation(decode(body), settings.LOG_ORIGIN)


@cache
def _load(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"The signing key {path.name} is not an Ed25519 key.")
    return key
