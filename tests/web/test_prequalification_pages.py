"""A pre-qualification through the pages: drafted, applied for, reviewed, and each learns its own result alone."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bidding.domain.bids import read_bid
from bidding.models import ReviewDecision, Submission
from tests.support import qualifying, world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.world import Tender
from tests.web.doors import browser_of, content_of, post
from trading.domain.canonical import base64_text
from trading.services.readers import read_on

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"
REASON = "资质等级为三级，不够。"


@pytest.fixture
def tender() -> Tender:
    tender = qualifying.announce_prequalification(make_agency())
    tender.agency.user.set_password(PASSWORD)
    tender.agency.user.save()
    return tender


@pytest.fixture
def bidders() -> list[Person]:
    return make_bidders(4)


def text_of(person: Person | None, name: str, *args: object) -> str:
    client = browser_of(person) if person else Client()
    return client.get(reverse(name, args=args)).content.decode()


def status_of(person: Person | None, name: str, *args: object) -> int:
    client = browser_of(person) if person else Client()
    return client.get(reverse(name, args=args)).status_code


def page_data(text: str) -> Any:
    return json.loads(text.split('<script id="page-data" type="application/json">')[1].split("</script>")[0])


def hand_in(tender: Tender, applicant: Person) -> Any:
    """What the applicant's browser sends last."""
    sealed = qualifying.seal_application(tender, applicant)
    world.upload(tender, applicant, sealed)
    body = {
        "application": base64_text(sealed.signed.bytes),
        "handover": base64_text(qualifying.handover_of(sealed, applicant)),
    }
    return post(browser_of(applicant), "bids:applications", tender, json.dumps(body))


# --- drafting -----------------------------------------------------------------------------------------------------


def basics(**changes: str) -> dict[str, str]:
    typed = {
        "title": "桥",
        "principal": "局",
        "region": "210112",
        "industry": "E48",
        "trade_class": "A02",
        "summary": "",
    }
    return typed | {"prequalification": "on"} | changes


@pytest.mark.parametrize("state_money", [{}, {"state_controlled": "on"}])
def test_the_draft_asks_for_prequalification(state_money: dict[str, str]) -> None:
    agency = make_agency()
    trade = world.draft_tender(agency)

    answer = browser_of(agency).post(reverse("agency:basics", args=[trade.pk]), basics(**state_money))

    assert answer.status_code == 302
    trade.refresh_from_db()
    assert (trade.prequalification, trade.state_controlled) == (True, bool(state_money))


def test_the_timetable_refuses_dates_with_the_article_and_offers_the_earliest() -> None:
    agency = make_agency()
    trade = qualifying.draft_prequalification(agency)
    page, browser = reverse("agency:timetable", args=[trade.pk]), browser_of(agency)
    times = {
        "documents_from": "2026-03-02T09:00",
        "documents_until": "2026-03-10T00:00",
        "deadline": "2026-03-12T09:30",
        "extension": "60",
    }

    refused = browser.post(page, times).content.decode()

    assert (
        "申请截止太早" in refused
        and "招标投标法实施条例第十七条" in refused
        and "窗口" not in refused.split("<form")[1]
    )
    browser.post(page, times | {"adopt": "earliest"})
    lot = trade.lots.get()
    assert lot.deadline is not None and lot.deadline == qualifying.DUE
    assert "资格预审申请截止" in text_of(agency, "agency:check", trade.pk)


def test_a_first_proposal_is_lawful() -> None:
    agency = make_agency()
    trade = qualifying.draft_prequalification(agency)
    trade.lots.update(documents_from=None, documents_until=None, deadline=None)
    page, browser = reverse("agency:timetable", args=[trade.pk]), browser_of(agency)
    form = browser.get(page).context["form"]
    typed = {field.name: field.value() for field in form}
    written = {
        name: value.astimezone(world.START.tzinfo).isoformat() if hasattr(value, "astimezone") else value
        for name, value in typed.items()
    }
    assert written["documents_from"] < written["documents_until"] < written["deadline"]


# --- applying -----------------------------------------------------------------------------------------------------


