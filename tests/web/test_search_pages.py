"""Finding notices on pages and in feeds: what is public is there, wrong questions have their words, nothing is executed."""

import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import parse_http_date

from disclosure.models import ImportedNotice, IndexedNotice
from disclosure.services import indexing
from disclosure.services.importing import import_notices
from disclosure.simulation.sample import FILE, import_sample
from tests.support import world
from tests.support.cast import make_agency
from tests.support.world import Tender
from trading.models import Trade
from trading.services.readers import read_on

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ROW: dict[str, Any] = json.loads(FILE.read_text("utf-8"))[0]
HOSTILE = ROW | {"title": "<script>alert(1)</script>步道", "platform": '"><img src=x>', "text": "步道 & <b>粗</b> ]]>"}


@pytest.fixture
def tender() -> Tender:
    tender = world.announce_tender(make_agency())
    while read_on():
        pass
    return tender


def text_of(path: str, **query: str) -> str:
    response = Client().get(path, query)
    assert response.status_code == 200, path
    return response.content.decode()


def search(**query: str) -> str:
    return text_of(reverse("notices:search"), **query)


def feed(path: str, **query: str) -> tuple[HttpResponse, ElementTree.Element]:
    response: Any = Client().get(path, query)
    assert response.status_code == 200
    return response, ElementTree.fromstring(response.content)


def test_a_notice_of_ours_is_found_with_its_place_in_the_ledger(tender: Tender) -> None:
    page = search(q="步道")

    assert tender.trade.tender_code in page
    assert "<mark>步道</mark>" in page
    assert reverse("trades:notice", args=[tender.trade.pk, 2]) in page


def test_every_result_leads_to_a_page(tender: Tender) -> None:
    import_sample()
    rows = IndexedNotice.objects.count()
    page = search()

    links = [part.split('"')[0] for part in page.split('class="title" href="')[1:]]

    assert len(links) == rows
    assert [link for link in links if Client().get(link).status_code != 200] == []


def test_an_imported_notice_says_whose_it_is_wherever_it_is_shown() -> None:
    import_sample()
    notice = ImportedNotice.objects.exclude(url="").order_by("-published_at")[0]
    own = text_of(reverse("notices:imported", args=[notice.pk]))

    for page in (own, search(), text_of(reverse("home"))):
        assert f"转载自 {notice.platform}" in page
        assert notice.code in page
    assert f'href="{notice.url}"' in own
    assert "不在本平台的账本里" in own


def test_the_address_of_an_imported_notice_stays_when_all_is_imported_again() -> None:
    import_sample()
    before = set(ImportedNotice.objects.values_list("pk", flat=True))
    ImportedNotice.objects.all().delete()
    import_sample()

    assert set(ImportedNotice.objects.values_list("pk", flat=True)) == before


def test_nothing_that_others_wrote_is_executed() -> None:
    import_notices([HOSTILE])
    notice = ImportedNotice.objects.get()

    for page in (search(q="步道"), text_of(reverse("notices:imported", args=[notice.pk])), text_of(reverse("home"))):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>粗" not in page


