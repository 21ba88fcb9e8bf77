"""Bidders ask and object, the agency answers and clarifies, everybody reads: through the pages, each for its own eyes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_supervisor
from tests.support.world import Tender
from trading.models import DocumentObjection, Follower, Question
from trading.services.readers import read_on

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"
SECRET = "白云想知道第三项多长"


@pytest.fixture
def tender() -> Tender:
    tender = world.announce_tender(make_agency())
    tender.agency.user.set_password(PASSWORD)
    tender.agency.user.save()
    return tender


@pytest.fixture
def baiyun(tender: Tender) -> Person:
    return make_bidder("baiyun")


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(name: str, tender: Tender, *more: object) -> str:
    return reverse(name, args=[tender.trade.pk, *more])


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def clarification(**changes: str) -> dict[str, str]:
    typed = {
        "title": "更正工程量清单",
        "text": "第三项数量为 120 米。",
        "affects": "no",
        "reason": "不涉及报价",
        "summary": "改造步道 12.6 公里。",
    }
    return typed | changes


def publish(tender: Tender, **changes: str) -> str:
    agency = browser_of(tender.agency)
    agency.post(url("agency:clarify", tender))
    agency.post(url("agency:clarification", tender), clarification(**changes))
    after = agency.post(url("agency:clarified", tender), {"password": PASSWORD}, follow=True).content.decode()
    world.place_news(tender)
    while read_on():
        pass
    return after


def test_a_question_goes_to_the_agency_without_a_name_and_comes_back_in_public(tender: Tender, baiyun: Person) -> None:
    bidder, agency = browser_of(baiyun), browser_of(tender.agency)
    asked = {"what": "question", "question-text": SECRET}
    assert "已提交" in bidder.post(url("trades:questions", tender), asked, follow=True).content.decode()
    question = Question.objects.get()

    received = text_of(agency, url("agency:received", tender))
    assert SECRET in received and baiyun.user.username not in received
    assert SECRET not in text_of(Client(), url("trades:detail", tender))
    answers = {f"question_{question.pk}": "第三项多长？", f"answer_{question.pk}": "120 米。"}
    assert "已发布" in publish(tender, **answers)

    public = text_of(Client(), url("trades:detail", tender))
    assert "第三项多长？" in public and "120 米。" in public and SECRET not in public
    assert "120 米。" in text_of(bidder, url("trades:questions", tender))


def test_a_late_clarification_is_refused_with_its_article_until_the_deadline_moves(tender: Tender) -> None:
    world.pass_time(tender, world.DEADLINE - timedelta(days=13))

    refused = publish(tender, affects="yes", reason="")
    assert "依法最早为" in refused and "招标投标法实施条例第二十一条" in refused
    assert tender.lot.deadline == world.DEADLINE

    publish(tender, affects="yes", reason="", deadline="2026-04-07T09:30")
    public = text_of(Client(), url("trades:detail", tender))
    assert "更正工程量清单" in public and "2026-04-07" in public and "澄清修改第1号.txt" in public


def test_changed_ceilings_are_shown_from_what_to_what(tender: Tender) -> None:
    publish(tender, ceiling_1="6400000.00")

    public = text_of(Client(), url("trades:detail", tender))
    assert '<del class="num">6,310,520.53</del>' in public and '<ins class="num">6,400,000.00</ins>' in public
    assert public.count("6,400,000.00") == 2, "and the lot has the new one"


def test_files_are_changed_where_the_draft_had_them(tender: Tender) -> None:
    agency = browser_of(tender.agency)
    page = url("agency:documents", tender)
    assert agency.get(page).status_code == 302, "not without a clarification"
    agency.post(url("agency:clarify", tender))
    file = tender.trade.documents.get()

    assert "返回澄清" in text_of(agency, page)
    agency.post(page, {"remove": file.sha256})

    assert "撤下文件" in text_of(agency, url("agency:clarification", tender))
    assert file.name in text_of(Client(), url("trades:detail", tender)), "still in force"
    agency.post(url("agency:clarification", tender), clarification(drop="1"))
    assert not tender.trade.documents.exclude(until=None).exists()


def test_an_objection_is_seen_waiting_and_answered(tender: Tender, baiyun: Person) -> None:
    bidder, agency = browser_of(baiyun), browser_of(tender.agency)
    bidder.post(url("trades:questions", tender), {"what": "objection", "objection-text": "资质要求指向特定企业"})
    objection = DocumentObjection.objects.get()
    world.place_news(tender)

    public = text_of(Client(), url("trades:detail", tender))
    assert "招标活动暂停" in public and "资质要求" not in public
    assert "资质要求" in text_of(browser_of(make_supervisor()), reverse("supervision:home"))
    page = url("agency:answer", tender, objection.pk)
    assert page in text_of(agency, url("agency:received", tender))
    assert "已答复并公告" in agency.post(page, {"text": "已修改资质要求。"}, follow=True).content.decode()
    world.place_news(tender)
    assert tender.stage == "bidding"
    assert "已修改资质要求。" in text_of(Client(), url("trades:detail", tender))


def test_a_late_objection_says_so_and_keeps_the_words(tender: Tender, baiyun: Person) -> None:
    world.pass_time(tender, world.DEADLINE - timedelta(days=9))

    assert "提出异议的期限至" in text_of(browser_of(baiyun), url("trades:questions", tender))
    page = browser_of(baiyun).post(url("trades:questions", tender), {"what": "objection", "objection-text": "资质不公"})

    assert "期限已过" in page.content.decode() and "资质不公" in page.content.decode()


def test_whoever_fetched_the_documents_is_told(tender: Tender, baiyun: Person) -> None:
    bidder, other = browser_of(baiyun), browser_of(make_bidder("changhe"))
    file = tender.trade.documents.get()
    for client in (bidder, Client()):
        assert client.get(url("trades:document", tender, file.sha256)).getvalue()
    assert Follower.objects.count() == 1

    publish(tender)

    assert "更正工程量清单" in text_of(bidder, reverse("messages"))
    assert "更正工程量清单" not in text_of(other, reverse("messages"))


def test_the_agency_ends_its_trade_for_force_majeure(tender: Tender) -> None:
    agency, page = browser_of(tender.agency), url("agency:termination", tender)
    typed = {"cause": "force_majeure", "reason": "地震，场地不复存在。", "password": PASSWORD}
    assert "密码不正确" in agency.post(page, typed | {"password": "wrong"}).content.decode()
    assert agency.post(page, typed | {"cause": "major_change"}).status_code == 200
    assert tender.stage == "bidding"

    agency.post(page, typed)
    world.place_news(tender)

    assert tender.stage == "terminated"
    public = text_of(Client(), url("trades:detail", tender))
    assert "项目已终止" in public and "场地不复存在" in public


@pytest.mark.parametrize(
    "name", ["agency:received", "agency:clarification", "agency:clarified", "agency:termination", "agency:clarify"]
)
def test_the_agencys_pages_are_there_for_the_trades_agency_alone(name: str, tender: Tender, baiyun: Person) -> None:
    browser_of(tender.agency).post(url("agency:clarify", tender))
    for stranger in (baiyun, make_agency("dongfang"), make_supervisor()):
        client = browser_of(stranger)
        answer = client.post(url(name, tender)) if name == "agency:clarify" else client.get(url(name, tender))
        assert answer.status_code == 404


def test_the_bidders_page_is_there_for_bidders_alone(tender: Tender, baiyun: Person) -> None:
    assert browser_of(baiyun).get(url("trades:questions", tender)).status_code == 200
    for stranger in (tender.agency, make_supervisor()):
        assert browser_of(stranger).get(url("trades:questions", tender)).status_code == 404


def test_one_bidder_never_reads_what_another_wrote(tender: Tender, baiyun: Person) -> None:
    browser_of(baiyun).post(url("trades:questions", tender), {"what": "question", "question-text": SECRET})

    assert SECRET not in text_of(browser_of(make_bidder("changhe")), url("trades:questions", tender))
