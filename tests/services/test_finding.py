"""Finding notices through the real reader: what is public is found within one reading, and nothing else ever."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidding.models import OpeningRecord
from disclosure.domain.asking import Asked
from disclosure.domain.sorting import Business, Group
from disclosure.models import ImportedNotice, IndexedNotice
from disclosure.selectors.found import Found, find, found_of_trade
from disclosure.services import indexing
from disclosure.services.importing import import_notices
from disclosure.simulation.sample import FILE, import_sample
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.periods import day_of
from trading.domain.stages import Stage
from trading.models import Cursor, Trade
from trading.services import readers

pytestmark = pytest.mark.django_db

SAMPLE: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(autouse=True)
def only_the_index_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are drawn by a worker, and there is none."""
    monkeypatch.setattr(readers, "READERS", [each for each in readers.READERS if each.name == indexing.READER])


def read(tender: Tender) -> None:
    """What the platform does within half a second of every entry."""
    world.place_news(tender)
    while readers.read_on():
        pass


def kinds(found: list[Found]) -> list[str]:
    return [each.kind for each in found]


def seen(**asked: Any) -> list[Found]:
    return list(find(Asked(**asked)).found)


def test_a_notice_is_found_once_the_reader_has_read_it(tender: Tender) -> None:
    before = seen(text=tender.trade.title)
    read(tender)

    (found,) = seen(text=tender.trade.title)

    assert before == []
    assert (found.kind, found.code, found.stage) == ("招标公告", tender.trade.tender_code, tender.stage)
    assert found.amount == tender.lot.ceiling
    assert found.entry is not None


def test_reading_twice_is_reading_once(tender: Tender) -> None:
    read(tender)
    Cursor.objects.filter(reader=indexing.READER).update(log_index=-1)
    read(tender)

    assert IndexedNotice.objects.count() == 1


@pytest.mark.parametrize("part", ["code", "lot", "principal", "agency", "region", "word"])
def test_a_notice_is_found_by_any_of_its_names(tender: Tender, part: str) -> None:
    read(tender)
    trade = tender.trade
    asked = {
        "code": trade.tender_code[5:15],
        "lot": tender.lot.code,
        "principal": trade.principal[2:],
        "agency": tender.agency.actor.name,
        "region": "辽宁省",
        "word": "招标公告",
    }

    assert len(seen(text=asked[part])) == 1
    assert seen(text=asked[part] + " 月球") == []


def test_a_draft_is_not_found(tender: Tender) -> None:
    draft = world.draft_tender(tender.agency, title="尚未公告的桥梁工程")
    read(tender)

    assert seen(text=draft.title) == []


def test_bids_are_in_no_index_before_the_record_is_public(with_bids: Tender, bidders: list[Person]) -> None:
    name = bidders[0].actor.name
    read(with_bids)
    before = seen(text=name)

    world.bring_to(Stage.OPENED.value, with_bids, bidders)
    read(with_bids)

    assert before == []
    assert OpeningRecord.objects.filter(lot=with_bids.lot).exists()
    assert kinds(seen(text=name)) == ["开标记录"]
    assert seen(group=Group.OPENING)[0].url.endswith(f"/halls/{with_bids.lot_id}/record/")


def test_an_erased_trade_is_not_found_even_where_the_index_is_read_again(tender: Tender) -> None:
    read(tender)
    Trade.objects.filter(pk=tender.trade.pk).update(erased_at=world.START)
    gated = seen(), found_of_trade(tender.trade, most=9)
    indexing.rebuild()
    read(tender)

    assert gated == ([], [])
    assert IndexedNotice.objects.count() == 0


def test_imported_notices_are_found_beside_ours_with_their_source(tender: Tender) -> None:
    read(tender)
    import_sample()

    found = list(find(Asked(), most=50).found)

    assert len(found) == len(SAMPLE) + 1
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    assert all(bool(each.source) is (each.entry is None) and each.code for each in found)
    assert seen(text="污水 提标")[0].source_url.startswith("https://lj.example.cn/")


def test_importing_twice_changes_nothing() -> None:
    first = import_sample()
    again = import_sample()

    assert (first.new, first.known, first.bad) == (len(SAMPLE), 0, [])
    assert (again.new, again.known) == (0, len(SAMPLE))
    assert ImportedNotice.objects.count() == IndexedNotice.objects.count() == len(SAMPLE)


