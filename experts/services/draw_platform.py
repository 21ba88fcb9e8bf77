"""The platform's own part in every draw: its keys, halves, acknowledgement and openings, and the end of who is late."""

from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.db.models import Max

from bidding.domain.age_keys import Identity
from experts.domain import draw_entries as told
from experts.domain.nonces import Head, Party, Secrets, acknowledge, file_key_of, first_bad_half, make_halves
from experts.domain.progress import Progress
from experts.models import Draw, PlatformHalf, PlatformKey
from experts.selectors.draws import progress_of
from experts.services.draw import (
    DrawRefused,
    acknowledge_halves,
    give_halves,
    give_key,
    open_half,
    refuse_half,
    tree_head_over,
    void,
)
from trading.domain.actors import PLATFORM
from trading.models import Checkpoint
from trading.services.moments import lock_lot, moment_of

log = structlog.get_logger(__name__)

OWN = Party.PLATFORM


def advance_draws() -> int:
    """Take every step of the platform that is due, in all draws under way; returns in how many something was done."""
    over = (told.ORDERED, told.VOIDED)
    rows = Draw.objects.defer("listed").exclude(steps__entry__type__in=over).select_related("lot__trade__agency")
    head = Checkpoint.objects.aggregate(newest=Max("pk"))["newest"]
    return sum(_advanced(draw, (draw.last_step, head)) for draw in rows.annotate(last_step=Max("steps__entry")))


@transaction.atomic
def advance_draw(draw: Draw) -> bool:
    """What the platform may do now in this draw; tells whether it did something."""
    moment = lock_lot(draw.lot)
    progress = progress_of(draw)
    if progress.voided is not None or progress.seed is not None:
        return False
    if not progress.complete and moment.at >= progress.frozen.acknowledge_by:
        void(draw)
        return True
    return _acted(draw, progress)


_idle: dict[UUID, tuple[int, int | None]] = {}
"""Where there was nothing to do, by last step and newest tree head: a draw may wait for hours, and the clock looks often."""


def _advanced(draw: Draw, news: tuple[int, int | None]) -> bool:
    """One draw; one that does not go on stops no other."""
    if _idle.get(draw.pk) == news and moment_of(draw.lot.trade).at < draw.acknowledge_by:
        return False
    try:
        done = advance_draw(draw)
    except DrawRefused as error:
        log.warning("a draw does not go on", draw=str(draw.pk), reason=str(error.__cause__ or error))
        done = False
    _idle.pop(draw.pk, None)
    if not done:
        _idle[draw.pk] = news
    return done


def _acted(draw: Draw, progress: Progress) -> bool:
    if progress.complete:
        return _open(draw, progress)
    if len(progress.halves) == len(Party):
        return OWN not in progress.acknowledged and _acknowledge(draw, progress)
    if len(progress.keys) == len(Party):
        return OWN not in progress.halves and _give_halves(draw, progress)
    if progress.checked and OWN not in progress.keys:
        return _give_key(draw)
    return False


def _give_key(draw: Draw) -> bool:
    secrets = Secrets.generate(OWN)
    PlatformKey.objects.create(draw=draw, identity=secrets.identity.text, signer=secrets.signer.private_bytes_raw())
    give_key(draw_id=draw.pk, recipient=secrets.key.recipient, signer=secrets.key.signer, by=PLATFORM)
    return True


def _give_halves(draw: Draw, progress: Progress) -> bool:
    head = tree_head_over(draw)
    if head is None:
        return False
    made = make_halves(progress.place, draw.root, Head(head.size, head.root), progress.keys, _secrets(draw))
    PlatformHalf.objects.bulk_create(
        PlatformHalf(draw=draw, recipient=to.value, file_key=half.file_key) for to, half in made.sealed.items()
    )
    give_halves(draw_id=draw.pk, statement=made.signed.bytes, by=PLATFORM)
    return True


def _acknowledge(draw: Draw, progress: Progress) -> bool:
    """Or show a half that does not open: the key is of this draw alone, which is void then, so nothing is given away."""
    secrets = _secrets(draw)
    bad = first_bad_half(progress.halves, secrets)
    if bad is not None:
        refuse_half(draw_id=draw.pk, maker=bad, identity=secrets.identity.text, by=PLATFORM)
        return True
    word = acknowledge(progress.halves, secrets)
    acknowledge_halves(draw_id=draw.pk, statement=word.bytes, by=PLATFORM)
    return True


def _open(draw: Draw, progress: Progress) -> bool:
    """Open what was given to the platform; then, for who is silent, what it made itself."""
    own = [half for half in progress.unopened if OWN in half]
    secrets = _secrets(draw)
    kept = {Party(row.recipient): bytes(row.file_key) for row in draw.platform_halves.all()}
    for maker, recipient in own:
        key = kept[recipient] if maker is OWN else file_key_of(progress.halves[maker].value, OWN, secrets.identity)
        open_half(draw_id=draw.pk, maker=maker, recipient=recipient, file_key=key, by=PLATFORM)
    return bool(own)


def _secrets(draw: Draw) -> Secrets:
    row = draw.platform_key
    signer = Ed25519PrivateKey.from_private_bytes(bytes(row.signer))
    return Secrets(OWN, Identity.parse(row.identity), signer)
