"""How far the ledger has come, as public pages show it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from trading.domain.periods import day_of
from trading.models import Checkpoint, Position


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """What is placed, what is signed, and which day it is: when one of them is another, public pages may be others.

    `at` is when the checkpoint was signed.
    """

    position: int
    checkpoint: int
    day: date
    at: datetime


def ledger_head(now: datetime) -> LedgerHead | None:
    """None while there is no checkpoint."""
    position = Position.objects.aggregate(last=Max("log_index"))["last"]
    checkpoint = Checkpoint.objects.order_by("-pk").only("pk", "signed_at").first()
    if position is None or checkpoint is None:
        return None
    return LedgerHead(position, checkpoint.pk, day_of(now), checkpoint.signed_at)
