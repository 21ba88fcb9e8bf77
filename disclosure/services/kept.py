"""Bundles that were made, kept as files, so that a crowd that asks for one costs one making."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from disclosure.services.bundles import build_bundle
from trading.models import Position, Trade


def kept_bundle(trade: Trade) -> Path | None:
    """The bundle of the trade as it stands, if it was made already."""
    place = _place(trade)
    return place if place.exists() else None


def bundle_of(trade: Trade) -> Path:
    """The bundle of the trade as it stands, made if it must be. Raises `NoCheckpoint`.

    It may lie under an older checkpoint than the newest one; nothing of the trade is missing from it. The one that was
    made before it stays: somebody may have been given its place a moment ago.
    """
    place = _place(trade)
    with _alone(place.with_name(f"{trade.pk}.lock")):
        if not place.exists():
            draft = place.with_suffix(".draft")
            with draft.open("wb") as file:
                build_bundle(trade, file)
            for old in _made(trade, place.parent)[1:]:
                old.unlink(missing_ok=True)
            draft.replace(place)
    return place


def _made(trade: Trade, folder: Path) -> list[Path]:
    """Bundles of the trade, the newest first."""
    return sorted(folder.glob(f"{trade.pk}-*.zip"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _place(trade: Trade) -> Path:
    """By the trade's newest placed entry: what comes after it makes another bundle."""
    last = Position.objects.filter(trade=trade).order_by("-trade_seq").values_list("trade_seq", flat=True).first()
    folder = Path(settings.FILES_DIR) / "bundles"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{trade.pk}-{last or 0}.zip"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One maker at a time; the others wait and find it made."""
    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
