"""Complaining, deciding, stopping and lifting through the pages, each for its own eyes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_supervisor
from tests.support.world import Tender
from tests.web.test_dialogue_pages import PASSWORD, browser_of, text_of, url
from trading.domain.periods import day_of
from trading.models import Complaint, ComplaintFile
from trading.services.readers import read_on

pytestmark = pytest.mark.django_db

SECRET = "评审标准向特定企业倾斜"


@pytest.fixture
def tender() -> Tender:
    return world.announce_tender(make_agency())


@pytest.fixture
def baiyun(tender: Tender) -> Person:
    return make_bidder("baiyun")


@pytest.fixture
def supervisor(tender: Tender) -> Person:
    person = make_supervisor()
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


def typed(tender: Tender, **changes: str) -> dict[str, str]:
    today = day_of(world.now(tender)).isoformat()
    return {"matter": "other", "known_on": today, "text": SECRET, "asks": "责令改正。"} | changes


def complained(tender: Tender, person: Person) -> Complaint:
    browser_of(person).post(url("trades:complaints", tender), typed(tender))
    return Complaint.objects.get()


def of(name: str, complaint: Complaint) -> str:
    return reverse(name, args=[complaint.pk])


def stopped(tender: Tender, supervisor: Person, **changes: str) -> str:
    sent = {"reason": "调查期间暂停。", "password": PASSWORD} | changes
    answer = browser_of(supervisor).post(url("supervision:stop", tender), sent, follow=True).content.decode()
    world.place_news(tender)
    while read_on():
        pass
    return answer


def test_a_complaint_goes_from_the_complainant_to_the_public_decision(
    tender: Tender, baiyun: Person, supervisor: Person
) -> None:
    bidder, official, agency = browser_of(baiyun), browser_of(supervisor), browser_of(tender.agency)
    complaint = complained(tender, baiyun)
    assert "应在 2026年3月5日" in text_of(bidder, url("trades:complaints", tender))
    assert SECRET not in text_of(agency, url("agency:complaints", tender))
    assert baiyun.actor.name in text_of(official, reverse("supervision:complaints"))
    page = of("supervision:complaint", complaint)
    official.post(page, {"act": "acceptance", "text": "受理。"})

    received = text_of(agency, url("agency:complaints", tender))
    assert SECRET in received and baiyun.actor.name not in received
    agency.post(url("agency:statement", tender, complaint.pk), {"text": "标准对各方一致。"})
    assert "标准对各方一致。" in text_of(official, page)
    sent = {"result": "upheld", "measures": "correct", "text": "责令修改评审标准。", "password": PASSWORD}
    deciding = of("supervision:decision", complaint)
    assert "密码不正确" in official.post(deciding, sent | {"password": "wrong"}).content.decode()
    assert "至少选一项处理" in official.post(deciding, sent | {"measures": []}).content.decode()
    official.post(deciding, sent)
    world.place_news(tender)

    public = text_of(Client(), url("trades:detail", tender))
    assert "责令修改评审标准。" in public and "投诉成立" in public
    assert SECRET not in public and baiyun.actor.name not in public
    assert "责令修改评审标准。" in text_of(bidder, url("trades:complaints", tender))


def test_a_decision_names_the_lots_that_end_and_everybody_reads_that_they_did(
    tender: Tender, baiyun: Person, supervisor: Person
) -> None:
    """TR 61: what is void leads to the re-tender by itself."""
    official, complaint = browser_of(supervisor), complained(tender, baiyun)
    official.post(of("supervision:complaint", complaint), {"act": "acceptance", "text": "受理。"})
    sent = {"result": "upheld", "measures": "retender", "text": "责令重新招标。", "password": PASSWORD}
    deciding = of("supervision:decision", complaint)
    assert "选择所涉及的标段" in official.post(deciding, sent).content.decode()
    assert "选择所涉及的标段" in (
        official.post(deciding, sent | {"measures": "correct", "lots": str(tender.lot_id)}).content.decode()
    )

    official.post(deciding, sent | {"lots": str(tender.lot_id)})
    world.place_news(tender)

    assert tender.stage == "failed"
    assert "监督部门责令重新招标" in text_of(Client(), url("trades:detail", tender))
    assert "监督部门责令重新招标" in text_of(Client(), reverse("hall:hall", args=[tender.lot_id]))


def test_what_the_law_forbids_is_refused_with_its_article_and_the_words_stay(tender: Tender, baiyun: Person) -> None:
    bidder, page = browser_of(baiyun), url("trades:complaints", tender)

    no_objection = bidder.post(page, typed(tender, matter="documents")).content.decode()
    late = bidder.post(page, typed(tender, known_on=date(2026, 2, 2).isoformat())).content.decode()

    assert "先向招标人提出异议" in no_objection and "第六十条" in no_objection and SECRET in no_objection
    assert "期限已过" in late and "2026-02-12" in late and SECRET in late
    assert not Complaint.objects.exists()


def test_evidence_is_fetched_by_the_complainant_and_the_supervisor(
    tender: Tender, baiyun: Person, supervisor: Person
) -> None:
    complaint = complained(tender, baiyun)
    file = SimpleUploadedFile("照片.jpg", b"a photo")
    browser_of(baiyun).post(url("trades:evidence", tender, complaint.pk), {"file": file})
    page = reverse("evidence", args=[complaint.pk, ComplaintFile.objects.get().sha256])

    for person in (baiyun, supervisor):
        answer = browser_of(person).get(page)
        assert answer.getvalue() == b"a photo" and "no-store" in answer["Cache-Control"]
    for client in (Client(), browser_of(tender.agency), browser_of(make_bidder("changhe"))):
        assert client.get(page).status_code == 404


def test_a_stop_is_plain_to_everybody_until_it_is_lifted(tender: Tender, baiyun: Person, supervisor: Person) -> None:
    complained(tender, baiyun)
    hall = reverse("hall:hall", args=[tender.lot_id])
    assert "密码不正确" in stopped(tender, supervisor, password="wrong")
    assert "监督部门责令暂停" not in text_of(Client(), hall)

    stopped(tender, supervisor, allows="clarified")

    notice = text_of(Client(), url("trades:detail", tender))
    assert "监督部门责令暂停" in notice and "调查期间暂停。" in notice and "澄清、修改招标文件" in notice
    assert "监督部门责令暂停" in text_of(Client(), hall)
    bidder = browser_of(baiyun)
    assert "恢复后继续投标" in text_of(bidder, reverse("bids:tasks", args=[tender.lot_id]))
    assert "责令暂停" in text_of(bidder, reverse("messages"))
    assert "恢复项目" in text_of(browser_of(supervisor), url("supervision:stop", tender))

    stopped(tender, supervisor, reason="已查清。")

    assert tender.lot.stopped_at is None and tender.lot.deadline is not None
    assert tender.lot.deadline > world.DEADLINE
    assert "监督部门责令暂停" not in text_of(Client(), url("trades:detail", tender))
    assert "恢复，期限顺延" in text_of(bidder, reverse("messages"))


def test_an_opening_that_is_stopped_says_so_and_counts_nothing_down(tender: Tender, supervisor: Person) -> None:
    bidders = [make_bidder(who) for who in ("baiyun", "changhe", "fuhe")]
    world.bring_to("decrypting", tender, bidders)

    stopped(tender, supervisor)

    page = text_of(browser_of(bidders[0]), reverse("hall:hall", args=[tender.lot_id]))
    assert "解密窗口停住" in page and "解密剩余" not in page
    assert Client().get("/").status_code == 200


def test_the_supervisors_pages_are_for_supervisors_and_the_agencys_for_its_own(
    tender: Tender, baiyun: Person, supervisor: Person
) -> None:
    complaint = complained(tender, baiyun)
    pages = [
        reverse("supervision:complaints"),
        of("supervision:complaint", complaint),
        of("supervision:decision", complaint),
        url("supervision:stop", tender),
    ]
    for page in pages:
        assert browser_of(supervisor).get(page).status_code == 200
        for stranger in (baiyun, tender.agency):
            assert browser_of(stranger).get(page).status_code == 404
    own = url("agency:complaints", tender)
    statement = url("agency:statement", tender, complaint.pk)
    for stranger in (baiyun, supervisor, make_agency("dongfang")):
        assert browser_of(stranger).get(own).status_code == 404
    assert browser_of(tender.agency).get(statement).status_code == 404, "not accepted yet"
    assert browser_of(supervisor).get(url("trades:complaints", tender)).status_code == 404


def test_before_the_deadline_a_complaint_changes_no_page_of_others(tender: Tender, baiyun: Person) -> None:
    other, agency = browser_of(make_bidder("changhe")), browser_of(tender.agency)
    pages = [
        (other, "trades:detail"),
        (other, "trades:complaints"),
        (agency, "agency:received"),
        (Client(), "trades:detail"),
    ]
    before = [_without_tokens(text_of(client, url(name, tender))) for client, name in pages]

    complained(tender, baiyun)
    world.place_news(tender)

    assert [_without_tokens(text_of(client, url(name, tender))) for client, name in pages] == before


def _without_tokens(page: str) -> str:
    return "\n".join(
        line for line in page.splitlines() if "csrf" not in line and "datetime=" not in line and "data-" not in line
    )
