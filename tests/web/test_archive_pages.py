"""The end of the archive, through its pages: one administrator asks, another confirms, and the trade's page says so."""

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from disclosure.selectors.archive import archive_of
from tests.support import world
from tests.support.cast import Person, make_colleague, make_official
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


def with_password(person: Person) -> Person:
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


def end_term(opened: Tender) -> None:
    ended = archive_of(opened.trade).ended
    assert ended is not None
    ends = term_ends(opened.trade.spec, ended)
    assert ends is not None
    world.pass_time(opened, ends)


def post(client: Client, person: Person, step: str, opened: Tender, password: str = PASSWORD) -> HttpResponse:
    client.force_login(person.user)
    answer = client.post(reverse(f"archive:{step}", args=[opened.trade.pk]), {"password": password})
    assert isinstance(answer, HttpResponse)
    return answer


def listed(client: Client, person: Person, opened: Tender) -> bool:
    client.force_login(person.user)
    return opened.trade.title in client.get(reverse("archive:list")).content.decode()


def test_two_administrators_erase_a_trade_and_its_page_says_so(
    client: Client, opened: Tender, wei: Person, xu: Person
) -> None:
    assert not listed(client, wei, opened)
    end_term(opened)
    assert listed(client, wei, opened)

    assert post(client, wei, "request", opened).status_code == 302
    refused = post(client, wei, "erasure", opened)
    assert refused.status_code == 200 and "申请人不能自己确认" in refused.content.decode()
    answer = post(client, xu, "erasure", opened)
    assert answer.status_code == 302 and "已销毁" in str(*list(get_messages(answer.wsgi_request))[-1:])  # type: ignore[attr-defined]
    world.place_news(opened)

    client.logout()
    for name in ("trades:detail", "trades:bundle"):
        gone = client.get(reverse(name, args=[opened.trade.pk]))
        assert gone.status_code == 410 and "内容已销毁" in gone.content.decode()
    for name in ("hall:hall", "hall:record", "hall:record_json", "hall:state"):
        assert client.get(reverse(name, args=[opened.lot_id])).status_code == 404
    for name in ("home", "trades:list", "verify"):
        page = client.get(reverse(name))
        assert page.status_code == 200 and opened.trade.title not in page.content.decode()
    assert not listed(client, wei, opened)


def test_the_password_is_asked_for_again(client: Client, opened: Tender, wei: Person) -> None:
    end_term(opened)

    page = post(client, wei, "request", opened, "wrong")

    assert page.status_code == 200 and "密码不正确" in page.content.decode()
    assert not EntryBody.objects.filter(entry__type="erasure.asked").exists()


def test_nobody_else_finds_the_pages(client: Client, opened: Tender, wei: Person) -> None:
    end_term(opened)
    client.force_login(opened.agency.user)

    assert client.get(reverse("archive:list")).status_code == 404
    assert client.get(reverse("archive:erasure", args=[opened.trade.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("archive:list")).status_code == 302


def test_a_trade_whose_term_runs_has_no_such_page(client: Client, opened: Tender, wei: Person) -> None:
    assert post(client, wei, "request", opened).status_code == 404
