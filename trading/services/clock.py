"""The clock: takes the lots whose next step is due and runs the step's handler."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

from django.db import transaction

from trading.domain.stages import Stage, Step
from trading.domain.timetable import timetable
from trading.models import Heartbeat, Lot
from trading.services.incidents import hold_after_outage, note_clocks_apart, note_lateness
from trading.services.moments import Moment, database_time, lock_lot

Handler: TypeAlias = Callable[[Lot, Moment], None]

HANDLERS: dict[Step, Handler] = {}
"""Each app fills in the steps it owns when it is ready; exactly one handler a step."""

BEAT_EVERY = timedelta(seconds=10)
DUE_AT_ONCE = 200
STEPS_AT_ONCE = 20


def handles(step: Step) -> Callable[[Handler], Handler]:
    """Make a function the handler of a step. It gets the lot, locked against submissions, and the moment."""

    def register(handler: Handler) -> Handler:
        if HANDLERS.get(step, handler) is not handler:
            raise RuntimeError(f"{step} has a handler already: {HANDLERS[step]}")
        HANDLERS[step] = handler
        return handler

    return register


def tick() -> int:
    """Do all that is due; returns the number of steps. Safe to run late, repeatedly and in several processes."""
    _beat()
    due = Lot.objects.filter(wake_at__lte=database_time()).order_by("wake_at")
    return sum(_catch_up(lot_id) for lot_id in due.values_list("pk", flat=True)[:DUE_AT_ONCE])


def _beat() -> None:
    """Record that the clock is alive, every ten seconds; a gap across a deadline is an incident."""
    last = Heartbeat.objects.order_by("-pk").first()
    if last is None or database_time() - last.beat_at >= BEAT_EVERY:
        Heartbeat.objects.create()
        note_clocks_apart()


def _catch_up(lot_id: UUID) -> int:
    done = 0
    while done < STEPS_AT_ONCE and wake(lot_id):
        done += 1
    return done


@transaction.atomic
def wake(lot_id: UUID) -> bool:
    """Do the lot's next step if it is due; tells whether it did."""
    lot = claim(lot_id)
    if lot is None:
        return False
    moment = lock_lot(lot)
    due = timetable(lot.trade.spec, Stage(lot.stage), lot.schedule)
    if not due or due[0].at > moment.at:
        return False
    if hold_after_outage(lot, due[0].step, moment):
        return True
    note_lateness(lot, due[0].step, moment)
    HANDLERS[due[0].step](lot, moment)
    return True


def claim(lot_id: UUID) -> Lot | None:
    """The lot, if it is due and no other clock has it. The row lock is of the kind that no foreign key waits for."""
    rows = Lot.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("trade")
    return rows.filter(pk=lot_id, wake_at__lte=database_time()).first()
