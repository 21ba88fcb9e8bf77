"""Joint bids, declarations and findings through the pages: each shows what its reader may see and nothing else."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import world
from tests.support.cast import Person, code_of, make_agency, make_bidder, make_bidders, make_supervisor
from tests.support.world import Tender
from trading.domain.relations import Declaration
from trading.models import OrganisationDeclaration, Trade
from trading.services.relations import declare

pytestmark = pytest.mark.django_db

DECLARATION = "/account/declaration/"
TYPED = {"person": "张建国", "mark": "123x", "contact": "李四", "phone": "024-8123 4567"}
ROWS = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
DECLARED = Declaration("张建国", "123X", "李四", "13900000001")


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def findings_url(tender: Tender) -> str:
    return reverse("hall:findings", args=[tender.lot_id])


# --- the declaration ----------------------------------------------------------------------------------------------


def test_an_organisation_declares_and_finds_every_version() -> None:
    client = browser_of(make_bidder("baiyun"))
    holding = {"form-0-code": code_of("changhe").lower(), "form-0-name": "长河集团", "form-0-how": "holds"}

    answer = client.post(DECLARATION, TYPED | ROWS | holding, follow=True)
    client.post(DECLARATION, TYPED | ROWS)

    assert "申报已保存" in answer.content.decode()
    newest, first = OrganisationDeclaration.objects.all()
    assert (first.mark, first.controllers) == ("123X", [[code_of("changhe"), "长河集团", "holds"]])
    assert newest.controllers == []
    assert page_of(client, DECLARATION).count("长河集团") == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"mark": "12"}, "最后四位"),
        ({"phone": "请勿打扰"}, "电话号码"),
        ({"form-0-code": "91210200MA0CHANGHG", "form-0-name": "长河集团"}, "核对每一位"),
        ({"form-0-code": code_of("changhe")}, "一起填写"),
        ({"form-0-code": code_of("baiyun"), "form-0-name": "白云"}, "不能是本单位自己"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(change: dict[str, str], why: str) -> None:
    client = browser_of(make_bidder("baiyun"))

    answer = client.post(DECLARATION, TYPED | ROWS | change)

    text = answer.content.decode()
    assert why in text and "张建国" in text
    assert OrganisationDeclaration.objects.count() == 0


def test_only_bidders_have_the_page() -> None:
    assert Client().get(DECLARATION).status_code == 302
    assert browser_of(make_agency()).get(DECLARATION).status_code == 404
    assert browser_of(make_bidder("baiyun")).get(DECLARATION).status_code == 200


# --- the notice and the form --------------------------------------------------------------------------------------


@pytest.fixture
def draft() -> Trade:
    return world.draft_tender(make_agency())


BASICS = {
    "title": "立山区道路工程",
    "principal": "立山区住房和城乡建设局",
    "region": "210112",
    "industry": "E48",
    "trade_class": "A02",
    "summary": "",
}


def test_the_agency_says_whether_joint_bids_are_taken_and_names_own_grounds(draft: Trade) -> None:
    client = browser_of(make_agency())
    typed = BASICS | {"joint_most": "3", "own_grounds": "未派项目负责人到场答辩\r\n\r\n 工期承诺附有条件 "}

    client.post(reverse("agency:basics", args=[draft.pk]), typed)

    draft.refresh_from_db()
    assert (draft.joint_most, draft.own_grounds) == (3, ["未派项目负责人到场答辩", "工期承诺附有条件"])
    assert [item["key"] for item in draft.opening_items][-1] == "members"
    again = page_of(client, reverse("agency:basics", args=[draft.pk]))
    assert "未派项目负责人到场答辩\n工期承诺附有条件" in again and 'value="3" selected' in again
    assert "接受，联合体成员不超过 3 家" in page_of(client, reverse("agency:check", args=[draft.pk]))

    client.post(reverse("agency:basics", args=[draft.pk]), BASICS)

    draft.refresh_from_db()
    assert (draft.joint_most, draft.own_grounds) == (0, [])
    assert [item["key"] for item in draft.opening_items][-1] == "project_manager"


@pytest.mark.parametrize("own", ["一" * 201, "\n".join(str(number) for number in range(31))])
def test_too_many_or_too_long_grounds_are_refused_and_stay_in_the_form(draft: Trade, own: str) -> None:
    client = browser_of(make_agency())

    answer = client.post(reverse("agency:basics", args=[draft.pk]), BASICS | {"own_grounds": own})

    assert answer.status_code == 200 and own in answer.content.decode()
    draft.refresh_from_db()
    assert draft.own_grounds == []


def test_the_notice_shows_joint_bids_and_every_ground_of_rejection() -> None:
    tender = world.announce_tender(make_agency(), joint_most=3)

    text = page_of(Client(), reverse("trades:detail", args=[tender.trade.pk]))

    assert "接受，联合体成员不超过 3 家" in text and "联合体成员在同一标段又单独投标" in text
    assert "联合体成员在同一标段又单独投标" in page_of(Client(), reverse("rules"))


@pytest.mark.parametrize(("most", "has_it"), [(3, True), (0, False)])
def test_the_form_has_members_only_where_the_notice_takes_joint_bids(most: int, has_it: bool) -> None:
    tender = world.announce_tender(make_agency(), joint_most=most)

    text = page_of(browser_of(make_bidder("baiyun")), reverse("bids:compose", args=[tender.lot_id]))

    assert ("data-members" in text, "共同投标协议" in text) == (has_it, has_it)


def test_the_form_shows_the_declaration_to_confirm() -> None:
    tender, baiyun = world.announce_tender(make_agency()), make_bidder("baiyun")
    client, address = browser_of(baiyun), reverse("bids:compose", args=[tender.lot_id])

    assert "还没有申报" in page_of(client, address) and "data-declared" not in page_of(client, address)
    declare(declaration=DECLARED, by=baiyun.actor)

    assert "张建国" in page_of(client, address) and "data-declared" in page_of(client, address)


# --- findings -----------------------------------------------------------------------------------------------------


@pytest.fixture
def bidders() -> list[Person]:
    return make_bidders(3)


@pytest.fixture
def opened(bidders: list[Person]) -> Tender:
    """All declared one person and offer one price."""
    tender = world.announce_tender(make_agency())
    for bidder in bidders:
        declare(declaration=DECLARED, by=bidder.actor)
        world.submit(tender, bidder, price="6000000.00")
    world.close(tender)
    world.open_all(tender, bidders)
    return tender


def test_agency_and_supervisor_read_each_finding_with_evidence_and_article(opened: Tender) -> None:
    for person in (opened.agency, make_supervisor()):
        text = page_of(browser_of(person), findings_url(opened))

        assert "申报的单位负责人为同一人" in text and "招标投标法实施条例第三十四条" in text
        assert "投标报价相同" in text and "6,000,000.00 元" in text and "待认定" in text


def test_to_everybody_else_there_is_no_such_page(opened: Tender, bidders: list[Person]) -> None:
    visitors = [Client(), browser_of(bidders[0]), browser_of(make_bidder("dongfang"))]
    for client in (*visitors, browser_of(make_agency("dongfang"))):
        assert client.get(findings_url(opened)).status_code == 404


def test_the_hall_leads_there_only_who_may_go(opened: Tender, bidders: list[Person]) -> None:
    hall = reverse("hall:hall", args=[opened.lot_id])

    assert findings_url(opened) in page_of(browser_of(opened.agency), hall)
    assert findings_url(opened) in page_of(browser_of(make_supervisor()), hall)
    for client in (Client(), browser_of(bidders[0])):
        assert findings_url(opened) not in page_of(client, hall)


def test_what_was_declared_is_on_no_public_page(opened: Tender) -> None:
    addresses = [reverse("hall:hall", args=[opened.lot_id]), reverse("trades:detail", args=[opened.trade.pk])]

    assert [address for address in addresses if "张建国" in page_of(Client(), address)] == []


def test_the_page_says_it_in_english_too(opened: Tender) -> None:
    client = browser_of(opened.agency)
    client.post("/i18n/setlang/", {"language": "en"})

    text = page_of(client, findings_url(opened))

    assert "Signs between bids" in text and "equal prices" in text and "to be decided" in text


def test_members_are_shown_in_words_to_watchers_and_raw_in_the_live_data() -> None:
    tender = world.announce_tender(make_agency(), joint_most=3)
    baiyun, changhe, fuhe = make_bidders(3)
    world.submit_joint(tender, baiyun, make_bidder("dongfang"), price="5900000.00")
    world.submit_all(tender, [changhe, fuhe])
    world.close(tender)
    world.open_all(tender, [baiyun, changhe, fuhe])

    text = page_of(Client(), reverse("hall:hall", args=[tender.lot_id]))

    assert "东方建筑工程有限公司（土建；市政公用工程施工总承包 一级/甲级）" in text
    assert "独立投标" in text
    assert json.dumps("members_one") in text
