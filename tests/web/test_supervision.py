"""The supervisor decides on an outage through its pages; everybody sees what was decided."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_bidders, make_official, make_supervisor
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.models import Entry

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"


@pytest.fixture
def tender() -> Tender:
    tender = world.announce_tender(make_agency())
    world.submit_all(tender, make_bidders())
    world.hold(tender)
    return tender


@pytest.fixture
def supervisor() -> Person:
    person = make_supervisor()
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


@pytest.fixture
def browser(supervisor: Person) -> Client:
    client = Client()
    client.force_login(supervisor.user)
    return client


def outage(tender: Tender) -> str:
    return reverse("supervision:outage", args=[tender.lot_id])


def answers(**changes: str) -> dict[str, str]:
    return {"decision": "extend", "reason": "机房断电", "password": PASSWORD} | changes


def test_the_supervisor_finds_what_waits_and_extends_it(browser: Client, tender: Tender) -> None:
    home = browser.get(reverse("supervision:home")).content.decode()
    assert outage(tender) in home
    assert "1 小时" in browser.get(outage(tender)).content.decode()

    after = browser.post(outage(tender), answers(), follow=True).content.decode()

    assert "已延长投标截止时间并公告" in after and outage(tender) not in after
    assert tender.stage == "bidding"
    world.place_news(tender)
    public = Client().get(reverse("trades:detail", args=[tender.trade.pk])).content.decode()
    assert "已延后，见下方记录" in public and "延长投标截止时间" in public


def test_the_supervisor_dismisses_it(browser: Client, tender: Tender) -> None:
    browser.post(outage(tender), answers(decision="dismiss"))

    assert Entry.objects.get(type="incident.dismissed").content.body["reason"] == "机房断电"


@pytest.mark.parametrize(
    "changes", [{"password": "wrong"}, {"reason": " "}, {"decision": "sell"}, {"reason": "长" * 1001}]
)
def test_a_decision_that_is_not_whole_decides_nothing(browser: Client, tender: Tender, changes: dict[str, str]) -> None:
    response = browser.post(outage(tender), answers(**changes))

    assert response.status_code == 200
    assert "field-bad" in response.content.decode()
    assert tender.stage == "held"


def test_a_decision_that_was_taken_already_is_told(browser: Client, tender: Tender) -> None:
    browser.post(outage(tender), answers())

    assert browser.post(outage(tender), answers()).status_code == 404
    assert Entry.objects.filter(type="incident.extended").count() == 1


def test_for_nobody_else_there_are_such_pages(tender: Tender) -> None:
    others = [tender.agency, make_bidder("dongfang"), make_official(Role.VENUE), make_official(Role.ADMINISTRATOR)]
    for person in others:
        client = Client()
        client.force_login(person.user)
        for address in (reverse("supervision:home"), outage(tender)):
            assert client.get(address).status_code == 404
            assert client.post(address, answers()).status_code in (404, 405)
    assert Client().get(outage(tender)).status_code == 302
    assert tender.stage == "held"


def test_while_it_is_held_the_hall_says_so_and_no_page_says_how_many_bid(browser: Client, tender: Tender) -> None:
    addresses = [
        reverse("hall:hall", args=[tender.lot_id]),
        reverse("trades:detail", args=[tender.trade.pk]),
        reverse("supervision:home"),
        outage(tender),
    ]

    texts = [browser.get(address).content.decode() for address in addresses]

    assert "标段暂停" in texts[0] and "中断待决" in texts[1]
    assert not any("白云" in text or "3 份" in text or "3 家" in text for text in texts)


def test_a_bidder_is_told_that_bidding_is_on_hold(tender: Tender) -> None:
    client = Client()
    client.force_login(make_bidder("dongfang").user)

    text = client.get(reverse("bids:tasks", args=[tender.lot_id])).content.decode()

    assert "等待监督部门决定是否延长" in text
    assert tender.lot.schedule.extension == timedelta(hours=1)