def test_the_public_page_says_that_applications_are_taken(tender: Tender, bidders: list[Person]) -> None:
    shown = text_of(None, "trades:detail", tender.trade.pk)

    assert "距资格预审申请截止" in shown and "招标投标法实施条例第十七条" in shown
    assert "解密窗口" not in shown
    assert "申请资格预审" in text_of(bidders[0], "trades:detail", tender.trade.pk)
    assert status_of(None, "hall:hall", tender.lot_id) == 302


def test_the_form_asks_what_the_notice_asks_and_seals_for_the_qualification(
    tender: Tender, bidders: list[Person]
) -> None:
    text = text_of(bidders[0], "bids:compose", tender.lot_id)
    data = page_data(text)

    assert data["envelope"] == "qualification" and data["urls"]["applications"]
    assert [item["key"] for item in data["opening_items"]] == [
        item.key for item in tender.trade.spec.qualification_items
    ]
    assert "资质类别和等级" in text


def test_an_application_gets_its_receipt_and_is_on_its_own_pages(tender: Tender, bidders: list[Person]) -> None:
    answer = hand_in(tender, bidders[0])

    assert answer.status_code == 201 and json.loads(answer.content)["statement"]["envelope"] == "qualification"
    assert "已收妥" in text_of(bidders[0], "bids:home")
    assert status_of(bidders[0], "bids:receipt", tender.lot_id, 1) == 200
    assert status_of(bidders[0], "bids:withdrawal", tender.lot_id) == 200
    assert status_of(bidders[1], "bids:receipt", tender.lot_id, 1) == 404


@pytest.mark.parametrize(
    "body", [b"{}", b'{"application": "AA==", "handover": 3}', b'{"application":"x","handover":"y"}']
)
def test_what_is_no_application_is_refused(tender: Tender, bidders: list[Person], body: bytes) -> None:
    assert post(browser_of(bidders[0]), "bids:applications", tender, body).status_code == 400
    assert not Submission.objects.exists()


def test_a_clarification_is_written_with_the_periods_of_the_prequalification(tender: Tender) -> None:
    agency = browser_of(tender.agency)
    agency.post(reverse("agency:clarify", args=[tender.trade.pk]))

    text = text_of(tender.agency, "agency:clarification", tender.trade.pk)

    assert "须在申请截止 3 日前发出" in text and "新的申请截止时间" in text and "15 日前" not in text


# --- the review ---------------------------------------------------------------------------------------------------


def test_before_they_are_due_there_is_no_page_of_applications(tender: Tender, bidders: list[Person]) -> None:
    hand_in(tender, bidders[0])
    row = Submission.objects.get()
    sha256 = read_bid(bytes(row.statement)).value.form.sha256

    doors: tuple[tuple[str, tuple[object, ...]], ...] = (
        ("agency:review", ()),
        ("agency:applicant", (row.pk,)),
        ("bids:application", (row.pk,)),
        ("bids:application_ciphertext", (sha256,)),
        ("bids:application_box", ()),
    )
    for name, more in doors:
        assert status_of(tender.agency, name, tender.lot_id, *more) == 404, name
        assert status_of(bidders[0], name, tender.lot_id, *more) == 404, name


def test_after_they_are_due_the_agency_gets_what_it_opens_and_nobody_else(
    tender: Tender, bidders: list[Person]
) -> None:
    hand_in(tender, bidders[0])
    qualifying.close_applications(tender)
    row = Submission.objects.get()
    sha256 = read_bid(bytes(row.statement)).value.form.sha256

    sent = browser_of(tender.agency).get(reverse("bids:application", args=[tender.lot_id, row.pk])).json()
    stored = browser_of(tender.agency).get(reverse("bids:application_ciphertext", args=[tender.lot_id, sha256]))

    assert sent["application"] == base64_text(bytes(row.statement))
    assert sent["handover"] == base64_text(bytes(row.handover.statement))
    assert content_of(stored) == qualifying_form(row)
    data = page_data(text_of(tender.agency, "agency:applicant", tender.lot_id, row.pk))
    assert data["bid"] == row.hash and data["keyholders"][0]["evaluation"] == str(tender.evaluation.recipient)
    for stranger in (*bidders[:2], make_agency("dongfang")):
        assert status_of(stranger, "agency:review", tender.lot_id) == 404
        assert status_of(stranger, "bids:application", tender.lot_id, row.pk) == 404
    assert status_of(tender.agency, "agency:applicant", tender.lot_id, uuid4()) == 404


