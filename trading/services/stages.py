"""Where a lot stands: the one place that changes it."""

from collections.abc import Sequence

from trading.domain import schedule, stages, timetable
from trading.domain.actors import Actor
from trading.domain.facts import Facts
from trading.domain.stages import Outcome, Stage
from trading.domain.trade_time import real_time
from trading.models import Lot
from trading.models.trades import SCHEDULE_CHANGES
from trading.services.ledger import News, record
from trading.services.moments import Moment, segments_of


def advance(*, lot: Lot, outcome: Outcome, facts: Facts, moment: Moment, by: Actor, news: News | None) -> Stage:
    """Take the outcome to the lot's next stage, say so in the ledger, and reckon when the clock looks again.

    `news` is None only where one entry speaks for several lots.

    The caller holds the lot's lock. Raises `OutcomeNotAllowed` or `GuardRefused` and changes nothing.
    """
    stage = stages.advance(
        spec=lot.trade.spec,
        stage=Stage(lot.stage),
        outcome=outcome,
        facts=facts,
        now=moment.at,
        schedule=lot.schedule,
    )
    lot.stage = stage.value
    lot.schedule = timetable.happened(lot.schedule, outcome, moment.at)
    set_wake(lot)
    lot.save(update_fields=["stage", "wake_at", *SCHEDULE_CHANGES])
    if news is not None:
        record(news, trade=lot.trade, moment=moment, by=by)
    return stage


def stop(*, lot: Lot, allows: Sequence[Outcome], moment: Moment) -> None:
    """Let the lot stand still, whatever its stage (TR 62). The caller holds the lot's lock and says so in the ledger."""
    _reschedule(lot, schedule.stopped(lot.schedule, moment.at, tuple(outcome.value for outcome in allows)))


def lift(*, lot: Lot, moment: Moment) -> None:
    """Let a stopped lot go on, with all that was to come later by the length of the stop.

    A step that was due when the lot was stopped is taken now, and nobody calls the clock late for it.
    """
    _reschedule(lot, schedule.lifted(lot.schedule, moment.at), not_before=moment)


def _reschedule(lot: Lot, changed: schedule.Schedule, not_before: Moment | None = None) -> None:
    lot.schedule = changed
    set_wake(lot)
    if not_before is not None and lot.wake_at is not None:
        lot.wake_at = max(lot.wake_at, not_before.real)
    lot.save(update_fields=["wake_at", *SCHEDULE_CHANGES])


def set_wake(lot: Lot) -> None:
    """Set, without saving, the real instant at which the lot's next step is due."""
    due = timetable.wake_at(lot.trade.spec, Stage(lot.stage), lot.schedule)
    lot.wake_at = real_time(segments_of(lot.trade), due) if due else None