@pytest.mark.parametrize(
    "query, words",
    [
        ({"q": "步" * 3500}, "最多 100 个字，现在有 3500 个"),
        ({"q": "，。！"}, "只有标点"),
        ({"since": "昨天"}, "发布日期自"),
        ({"since": "2026-03-20", "until": "2026-03-19"}, "这一天在开始日期之前"),
        ({"least": "很多"}, "金额不低于"),
        ({"least": "2", "most": "1"}, "这个金额比最低金额小"),
        ({"least": "-1"}, "金额不低于"),
        ({"most": "1" * 40}, "金额不高于"),
        ({"business": "月球"}, "交易类别"),
        ({"stage": "draft"}, "项目现在的阶段"),
        ({"after": "x"}, "没有这个位置"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong_and_keeps_what_was_written(query: dict[str, str], words: str) -> None:
    page = search(**query)

    assert words in page
    assert "有内容需要更正" in page
    assert Client().get(reverse("notices:feed"), query).status_code == 400


def test_a_nul_byte_is_refused_at_the_edge() -> None:
    assert Client().get(f"{reverse('notices:search')}?q=%00").status_code == 400


def test_no_result_has_its_own_words(tender: Tender) -> None:
    assert "没有符合条件的公告" in search(q="月球")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e9", "0.0000001"])
def test_no_number_breaks_the_page(value: str) -> None:
    assert Client().get(reverse("notices:search"), {"least": value}).status_code == 200


def test_pages_lead_on_to_the_last_notice() -> None:
    import_notices(ROW | {"code": f"C{number}"} for number in range(25))
    first = search(q="污水")
    link = first.split('rel="next" href="?')[1].split('"')[0].replace("&amp;", "&")

    second = Client().get(f"{reverse('notices:search')}?{link}").content.decode()

    assert first.count('class="title"') == 20
    assert second.count('class="title"') == 5
    assert 'rel="next"' not in second
    assert "回到最新" in second


def test_the_feed_is_atom_and_its_entries_have_names_that_stay(tender: Tender) -> None:
    import_sample()
    response, tree = feed(reverse("notices:feed"))
    names = [entry.findtext(f"{ATOM}id") for entry in tree.iter(f"{ATOM}entry")]
    indexing.rebuild()
    while read_on():
        pass
    _, again = feed(reverse("notices:feed"))

    assert response["Content-Type"].startswith("application/atom+xml")
    assert tree.tag == f"{ATOM}feed"
    assert names == [entry.findtext(f"{ATOM}id") for entry in again.iter(f"{ATOM}entry")]
    assert len(set(names)) == len(names) == IndexedNotice.objects.count()
    assert all(name and name.startswith("tag:localhost,2026:") for name in names)
    for part in ("id", "title", "updated"):
        assert all(entry.findtext(f"{ATOM}{part}") for entry in (tree, *tree.iter(f"{ATOM}entry")))
    assert all(
        datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo for entry in tree.iter(f"{ATOM}entry")
    )


def test_a_feed_of_a_question_has_its_results_alone(tender: Tender) -> None:
    import_sample()
    _, tree = feed(reverse("notices:feed"), q="污水", type="change")

    assert [entry.findtext(f"{ATOM}title") for entry in tree.iter(f"{ATOM}entry")] == [
        "临江市第三污水处理厂提标改造工程施工澄清公告（一） - 招标/资审文件澄清"
    ]


def test_a_feed_is_bounded_and_well_formed_whatever_others_wrote() -> None:
    import_notices(HOSTILE | {"code": f"C{number}"} for number in range(60))
    _, tree = feed(reverse("notices:feed"))

    entries = list(tree.iter(f"{ATOM}entry"))
    assert len(entries) == 50
    assert entries[0].findtext(f"{ATOM}title", "").startswith("<script>alert(1)</script>步道")
    assert "&lt;b&gt;" in entries[0].findtext(f"{ATOM}summary", ""), "a summary is HTML, and says what was written"


@pytest.mark.parametrize("address", ["notices:feed", "trades:feed"])
def test_whoever_has_the_feed_is_told_so(tender: Tender, address: str) -> None:
    path = reverse(address, args=[tender.trade.pk] if address == "trades:feed" else [])
    response, _ = feed(path)
    tag, since = response["ETag"], response["Last-Modified"]

    assert parse_http_date(since)
    assert Client().get(path, headers={"if-none-match": tag}).status_code == 304
    assert Client().get(path, headers={"if-modified-since": since}).status_code == 304
    assert Client().get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_feed_of_a_trade_has_its_notices_and_no_others(tender: Tender) -> None:
    import_sample()
    other = world.announce_tender(make_agency(), title="另一个项目")
    while read_on():
        pass

    _, tree = feed(reverse("trades:feed", args=[tender.trade.pk]))

    assert [entry.findtext(f"{ATOM}title") for entry in tree.iter(f"{ATOM}entry")] == [
        f"{tender.trade.title} - 招标公告"
    ]
    assert other.trade.title not in ElementTree.tostring(tree, encoding="unicode")


@pytest.mark.parametrize("address", ["home", "notices:search", "trades:detail"])
def test_pages_tell_feed_readers_where_the_feed_is(tender: Tender, address: str) -> None:
    page = text_of(reverse(address, args=[tender.trade.pk] if address == "trades:detail" else []))

    assert 'rel="alternate" type="application/atom+xml"' in page


def test_a_draft_and_a_trade_that_is_not_there_have_no_feed(tender: Tender) -> None:
    draft = world.draft_tender(tender.agency, title="尚未公告")

    assert Client().get(reverse("trades:feed", args=[draft.pk])).status_code == 404
    assert "尚未公告" not in search()


def test_of_an_erased_trade_nothing_is_found(tender: Tender) -> None:
    Trade.objects.filter(pk=tender.trade.pk).update(erased_at=world.START)

    assert tender.trade.title not in search(q="步道")
    assert tender.trade.title not in Client().get(reverse("notices:feed")).content.decode()
    assert Client().get(reverse("trades:feed", args=[tender.trade.pk])).status_code == 410


def test_the_english_site_finds_the_same(tender: Tender) -> None:
    page = Client().get(reverse("notices:search"), {"q": "步道"}, headers={"accept-language": "en"}).content.decode()

    assert tender.trade.tender_code in page
    assert "Find notices" in page
