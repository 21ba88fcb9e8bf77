"""Whether a timetable is lawful, and what the page is told when it is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.calendar import Calendar
from trading.domain.calendar_seed import seed_calendar
from trading.domain.checks import (
    Code,
    Field,
    Mark,
    check_schedule,
    count_days,
    deadline_bound,
    last_clarification_day,
    last_objection_day,
    offer_bound,
    offer_end,
)
from trading.domain.kinds import ALL
from trading.domain.kinds.articles import cite
from trading.domain.kinds.spec import KindSpec
from trading.domain.kinds.values import Confidence, Value
from trading.domain.periods import day_of, end_of, start_of
from trading.domain.schedule import NaiveTime, Schedule

ScheduleOf = Callable[..., Schedule]
PUBLISHED = seed_calendar()
NINE = timedelta(hours=9)


def morning(month: int, day: int, year: int = 2026) -> datetime:
    return start_of(date(year, month, day)) + NINE


def codes(spec: KindSpec, schedule: Schedule, calendar: Calendar) -> list[tuple[Field, Code]]:
    return [(refusal.field, refusal.code) for refusal in check_schedule(spec, schedule, calendar)]


def test_a_lawful_schedule_is_not_refused(tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar) -> None:
    assert check_schedule(tender, schedule_of(), calendar) == ()


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_the_hour_of_the_earliest_day_does_not_matter(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar, hour: int
) -> None:
    """The period is counted in days (TM-1)."""
    deadline = start_of(date(2026, 4, 7)) + timedelta(hours=hour)

    assert check_schedule(tender, schedule_of(deadline=deadline, documents_until=deadline), calendar) == ()


def test_the_day_before_in_shanghai_is_too_early_though_utc_already_calls_it_the_day(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    last_minute = start_of(date(2026, 4, 7)) - timedelta(minutes=1)
    assert last_minute == datetime(2026, 4, 6, 15, 59, tzinfo=UTC)

    schedule = schedule_of(deadline=last_minute, documents_until=last_minute)

    assert codes(tender, schedule, calendar) == [(Field.DEADLINE, Code.DEADLINE_TOO_EARLY)]


def test_the_count_of_twenty_days_is_shown_as_the_page_shows_it(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    """The panel of the timetable page: 16 March to 12 April 2026, whole weeks, day by day."""
    (refusal,) = check_schedule(
        tender, schedule_of(deadline=morning(4, 5), documents_until=end_of(date(2026, 4, 4))), calendar
    )
    shown = {cell.day: cell for cell in refusal.counted}

    assert (refusal.counted[0].day, refusal.counted[-1].day) == (date(2026, 3, 16), date(2026, 4, 12))
    assert (shown[date(2026, 3, 16)].mark, shown[date(2026, 3, 16)].number) == (Mark.START, None)
    assert (shown[date(2026, 3, 21)].number, shown[date(2026, 3, 21)].rest) == (5, True)
    assert (shown[date(2026, 4, 4)].number, shown[date(2026, 4, 4)].mark) == (19, Mark.COUNTED)
    assert (shown[date(2026, 4, 5)].number, shown[date(2026, 4, 5)].mark) == (20, Mark.REFUSED)
    assert (shown[date(2026, 4, 6)].number, shown[date(2026, 4, 6)].mark) == (None, Mark.MOVED_OVER)
    assert (shown[date(2026, 4, 7)].number, shown[date(2026, 4, 7)].mark) == (None, Mark.EARLIEST)
    assert shown[date(2026, 4, 8)].mark is Mark.AFTER


@given(day=st.dates(date(2004, 1, 1), date(2026, 11, 1)))
def test_a_count_is_whole_weeks_with_one_start_and_one_earliest_day(day: date) -> None:
    bound = deadline_bound(ALL[0], start_of(day) + NINE, PUBLISHED)
    assert bound is not None

    cells = count_days(bound, PUBLISHED)

    assert cells[0].day.weekday() == 0
    assert cells[-1].day.weekday() == 6
    assert [cell.day for cell in cells if cell.mark is Mark.START] == [day]
    assert [cell.day for cell in cells if cell.mark is Mark.EARLIEST] == [bound.earliest]
    assert [cell.number for cell in cells if cell.number is not None] == list(range(1, 21))
    assert not any(cell.rest for cell in cells if cell.mark is Mark.EARLIEST)
    assert all(cell.rest for cell in cells if cell.mark in (Mark.REFUSED, Mark.MOVED_OVER))


@given(day=st.dates(date(2004, 1, 1), date(2026, 11, 1)), wait=st.integers(1, 40))
def test_a_deadline_is_refused_exactly_when_it_lies_before_the_earliest_day(day: date, wait: int) -> None:
    """TL 24; and the earliest day is always named."""
    deadline = start_of(day + timedelta(days=wait)) + NINE
    half = timedelta(minutes=30)
    schedule = Schedule(start_of(day) + NINE, deadline, deadline, 2 * half, half, half, half)
    bound = deadline_bound(ALL[0], schedule.documents_from, PUBLISHED)
    assert bound is not None

    early = [refusal for refusal in check_schedule(ALL[0], schedule, PUBLISHED) if refusal.field is Field.DEADLINE]

    assert bool(early) == (day_of(deadline) < bound.earliest)
    assert all(refusal.earliest == bound.earliest for refusal in early)


def test_documents_are_not_on_offer_after_the_deadline(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    schedule = schedule_of(documents_until=end_of(date(2026, 4, 7)))

    assert codes(tender, schedule, calendar) == [(Field.DOCUMENTS_UNTIL, Code.OFFER_AFTER_DEADLINE)]


def test_an_offer_until_the_day_of_the_deadline_ends_with_the_deadline() -> None:
    deadline = morning(4, 7)

    assert offer_end(date(2026, 4, 6), deadline) == end_of(date(2026, 4, 6))
    assert offer_end(date(2026, 4, 7), deadline) == deadline


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=1)])
def test_a_deadline_that_does_not_come_after_the_documents_is_refused_as_such(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar, after: timedelta
) -> None:
    schedule = schedule_of(documents_from=morning(4, 7) + after, deadline=morning(4, 7))

    refusals = [refusal for refusal in check_schedule(tender, schedule, calendar) if refusal.field is Field.DEADLINE]

    assert [refusal.code for refusal in refusals] == [Code.DEADLINE_BEFORE_DOCUMENTS]
    assert refusals[0].earliest is not None


def test_a_deadline_on_a_rest_day_is_allowed(tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar) -> None:
    """The law moves the last day of a period (CC 203); that a deadline be a working day it does not ask."""
    saturday = morning(4, 11)
    assert calendar.is_rest_day(day_of(saturday))

    assert check_schedule(tender, schedule_of(deadline=saturday), calendar) == ()


def test_documents_cannot_have_been_on_offer_before_the_notice(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    schedule = schedule_of()

    in_time = check_schedule(tender, schedule, calendar, announced_at=schedule.documents_from)
    late = check_schedule(tender, schedule, calendar, announced_at=schedule.documents_from + timedelta(seconds=1))

    assert in_time == ()
    assert [(refusal.field, refusal.code) for refusal in late] == [(Field.DOCUMENTS_FROM, Code.IN_THE_PAST)]


def test_a_binding_date_in_a_year_without_calendar_cannot_be_announced(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    schedule = schedule_of(
        documents_from=morning(12, 1), documents_until=end_of(date(2026, 12, 31)), deadline=morning(1, 4, 2027)
    )

    assert codes(tender, schedule, calendar) == [(Field.DEADLINE, Code.YEAR_NOT_PUBLISHED)]


def test_the_same_schedule_is_lawful_once_the_year_is_published(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    schedule = schedule_of(
        documents_from=morning(12, 1), documents_until=end_of(date(2026, 12, 31)), deadline=morning(1, 4, 2027)
    )
    published = replace(calendar, years=calendar.years | {2027})

    assert check_schedule(tender, schedule, published) == ()


def test_an_earliest_day_in_a_year_without_calendar_says_that_it_is_provisional(
    tender: KindSpec, calendar: Calendar
) -> None:
    bound = deadline_bound(tender, morning(12, 20), calendar)

    assert bound is not None
    assert bound.provisional


@pytest.mark.parametrize(
    "name, minutes, code",
    [
        ("window", 29, Code.TOO_SHORT),
        ("window", 481, Code.TOO_LONG),
        ("keys_allowance", 4, Code.TOO_SHORT),
        ("objections", 4, Code.TOO_SHORT),
        ("confirmation", 481, Code.TOO_LONG),
    ],
)
def test_a_length_outside_its_range_is_refused_with_the_range(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar, name: str, minutes: int, code: Code
) -> None:
    (refusal,) = check_schedule(tender, schedule_of(**{name: timedelta(minutes=minutes)}), calendar)

    assert (refusal.field, refusal.code) == (Field(name), code)
    assert refusal.least is not None
    assert refusal.most is not None


@pytest.mark.parametrize("name", ["window", "keys_allowance", "objections", "confirmation"])
def test_both_ends_of_a_range_are_allowed(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar, name: str
) -> None:
    choice = getattr(tender.law, name).value

    for length in (choice.least, choice.default, choice.most):
        assert check_schedule(tender, schedule_of(**{name: length}), calendar) == ()


def test_everything_wrong_is_told_at_once(tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar) -> None:
    schedule = schedule_of(
        documents_until=end_of(date(2026, 3, 18)), deadline=morning(3, 20), window=timedelta(minutes=1)
    )

    assert codes(tender, schedule, calendar) == [
        (Field.DOCUMENTS_UNTIL, Code.OFFER_TOO_SHORT),
        (Field.DEADLINE, Code.DEADLINE_TOO_EARLY),
        (Field.WINDOW, Code.TOO_SHORT),
    ]


def test_with_whole_days_the_earliest_deadline_is_a_day_later(tender: KindSpec, calendar: Calendar) -> None:
    """TM-9, the strict option: 20 whole days between issue and deadline."""
    strict = replace(tender, law=replace(tender.law, full_days=Value(True, ("TL 24",), Confidence.DECIDED)))
    tuesday = morning(3, 10)

    plain, whole = deadline_bound(tender, tuesday, calendar), deadline_bound(strict, tuesday, calendar)

    assert plain is not None
    assert whole is not None
    assert (plain.earliest, whole.earliest) == (date(2026, 3, 30), date(2026, 3, 31))


def test_the_page_names_the_last_days_for_clarification_and_objection(tender: KindSpec, calendar: Calendar) -> None:
    """Cases 3 and 4 of rules.md 11: TR 21 and TR 22, deadline 30 June 2026."""
    clarification = last_clarification_day(tender, morning(6, 30), calendar)
    objection = last_objection_day(tender, morning(6, 30), calendar)

    assert clarification is not None
    assert clarification.day == date(2026, 6, 15)
    assert objection is not None
    assert objection.day == date(2026, 6, 20)


def test_the_page_names_the_earliest_end_of_the_offer(tender: KindSpec, calendar: Calendar) -> None:
    """The hint of the timetable page: day 5 is Saturday 21 March, so 23 March."""
    bound = offer_bound(tender, morning(3, 16), calendar)

    assert bound is not None
    assert (bound.nominal, bound.earliest) == (date(2026, 3, 21), date(2026, 3, 23))


def test_the_articles_of_a_refusal_can_be_read_out(
    tender: KindSpec, schedule_of: ScheduleOf, calendar: Calendar
) -> None:
    (refusal,) = check_schedule(
        tender, schedule_of(deadline=morning(4, 5), documents_until=end_of(date(2026, 4, 4))), calendar
    )

    assert cite(refusal.articles).startswith("招标投标法第二十四条；")
    assert cite(refusal.articles).endswith("民法典第二百零一条、第二百零三条")


def test_a_schedule_without_a_zone_is_refused(schedule_of: ScheduleOf) -> None:
    with pytest.raises(NaiveTime):
        schedule_of(deadline=datetime.fromisoformat("2026-04-07T09:30"))
