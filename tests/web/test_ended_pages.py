"""After a failure, through the pages: what the agency does, what everybody reads, and notices that keep their address."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disclosure.selectors.published import notices_in
from disclosure.verifier import Status, verify
from tests.services.test_retendering import analyse, announce, begin, fail, leave, twice_failed
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_bidders, make_supervisor
from tests.support.world import Tender
from trading.domain.facts import TerminationCause
from trading.models import Position, Trade
from trading.services.clarifying import (
    ClarificationDraft,
    begin_clarification,
    publish_clarification,
    save_clarification,
)
from trading.services.readers import read_on
from trading.services.retendering import ConsentFile
from trading.services.terminating import terminate_trade

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"
ANALYSIS = {
    "causes": ["price"],
    "text": "限价低于市场价。",
    "measures": "重新测算限价。",
    "password": PASSWORD,
}


@pytest.fixture
def tender() -> Tender:
    tender = world.announce_tender(make_agency())
    tender.agency.user.set_password(PASSWORD)
    tender.agency.user.save()
    return tender


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(name: str, tender: Tender, *more: object) -> str:
    return reverse(name, args=[tender.trade.pk, *more])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def seq_of(tender: Tender, type_: str) -> int:
    return Position.objects.get(trade=tender.trade, entry__type=type_).trade_seq


def chosen(tender: Tender, **typed: object) -> dict[str, object]:
    return {"lots": [str(tender.lot_id)], **typed}


def test_the_agency_analyses_a_failure_and_begins_the_next_tender(tender: Tender) -> None:
    agency = browser_of(tender.agency)
    fail(tender)
    assert url("agency:ended", tender) in text_of(agency, reverse("agency:home"))
    page = text_of(agency, url("agency:ended", tender))
    assert "待分析原因" in page and "招标人的义务" in page and "不迟于" in page and "流标的次数还不够" not in page

    refused = agency.post(url("agency:analysis", tender), chosen(tender, **ANALYSIS) | {"text": "只有两家投标。"})
    assert "投标数量不公布" in refused.content.decode() and "只有两家" in refused.content.decode()
    done = agency.post(url("agency:analysis", tender), chosen(tender, **ANALYSIS), follow=True)
    assert "可以重新招标" in done.content.decode()
    world.place_news(tender)

    after = agency.post(url("agency:retender", tender), chosen(tender))
    draft = Trade.objects.get(previous=tender.trade)
    assert after["Location"] == reverse("agency:tasks", args=[draft.pk])
    assert "继续起草重新招标" in text_of(agency, url("agency:ended", tender))
    assert "第二次招标" in text_of(agency, reverse("agency:check", args=[draft.pk]))
    public = text_of(Client(), url("trades:detail", tender))
    assert "重新测算限价。" in public and draft.tender_code not in public, "the draft is nobody's business"


def test_both_pages_name_the_other_tender(tender: Tender) -> None:
    analyse(fail(tender))
    again = announce(tender, begin(tender))

    first, second = (text_of(Client(), url("trades:detail", each)) for each in (tender, again))

    assert "已重新招标" in first and again.trade.tender_code in first
    assert "第二次招标" in second and url("trades:detail", tender) in second
    listed = text_of(Client(), reverse("trades:list"))
    assert "已重新招标" in listed and "第二次招标" in listed
    notice = text_of(Client(), url("trades:notice", again, 2))
    assert "重新招标公告" in notice and tender.trade.tender_code in notice
    assert "第二次招标" in text_of(Client(), reverse("home"))


def test_leaving_takes_the_consent_where_the_project_needs_approval(tender: Tender) -> None:
    Trade.objects.filter(pk=tender.trade.pk).update(needs_approval=True)
    tender.trade.refresh_from_db()
    again, agency = twice_failed(tender), browser_of(tender.agency)
    typed = chosen(again, reason="规划调整，不再建设。", password=PASSWORD)
    page = url("agency:leaving", again)
    assert "同意" in text_of(agency, page)

    assert "请附上" in agency.post(page, typed).content.decode()
    consent = SimpleUploadedFile("批复.pdf", b"%PDF-1.4 agreed")
    agency.post(page, typed | {"consent": consent})
    world.place_news(again)

    notice = text_of(Client(), url("trades:notice", again, seq_of(again, "tendering.left")))
    assert "不再招标公告" in notice and "规划调整" in notice and "批复.pdf" in notice
    sha256 = again.trade.documents.get(name="批复.pdf").sha256
    answer = Client().get(url("trades:document", again, sha256))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 agreed"  # type: ignore[attr-defined]
    detail = text_of(Client(), url("trades:detail", again))
    assert "不再招标" in detail and "批复.pdf" not in detail
    assert "不再招标" in text_of(Client(), reverse("trades:list"))


def test_a_project_without_approval_is_left_without_a_file(tender: Tender) -> None:
    again, agency = twice_failed(tender), browser_of(tender.agency)
    page = url("agency:leaving", again)
    assert 'name="consent"' not in text_of(agency, page)

    agency.post(page, chosen(again, reason="不再建设。", password=PASSWORD))

    assert agency.get(page).status_code == 404, "there is nothing left to leave"


@pytest.mark.parametrize("name", ["agency:ended", "agency:analysis", "agency:leaving", "agency:retender"])
def test_the_agencys_pages_are_there_for_the_trades_agency_alone(name: str, tender: Tender) -> None:
    fail(tender)

    for stranger in (make_bidder("baiyun"), make_agency("dongfang"), make_supervisor()):
        client = browser_of(stranger)
        answer = client.post(url(name, tender)) if name == "agency:retender" else client.get(url(name, tender))
        assert answer.status_code == 404


def test_a_terminated_trade_shows_what_its_agency_owes(tender: Tender) -> None:
    cause = TerminationCause.FORCE_MAJEURE
    terminate_trade(trade_id=tender.trade.pk, cause=cause, reason="地震，场地不复存在。", by=tender.agency.actor)
    world.place_news(tender)

    owed = text_of(browser_of(tender.agency), url("agency:ended", tender))
    notice = text_of(Client(), url("trades:notice", tender, seq_of(tender, "trade.terminated")))

    for page in (owed, notice):
        assert "银行同期存款利息" in page and "工程建设项目施工招标投标办法第七十二条" in page
    assert "终止公告" in notice and "场地不复存在" in notice


def bundle_in(folder: Path, tender: Tender) -> Path:
    answer = Client().get(url("trades:bundle", tender))
    place = folder / f"{tender.trade.tender_code}.zip"
    place.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    return place


def test_the_bundles_of_both_tenders_say_that_the_one_follows_the_other(tender: Tender, tmp_path: Path) -> None:
    again = twice_failed(tender)
    third = announce(again, begin(again))
    first, second, last = (bundle_in(tmp_path, each) for each in (tender, again, third))

    for bundle, previous in ((second, first), (last, second)):
        found = {result.name: result for result in verify(bundle, previous=previous).results}
        assert found["retender"].status is Status.PASSED, found["retender"].problems
        assert found["files"].status is Status.PASSED, found["files"].problems
    wrong = {result.name: result for result in verify(last, previous=first).results}
    assert wrong["retender"].status is Status.FAILED
    assert {result.name: result for result in verify(first).results}["failures"].status is Status.PASSED


def test_the_consent_is_in_the_bundle(tender: Tender, tmp_path: Path) -> None:
    Trade.objects.filter(pk=tender.trade.pk).update(needs_approval=True)
    tender.trade.refresh_from_db()
    again = twice_failed(tender)
    leave(again, ConsentFile("批复.pdf", "application/pdf", [b"%PDF-1.4 agreed"]))

    found = {result.name: result for result in verify(bundle_in(tmp_path, again)).results}

    for name in ("failures", "files", "documents"):
        assert found[name].status is Status.PASSED, found[name].problems


# --- notices ------------------------------------------------------------------------------------------------------


def test_every_notice_of_a_trade_has_its_page_in_both_languages(tender: Tender) -> None:
    by = tender.agency.actor
    begin_clarification(trade_id=tender.trade.pk, by=by)
    draft = ClarificationDraft(title="更正清单", text="第三项为 120 米。", affects_bids=False, reason="只是更正")
    save_clarification(trade_id=tender.trade.pk, draft=draft, by=by)
    publish_clarification(trade_id=tender.trade.pk, by=by)
    analyse(fail(tender))
    tender.trade.refresh_from_db()

    lines = notices_in(tender.trade)

    titles = ["流标原因分析与整改措施", "流标公告", "澄清、修改公告", "招标公告"]
    assert [line.title for line in lines] == titles
    listed = text_of(Client(), url("trades:notices", tender))
    for line in lines:
        assert line.url in listed and line.number in listed
        for language in ("zh-hans", "en"):
            answer = Client().get(line.url, headers={"accept-language": language})
            page = answer.content.decode()
            assert answer.status_code == 200 and line.number in page
            assert (line.title in page) is (language == "zh-hans")
    assert "更正清单" in text_of(Client(), lines[2].url)


def test_a_notice_is_the_same_bytes_for_everybody_and_has_a_strong_tag(tender: Tender) -> None:
    address = url("trades:notice", tender, seq_of(tender, "trade.announced"))
    first = Client().get(address)
    tag = first["ETag"]

    assert not tag.startswith("W/")
    for client in (browser_of(tender.agency), browser_of(make_bidder("baiyun"))):
        assert client.get(address).content == first.content
    again = Client().get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    english = Client().get(address, headers={"accept-language": "en", "if-none-match": tag})
    assert english.status_code == 200 and english["ETag"] != tag
    assert not first.cookies


def test_a_notice_is_there_on_paper_for_everybody(tender: Tender) -> None:
    seq = seq_of(tender, "trade.announced")
    address = url("trades:notice_pdf", tender, seq)

    answer = Client().get(address)

    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert tender.trade.tender_code in answer["Content-Disposition"]
    for page in (url("trades:notice", tender, seq), url("trades:notices", tender), url("trades:detail", tender)):
        assert f'href="{address}" download' in text_of(Client(), page)
    assert Client().get(url("trades:notice_pdf", tender, seq_of(tender, "trade.created"))).status_code == 404


def test_what_is_no_notice_has_no_page(tender: Tender) -> None:
    created = seq_of(tender, "trade.created")

    for seq in (created, 0, 999):
        assert Client().get(url("trades:notice", tender, seq)).status_code == 404
    draft = world.draft_tender(tender.agency, title="草稿")
    assert Client().get(reverse("trades:notices", args=[draft.pk])).status_code == 404


def test_a_failure_notice_says_nothing_of_who_bid_or_how_many(tender: Tender) -> None:
    bidders = make_bidders(2)
    world.submit_all(tender, bidders)
    world.close(tender)

    page = text_of(Client(), url("trades:notice", tender, seq_of(tender, "lot.failed")))

    assert "少于法定数量" in page and "招标投标法第二十八条" in page
    assert not [bidder for bidder in bidders if bidder.actor.name in page]
    assert "2 家" not in page and "两家" not in page


def test_whoever_followed_finds_the_next_tender_in_its_messages(tender: Tender) -> None:
    bidder = browser_of(make_bidder("baiyun"))
    file = tender.trade.documents.get()
    assert bidder.get(url("trades:document", tender, file.sha256)).getvalue()
    analyse(fail(tender))
    again = announce(tender, begin(tender))
    while read_on():
        pass

    page = text_of(bidder, reverse("messages"))

    assert url("trades:detail", again) in page and "流标原因分析" in page
