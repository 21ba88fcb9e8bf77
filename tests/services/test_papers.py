"""Records and notices on paper say what the ledger says, in characters that can be read and searched."""

import io
from pathlib import Path

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from bidding.models import OpeningRecord
from disclosure.services.papers import NoSuchNotice, notice_paper, record_paper
from tests.support import world
from tests.support.cast import Person, make_agency
from tests.support.papers import words_of
from tests.support.world import Tender
from trading.models import Position

pytestmark = pytest.mark.django_db


def test_the_paper_names_every_bidder_with_its_price(tender: Tender, bidders: list[Person]) -> None:
    world.bring_to("opened", tender, bidders, releasing=bidders[:2])
    record = OpeningRecord.objects.get(lot=tender.lot)

    paper = record_paper(record).read_bytes()

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    squeezed = "".join(text.split())
    assert all(bidder.actor.name in squeezed for bidder in bidders)
    assert "5,900,000.00" in squeezed
    assert "撤销：未在时限内解密" in squeezed
    assert record.hash in squeezed
    assert f"/halls/{tender.lot_id}/record/" in squeezed
    assert b"/FontFile2" in paper  # an embedded TrueType font


@pytest.mark.parametrize("training", [True, False])
def test_the_paper_of_a_trade_in_training_says_so(training: bool, opened: Tender) -> None:
    record = OpeningRecord.objects.get(lot=opened.lot)
    record.lot.trade.training = training

    paper = record_paper(record).read_bytes()

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert ("训练项目，不产生法律效力" in text) == training


def test_two_who_draw_the_same_paper_at_once_do_not_disturb_each_other(
    monkeypatch: pytest.MonkeyPatch, opened: Tender
) -> None:
    record = OpeningRecord.objects.get(lot=opened.lot)
    write = Path.write_bytes
    others: list[Path] = []

    def write_and_be_overtaken(path: Path, content: bytes) -> int:
        written = write(path, content)
        if not others:
            others.append(path)
            record_paper(record)  # somebody else, from the first line to the last
        return written

    monkeypatch.setattr(Path, "write_bytes", write_and_be_overtaken)

    assert record_paper(record).exists()


# --- notices ------------------------------------------------------------------------------------------------------


def notice_of(tender: world.Tender, type_: str) -> Position:
    return Position.objects.filter(trade=tender.trade, entry__type=type_).latest("trade_seq")


def paper_of(tender: world.Tender, type_: str) -> Path:
    return notice_paper(tender.trade, notice_of(tender, type_).trade_seq)


def test_a_paper_is_the_same_bytes_whenever_it_is_drawn_and_in_whatever_language_it_is_asked_for() -> None:
    tender = world.announce_tender(make_agency())
    first = paper_of(tender, "trade.announced")
    content = first.read_bytes()
    first.unlink()

    with override("en"):
        again = paper_of(tender, "trade.announced").read_bytes()

    assert again == content
    assert b"/FontFile2" in again


def test_a_paper_has_its_name_in_its_metadata_and_counts_its_pages() -> None:
    tender = world.announce_tender(make_agency(), summary="河道整治与步道工程。" * 400)

    reader = PdfReader(paper_of(tender, "trade.announced"))

    assert reader.metadata is not None and reader.metadata.title == f"招标公告 {tender.trade.title}"
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert f"第 {number} 页 共 {len(reader.pages)} 页" in text
        assert tender.trade.tender_code in text
    assert words_of(paper_of(tender, "trade.announced")).count("河") == 400


def test_the_notice_of_a_trade_in_training_says_so_on_every_page() -> None:
    tender = world.announce_tender(make_agency(), summary="河道整治与步道工程。" * 400)
    training = paper_of(tender, "trade.announced")
    pages = [page.extract_text() for page in PdfReader(training).pages]
    training.unlink()

    tender.trade.training = False
    real = words_of(paper_of(tender, "trade.announced"))

    assert len(pages) > 1 and all("训练项目，不产生法律效力" in page for page in pages)
    assert "训练项目" not in real


def test_a_character_that_the_font_lacks_is_written_by_its_number() -> None:
    tender = world.announce_tender(make_agency(), summary="𠮷祥路 <b>改造</b> & 绿化。")

    words = words_of(paper_of(tender, "trade.announced"))

    assert "〔U+20BB7〕祥路<b>改造</b>&绿化。" in words
    assert "原字见网页" in words


def test_a_place_of_the_ledger_that_is_no_notice_has_no_paper() -> None:
    tender = world.announce_tender(make_agency())

    with pytest.raises(NoSuchNotice):
        notice_paper(tender.trade, notice_of(tender, "trade.created").trade_seq)
