"""A committee works through its pages; agency, bidders, supervisor and public see what they may, when they may."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from experts.models import LockedSheet, ReportSignature, SheetRow
from experts.services import evaluating, reporting
from tests.support import committee as at_work
from tests.support import world
from tests.support.cast import Person, make_agency, make_supervisor
from tests.support.committee import Committee
from tests.support.standing import standing
from tests.support.world import Tender
from trading.models import Position, SchemeDraft

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, scheme=at_work.SCHEME)


@standing
def started(opened: Tender) -> Committee:
    return at_work.started(opened)


@standing
def reviewed(started: Committee) -> Committee:
    return at_work.review(started)


@standing
def scored(reviewed: Committee) -> Committee:
    return at_work.score_all(reviewed)


def browser_of(person: Person) -> Client:
    person.user.set_password(PASSWORD)
    person.user.save(update_fields=["password"])
    client = Client()
    client.force_login(person.user)
    return client


def url(name: str, tender: Tender, *more: object) -> str:
    return reverse(f"evaluation:{name}", args=[tender.lot_id, *more])


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_agency_names_the_method_and_the_notice_shows_it() -> None:
    agency = make_agency()
    draft = world.draft_tender(agency)
    browser, address = browser_of(agency), reverse("agency:scheme", args=[draft.pk])
    typed = {
        "method": "comprehensive",
        "ties": "lower_price,lot",
        "f1-label": "施工方案",
        "f1-most": "35",
        "f2-label": "项目管理机构",
        "f2-most": "20",
        "full": "40",
        "above": "1",
        "below": "0.5",
        "least": "0",
        "trim_from": "5",
        "trim_high": "1",
        "trim_low": "1",
        "discount": "2",
        "mean_share": "100",
        "ceiling_discount": "0",
    }
    refused = browser.post(address, typed).content.decode()
    assert "现在是 95 分" in refused and "项目管理机构" in refused and not SchemeDraft.objects.exists()

    assert browser.post(address, typed | {"f2-most": "25"}).status_code == 302

    terms = SchemeDraft.objects.get().value
    assert [factor.most for factor in terms.factors] == [35, 25]
    assert terms.price is not None and terms.price.discount == Decimal("0.02")
    assert "已填写" in text_of(browser, reverse("agency:tasks", args=[draft.pk]))
    assert "施工方案" in text_of(browser, reverse("agency:check", args=[draft.pk]))


def test_the_agency_names_what_is_counted_by_the_lowest_price() -> None:
    agency = make_agency()
    draft = world.draft_tender(agency)
    browser, address = browser_of(agency), reverse("agency:scheme", args=[draft.pk])
    late = {"d1-label": "工期延长", "d1-looks_at": "每晚一周计 1", "d1-most": "8", "d1-adds": "0.5", "d1-by": "rate"}
    missing = {"d2-label": "清单漏项", "d2-most": "20", "d2-adds": "1200.50", "d2-by": "amount"}
    typed = {"method": "lowest_evaluated_price", "ties": "lower_price,lot"} | late | missing
    refused = browser.post(address, typed | {"d2-adds": "0"}).content.decode()
    assert "价格调整" in refused and "清单漏项" in refused and not SchemeDraft.objects.exists()
    assert "请填写数字" in browser.post(address, typed | {"d1-most": ""}).content.decode()

    assert browser.post(address, typed).status_code == 302

    first, second = SchemeDraft.objects.get().value.factors
    assert first.amount is None and (first.rate, first.most) == (Decimal("0.005"), Decimal(8))
    assert second.rate is None and second.amount == Decimal("1200.50")
    assert 'value="0.5"' in text_of(browser, address) and 'value="1200.5"' in text_of(browser, address)
    assert "每计 1 加投标报价的 0.5%，最多计 8" in text_of(browser, reverse("agency:check", args=[draft.pk]))


def test_a_committee_goes_through_its_pages_to_a_report(opened: Tender, bidders: list[Person]) -> None:
    committee = at_work.seated(opened)
    browsers = [browser_of(member) for member in committee.members]
    wei = browsers[0]
    promise = text_of(wei, url("bench", opened))
    assert "承诺" in promise and all(bidder.actor.name in promise for bidder in bidders)
    assert wei.get(url("review", opened, committee.bid_of(bidders[0]))).status_code == 404
    for browser in browsers:
        assert browser.post(url("bench", opened), {"password": PASSWORD}).status_code == 302
    wei.post(url("beginning", opened))
    for browser in browsers[:3]:
        browser.post(url("chair", opened), {"seat": str(committee.seats["wei"].pk)})
    page = text_of(wei, url("bench", opened))
    assert "白云" in page and "结束初步评审" in page
    assert "结束初步评审" not in text_of(browsers[1], url("bench", opened))

    against = {"ground": "not_responsive", "reason": "缺少施工组织设计"}
    fuhe = committee.bid_of(bidders[2])
    assert "请写明否决的理由" in wei.post(url("review", opened, fuhe), against | {"reason": ""}).content.decode()
    for browser in browsers[:3]:
        assert browser.post(url("review", opened, fuhe), against).status_code == 302
    wei.post(url("closing", opened))

    for browser in browsers:
        for bidder in bidders[:2]:
            points = {"f1": "30.5", "f2": "20"}
            assert browser.post(url("score", opened, committee.bid_of(bidder)), points).status_code == 302
        assert browser.get(url("score", opened, fuhe)).status_code == 404
        assert browser.post(url("sheet", opened), {"password": PASSWORD}).status_code == 302
    assert LockedSheet.objects.count() == 5

    wei.post(url("drawing_up", opened))
    page = text_of(browsers[1], url("report", opened))
    assert "白云" in page and "已推荐中标候选人" in page
    report_hash = page.split('name="report_hash" value="')[1][:64]
    for browser in browsers:
        browser.post(url("report", opened), {"password": PASSWORD, "report_hash": report_hash, "dissent": ""})
    assert ReportSignature.objects.count() == 5
    wei.post(url("handover", opened))

    assert opened.stage == "evaluated"
    assert "评标结果" in text_of(Client(), url("result", opened))
    assert not Client().get(url("result", opened)).cookies, "it is kept for all visitors"


def test_a_sheet_saves_itself_by_the_cell_and_refuses_what_is_out_of_range(
    reviewed: Committee, bidders: list[Person]
) -> None:
    committee, opened = reviewed, reviewed.tender
    browser, address = browser_of(committee.chair), url("score", opened, committee.bid_of(bidders[0]))
    asked = {"Accept": "application/json"}

    saved = browser.post(address, {"f1": "30", "f2": ""}, headers=asked)
    refused = browser.post(address, {"f1": "99", "f2": ""}, headers=asked)

    assert saved.status_code == 200 and "已保存" in saved.json()["message"]
    assert refused.status_code == 409 and "满分" in refused.json()["message"]
    assert SheetRow.objects.get().points == {"f1": "30"}
    assert 'value="99"' in browser.post(address, {"f1": "99", "f2": ""}).content.decode()


def test_what_the_committee_asks_only_the_bidder_reads_and_answers(started: Committee, bidders: list[Person]) -> None:
    committee, opened = started, started.tender
    baiyun, changhe = (browser_of(bidder) for bidder in bidders[:2])
    assert baiyun.get(url("questions", opened)).status_code == 404
    chair = browser_of(committee.chair)
    typed = {"question-text": "请说明报价的构成", "question-hours": "2", "ask": "1"}
    assert chair.post(url("review", opened, committee.bid_of(bidders[0])), typed).status_code == 302

    page = text_of(baiyun, url("questions", opened))
    assert "请说明报价的构成" in page
    for other in (changhe, browser_of(opened.agency), Client()):
        assert "请说明报价的构成" not in text_of(other, url("questions", opened))
    question = page.split('name="question" value="')[1][:36]
    baiyun.post(url("questions", opened), {"question": question, "text": "见附表一"})

    assert "见附表一" in text_of(chair, url("review", opened, committee.bid_of(bidders[0])))


def walked(tender: Tender, committee: Committee, client: Client, party: str) -> dict[str, str]:
    """Every page of the evaluation that there is for somebody, by name."""
    bid = next(iter(tender.sealed.values())).signed.hash
    addresses = {name: url(name, tender) for name in ("bench", "sheet", "report", "result", "questions")} | {
        "review": url("review", tender, bid),
        "score": url("score", tender, bid),
    }
    addresses |= {
        "derivation": url("derivation", tender, party),
        "home": reverse("evaluation:home"),
        "trade": reverse("trades:detail", args=[tender.trade.pk]),
        "notices": reverse("trades:notices", args=[tender.trade.pk]),
        "hall": reverse("hall:hall", args=[tender.lot_id]),
        "record": reverse("hall:record", args=[tender.lot_id]),
    }
    answers = {name: client.get(address) for name, address in addresses.items()}
    assert all(answer.status_code in (200, 302, 404) for answer in answers.values())
    return {name: answer.content.decode() for name, answer in answers.items() if answer.status_code == 200}


def test_nobody_learns_a_name_or_a_score_before_it_may_be_known(scored: Committee, bidders: list[Person]) -> None:
    committee, opened = scored, scored.tender
    report = reporting.draw_up_report(lot_id=opened.lot_id, by=committee.chair.actor)
    world.place_news(opened)
    viewers = {"visitor": Client(), "agency": browser_of(opened.agency), "bidder": browser_of(bidders[0])}
    viewers |= {"expert elsewhere": browser_of(at_work.expert("sun")), "supervisor": browser_of(make_supervisor())}
    names = [member.user.full_name for member in committee.members]

    for who, client in viewers.items():
        pages = walked(opened, committee, client, bidders[0].party)
        found = {name: [name for name in names if name in text] for name, text in pages.items()}
        assert not any(found.values()), (who, found)
        assert not {"bench", "sheet", "report", "review", "score", "derivation"} & pages.keys(), who
        assert ("result" in pages) == (who in ("agency", "supervisor")), who
        assert ("评标进度" in pages["trade"]) == (who in ("agency", "supervisor")), who
        assert "名次" not in pages.get("result", "")

    for member in committee.members:
        reporting.sign_report(lot_id=opened.lot_id, report_hash=report.hash, by=member.actor)
    reporting.hand_over_report(lot_id=opened.lot_id, by=committee.chair.actor)
    world.place_news(opened)

    for who, client in viewers.items():
        pages = walked(opened, committee, client, bidders[0].party)
        named = any(member.user.full_name in text for member in committee.members for text in pages.values())
        assert named == (who == "supervisor"), who
        assert "名次" in pages["result"] and "评标基准价" in pages["derivation"]


def test_a_rejected_bidder_reads_why_and_nobody_else_does(started: Committee, bidders: list[Person]) -> None:
    committee, opened = started, started.tender
    for bidder in bidders:
        at_work.reject(committee, bidder)
    evaluating.close_review(lot_id=opened.lot_id, by=committee.chair.actor)
    at_work.signed(committee)
    reporting.hand_over_report(lot_id=opened.lot_id, by=committee.chair.actor)

    world.place_news(opened)

    failed = Position.objects.get(trade=opened.trade, entry__type="lot.failed").trade_seq
    notice = text_of(Client(), reverse("trades:notice", args=[opened.trade.pk, failed]))
    assert "评标委员会否决了全部投标" in notice
    assert "缺少施工组织设计" in text_of(browser_of(bidders[0]), url("result", opened))
    assert "缺少施工组织设计" not in text_of(Client(), url("result", opened))
    assert "缺少施工组织设计" not in text_of(browser_of(opened.agency), url("result", opened))
