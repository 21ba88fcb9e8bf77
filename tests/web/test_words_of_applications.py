"""While applications are asked for, pages speak of applications; and a supervisor's notice names the supervisor."""

import pytest
from django.test import Client
from django.urls import reverse

from bidding.services.uploads import UploadRefused
from tests.support import qualifying, world
from tests.support.cast import Person, make_agency, make_bidders, make_supervisor
from tests.support.world import Tender
from tests.web.doors import browser_of
from trading.models import Position
from trading.services.stopping import order_stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicants() -> list[Person]:
    return make_bidders()


@pytest.fixture
def tender() -> Tender:
    return qualifying.announce_prequalification(make_agency())


def stop(tender: Tender, supervisor: Person) -> None:
    order_stop(trade_id=tender.trade.pk, reason="调查期间暂停。", allows=[], by=supervisor.actor)
    world.place_news(tender)


def read(person: Person | None, name: str, *args: object) -> str:
    client = browser_of(person) if person else Client()
    return str(client.get(reverse(name, args=args)).content.decode())


def test_a_stop_of_a_prequalification_speaks_of_applications(tender: Tender, applicants: list[Person]) -> None:
    stop(tender, make_supervisor())

    page = read(None, "trades:detail", tender.trade.pk)

    assert "不接收资格预审申请" in page and "已收到的投标原样" not in page
    with pytest.raises(UploadRefused, match="不接收申请"):
        qualifying.apply(tender, applicants[0])


def test_questions_and_objections_are_about_its_documents(tender: Tender, applicants: list[Person]) -> None:
    asked = read(applicants[0], "trades:questions", tender.trade.pk)
    received = read(tender.agency, "agency:received", tender.trade.pk)

    assert "对资格预审文件提出异议" in asked and "对招标文件提出异议" not in asked
    assert "对资格预审文件的异议" in received and "下载了资格预审文件" in received


def test_a_receipt_and_its_withdrawal_are_of_an_application(tender: Tender, applicants: list[Person]) -> None:
    qualifying.apply(tender, applicants[0])

    receipt = read(applicants[0], "bids:receipt", tender.lot_id, 1)
    withdrawal = read(applicants[0], "bids:withdrawal", tender.lot_id)

    assert "资格预审申请回执" in receipt and "投标回执" not in receipt and "试一次解密" in receipt
    assert "撤回申请" in withdrawal and "保证金" not in withdrawal


def test_the_notice_of_a_stop_is_published_by_its_supervisor(tender: Tender) -> None:
    """TR 62: not by the platform."""
    supervisor = make_supervisor()
    stop(tender, supervisor)
    place = Position.objects.get(entry__type="stop.ordered")

    page = read(None, "trades:notice", tender.trade.pk, place.trade_seq)

    assert supervisor.actor.name in page
