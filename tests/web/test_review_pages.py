"""A committee reviews applications through its pages (TR 18): promise, key, a decision about each, and the conclusion."""

import pytest
from django.urls import reverse

from bidding.models import CommitteeReview
from bidding.selectors import live_bids
from tests.support import committee as at_work
from tests.support import qualifying
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.committee import Committee
from tests.support.standing import standing
from tests.support.world import Tender
from tests.web.test_evaluation_pages import PASSWORD, browser_of, text_of, url
from trading.domain.qualified import QUALIFICATION

pytestmark = pytest.mark.django_db


@standing
def seated() -> Committee:
    """Three have applied, applications are due, and five sit."""
    tender = qualifying.announce_prequalification(make_agency(), state_controlled=True)
    for bidder in make_bidders(3):
        qualifying.apply(tender, bidder)
    qualifying.close_applications(tender)
    return at_work.seated(tender)


@standing
def promised(seated: Committee) -> Committee:
    return at_work.promise(seated)


def review_page(tender: Tender) -> str:
    return reverse("agency:review", args=[tender.lot_id])


def decide(member: Person, tender: Tender, bid: str, decision: str = "passed", reason: str = "") -> int:
    said = {"decision": decision, "reason": reason, "members": ""}
    return browser_of(member).post(url("application", tender, bid), said).status_code


def test_a_member_promises_and_learns_who_applied(seated: Committee) -> None:
    tender, wei = seated.tender, browser_of(seated.chair)

    shown = text_of(wei, url("bench", tender))

    assert "资格审查委员会成员承诺书" in shown and make_bidders(3)[0].actor.name in shown
    assert "投标人名单" not in shown
    assert wei.get(url("application", tender, seated.bid_of(make_bidders(3)[0]))).status_code == 404
    assert wei.post(url("bench", tender), {"password": PASSWORD})["Location"] == url("key", tender)
    assert "本次审查" not in text_of(wei, url("key", tender)) and "在本机生成密钥" in text_of(wei, url("key", tender))


def test_from_decisions_to_the_results(promised: Committee) -> None:
    tender, (baiyun, changhe, fuhe) = promised.tender, make_bidders(3)
    for member in promised.members:
        for bidder in (baiyun, changhe):
            assert decide(member, tender, promised.bid_of(bidder)) == 302
        assert decide(member, tender, promised.bid_of(fuhe), "not_passed", "资质不够。") == 302
    wei, ours = browser_of(promised.chair), browser_of(tender.agency)
    assert "5 位成员中 5 位已对全部申请作出结论" in text_of(wei, url("bench", tender))
    assert "由资格审查委员会审查" in text_of(ours, review_page(tender)) and "资质不够" not in text_of(
        ours, review_page(tender)
    )

    wei.post(url("conclusion", tender))

    assert CommitteeReview.objects.count() == 1
    assert "审查已完成" in text_of(wei, url("bench", tender))
    assert "资质不够。" in text_of(ours, review_page(tender)) and "通知审查结果" in text_of(ours, review_page(tender))
    ours.post(review_page(tender), {"password": PASSWORD})
    assert tender.stage == "failed", "two of three are too few (TR 19)"


def test_what_is_wrong_is_said_and_what_was_typed_stays(promised: Committee) -> None:
    tender, bid = promised.tender, promised.bid_of(make_bidders(3)[0])
    wei = browser_of(promised.chair)

    refused = wei.post(url("application", tender, bid), {"decision": "not_passed", "reason": "", "members": ""})
    assert "写明理由" in refused.content.decode()
    wei.post(url("conclusion", tender))
    assert "还有成员没有对全部申请人作出结论" in text_of(wei, url("bench", tender))

    decide(promised.chair, tender, bid, "not_passed", "业绩不够。")
    assert "业绩不够。" in text_of(browser_of(promised.chair), url("application", tender, bid))
    assert "业绩不够。" not in text_of(browser_of(promised.members[1]), url("bench", tender))


def test_to_everybody_else_there_is_no_such_page(promised: Committee) -> None:
    tender, bidder = promised.tender, make_bidders(3)[0]
    pages = (url("bench", tender), url("application", tender, promised.bid_of(bidder)), url("key", tender))

    for person in (tender.agency, bidder, at_work.expert("sun")):
        client = browser_of(person)
        assert {client.get(page).status_code for page in pages} == {404}
        assert client.post(url("conclusion", tender)).status_code == 404


def test_where_a_committee_reviews_the_agency_has_no_form_to_decide_by(promised: Committee) -> None:
    tender = promised.tender
    row = live_bids(tender.lot, QUALIFICATION)[0]
    address = reverse("agency:applicant", args=[tender.lot_id, row.pk])
    ours = browser_of(tender.agency)

    assert 'name="decision"' not in text_of(ours, address)
    assert ours.post(address, {"decision": "passed", "reason": "", "members": ""}).status_code == 200
    assert not row.decisions.exists()
