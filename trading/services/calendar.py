"""The calendar is changed by two persons: one types the yearly notice in, another one compares it and publishes it.

What hangs on the year is counted once more then, and whoever is concerned is told (rules.md 1, calendar data (c)).
"""

from django.db import IntegrityError, connection, transaction

from trading.domain.actors import PLATFORM, Actor
from trading.domain.checks import check_schedule
from trading.domain.entries import Method
from trading.domain.periods import day_of
from trading.domain.phases import PHASES, phase_of
from trading.domain.stages import Stage
from trading.domain.yearly_notice import NamedDay, read_notice
from trading.models import CalendarDay, CalendarDecision, CalendarProposal, CalendarYear, Lot
from trading.selectors.calendar import days_of, named_days, working_calendar
from trading.services.ledger import News, record
from trading.services.moments import database_time, moment_of

CALENDAR_LOCK = 0x6D7A_CA1E
PUBLISHED = "calendar.published"
AFFECTED = "calendar.affected"
YEARS_BACK, YEARS_AHEAD = 1, 2
MOST_OPEN = 10


class ProposalRefused(Exception):
    """The proposal was not taken; the message says why, for people."""

    code = "proposal_refused"


class DecisionRefused(Exception):
    """It cannot be decided by this person, or not any more; the message says why, for people."""

    code = "decision_refused"


@transaction.atomic
def propose_year(*, year: int, source: str, text: str, by: Actor) -> CalendarProposal:
    """Write down a yearly notice; nothing is counted by it yet.

    Raises `AdministratorsOnly`, `NoticeRefused` for its lines, and `ProposalRefused` for a year out of reach, for what
    is published already, and for too many that wait.
    """
    person = by.as_administrator()
    _lock()
    this_year = day_of(database_time()).year
    if not this_year - YEARS_BACK <= year <= this_year + YEARS_AHEAD:
        raise ProposalRefused("只能录入去年至后年的放假安排。")
    days = read_notice(year, text)
    if CalendarYear.objects.filter(year=year).exists() and days == named_days(working_calendar(), year):
        raise ProposalRefused("与已经公布的完全相同。")
    if CalendarProposal.objects.filter(decision=None).count() >= MOST_OPEN:
        raise ProposalRefused("等待复核的已经太多，请先复核。")
    rows = [[day.day.isoformat(), day.working, day.name] for day in days]
    return CalendarProposal.objects.create(year=year, source=source, days=rows, by_id=person)


@transaction.atomic
def decide(*, proposal_id: int, accepted: bool, by: Actor) -> None:
    """Publish a proposal, or refuse it. Publishing needs another person than the one who typed it in.

    Raises `AdministratorsOnly` and `DecisionRefused`; then nothing has changed.
    """
    person = by.as_administrator()
    _lock()
    proposal = CalendarProposal.objects.filter(pk=proposal_id).first()
    if proposal is None or CalendarDecision.objects.filter(proposal=proposal).exists():
        raise DecisionRefused("已经有决定。")
    if accepted and proposal.by_id == person:
        raise DecisionRefused("录入的人不能自己复核，请由另一位管理员复核。")
    try:
        with transaction.atomic():
            CalendarDecision.objects.create(proposal=proposal, accepted=accepted, by_id=person)
    except IntegrityError as error:
        raise DecisionRefused("已经有决定。") from error
    if accepted:
        _publish(proposal, by)


def _publish(proposal: CalendarProposal, by: Actor) -> None:
    days = days_of(proposal)
    CalendarDay.objects.filter(day__year=proposal.year).delete()
    CalendarDay.objects.bulk_create(CalendarDay(day=day.day, working=day.working, name=day.name) for day in days)
    CalendarYear.objects.get_or_create(year=proposal.year)
    body = {"days": [_form(day) for day in days], "source": proposal.source, "year": proposal.year}
    record(News(PUBLISHED, body), trade=None, moment=moment_of(None), by=by)
    _tell_the_concerned(proposal.year)


def _tell_the_concerned(year: int) -> None:
    """Lots that take bids or will, and whose dates are not lawful any more by the new count. Training binds nobody."""
    calendar = working_calendar()
    open_stages = [each.value for phase in PHASES.values() for each in phase.all]
    lots = Lot.objects.filter(stage__in=open_stages, trade__training=False).select_related("trade")
    for lot in lots.iterator():
        refusals = check_schedule(lot.trade.spec, lot.schedule, calendar, phase=phase_of(Stage(lot.stage)))
        if refusals:
            fields = sorted({refusal.field.value for refusal in refusals})
            news = News(AFFECTED, {"fields": fields, "lot": str(lot.pk), "year": year}, method=Method.SYSTEM)
            record(news, trade=lot.trade, moment=moment_of(lot.trade), by=PLATFORM)


def _form(day: NamedDay) -> dict[str, object]:
    return {"day": day.day.isoformat(), "name": day.name, "working": day.working}


def _lock() -> None:
    """One change of the calendar at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CALENDAR_LOCK])