def test_a_bad_row_is_told_and_the_rest_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notices.json"
    file.write_text(json.dumps([SAMPLE[0], {"title": 1}, SAMPLE[0], SAMPLE[1]]), "utf-8")

    with pytest.raises(CommandError, match="all others are there"):
        call_command("import_notices", str(file))

    said = capsys.readouterr()
    assert "Row 2 is left out: title is no text." in said.err
    assert "2 imported, 1 known already, 1 left out." in said.out


@pytest.mark.parametrize("content", [b"{}", b"[1", b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_list_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notices.json"
    file.write_bytes(content)

    with pytest.raises(CommandError, match="notices"):
        call_command("import_notices", str(file))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_notices", str(tmp_path / "nothing.json"))


@pytest.mark.parametrize(
    "asked, number",
    [
        ({"business": Business.PROCUREMENT}, 5),
        ({"business": Business.WORKS}, 4),
        ({"group": Group.RESULT}, 3),
        ({"region": "460000"}, 5),
        ({"region": "210000"}, 0),
        ({"since": "2026-03-20"}, 4),
        ({"until": "2026-03-11"}, 2),
        ({"least": Decimal(10_000_000)}, 4),
        ({"most": Decimal(400_000)}, 2),
        ({"stage": Stage.BIDDING}, 0),
        ({"text": "污水处理", "group": Group.CHANGE}, 1),
    ],
)
def test_a_filter_leaves_what_it_says(asked: dict[str, Any], number: int) -> None:
    import_sample()
    asked = {name: _day(value) if name in ("since", "until") else value for name, value in asked.items()}

    assert len(seen(**asked)) == number


def test_the_stage_is_the_one_in_which_the_trade_is_now(tender: Tender) -> None:
    read(tender)
    stage = Stage(tender.stage)

    assert len(seen(stage=stage)) == 1
    assert seen(stage=Stage.OPENED) == []


def test_pages_go_on_where_the_last_one_ended(tender: Tender) -> None:
    """Also between notices of one moment, and when something newer comes meanwhile."""
    import_notices(_copy(number) for number in range(7))
    pages = [found.code for page in _pages(3) for found in page]

    assert pages == [found.code for found in find(Asked(), most=7).found]
    assert len(set(pages)) == 7

    first = find(Asked(), most=3)
    import_notices([_copy(8) | {"published": "2026-03-31 10:00"}])
    second = find(Asked(after=first.after), most=3)
    assert [found.code for found in second.found] == pages[3:6]


def test_a_page_costs_as_many_queries_for_many_rows_as_for_one(tender: Tender) -> None:
    read(tender)
    with CaptureQueriesContext(connection) as one:
        find(Asked())
    import_sample()
    with CaptureQueriesContext(connection) as many:
        find(Asked())

    assert len(many) <= len(one) + 1


def test_what_matched_is_marked_as_it_was_written() -> None:
    import_sample()

    (found,) = seen(text="恒湿展柜 一套")

    assert [piece.text for piece in found.snippet if piece.hit] == ["恒湿展柜", "一套"]


@pytest.mark.parametrize("text", ["' | 'x", "a' & 'b", "\\", "!(a)", "a:*b", "'); DROP TABLE x; --", "步" * 5000, "%_"])
def test_no_question_breaks_the_query(text: str) -> None:
    import_sample()

    assert seen(text=text) == []


def test_a_text_with_more_words_than_the_index_takes_is_known_by_its_first_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "MOST_BYTES", 5_000)
    import_notices([SAMPLE[0] | {"text": " ".join(f"{number}号楼" for number in range(1000, 3000))}])

    assert len(seen(text="1000号楼")) == 1
    assert seen(text="2999号楼") == []


def _pages(most: int) -> Iterator[list[Found]]:
    page = find(Asked(), most=most)
    yield list(page.found)
    while page.after is not None:
        page = find(Asked(after=page.after), most=most)
        yield list(page.found)


def _copy(number: int) -> dict[str, Any]:
    return SAMPLE[0] | {"code": f"C{number}"}


def _day(text: str) -> Any:
    year, month, day = map(int, text.split("-"))
    return day_of(world.START.replace(year=year, month=month, day=day) + timedelta())
