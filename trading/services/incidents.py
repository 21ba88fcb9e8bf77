"""Outages are events of business (DESIGN §3): they are announced, and may move a deadline, but only by the supervisor.

A step that the clock took late is announced, whatever the reason. Where the platform was away across the deadline and
the documents agree on an extension, the clock opens nothing: the lot is held until the supervisor has decided, or the
time for that is up. The extension has the length of the documents, so that nobody who can cause a gap buys a friend time.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from trading.domain import timetable
from trading.domain.actors import PLATFORM, Actor
from trading.domain.bodies import INCIDENT_DISMISSED, INCIDENT_EXTENDED, INCIDENT_OPENED, WINDOW_PROLONGED
from trading.domain.canonical import at_text
from trading.domain.entries import Method
from trading.domain.facts import NoFacts, OutageFacts
from trading.domain.outages import TOLERANCE, Silence, lost_in, silences
from trading.domain.phases import PHASES
from trading.domain.schedule import Instant
from trading.domain.stages import GuardRefused, Outcome, OutcomeNotAllowed, Step
from trading.models import Entry, Heartbeat, Lot
from trading.models.trades import SCHEDULE_CHANGES
from trading.selectors.trades import NoSuchLot
from trading.services.ledger import News, record
from trading.services.machine_clock import clocks_apart
from trading.services.moments import Moment, lock_lot, moment_of, segments_of
from trading.services.stages import advance, set_wake

LATE_AFTER = timedelta(seconds=30)
"""Three missed heartbeats. A closed box stays closed, and nobody timely was refused: the lot's times do not change."""

HEAD_WITHIN = timedelta(seconds=5)
"""DESIGN §4: a closed box is under a signed tree head so soon that nobody had time to think about it."""

MOST_APART = timedelta(seconds=2)
HELD = tuple(stages.held for stages in PHASES.values())
ONCE_IN = timedelta(hours=1)
LONGEST_REASON = 1000


class NotHeld(Exception):
    """There is nothing to decide: the lot is not held, or the time to decide is up."""

    code = "not_held"


class ReasonMissing(Exception):
    """A decision needs a reason, and a short one."""

    code = "reason_missing"


def hold_after_outage(lot: Lot, step: Step, moment: Moment) -> bool:
    """Hold the lot and announce it, where the kind and the documents want that of an outage; tells whether it did."""
    assert lot.wake_at is not None
    facts = OutageFacts(_silence_around(lot.wake_at, moment), lot.wake_at)
    body = _opened(lot, step, moment) | {"held_until": at_text(moment.at + lot.decision)}
    news = News(INCIDENT_OPENED, body, method=Method.SYSTEM)
    try:
        advance(lot=lot, outcome=Outcome.OUTAGE, facts=facts, moment=moment, by=PLATFORM, news=news)
    except (OutcomeNotAllowed, GuardRefused):
        return False
    return True


def note_lateness(lot: Lot, step: Step, moment: Moment) -> bool:
    """Announce an incident if the step was due more than 30 seconds ago; tells whether it did."""
    if lot.wake_at is None or moment.real - lot.wake_at <= LATE_AFTER:
        return False
    news = News(INCIDENT_OPENED, _opened(lot, step, moment), method=Method.SYSTEM)
    record(news, trade=lot.trade, moment=moment, by=PLATFORM)
    return True


def prolong_window(lot: Lot, begun_by: str, moment: Moment) -> bool:
    """Give back the time that the platform was away in the decryption window; tells whether there was any (O20 31).

    Whoever could not release for want of the platform is not at fault. The window goes on from now for as long as the
    clock was silent since the entry `begun_by`, or since the window was prolonged before.
    """
    if lot.wake_at is None or not lot.trade.spec.window_after_outage:
        return False
    told = Entry.objects.filter(trade_id=lot.trade_id, content__body__lot=str(lot.pk))
    begin = told.filter(type__in=(begun_by, WINDOW_PROLONGED)).latest("order").recorded_at
    silent = silences(_beats_between(begin, moment.real), begin, lot.wake_at)
    if lost_in(silent) <= TOLERANCE:
        return False
    back = lost_in(silent) * segments_of(lot.trade)[-1].speed
    lot.schedule = timetable.prolonged(lot.schedule, moment.at, back)
    set_wake(lot)
    lot.save(update_fields=["wake_at", *SCHEDULE_CHANGES])
    body = {
        "lot": str(lot.pk),
        "silent": [{"from": at_text(since), "to": at_text(until)} for since, until in silent],
        "until": at_text(moment.at + back),
    }
    record(News(WINDOW_PROLONGED, body, method=Method.SYSTEM), trade=lot.trade, moment=moment, by=PLATFORM)
    return True


