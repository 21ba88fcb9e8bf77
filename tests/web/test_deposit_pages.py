"""Deposits through the pages: drafted by the agency, lodged by bidders, seen and decided on after the opening."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bidding.models import DepositAccount, DepositDecision, DepositInstrument
from tests.support import deposits, world
from tests.support.cast import Person, make_agency, make_bidder, make_bidders, make_supervisor
from tests.support.world import Tender
from tests.web.doors import browser_of
from trading.models import DepositRequirement, Entry
from trading.services.moments import database_time

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"
ASK = {"lot1-asked": "on", "lot1-amount": "120000", "lot1-holder": "centre", "lot1-valid_days": "90"}
PAPER = {
    "what": "paper",
    "paper-form": "e_guarantee",
    "paper-issuer": "中国建设银行沈阳分行",
    "paper-number": "BH-1",
    "paper-named": "bidder",
    "paper-amount": "120000.00",
    "paper-valid_until": "2026-06-28",
}


@pytest.fixture
def agency(settings: Settings, tmp_path: Path) -> Person:
    settings.BANK_DIR = tmp_path
    agency = make_agency()
    agency.user.set_password(PASSWORD)
    agency.user.save()
    return agency


@pytest.fixture
def tender(agency: Person) -> Tender:
    return world.announce_tender(agency, deposit=deposits.ASKED)


def own_page(tender: Tender) -> str:
    return reverse("bids:deposit", args=[tender.lot_id])


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_agency_asks_a_deposit_and_is_told_the_most_that_the_law_allows(agency: Person) -> None:
    draft = world.draft_tender(agency)
    client, page = browser_of(agency), reverse("agency:deposits", args=[draft.pk])

    refused = client.post(page, ASK | {"lot1-amount": "126210.42"}).content.decode()
    empty = client.post(page, ASK | {"lot1-amount": ""}).content.decode()
    broken = client.post(page, ASK | {"lot1-amount": "1\x00"})

    assert "最高为 126,210.41 元" in refused and "126210.42" in refused, "nothing typed is lost"
    assert "请填写金额" in empty and broken.status_code == 400
    assert not DepositRequirement.objects.exists()
    assert client.post(page, ASK).status_code == 302
    assert "120,000.00 元" in text_of(client, reverse("agency:check", args=[draft.pk]))
    assert client.post(page, {"lot1-holder": "centre", "lot1-valid_days": "90"}).status_code == 302
    assert not DepositRequirement.objects.exists()


def test_only_the_drafts_agency_sees_its_draft(agency: Person) -> None:
    draft = world.draft_tender(agency)
    page = reverse("agency:deposits", args=[draft.pk])

    assert browser_of(make_agency("dongfang")).get(page).status_code == 404
    assert browser_of(make_bidder("baiyun")).get(page).status_code == 404


def test_the_notice_says_what_is_asked(tender: Tender) -> None:
    page = text_of(Client(), reverse("trades:detail", args=[tender.trade.pk]))

    assert "120,000.00" in page and "电子保函" in page and "公共资源交易中心专户" in page


def test_a_bidder_lodges_money_by_its_page(tender: Tender) -> None:
    baiyun = make_bidder("baiyun")
    client, page = browser_of(baiyun), own_page(tender)
    assert "未递交" in text_of(client, page)
    assert reverse("bids:deposit", args=[tender.lot_id]) in text_of(client, reverse("bids:tasks", args=[tender.lot_id]))

    number = deposits.account_number(baiyun)
    client.post(page, {"what": "basic", "basic-bank_name": "大连银行", "basic-number": number})
    client.post(page, {"what": "account"})
    account = DepositAccount.objects.get()
    deposits.fake_bank().credit(account.number, number, "白云", deposits.AMOUNT, database_time())
    client.post(page, {"what": "look"})

    shown = text_of(client, page)
    assert account.number in shown and "已收妥，符合公告的要求" in shown


def test_a_bidder_lodges_a_guarantee_by_its_page(tender: Tender) -> None:
    client, page = browser_of(make_bidder("baiyun")), own_page(tender)
    file = SimpleUploadedFile("保函.pdf", b"%PDF-1.4")

    short = client.post(page, PAPER | {"paper-issuer": "", "paper-file": file}).content.decode()
    file.seek(0)
    assert "BH-1" in short and not DepositInstrument.objects.exists()
    assert client.post(page, PAPER | {"paper-issuer": "银行\x00", "paper-file": file}).status_code == 400
    file.seek(0)
    assert client.post(page, PAPER | {"paper-file": file}).status_code == 302

    shown = text_of(client, page)
    paper = DepositInstrument.objects.get()
    assert "电子保函" in shown and "已收妥" in shown
    address = reverse("bids:deposit_paper", args=[tender.lot_id, paper.pk])
    assert b"".join(client.get(address)) == b"%PDF-1.4"
    for other in (make_bidder("changhe"), tender.agency, make_supervisor()):
        assert browser_of(other).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_a_refusal_is_said_on_the_page(tender: Tender) -> None:
    client = browser_of(make_bidder("baiyun"))
    world.pass_time(tender, world.DEADLINE)

    client.post(own_page(tender), {"what": "account"})
    shown = text_of(client, own_page(tender))

    assert "不接收投标保证金" in shown and not DepositAccount.objects.exists()


def test_after_the_opening_agency_and_supervisor_see_the_deposits_and_others_do_not(tender: Tender) -> None:
    bidders = make_bidders(3)
    deposits.lodge_money(tender, bidders[0])
    page, hall = (reverse(name, args=[tender.lot_id]) for name in ("hall:deposits", "hall:hall"))
    world.bring_to("unlocking", tender, bidders)
    supervisor = make_supervisor()
    assert [browser_of(who).get(page).status_code for who in (tender.agency, supervisor)] == [404, 404]

    world.publish_window_key(tender)

    number = deposits.account_number(bidders[0])
    to_agency, to_supervisor = (text_of(browser_of(who), page) for who in (tender.agency, supervisor))
    assert number not in to_agency and f"…{number[-4:]}" in to_agency
    assert number in to_supervisor
    assert page in text_of(browser_of(tender.agency), hall) and page not in text_of(Client(), hall)
    for other in (bidders[0], make_agency("dongfang")):
        assert browser_of(other).get(page).status_code == 404
    assert "现金、支票或转账，符合要求" in text_of(Client(), hall) and "没有递交" in text_of(Client(), hall)


def test_the_agency_keeps_the_deposit_of_a_revoked_bid_with_its_password(tender: Tender) -> None:
    bidders = make_bidders(3)
    for bidder in bidders:
        deposits.lodge_money(tender, bidder)
    world.bring_to("objections", tender, bidders, bidders[1:])
    client = browser_of(tender.agency)
    page = reverse("hall:deposit_decision", args=[tender.lot_id, bidders[0].party])
    decided = {"decision": "revoked", "reason": "未在解密时限内提交密钥", "password": PASSWORD}

    for wrong in ({"reason": ""}, {"password": "wrong"}, {"decision": "contract_refused"}):
        assert client.post(page, decided | wrong).status_code == 200
    opened = reverse("hall:deposit_decision", args=[tender.lot_id, bidders[1].party])
    assert client.post(opened, decided).status_code == 200, "an opened bid's deposit is not kept"
    assert not DepositDecision.objects.exists()
    assert client.post(page, decided).status_code == 302

    assert Entry.objects.filter(type="deposit.kept").count() == 1
    assert "不予退还" in text_of(client, reverse("hall:deposits", args=[tender.lot_id]))
    assert "招标人决定不予退还" in text_of(browser_of(bidders[0]), own_page(tender))
    assert browser_of(make_supervisor()).get(page).status_code == 404


def test_the_record_says_how_each_deposit_stood(tender: Tender) -> None:
    bidders = make_bidders(3)
    deposits.lodge_paper(tender, bidders[0])
    world.bring_to("opened", tender, bidders)

    page = text_of(Client(), reverse("hall:record", args=[tender.lot_id]))
    paper = Client().get(reverse("hall:record_pdf", args=[tender.lot_id]))

    assert "电子保函，符合要求" in page and "没有递交" in page
    assert b"".join(paper).startswith(b"%PDF")
