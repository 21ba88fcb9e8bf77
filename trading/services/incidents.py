"""Outages are events of business: a step that the clock took late is announced, whatever the reason (DESIGN §3)."""

from datetime import timedelta

from trading.domain.actors import PLATFORM
from trading.domain.canonical import at_text
from trading.domain.entries import Method
from trading.domain.stages import Step
from trading.models import Heartbeat, Lot
from trading.services.ledger import News, record
from trading.services.moments import Moment

LATE_AFTER = timedelta(seconds=30)
"""Three missed heartbeats. A closed box stays closed, and nobody timely was refused: the lot's times do not change."""


def note_lateness(lot: Lot, step: Step, moment: Moment) -> bool:
    """Announce an incident if the step was due more than 30 seconds ago; tells whether it did.

    `silent_from` is the last sign of life of the platform's clock before the step was due, or null.
    """
    if lot.wake_at is None or moment.real - lot.wake_at <= LATE_AFTER:
        return False
    last = Heartbeat.objects.filter(beat_at__lt=lot.wake_at).order_by("-beat_at").first()
    body = {
        "done_at": at_text(moment.real),
        "due_at": at_text(lot.wake_at),
        "lot": str(lot.pk),
        "silent_from": at_text(last.beat_at) if last else None,
        "step": step.value,
    }
    record(News("incident.opened", body, method=Method.SYSTEM), trade=lot.trade, moment=moment, by=PLATFORM)
    return True
