"""Notices on their way to the designated medium, through the pages of those who answer for them."""

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.domain.medium import Answer, Standing
from disclosure.models import MediumNotice
from disclosure.services import medium as handing
from disclosure.services.media import Parcel
from tests.support import world
from tests.support.cast import Person, make_agency, make_supervisor
from tests.support.world import Tender
from trading.models import Entry
from trading.services.moments import database_time

pytestmark = pytest.mark.django_db

AGAIN = "再次送交"
REASON = "公告没有写明联系电话"


@pytest.fixture
def row(tender: Tender) -> MediumNotice:
    world.place_news(tender)
    handing.note(Entry.objects.get(trade=tender.trade, type="trade.announced"))
    return MediumNotice.objects.get(trade=tender.trade)


@pytest.fixture
def refused(row: MediumNotice, monkeypatch: pytest.MonkeyPatch) -> MediumNotice:
    answered(monkeypatch, Answer(Standing.REFUSED, reason=REASON))
    return row


def answered(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    """The medium, which is outside, says so."""

    class Medium:
        def hand_over(self, parcel: Parcel) -> Answer:
            return answer

    monkeypatch.setattr(handing, "designated", Medium)
    handing.ask_medium()


def of(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person.user)
    return client


def text(client: Client, page: str) -> str:
    response = client.get(page)
    assert response.status_code == 200
    return response.content.decode()


def test_the_agency_learns_of_a_refusal_and_hands_over_again(tender: Tender, refused: MediumNotice) -> None:
    agency, page = of(tender.agency), reverse("agency:medium")
    assert "1 份公告需要处理" in text(agency, reverse("agency:home"))
    assert REASON in text(agency, page) and AGAIN in text(agency, page)

    answer = agency.post(reverse("agency:handover", args=[tender.trade.pk, refused.seq]), follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert REASON not in answer.content.decode() and "等待送交" in answer.content.decode()
    assert "份公告需要处理" not in text(agency, reverse("agency:home"))


def test_a_second_click_is_told_that_it_is_on_its_way(tender: Tender, refused: MediumNotice) -> None:
    agency, address = of(tender.agency), reverse("agency:handover", args=[tender.trade.pk, refused.seq])

    agency.post(address)
    answer = agency.post(address, follow=True)

    assert "正在送交" in answer.content.decode()


def test_nobody_else_hands_over_or_sees_the_list(tender: Tender, refused: MediumNotice) -> None:
    address = reverse("agency:handover", args=[tender.trade.pk, refused.seq])
    other, supervisor = of(make_agency("dongfang")), of(make_supervisor())

    assert REASON not in text(other, reverse("agency:medium"))
    assert other.post(address).status_code == 404
    assert supervisor.post(address).status_code == 404
    assert supervisor.get(reverse("agency:medium")).status_code == 404
    assert of(None).post(address).status_code == 302
    assert of(tender.agency).get(address).status_code == 405
    refused.refresh_from_db()
    assert refused.standing == Standing.REFUSED


def test_the_supervisor_sees_every_trade_and_hands_nothing_over(refused: MediumNotice) -> None:
    supervisor = of(make_supervisor())

    shown = text(supervisor, reverse("supervision:medium"))

    assert REASON in shown and AGAIN not in shown
    assert "1 份公告需要处理" in text(supervisor, reverse("supervision:home"))
    assert of(make_agency("dongfang")).get(reverse("supervision:medium")).status_code == 404


def test_what_is_overdue_is_told_before_anybody_asks_the_medium(tender: Tender, row: MediumNotice) -> None:
    MediumNotice.objects.filter(pk=row.pk).update(due_at=database_time())

    assert "已逾期" in text(of(tender.agency), reverse("agency:medium"))
    assert "已逾期" in text(of(make_supervisor()), reverse("supervision:medium"))


def test_everybody_sees_where_a_notice_is_published_as_well_once_it_is(
    tender: Tender, row: MediumNotice, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = reverse("trades:notice", args=[tender.trade.pk, row.seq])
    before = of(None).get(page)
    assert "同时发布于" not in before.content.decode()

    answered(monkeypatch, Answer(Standing.PUBLISHED, "", "https://medium.example/1", database_time()))

    after = of(None).get(page)
    assert 'href="https://medium.example/1"' in after.content.decode()
    assert after["ETag"] != before["ETag"]


def test_the_rule_page_says_what_goes_there_and_until_when() -> None:
    shown = text(of(None), reverse("rules"))

    assert "同时在指定媒介发布的公告" in shown and "12 小时" in shown
