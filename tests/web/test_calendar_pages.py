"""Administrators type a yearly notice in and publish it through their pages."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.cast import Person, make_agency, make_official
from trading.domain.actors import Role
from trading.domain.periods import day_of
from trading.models import CalendarProposal, User
from trading.selectors.calendar import working_calendar
from trading.services.members import accept, invite
from trading.services.moments import database_time

pytestmark = pytest.mark.django_db

PAGE = "/calendar/"
PASSWORD = "a-long-enough-password"


@pytest.fixture
def year() -> int:
    this_year = day_of(database_time()).year
    return next(year for year in (this_year, this_year + 1) if year not in working_calendar().years)


@pytest.fixture
def first() -> Person:
    return make_official(Role.ADMINISTRATOR)


@pytest.fixture
def second(first: Person) -> User:
    user = User.objects.create_user(username="second", password=PASSWORD)
    accept(token=invite(email="", administers=False, by=first.actor).token, user=user)
    return user


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(number: int, **changes: str) -> dict[str, str]:
    return {"year": str(number), "source": "国办发明电〔2026〕7号", "text": f"{number}-01-01 元旦"} | changes


def decision(proposal: CalendarProposal) -> str:
    return reverse("calendar:decision", args=[proposal.pk])


def test_one_types_in_and_another_publishes(year: int, first: Person, second: User) -> None:
    after = browser_of(first.user).post(PAGE, typed(year), follow=True).content.decode()
    assert "等待复核" in after
    proposal = CalendarProposal.objects.get()
    page = browser_of(second).get(decision(proposal)).content.decode()
    assert "元旦" in page and "放假" in page

    done = browser_of(second).post(decision(proposal), {"decision": "publish", "password": PASSWORD}, follow=True)

    assert "已公布" in done.content.decode()
    assert year in working_calendar().years


def test_whoever_typed_it_in_is_told_that_another_publishes(year: int, first: Person) -> None:
    first.user.set_password(PASSWORD)
    first.user.save()
    browser = browser_of(first.user)
    browser.post(PAGE, typed(year))

    page = browser.post(decision(CalendarProposal.objects.get()), {"decision": "publish", "password": PASSWORD})

    assert "不能自己复核" in page.content.decode()
    assert year not in working_calendar().years


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "元旦"}, "第 1 行"),
        ({"text": "2001-01-01 元旦"}, "日期不在这一年"),
        ({"year": "2050", "text": "2050-01-01 元旦"}, "只能录入"),
        ({"source": ""}, "field-bad"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(year: int, first: Person, changes: dict[str, str], words: str) -> None:
    page = browser_of(first.user).post(PAGE, typed(year, **changes))

    assert page.status_code == 200 and words in page.content.decode()
    assert not CalendarProposal.objects.exists()


def test_a_wrong_password_publishes_nothing(year: int, first: Person, second: User) -> None:
    browser_of(first.user).post(PAGE, typed(year))

    browser_of(second).post(decision(CalendarProposal.objects.get()), {"decision": "publish", "password": "wrong"})

    assert year not in working_calendar().years


def test_for_nobody_else_there_is_such_a_page() -> None:
    assert browser_of(make_agency().user).get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302
