"""The end of the archive, through its pages: one administrator asks, another confirms, and the trade's page says so."""

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from disclosure.selectors.archive import archive_of
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders, make_colleague, make_official
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.erasure import term_ends
from trading.models import EntryBody

pytestmark = pytest.mark.django_db
PASSWORD = "two-persons-erase"


@pytest.fixture
def wei() -> Person:
    return with_password(make_official(Role.ADMINISTRATOR))


@pytest.fixture
def xu(wei: Person) -> Person:
    return with_password(make_colleague(wei))


@pytest.fixture
def tender() -> Tender:
    return world.bring_to("opened", world.announce_tender(make_agency()), make_bidders())


def with_password(person: Person) -> Person:
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


def end_term(tender: Tender) -> None:
    ended = archive_of(tender.trade).ended
    assert ended is not None
    ends = term_ends(tender.trade.spec, ended)
    assert ends is not None
    world.pass_time(tender, ends)


def post(client: Client, person: Person, step: str, tender: Tender, password: str = PASSWORD) -> HttpResponse:
    client.force_login(person.user)
    answer = client.post(reverse(f"archive:{step}", args=[tender.trade.pk]), {"password": password})
    assert isinstance(answer, HttpResponse)
    return answer


def listed(client: Client, person: Person, tender: Tender) -> bool:
    client.force_login(person.user)
    return tender.trade.title in client.get(reverse("archive:list")).content.decode()


def test_two_administrators_erase_a_trade_and_its_page_says_so(
    client: Client, tender: Tender, wei: Person, xu: Person
) -> None:
    assert not listed(client, wei, tender)
    end_term(tender)
    assert listed(client, wei, tender)

    assert post(client, wei, "request", tender).status_code == 302
    refused = post(client, wei, "erasure", tender)
    assert refused.status_code == 200 and "申请人不能自己确认" in refused.content.decode()
    answer = post(client, xu, "erasure", tender)
    assert answer.status_code == 302 and "已销毁" in str(*list(get_messages(answer.wsgi_request))[-1:])  # type: ignore[attr-defined]
    world.place_news(tender)

    client.logout()
    for name in ("trades:detail", "trades:bundle"):
        gone = client.get(reverse(name, args=[tender.trade.pk]))
        assert gone.status_code == 410 and "内容已销毁" in gone.content.decode()
    for name in ("hall:hall", "hall:record", "hall:record_json", "hall:state"):
        assert client.get(reverse(name, args=[tender.lot.pk])).status_code == 404
    for name in ("home", "trades:list", "verify"):
        page = client.get(reverse(name))
        assert page.status_code == 200 and tender.trade.title not in page.content.decode()
    assert not listed(client, wei, tender)


def test_the_password_is_asked_for_again(client: Client, tender: Tender, wei: Person) -> None:
    end_term(tender)

    page = post(client, wei, "request", tender, "wrong")

    assert page.status_code == 200 and "密码不正确" in page.content.decode()
    assert not EntryBody.objects.filter(entry__type="erasure.asked").exists()


def test_nobody_else_finds_the_pages(client: Client, tender: Tender, wei: Person) -> None:
    end_term(tender)
    client.force_login(tender.agency.user)

    assert client.get(reverse("archive:list")).status_code == 404
    assert client.get(reverse("archive:erasure", args=[tender.trade.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("archive:list")).status_code == 302


def test_a_trade_whose_term_runs_has_no_such_page(client: Client, tender: Tender, wei: Person) -> None:
    assert post(client, wei, "request", tender).status_code == 404
