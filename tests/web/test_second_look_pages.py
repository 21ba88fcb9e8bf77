"""A second look through the pages (TR 56): the agency asks and says why, members answer alone, the public learns the result."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from disclosure.services.kept import bundle_of
from experts.models import LookVote
from tests.support import awards, looks, world
from tests.support import committee as at_work
from tests.support.cast import Person, make_agency, make_bidder, make_supervisor
from tests.support.committee import Committee
from tests.support.standing import standing
from tests.support.world import Tender
from tests.web.test_award_pages import PASSWORD, browser_of, text_of
from trading.domain.award import FallGround
from trading.domain.periods import SHANGHAI
from trading.forms import MOMENT
from trading.models import SecondLook, SecondLookWithdrawal
from trading.services.award_reporting import report_award
from trading.services.moments import moment_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    """The agency may sign with its password."""
    agency.user.set_password(PASSWORD)
    agency.user.save()
    return world.announce_tender(agency, scheme=at_work.SCHEME)


@standing
def decidable(opened: Tender) -> Committee:
    """A committee has evaluated, and the display of its candidates is over."""
    committee = at_work.scored(opened)
    at_work.report(committee)
    awards.show(opened)
    awards.end_display(opened)
    return committee


@standing
def asked(decidable: Committee) -> Committee:
    looks.ask(decidable.tender)
    return decidable


@pytest.fixture(autouse=True)
def tries_of_passwords_are_counted_anew() -> None:
    cache.clear()


def of_agency(committee: Committee, name: str) -> str:
    return reverse(f"agency:{name}", args=[committee.lot_id])


def of_member(committee: Committee, look: SecondLook) -> str:
    return reverse("evaluation:second_look", args=[committee.lot_id, look.pk])


def bench(committee: Committee) -> str:
    return reverse("evaluation:bench", args=[committee.lot_id])


def test_the_agency_asks_with_reason_and_password_and_once_at_a_time(decidable: Committee) -> None:
    agency, page = browser_of(decidable.tender.agency), of_agency(decidable, "second_look")
    assert page in text_of(agency, of_agency(decidable, "award"))
    until = (moment_of(decidable.tender.trade).at + looks.DAY).astimezone(SHANGHAI).strftime(MOMENT)
    typed = {"rank": "1", "reason": looks.REASON, "answer_by": until, "password": PASSWORD}

    for broken in (
        {"password": "wrong"},
        {"reason": " "},
        {"rank": "4"},
        {"rank": ""},
        {"answer_by": ""},
        {"answer_by": "2020-01-01T09:00"},
    ):
        refused = agency.post(page, typed | broken)
        assert refused.status_code == 200 and not SecondLook.objects.exists()
    assert agency.post(page, typed)["Location"] == of_agency(decidable, "award")

    shown = text_of(agency, of_agency(decidable, "award"))
    assert looks.REASON in shown and "等待复核" in shown and page not in shown
    again = agency.post(page, typed | {"rank": "2"}).content.decode()
    assert "上一次复核还没有结论" in again and looks.REASON in again


def test_the_agency_withdraws_what_takes_too_long_with_reason_and_password(asked: Committee) -> None:
    look, agency = SecondLook.objects.get(), browser_of(asked.tender.agency)
    page = reverse("agency:look_withdrawal", args=[asked.lot_id, look.pk])
    assert "没有按时" not in text_of(agency, of_agency(asked, "award"))
    assert "没有按时" not in text_of(browser_of(make_supervisor()), reverse("supervision:home"))
    assert look.answer_by is not None
    world.pass_time(asked.tender, look.answer_by)
    supervisor, list_ = browser_of(make_supervisor()), reverse("supervision:home")
    assert looks.REASON in text_of(supervisor, list_)
    late = text_of(agency, of_agency(asked, "award"))
    assert "没有按时" in late and page in late
    typed = {"reason": looks.WITHDRAWN, "password": PASSWORD}

    for broken in ({"password": "wrong"}, {"reason": ""}):
        assert agency.post(page, typed | broken).status_code == 200 and not SecondLookWithdrawal.objects.exists()
    assert agency.post(page, typed)["Location"] == of_agency(asked, "award")

    shown = text_of(agency, of_agency(asked, "award"))
    assert looks.WITHDRAWN in shown and "已撤回" in shown and of_agency(asked, "second_look") in shown
    assert agency.get(page).status_code == 404
    assert "没有按时" not in text_of(supervisor, list_)


def test_members_read_that_a_look_is_withdrawn_and_the_public_does_not_read_why(asked: Committee) -> None:
    look = SecondLook.objects.get()
    looks.withdraw(asked.tender, look)
    wei, page = browser_of(asked.chair), of_member(asked, look)

    shown = text_of(wei, page)
    assert looks.WITHDRAWN in shown and "提交复核意见" not in shown
    assert page not in text_of(wei, bench(asked))
    public = text_of(Client(), reverse("trades:detail", args=[asked.tender.trade.pk]))
    assert "撤回对中标候选人的复核" in public and looks.WITHDRAWN not in public


def test_pages_of_a_withdrawal_are_the_agencys_alone(asked: Committee, baiyun: Person) -> None:
    page = reverse("agency:look_withdrawal", args=[asked.lot_id, SecondLook.objects.get().pk])
    others = [baiyun, make_agency("changhe"), make_supervisor(), asked.chair]

    assert {browser_of(each).get(page).status_code for each in others} <= {403, 404}
    assert Client().get(page).status_code == 302
    assert browser_of(asked.tender.agency).get(page).status_code == 200


def test_a_member_is_led_there_reads_why_and_may_say_otherwise(asked: Committee) -> None:
    look = SecondLook.objects.get()
    wei, page = browser_of(asked.chair), of_member(asked, look)
    assert page in text_of(wei, bench(asked)) and "待复核" in text_of(wei, reverse("evaluation:home"))
    assert looks.REASON in text_of(wei, page)

    silent = wei.post(page, {"able": "unable", "reason": ""}).content.decode()
    assert "请写明理由" in silent and not LookVote.objects.exists()
    assert wei.post(page, {"able": "able", "reason": ""})["Location"] == page
    assert wei.post(page, {"able": "unable", "reason": looks.UNABLE})["Location"] == page

    assert [vote.able for vote in LookVote.objects.order_by("pk")] == [True, False]
    assert "您的意见已保存" in text_of(wei, page) and looks.UNABLE in text_of(wei, page)
    others = text_of(browser_of(asked.members[1]), page)
    assert looks.UNABLE not in others and "您的意见已保存" not in others


def test_once_it_is_given_the_page_says_so_and_takes_nothing_more(asked: Committee) -> None:
    look = SecondLook.objects.get()
    looks.decide(asked, look, able=False)
    fourth, page = browser_of(asked.members[3]), of_member(asked, look)

    shown = text_of(fourth, page)
    assert "没有确认" in shown and looks.UNABLE in shown and "提交复核意见" not in shown
    fourth.post(page, {"able": "able", "reason": ""})

    assert LookVote.objects.count() == 3
    assert page not in text_of(fourth, bench(asked)) and "待复核" not in text_of(fourth, reverse("evaluation:home"))


def test_the_agency_reads_the_reasons_of_the_majority_and_may_name_that_ground(asked: Committee) -> None:
    agency = browser_of(asked.tender.agency)
    assert FallGround.UNABLE.value not in text_of(agency, of_agency(asked, "decision"))
    for member, able in enumerate((True, False, False, False)):
        looks.vote(asked, SecondLook.objects.get(), member, able=able, reason="" if able else f"理由{member}。")

    shown, deciding = text_of(agency, of_agency(asked, "award")), text_of(agency, of_agency(asked, "decision"))

    assert "理由1。；理由2。；理由3。" in shown and "没有确认" in shown
    assert not any(member.user.full_name in shown for member in asked.members)
    assert deciding.count(f'value="{FallGround.UNABLE.value}"') == 1, "against the first, and nobody else"


def test_pages_of_a_look_are_there_for_those_whom_they_concern_alone(asked: Committee, baiyun: Person) -> None:
    look, agency = SecondLook.objects.get(), asked.tender.agency
    others = [baiyun, make_bidder("dongfang"), make_agency("changhe"), make_supervisor(), at_work.expert("late")]
    member, ask = of_member(asked, look), of_agency(asked, "second_look")

    assert [browser_of(each).get(member).status_code for each in (*others, agency)] == [404] * 6
    assert {browser_of(each).get(ask).status_code for each in (*others, asked.chair)} <= {403, 404}
    assert browser_of(asked.chair).get(member).status_code == browser_of(agency).get(ask).status_code == 200
    assert Client().get(member).status_code == Client().get(ask).status_code == 302
    elsewhere = reverse("evaluation:second_look", args=[asked.lot_id, uuid4()])
    assert browser_of(asked.chair).get(elsewhere).status_code == 404


def test_the_public_learns_which_rank_and_what_came_of_it_and_neither_why_nor_by_whom(
    asked: Committee, baiyun: Person
) -> None:
    looks.decide(asked, SecondLook.objects.get(), able=False)
    pages = [reverse(f"trades:{name}", args=[asked.tender.trade.pk]) for name in ("detail", "notices")]
    pages.append(reverse("evaluation:result", args=[asked.lot_id]))
    own = reverse("trades:result", args=[asked.lot_id])

    public = [text_of(Client(), page) for page in pages]
    shown = [*public, text_of(browser_of(baiyun), own), bundle_of(asked.tender.trade).read_bytes().decode("latin-1")]

    assert any("第 1 名候选人" in text and "没有确认能够履行合同" in text for text in public)
    assert all(browser_of(baiyun).get(page).status_code == 200 for page in (*pages, own))
    assert "look.given" in shown[-1], "the bundle can be read as it lies there"
    for secret in (looks.REASON, looks.UNABLE):
        assert not any(secret in text or secret.encode().decode("latin-1") in text for text in shown)


def test_supervisors_read_reasons_beside_the_report(asked: Committee) -> None:
    looks.decide(asked, SecondLook.objects.get(), able=False)
    awards.award(asked.tender, rank=2, passed=[awards.passed(1, FallGround.UNABLE)])
    report_award(lot_id=asked.lot_id, by=asked.tender.agency.actor)

    shown = text_of(browser_of(make_supervisor()), reverse("supervision:award", args=[asked.lot_id]))

    assert looks.REASON in shown and looks.UNABLE in shown
