"""The calendar changes by two persons, keeps its history, and tells whoever is concerned."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support import world
from tests.support.cast import Person, make_agency, make_official, make_supervisor
from trading.domain.actors import Actor, AdministratorsOnly, Role
from trading.domain.periods import day_of
from trading.domain.yearly_notice import NoticeRefused
from trading.models import CalendarDay, CalendarProposal, Entry, Lot, Trade, User
from trading.selectors.calendar import proposals, working_calendar
from trading.services.calendar import DecisionRefused, ProposalRefused, decide, propose_year
from trading.services.moments import database_time

pytestmark = pytest.mark.django_db

SOURCE = "国办发明电〔2026〕7号"


@pytest.fixture
def year() -> int:
    """One whose notice is not published."""
    this_year = day_of(database_time()).year
    return next(year for year in (this_year, this_year + 1) if year not in working_calendar().years)


@pytest.fixture
def first() -> Actor:
    return make_official(Role.ADMINISTRATOR).actor


@pytest.fixture
def second(first: Actor) -> Actor:
    return replace(first, user_id=User.objects.create(username="second").pk)


def notice(year: int) -> str:
    return f"{year}-01-01 元旦\n{year}-10-01 国庆节\n{_a_saturday(year)} 上班 国庆节"


def _a_saturday(year: int) -> date:
    day = date(year, 9, 1)
    return day + timedelta(days=(5 - day.weekday()) % 7)


def propose(year: int, by: Actor) -> CalendarProposal:
    return propose_year(year=year, source=SOURCE, text=notice(year), by=by)


def test_a_notice_counts_once_another_person_has_published_it(year: int, first: Actor, second: Actor) -> None:
    proposal = propose(year, first)
    assert year not in working_calendar().years

    decide(proposal_id=proposal.pk, accepted=True, by=second)

    calendar = working_calendar()
    assert calendar.is_published(date(year, 1, 1)) and calendar.is_working_day(_a_saturday(year))
    entry = Entry.objects.select_related("content").get(type="calendar.published")
    assert (entry.content.body["year"], entry.content.body["source"]) == (year, SOURCE)
    assert (entry.by["role"], entry.visibility, entry.trade) == ("administrator", "public", None)


def test_whoever_typed_it_in_does_not_publish_it_but_may_take_it_back(year: int, first: Actor) -> None:
    proposal = propose(year, first)

    with pytest.raises(DecisionRefused):
        decide(proposal_id=proposal.pk, accepted=True, by=first)
    decide(proposal_id=proposal.pk, accepted=False, by=first)

    assert year not in working_calendar().years
    assert [shown.accepted for shown in proposals(first)] == [False]


def test_what_is_decided_stays_decided(year: int, first: Actor, second: Actor) -> None:
    proposal = propose(year, first)
    decide(proposal_id=proposal.pk, accepted=False, by=second)

    with pytest.raises(DecisionRefused):
        decide(proposal_id=proposal.pk, accepted=True, by=second)


def test_a_correction_replaces_the_year(year: int, first: Actor, second: Actor) -> None:
    decide(proposal_id=propose(year, first).pk, accepted=True, by=second)
    shorter = propose_year(year=year, source="更正", text=f"{year}-01-01 元旦", by=second)

    decide(proposal_id=shorter.pk, accepted=True, by=first)

    assert list(CalendarDay.objects.filter(day__year=year).values_list("day", flat=True)) == [date(year, 1, 1)]
    assert len(proposals(first)) == 2


def test_what_is_published_already_is_not_taken_again(year: int, first: Actor, second: Actor) -> None:
    decide(proposal_id=propose(year, first).pk, accepted=True, by=second)

    with pytest.raises(ProposalRefused):
        propose(year, first)


@pytest.mark.parametrize("offset", [-2, 3])
def test_a_year_out_of_reach_is_refused(first: Actor, offset: int) -> None:
    with pytest.raises(ProposalRefused):
        propose(day_of(database_time()).year + offset, first)


def test_a_line_that_cannot_be_changes_nothing(year: int, first: Actor) -> None:
    with pytest.raises(NoticeRefused):
        propose_year(year=year, source=SOURCE, text="元旦", by=first)

    assert not CalendarProposal.objects.exists()


def test_proposals_are_bounded(year: int, first: Actor) -> None:
    for _ in range(10):
        propose(year, first)

    with pytest.raises(ProposalRefused):
        propose(year, first)


@pytest.mark.parametrize("role", [Role.AGENCY, Role.BIDDER, Role.SUPERVISOR, Role.VENUE])
def test_nobody_but_administrators_touches_the_calendar(year: int, first: Actor, role: Role) -> None:
    proposal = propose(year, first)
    somebody = replace(make_supervisor().actor, role=role)

    for attempt in (
        lambda: propose(year, somebody),
        lambda: decide(proposal_id=proposal.pk, accepted=True, by=somebody),
        lambda: proposals(somebody),
    ):
        with pytest.raises(AdministratorsOnly):
            attempt()


def test_a_lot_whose_dates_are_not_lawful_any_more_is_told(year: int, first: Actor, second: Actor) -> None:
    """The deadline stands on a holiday's edge: with the new notice the period ends later than the deadline."""
    tender = world.announce_tender(make_agency())
    start = tender.lot.schedule.documents_from
    twentieth = day_of(start) + timedelta(days=20)
    Lot.objects.filter(pk=tender.lot_id).update(deadline=start + timedelta(days=20))
    Trade.objects.filter(pk=tender.trade.pk).update(training=False)
    lines = "\n".join(f"{twentieth + timedelta(days=offset)} 春节" for offset in range(2))
    this_year = day_of(database_time()).year
    assert twentieth.year == this_year, "the cast's dates lie in a year that can be corrected"

    correction = propose_year(year=twentieth.year, source="更正", text=lines, by=first)
    decide(proposal_id=correction.pk, accepted=True, by=second)

    told = Entry.objects.select_related("content").get(type="calendar.affected")
    assert told.trade == tender.trade and told.content.body["fields"] == ["deadline"]


def test_a_lot_that_stays_lawful_and_a_training_lot_are_not_told(year: int, first: Actor, second: Actor) -> None:
    world.announce_tender(make_agency())

    decide(proposal_id=propose(year, first).pk, accepted=True, by=second)

    assert not Entry.objects.filter(type="calendar.affected").exists()


def test_the_administrator_of_the_tests_is_a_person(first: Actor) -> None:
    person: Person = make_official(Role.ADMINISTRATOR)
    assert person.actor == first