def qualifying_form(row: Submission) -> bytes:
    from trading.services import files

    return files.path_of(read_bid(bytes(row.statement)).value.form.sha256).read_bytes()


def test_an_applicant_finds_itself_in_the_closed_box(tender: Tender, bidders: list[Person]) -> None:
    hand_in(tender, bidders[0])
    qualifying.close_applications(tender)

    box = browser_of(bidders[0]).get(reverse("bids:application_box", args=[tender.lot_id])).json()

    assert Submission.objects.get().hash in box["leaves"] and len(box["leaves"]) == 16
    assert status_of(bidders[1], "bids:application_box", tender.lot_id) == 404


def test_a_review_by_its_pages(tender: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        hand_in(tender, bidder)
    qualifying.close_applications(tender)
    agency, review = browser_of(tender.agency), reverse("agency:review", args=[tender.lot_id])
    rows = list(Submission.objects.order_by("received_at"))
    pages = [reverse("agency:applicant", args=[tender.lot_id, row.pk]) for row in rows]
    assert agency.post(pages[3], {"decision": "not_passed", "reason": " "}).status_code == 200
    assert not ReviewDecision.objects.exists()

    for page in pages[:3]:
        assert agency.post(page, {"decision": "passed"}).status_code == 302
    early = agency.post(review, {"password": PASSWORD})
    assert "还有申请人没有决定是否通过" in early.content.decode() and tender.stage == "reviewing"
    agency.post(pages[3], {"decision": "not_passed", "reason": REASON})
    assert agency.post(review, {"password": "wrong"}).status_code == 200 and tender.stage == "reviewing"
    assert agency.post(review, {"password": PASSWORD}).status_code == 302

    assert tender.stage == "qualified"
    world.place_news(tender)
    read_on()
    failed = next(each for each in bidders if each.party == rows[3].organisation.uscc)
    assert REASON in text_of(failed, "bids:tasks", tender.lot_id) and REASON in text_of(failed, "messages")
    other = next(each for each in bidders if each is not failed)
    for name, args in (("bids:tasks", [tender.lot_id]), ("messages", []), ("trades:detail", [tender.trade.pk])):
        assert REASON not in text_of(other, name, *args)
    assert "资格审查完成" in text_of(None, "trades:detail", tender.trade.pk)


def test_the_tender_is_announced_by_its_page(tender: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        qualifying.apply(tender, bidder)
    page = reverse("agency:invitation", args=[tender.trade.pk])
    assert status_of(tender.agency, "agency:invitation", tender.trade.pk) == 404
    qualifying.review(tender, bidders[:3], bidders[3:])
    agency = browser_of(tender.agency)
    times = {
        "documents_from": "2026-03-18T09:00",
        "documents_until": "2026-04-08T09:30",
        "deadline": "2026-04-08T09:30",
        "window": "60",
        "keys_allowance": "30",
        "objections": "10",
        "confirmation": "30",
        "extension": "60",
    }
    assert "请上传招标文件" in agency.post(page, times | {"password": PASSWORD}).content.decode()
    assert status_of(tender.agency, "agency:documents", tender.trade.pk) == 200
    qualifying.add_tender_document(tender)
    short = agency.post(page, times | {"deadline": "2026-03-30T09:30", "password": PASSWORD}).content.decode()
    assert "投标截止太早" in short and tender.stage == "qualified"

    assert agency.post(page, times | {"password": PASSWORD}).status_code == 302

    assert tender.stage == "announced"
    shown = text_of(None, "trades:detail", tender.trade.pk)
    assert "正式招标文件.pdf" in shown and "解密窗口" in shown
    world.pass_time(tender, qualifying.TENDER_FROM)
    assert status_of(bidders[0], "bids:compose", tender.lot_id) == 200
    assert status_of(bidders[3], "bids:compose", tender.lot_id) == 302
    assert "未通过资格预审" in text_of(bidders[3], "bids:tasks", tender.lot_id)


def test_too_few_qualified_is_said_on_the_public_page(tender: Tender, bidders: list[Person]) -> None:
    qualifying.apply(tender, bidders[0])
    qualifying.review(tender, bidders[:1])

    assert "通过资格预审的申请人不足三家" in text_of(None, "trades:detail", tender.trade.pk)
    assert "已通过" in text_of(bidders[0], "bids:tasks", tender.lot_id)
