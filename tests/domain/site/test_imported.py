"""Notices of other platforms: read strictly, named by what they say, sorted into our families and groups."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from disclosure.domain.imported import BadNotice, read_imported, yuan_of
from disclosure.domain.notices import NOTICES
from disclosure.domain.provinces import PROVINCES, province_code
from disclosure.domain.sorting import Business, Group, business_of_word, group_of_type, group_of_word
from disclosure.simulation.sample import FILE
from trading.domain.kinds import ALL
from trading.domain.regions import REGIONS

REAL = Path(__file__).resolve().parents[4] / "shared" / "cases" / "notices.json"
ROW: dict[str, Any] = {
    "title": "某县体育馆改造\n工程招标公告",
    "business": "工程建设",
    "kind": "招标/资审公告",
    "published": "2026-03-16 09:30",
    "province": "北京",
    "platform": "某县公共资源交易中心",
    "code": "C1",
    "agency": "",
    "budget": "23.5 万元",
    "text": "第一段\n第二段",
}


def test_a_row_is_read() -> None:
    notice = read_imported(ROW)

    assert notice.title == "某县体育馆改造 工程招标公告"
    assert notice.text == "第一段\n第二段"
    assert notice.published_at == datetime(2026, 3, 16, 1, 30, tzinfo=UTC)
    assert notice.amount == Decimal("235000.00")
    assert notice.url == ""


def test_what_says_the_same_is_the_same_notice() -> None:
    assert read_imported(ROW).id == read_imported({**ROW, "unknown": 1, "url": ""}).id


@pytest.mark.parametrize("name", [name for name in ROW if name != "published"])
def test_what_says_something_else_is_another_notice(name: str) -> None:
    assert read_imported(ROW).id != read_imported({**ROW, name: ROW[name] + "改"}).id


@pytest.mark.parametrize(
    "change, why",
    [
        ({"title": ""}, "title is missing"),
        ({"title": None}, "title is no text"),
        ({"title": "长" * 301}, "title has more than 300 characters"),
        ({"platform": " "}, "platform is missing"),
        ({"text": "一\x00二"}, "text has control characters"),
        ({"text": "\ud800"}, "text has control characters"),
        ({"published": "2026-02-30 10:00"}, "published is not written"),
        ({"published": "2026/03/16"}, "published is not written"),
        ({"published": 20260316}, "published is no text"),
        ({"url": "javascript:alert(1)"}, "url is no address"),
        ({"url": "https://"}, "url is no address"),
        ({"url": "http://[::1"}, "url is no address"),
    ],
)
def test_a_row_that_is_no_notice_is_refused_with_a_reason(change: dict[str, Any], why: str) -> None:
    with pytest.raises(BadNotice, match=why):
        read_imported({**ROW, **change})


@pytest.mark.parametrize("row", [None, [], "x", 1])
def test_what_is_no_object_is_refused(row: object) -> None:
    with pytest.raises(BadNotice, match="no object"):
        read_imported(row)


@pytest.mark.parametrize(
    "written, yuan",
    [
        ("1980000.00 元", "1980000.00"),
        ("1,799,980.20元", "1799980.20"),
        ("23.5 万元", "235000.00"),
        ("60\n万元", "600000.00"),
        ("103.000000万元", "1030000.00"),
        ("28.38万元 人民币", "283800.00"),
        ("1.2亿元", "120000000.00"),
        ("0元 人民币", None),
        ("30.0", None),
        ("1800000", None),
        ("", None),
        ("1,23元", None),
        ("999999999999999亿元", None),
    ],
)
def test_a_sum_needs_its_unit(written: str, yuan: str | None) -> None:
    assert yuan_of(written) == (Decimal(yuan) if yuan else None)


def test_every_notice_of_ours_has_a_group() -> None:
    assert [type_ for type_ in NOTICES if group_of_type(type_) is Group.OTHER] == []


def test_every_province_is_known_by_its_name_and_by_a_short_one() -> None:
    assert [name for code, name in PROVINCES.items() if province_code(name) != code] == []
    assert province_code("新疆") == "650000"
    assert province_code("") == province_code("北") == province_code("火星") == ""
    assert {code[:2] for code in REGIONS} <= {code[:2] for code in PROVINCES}


def test_the_kinds_that_run_have_a_family() -> None:
    from disclosure.domain.sorting import business_of_class

    assert {business_of_class(spec.code_class) for spec in ALL} <= set(Business) - {Business.OTHER}


def _rows(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        pytest.skip(f"{file.name} of real notices is not there")
    rows: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return rows


@pytest.mark.parametrize("file", [FILE, REAL], ids=["invented", "real"])
def test_every_notice_of_the_file_is_read_and_sorted(file: Path) -> None:
    rows = _rows(file)

    notices = [read_imported(row) for row in rows]

    assert [notice.kind for notice in notices if group_of_word(notice.kind) is Group.OTHER] == []
    assert [
        each.business
        for each in notices
        if each.business != "其他" and business_of_word(each.business) is Business.OTHER
    ] == []
    assert [notice.province for notice in notices if not province_code(notice.province)] == []
