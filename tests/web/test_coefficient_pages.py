"""Coefficients, lotteries and clarified schemes through their pages: who sees what, and who may begin what."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from experts.domain.draw import Purpose
from experts.models import Draw
from experts.selectors.coefficients import newest_draw
from experts.selectors.evaluating import terms_of
from experts.services.coefficients import begin_coefficient
from tests.support import committee as at_work
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders, make_supervisor
from tests.support.draws import Table, table_at
from tests.support.world import Tender
from trading.domain.scheme_terms import DrawnTerms
from trading.domain.scoring_methods import DrawnNumber
from trading.selectors.schemes import scheme_of

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"
DRAWN = DrawnTerms(DrawnNumber.DISCOUNT, tuple(Decimal(n) / 1000 for n in (10, 15, 20)))
SCHEME = replace(at_work.SCHEME, drawn=DRAWN)


@pytest.fixture
def bidders() -> list[Person]:
    return make_bidders(3)


@pytest.fixture
def sealed(bidders: list[Person]) -> Tender:
    """The opening has started, and the candidates are frozen."""
    tender = world.announce_tender(make_agency(), scheme=SCHEME)
    for bidder, price in zip(bidders, ("6000000.00", "5900000.00", "5900000.00"), strict=True):
        world.submit(tender, bidder, price=price)
    world.close(tender)
    begin_coefficient(tender.lot)
    return world.place_news(tender)


def table_of(tender: Tender, purpose: Purpose) -> Table:
    draw = newest_draw(tender.lot, purpose)
    assert draw is not None
    return table_at(tender, make_supervisor(), draw)


def browser_of(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person.user)
    return client


def text_of(person: Person | None, address: str) -> str:
    return browser_of(person).get(address).content.decode()


def hall(tender: Tender) -> str:
    return reverse("hall:hall", args=[tender.lot_id])


def test_everybody_follows_the_coefficient_in_the_hall_and_on_its_page(sealed: Tender) -> None:
    table = table_of(sealed, Purpose.COEFFICIENT)
    address = reverse("draws:page", args=[table.draw.pk])
    before = text_of(None, hall(sealed))
    assert "抽取系数" in before and "1%、1.5%、2%" in before and address in before
    assert "候选值由招标公告写明" in text_of(None, address)

    table.play()

    value = terms_of(sealed.lot).coefficient
    assert value is not None
    drawn = f"{(value * 100).normalize():f}%"
    for page in (text_of(None, hall(sealed)), text_of(None, address)):
        assert drawn in page and "已定" in page
    assert "姓名何时公开" not in text_of(None, address)
    assert "抽取结果确定" in text_of(None, hall(sealed)), "the hall's log tells it"


def test_the_supervisor_checks_a_list_that_everybody_can_reckon(sealed: Tender) -> None:
    table = table_of(sealed, Purpose.COEFFICIENT)
    address = reverse("draws:check", args=[table.draw.pk])

    page = text_of(make_supervisor(), address)

    assert "证明固定的就是公告写明的候选值" in page and "1.5%" in page


def test_the_agency_has_lots_drawn_from_the_hall_once_the_prices_are_shown(
    sealed: Tender, bidders: list[Person]
) -> None:
    address = reverse("draws:lottery", args=[sealed.lot_id])
    assert browser_of(sealed.agency).get(address).status_code == 404, "no price is shown yet"
    world.open_all(sealed, bidders)
    for person in (bidders[0], make_agency("dongfang"), make_supervisor()):
        assert address not in text_of(person, hall(sealed))
        assert browser_of(person).post(address).status_code == 404
    assert address in text_of(sealed.agency, hall(sealed))
    assert "完全相同" in text_of(sealed.agency, address)

    page = browser_of(sealed.agency).post(address, follow=True).content.decode()

    assert "参加抽签的投标人" in page
    assert Draw.objects.filter(lot=sealed.lot, purpose="lottery").count() == 1
    assert browser_of(sealed.agency).get(address).status_code == 404, "once"


def test_equals_wait_for_the_lottery_and_the_result_leads_to_both_draws(sealed: Tender, bidders: list[Person]) -> None:
    table_of(sealed, Purpose.COEFFICIENT).play()
    world.open_all(sealed, bidders)
    world.finish(sealed, bidders)
    committee = at_work.reviewed(sealed)
    for member in committee.members:
        at_work.score_alike(committee, member, {"f1": "30", "f2": "20"})
    chair = browser_of(committee.chair)
    report, draft = (reverse(f"evaluation:{name}", args=[sealed.lot_id]) for name in ("report", "drawing_up"))

    page = chair.post(draft, follow=True).content.decode()

    assert "有并列的投标人，须先抽签" in page and "等待抽签" in page
    lottery = table_of(sealed, Purpose.LOTTERY).play()
    assert "等待抽签" not in chair.get(report).content.decode()
    at_work.signed(committee)
    chair.post(reverse("evaluation:handover", args=[sealed.lot_id]))
    result = text_of(None, reverse("evaluation:result", args=[sealed.lot_id]))
    assert "按全体投标人抽签的号码排序" in result and reverse("draws:page", args=[lottery.draw.pk]) in result
    coefficient = newest_draw(sealed.lot, Purpose.COEFFICIENT)
    assert coefficient is not None
    url = reverse("draws:page", args=[coefficient.pk])
    assert url in result
    unfolded = text_of(None, reverse("evaluation:derivation", args=[sealed.lot_id, bidders[0].party]))
    assert url in unfolded and "抽取得出" in unfolded


# --- the scheme in a draft, a notice and a clarification ----------------------------------------------------------


def typed(**changes: str) -> dict[str, str]:
    values = {
        "method": "comprehensive",
        "ties": "lower_price,lot",
        "full": "40",
        "above": "1",
        "below": "0.5",
        "least": "0",
        "trim_from": "5",
        "trim_high": "1",
        "trim_low": "1",
        "discount": "0",
        "mean_share": "100",
        "ceiling_discount": "0",
        "drawn": "discount",
        "candidates": "1，1.5、2%",
        "f1-label": "施工方案与技术措施",
        "f1-most": "35",
        "f1-looks_at": "针对性、完整性",
        "f2-label": "项目管理机构",
        "f2-most": "25",
        "f2-looks_at": "人员与业绩",
    }
    return values | changes


def test_the_agency_names_candidates_in_its_draft_and_finds_them_again() -> None:
    agency = make_agency()
    draft = world.draft_tender(agency)
    address = reverse("agency:scheme", args=[draft.pk])
    browser = browser_of(agency)
    assert "请填写数字" in browser.post(address, typed(candidates="一，二")).content.decode()
    assert "至少两个候选值" in browser.post(address, typed(candidates="2")).content.decode()
    assert scheme_of(draft) is None

    assert browser.post(address, typed()).status_code == 302

    named = scheme_of(draft)
    assert named is not None and named.drawn == DRAWN
    assert 'value="1, 1.5, 2"' in text_of(agency, address)


def test_a_clarification_changes_the_scheme_on_its_page_and_shows_what_changed() -> None:
    tender = world.announce_tender(make_agency(), scheme=at_work.SCHEME)
    agency = tender.agency
    agency.user.set_password(PASSWORD)
    agency.user.save()
    browser, pk = browser_of(agency), tender.trade.pk
    scheme, compose, publication = (
        reverse(f"agency:{name}", args=[pk]) for name in ("clarified_scheme", "clarification", "clarified")
    )
    assert browser.get(scheme).status_code == 404, "nothing is being written"
    browser.post(reverse("agency:clarify", args=[pk]))
    words = {
        "title": "修改评标办法",
        "text": "下浮改为抽取。",
        "affects": "yes",
        "reason": "",
        "summary": "",
        "scheme": "1",
    }
    assert browser.post(compose, words).headers["Location"] == scheme
    assert "法律不允许这样评标" in browser.post(scheme, typed(method="")).content.decode()

    assert browser.post(scheme, typed()).headers["Location"] == compose

    assert "开标时抽取，候选值 1%、1.5%、2%" in text_of(agency, publication)
    assert scheme_of(tender.trade) == at_work.SCHEME
    browser.post(publication, {"password": PASSWORD})
    world.place_news(tender)
    shown = text_of(None, reverse("trades:detail", args=[pk]))
    assert "开标时抽取，候选值 1%、1.5%、2%" in shown
    assert browser_of(make_agency("dongfang")).get(scheme).status_code == 404


def test_the_notice_has_the_scheme_as_a_table() -> None:
    tender = world.announce_tender(make_agency(), scheme=SCHEME)
    page = text_of(None, reverse("trades:notices", args=[tender.trade.pk]))
    address = next(
        part
        for part in page.split('"')
        if part.startswith(f"/trades/{tender.trade.pk}/notices/") and part[-2].isdigit()
    )

    notice = text_of(None, address)

    assert "施工方案与技术措施" in notice and "1.5%" in notice and "B = A × (1 − d)" in notice
