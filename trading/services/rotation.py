"""Handing over from one signing key to the next (docs/spec/ledger.md, "Rotation")."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from trading.domain.actors import PLATFORM
from trading.domain.entries import Method
from trading.domain.notes import NoteRefused, open_checkpoint
from trading.domain.rotations import KEY_ROTATED, Purpose, public_half, rotation_body
from trading.models import Checkpoint, Entry
from trading.services.keys import KEYS_LOCK, committed_chain, held, log_key
from trading.services.ledger import News, record
from trading.services.moments import moment_of


class RotationNotPossible(Exception):
    """Nothing was handed over; the message is one sentence for the operator."""


@transaction.atomic
def rotate(*, purpose: Purpose, new: Ed25519PrivateKey) -> Entry | None:
    """Announce in the log that `new` takes over, signed by the key in force and by `new`; None where it has already.

    The file of `new` has to be in its place before. Everything that is signed waits, or is signed by the old key with
    an earlier time. Raises `RotationNotPossible`, `SigningKeyMissing`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEYS_LOCK])
    chain, public = committed_chain(purpose), public_half(new)
    if chain.rotations and chain.newest == public:
        return None
    if public in chain.keys:
        raise RotationNotPossible("A key that was in force once does not come back; make a new one.")
    if public in _others(purpose):
        raise RotationNotPossible("The receipt key and the checkpoint key are never the same.")
    held(purpose, public)
    old = held(purpose, chain.newest)
    if purpose is Purpose.CHECKPOINT:
        _check_that_the_log_knows_it()
    body = rotation_body(purpose, settings.LOG_ORIGIN, old, new)
    news = News(KEY_ROTATED, body, method=Method.SYSTEM)
    return record(news, trade=None, moment=moment_of(None), by=PLATFORM)


def _others(purpose: Purpose) -> set[str]:
    return {key for other in Purpose if other is not purpose for key in committed_chain(other).keys}


def _check_that_the_log_knows_it() -> None:
    """A file that was exchanged by hand cannot vouch for anything: the last tree head bears another signature."""
    last = Checkpoint.objects.order_by("-id").first()
    if last is None:
        return
    try:
        open_checkpoint(last.note, log_key(last.size))
    except NoteRefused:
        raise RotationNotPossible("The key in force did not sign the last checkpoint; put its file back.") from None
