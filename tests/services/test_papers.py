"""The opening record on paper says what the record says, in characters that can be read and searched."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from bidding.models import OpeningRecord
from disclosure.services.papers import record_paper
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender


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
    assert f"/halls/{tender.lot.pk}/record/" in squeezed
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