def note_late_head(closing: Entry) -> None:
    """Announce it if the tree head over a `box.closed` was signed more than 5 seconds after the box was closed."""
    moment = moment_of(closing.trade)
    due = closing.recorded_at + HEAD_WITHIN
    if moment.real <= due:
        return
    body = {
        "done_at": at_text(moment.real),
        "due_at": at_text(due),
        "lot": closing.content.body["lot"],
        "silent_from": None,
        "step": "sign_tree_head",
    }
    record(News(INCIDENT_OPENED, body, method=Method.SYSTEM), trade=closing.trade, moment=moment, by=PLATFORM)


def note_clocks_apart() -> bool:
    """Announce, once an hour at most, that this process's clock and the database's are more than 2 seconds apart."""
    moment = moment_of(None)
    apart = clocks_apart()
    if apart <= MOST_APART:
        return False
    known = Entry.objects.filter(type=INCIDENT_OPENED, trade=None, recorded_at__gt=moment.real - ONCE_IN)
    if known.exists():
        return False
    body = {"apart_ms": apart // timedelta(milliseconds=1), "step": "clocks_apart"}
    record(News(INCIDENT_OPENED, body, method=Method.SYSTEM), trade=None, moment=moment, by=PLATFORM)
    return True


@transaction.atomic
def extend_deadline(*, lot_id: UUID, reason: str, by: Actor) -> Lot:
    """Let a held lot take bids again, from now on for the length that its documents agree on.

    Raises `SupervisorsOnly`, `ReasonMissing`, `NoSuchLot`, `NotHeld`; then nothing has changed.
    """
    lot, moment, text = _held(lot_id, reason, by)
    previous, schedule = lot.deadline, timetable.extended(lot.schedule, moment.at)
    assert previous is not None
    body = {"deadline": at_text(schedule.deadline), "lot": str(lot.pk), "previous": at_text(previous), "reason": text}
    lot.deadline, lot.documents_until = schedule.deadline, schedule.documents_until
    news = News(INCIDENT_EXTENDED, body)
    try:
        advance(lot=lot, outcome=Outcome.EXTENDED, facts=NoFacts(), moment=moment, by=by, news=news)
    except GuardRefused as error:
        raise NotHeld from error
    return lot


@transaction.atomic
def dismiss_outage(*, lot_id: UUID, reason: str, by: Actor) -> Lot:
    """Leave the deadline as it was; the clock closes the box at once. Raises as `extend_deadline`."""
    lot, moment, text = _held(lot_id, reason, by)
    assert lot.held_at is not None
    lot.decision, lot.stopped_for = moment.at - lot.held_at, timedelta()
    lot.extension = timedelta()  # decided: another outage changes nothing
    set_wake(lot)
    lot.save(update_fields=["decision", "extension", "stopped_for", "wake_at"])
    body = {"lot": str(lot.pk), "reason": text}
    record(News(INCIDENT_DISMISSED, body), trade=lot.trade, moment=moment, by=by)
    return lot


def _held(lot_id: UUID, reason: str, by: Actor) -> tuple[Lot, Moment, str]:
    """The lot, locked in the order of the clock: its row, then its advisory lock."""
    by.check_supervisor()
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON:
        raise ReasonMissing
    lot = _locked(lot_id)
    moment = lock_lot(lot)
    if lot.stage not in HELD or lot.stopped_at is not None or moment.at >= lot.schedule.instant(Instant.DECISION_END):
        raise NotHeld
    return lot, moment, text


def _locked(lot_id: UUID) -> Lot:
    rows = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade")
    lot = rows.filter(pk=lot_id, trade__announced_at__isnull=False).first()
    if lot is None:
        raise NoSuchLot
    return lot


def _silence_around(due: datetime, moment: Moment) -> Silence:
    """Between the last sign of life before a moment and the first one after it, or now."""
    after = Heartbeat.objects.filter(beat_at__gt=due).order_by("beat_at").values_list("beat_at", flat=True).first()
    return Silence(since=_last_beat(due), until=after or moment.real)


def _beats_between(begin: datetime, now: datetime) -> list[datetime]:
    """The last sign of life before, all between, and now."""
    last = _last_beat(begin)
    between = Heartbeat.objects.filter(beat_at__gt=begin, beat_at__lt=now).order_by("beat_at")
    return [*([last] if last else []), *between.values_list("beat_at", flat=True), now]


def _last_beat(before: datetime) -> datetime | None:
    beats = Heartbeat.objects.filter(beat_at__lte=before).order_by("-beat_at")
    return beats.values_list("beat_at", flat=True).first()


def _opened(lot: Lot, step: Step, moment: Moment) -> dict[str, object]:
    """`silent_from` is the last sign of life of the platform's clock before the step was due, or null."""
    assert lot.wake_at is not None
    last = _last_beat(lot.wake_at)
    return {
        "done_at": at_text(moment.real),
        "due_at": at_text(lot.wake_at),
        "lot": str(lot.pk),
        "silent_from": at_text(last) if last else None,
        "step": step.value,
    }
