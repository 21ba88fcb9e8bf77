"""From the report to the contract through the pages: agency, winner, losers, supervisor, public; each for its own eyes."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.support import awards, world
from tests.support.cast import Person, make_agency, make_bidder, make_supervisor
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.awarded import AWARDED, CANDIDATES_SHOWN, CONTRACT_SIGNED
from trading.models import ContractText, DocumentObjection, Position

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"
SECRET = "白云的业绩是假的"


@pytest.fixture(scope="module")
def announced(agency: Person, bidders: list[Person]) -> Tender:
    """Evaluated; the agency may sign with its password."""
    agency.user.set_password(PASSWORD)
    agency.user.save()
    return awards.evaluate(world.bring_to("opened", world.announce_tender(agency), bidders), bidders)


@standing
def shown(tender: Tender) -> Tender:
    awards.show(tender)
    return tender


@standing
def decidable(shown: Tender) -> Tender:
    """The display is over."""
    awards.end_display(shown)
    return shown


@standing
def awarded(decidable: Tender) -> Tender:
    awards.award(decidable)
    return decidable


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(name: str, tender: Tender, *more: object) -> str:
    return reverse(name, args=[tender.lot_id, *more])


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def notice_of(tender: Tender, type_: str) -> str:
    place = Position.objects.filter(trade=tender.trade, entry__type=type_).latest("trade_seq")
    return text_of(Client(), reverse("trades:notice", args=[tender.trade.pk, place.trade_seq]))


def test_the_agency_shows_the_candidates_and_everybody_reads_them(tender: Tender, bidders: list[Person]) -> None:
    agency = browser_of(tender.agency)
    assert url("agency:display", tender) in text_of(agency, url("agency:award", tender))
    draft = awards.draft(tender)
    typed = {f"qualified{rank}": text for rank, text in draft.qualified.items()}
    typed |= {"evaluation": draft.evaluation, "how_to_object": draft.how_to_object, "password": PASSWORD}

    short = agency.post(url("agency:display", tender), typed | {"until": str(awards.day_after(world.now(tender), 1))})
    assert "公示期短于" in short.content.decode() and draft.evaluation in short.content.decode()
    agency.post(url("agency:display", tender), typed | {"until": str(draft.until)})
    world.place_news(tender)

    page = notice_of(tender, CANDIDATES_SHOWN)
    for bidder in bidders:
        assert bidder.actor.name in page
    assert "5,900,000.00" in page and "张三" in page and draft.how_to_object in page


def test_an_objection_is_answered_and_nobody_reads_whose_it_is(shown: Tender, bidders: list[Person]) -> None:
    result = url("trades:result", shown)
    browser_of(bidders[1]).post(result, {"what": "objection", "text": SECRET})

    assert SECRET in text_of(browser_of(bidders[1]), result)
    assert SECRET not in text_of(browser_of(bidders[2]), result)
    objection = DocumentObjection.objects.get()
    agency, answer = browser_of(shown.agency), url("agency:candidate_answer", shown, objection.pk)
    assert SECRET in text_of(agency, answer)
    assert bidders[1].actor.name not in text_of(agency, answer)
    assert agency.post(answer, {"text": "经核实，属实。"}).status_code == 302
    assert shown.stage == "candidates"


def test_the_agency_decides_and_each_bidder_reads_its_own_rank(decidable: Tender, bidders: list[Person]) -> None:
    agency, decision = browser_of(decidable.agency), url("agency:decision", decidable)
    refused = agency.post(decision, {"rank": "2", "password": PASSWORD}).content.decode()
    assert "排名第一" in refused
    paper = SimpleUploadedFile("放弃函.pdf", b"%PDF gives up")
    passing = {"ground1": "gave_up", "reason1": "书面放弃", "evidence1": paper}

    assert agency.post(decision, passing | {"rank": "2", "password": PASSWORD}).status_code == 302
    world.place_news(decidable)

    page = notice_of(decidable, AWARDED)
    assert bidders[1].actor.name in page and "放弃中标" in page and "放弃函.pdf" in page
    assert "中标通知书" in text_of(browser_of(bidders[1]), url("trades:result", decidable))
    third = text_of(browser_of(bidders[2]), url("trades:result", decidable))
    assert "93" in third and "中标通知书" not in third


def letter_of(client: Client, tender: Tender, bidder: Person) -> str:
    """The text of the letter to this bidder, without spaces; "" where there is none for whoever asks."""
    answer = client.get(url("trades:letter", tender, bidder.party))
    if answer.status_code == 404:
        return ""
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_winner_and_each_loser_get_their_letter_and_nobody_elses(tender: Tender, bidders: list[Person]) -> None:
    awards.show(tender)
    awards.end_display(tender)
    assert letter_of(browser_of(bidders[0]), tender, bidders[0]) == "", "nothing is decided"
    awards.award(tender)

    letters = [letter_of(browser_of(bidder), tender, bidder) for bidder in bidders]

    assert letters[0].startswith("中标通知书") and "人民币伍佰玖拾万元整" in letters[0]
    for number, letter in enumerate(letters[1:], start=2):
        assert letter.startswith("中标结果通知书") and f"排名第{number}，得分{96 - number}" in letter
        assert f"已确定{bidders[0].actor.name}为中标人" in letter
    for reader in (bidders[1], make_bidder("dongfang"), make_agency("dongfang")):
        assert letter_of(browser_of(reader), tender, bidders[0]) == ""
    assert letter_of(Client(), tender, bidders[0]) == ""
    for watcher in (tender.agency, make_supervisor()):
        assert [letter_of(browser_of(watcher), tender, each) for each in bidders] == letters
    assert letter_of(browser_of(tender.agency), tender, make_bidder("dongfang")) == ""


def test_the_letters_are_where_their_readers_look_for_them(tender: Tender, bidders: list[Person]) -> None:
    awards.show(tender)
    awards.end_display(tender)
    award_page, result_page = url("agency:award", tender), url("trades:result", tender)
    assert "letter.pdf" not in text_of(browser_of(tender.agency), award_page)
    awards.award(tender)

    listed = text_of(browser_of(tender.agency), award_page)

    for bidder in bidders:
        address = url("trades:letter", tender, bidder.party)
        assert address in listed and address in text_of(browser_of(bidder), result_page)


def test_whoever_was_replaced_gets_the_letter_of_a_loser(tender: Tender, bidders: list[Person]) -> None:
    awards.show(tender)
    awards.end_display(tender)
    awards.award(tender)
    awards.award(tender, rank=2, passed=[awards.passed(1)])

    first, second = (letter_of(browser_of(bidder), tender, bidder) for bidder in bidders[:2])

    assert first.startswith("中标结果通知书") and second.startswith("中标通知书")


def test_the_report_reaches_the_supervisor(awarded: Tender) -> None:
    supervisor = browser_of(make_supervisor())
    assert "等待报告" in text_of(supervisor, reverse("supervision:awards"))
    assert supervisor.get(url("supervision:award", awarded)).status_code == 404

    browser_of(awarded.agency).post(url("agency:award_report", awarded), {"password": PASSWORD})

    assert "已提交" in text_of(supervisor, reverse("supervision:awards"))
    page = text_of(supervisor, url("supervision:award", awarded))
    assert awards.REPORT[:4] in page and "招标文件.pdf" in page
    letters = re.findall(r'href="([^"]+letter\.pdf)"', page)
    assert len(letters) == 3 and supervisor.get(letters[0]).headers["Content-Type"] == "application/pdf"
    assert browser_of(awarded.agency).get(url("supervision:award", awarded)).status_code == 404


def test_the_contract_is_for_the_two_who_sign_it(awarded: Tender, bidders: list[Person]) -> None:
    agency = browser_of(awarded.agency)
    items = awarded.lot.awards.get().entry.content.body["items"]
    typed = {f"item-{key}": value for key, value in items.items()} | {"password": PASSWORD}
    other = agency.post(url("agency:contract", awarded), typed | {"item-duration": "151", "text": _contract()})
    assert "投标文件中是：150" in other.content.decode() and not ContractText.objects.exists()
    agency.post(url("agency:contract", awarded), typed | {"text": _contract()})
    text = ContractText.objects.get()

    winner, page = browser_of(bidders[0]), url("bids:contract", awarded)
    assert "主要条款" in text_of(winner, page)
    for person in (bidders[1], make_bidder("dongfang")):
        assert browser_of(person).get(page).status_code == 404
        assert browser_of(person).get(url("trades:contract_text", awarded)).status_code == 404
    for person in (bidders[0], awarded.agency, make_supervisor()):
        answer = browser_of(person).get(url("trades:contract_text", awarded))
        assert b"".join(answer.streaming_content) == b"%PDF the contract"  # type: ignore[attr-defined]
    forged = awards.statement(awarded, bidders[1], text)
    assert winner.post(page, forged, content_type="application/json").status_code == 409
    signed = winner.post(page, awards.statement(awarded, bidders[0], text), content_type="application/json")
    world.place_news(awarded)

    assert signed.status_code == 201 and awarded.stage == "contracted"
    public = notice_of(awarded, CONTRACT_SIGNED)
    assert bidders[0].actor.name in public and "5,900,000.00" in public
    assert "已签订" in text_of(winner, page)


def test_the_pages_are_not_there_before_the_report_or_for_others(tender: Tender, bidders: list[Person]) -> None:
    other = world.announce_tender(tender.agency, title="另一个项目")
    for client, address in (
        (browser_of(tender.agency), url("agency:award", other)),
        (browser_of(bidders[0]), url("trades:result", tender)),
        (browser_of(bidders[0]), url("agency:award", tender)),
        (browser_of(make_agency("dongfang")), url("agency:award", tender)),
    ):
        assert client.get(address).status_code == 404


def _contract() -> SimpleUploadedFile:
    return SimpleUploadedFile("施工合同.pdf", b"%PDF the contract")
