"""The codes of the data standard (standards.md 1.3 and 1.5)."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import numdb

from trading.domain.codes import (
    BadCode,
    CodeMalformed,
    CreditCodeWrong,
    check_uscc,
    deal_code,
    lot_code,
    project_code,
    read_deal_code,
    read_project_code,
    tender_code,
    tender_of,
)
from trading.domain.industries import (
    DIVISIONS,
    SECTIONS,
    NoSuchIndustry,
    industries,
    industry_code,
    industry_name,
)
from trading.domain.regions import (
    REGIONS,
    NoSuchRegion,
    full_region_name,
    region_name,
    regions_below,
)
from trading.domain.trade_classes import TRADE_CLASSES, classes_of

OPERATOR = "91350000MA347WHE48"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_a_project_code_is_taken_apart_as_the_sample_of_the_standard() -> None:
    """`E3505050602100001` = E · 350505 · 0602 · 100001."""
    code = read_project_code("E3505050602100001")

    assert (code.sector, code.region, code.system, code.serial) == ("E", "350505", "0602", 100001)
    assert str(code) == "E3505050602100001"


def test_the_codes_of_a_lot_grow_out_of_the_project() -> None:
    project = project_code("E48", "210300", "0001", 7)
    tender = tender_code(project, 1)
    lot = lot_code(tender, 12)

    assert (project, tender, lot) == ("E2103000001000007", "E2103000001000007001", "E2103000001000007001012")
    assert (len(project), len(tender), len(lot)) == (17, 20, 23)
    assert tender_of(lot) == tender


@given(
    serial=st.integers(1, 999999), section=st.sampled_from(sorted(SECTIONS)), region=st.sampled_from(sorted(REGIONS))
)
def test_a_project_code_reads_back_to_its_parts(serial: int, section: str, region: str) -> None:
    code = read_project_code(project_code(section, region, "0001", serial))

    assert (code.sector, code.region, code.serial) == (section, region, serial)


@pytest.mark.parametrize("serial", [0, -1, 1000])
def test_a_serial_that_does_not_fit_is_refused_and_not_cut(serial: int) -> None:
    with pytest.raises(CodeMalformed):
        lot_code("E2103000001000007001", serial)


@pytest.mark.parametrize(
    "text", ["", "E350505060210000", "U3505050602100001", "e3505050602100001", "E350505060210000１"]
)
def test_a_project_code_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(CodeMalformed):
        read_project_code(text)
    with pytest.raises(CodeMalformed):
        tender_code(text, 1)
    with pytest.raises(CodeMalformed):
        lot_code(text, 1)
    with pytest.raises(CodeMalformed):
        tender_of(text)


@pytest.mark.parametrize("region, system", [("2103", "0001"), ("210300", "1"), ("21030X", "0001"), ("210300", "000a")])
def test_a_part_of_another_shape_is_refused(region: str, system: str) -> None:
    with pytest.raises(CodeMalformed):
        project_code("E", region, system, 1)


def test_the_deal_code_has_the_worked_check_character() -> None:
    """ISO 7064 MOD 37-2; standards.md 1.3 works it out: O."""
    code = deal_code("A01", OPERATOR, date(2018, 1, 1), 1)

    assert code == "A01-91350000MA347WHE48-20180101-000001-O"
    assert len(code) == 40


def test_whether_the_class_is_checked_too_is_a_setting() -> None:
    without = deal_code("A01", OPERATOR, date(2018, 1, 1), 1, class_in_check=False)

    assert read_deal_code(without, class_in_check=False).check_is_right
    assert without[:-1] == deal_code("A01", OPERATOR, date(2018, 1, 1), 1)[:-1]


def test_a_deal_code_with_a_wrong_check_character_is_told_and_not_refused() -> None:
    """Real ones exist: one province's arithmetic gives Z where the standard gives O."""
    code = read_deal_code("A01-91350000MA347WHE48-20180101-000001-Z")

    assert not code.check_is_right
    assert (code.trade_class, code.system, code.on, code.serial) == ("A01", OPERATOR, date(2018, 1, 1), 1)


@given(on=st.dates(date(2000, 1, 1), date(2099, 12, 31)), serial=st.integers(1, 999999), at=st.integers(0, 38))
def test_one_wrong_character_in_a_deal_code_shows(on: date, serial: int, at: int) -> None:
    code = deal_code("A02", OPERATOR, on, serial)
    if not code[at].isdigit():
        return
    wrong = code[:at] + str((int(code[at]) + 1) % 10) + code[at + 1 :]

    with suppress(CodeMalformed):  # the change may have made an impossible date
        assert not read_deal_code(wrong).check_is_right


@pytest.mark.parametrize(
    "text", ["A01-91350000MA347WHE48-20181301-000001-O", "A01-91350000MA347WHE48-20180101-000001", "", "A0191350000"]
)
def test_a_deal_code_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(CodeMalformed):
        read_deal_code(text)


def test_a_deal_code_is_made_only_for_a_known_class_and_a_right_credit_code() -> None:
    with pytest.raises(CodeMalformed):
        deal_code("B01", OPERATOR, date(2018, 1, 1), 1)
    with pytest.raises(CreditCodeWrong):
        deal_code("A01", OPERATOR[:-1] + "9", date(2018, 1, 1), 1)


def test_a_right_credit_code_comes_back_as_it_is() -> None:
    assert check_uscc(OPERATOR) == OPERATOR


@pytest.mark.parametrize("at", range(18))
def test_one_wrong_character_in_a_credit_code_is_refused(at: int) -> None:
    """GB 32100: the check character finds every single slip."""
    for letter in ALPHABET:
        if letter != OPERATOR[at]:
            with pytest.raises(CreditCodeWrong):
                check_uscc(OPERATOR[:at] + letter + OPERATOR[at + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", OPERATOR.lower(), OPERATOR + " ", " " + OPERATOR, OPERATOR[:9], OPERATOR + "\n", OPERATOR[:17] + "\x00"],
)
def test_a_credit_code_has_one_spelling(text: str) -> None:
    """Two ways to write one code would be two parties."""
    with pytest.raises(BadCode):
        check_uscc(text)


def test_every_bidder_of_the_real_opening_has_a_right_credit_code(shared: Path) -> None:
    record = json.loads((shared / "cases" / "opening-1528.json").read_text(encoding="utf-8"))

    assert len(record["bids"]) == 1528
    for bidder in record["bids"]:
        check_uscc(bidder["uscc"])


def test_the_regions_of_liaoning_are_those_of_gb_t_2260() -> None:
    """Against the county table of python-stdnum: the names that have no end."""
    table = numdb.get("cn/loc")

    for code, name in REGIONS.items():
        known = "".join(value for _, properties in table.info(code) for value in properties.values())
        assert name in known, code
    assert len([code for code in REGIONS if code.endswith("00") and code != "210000"]) == 14


@pytest.mark.parametrize(
    "code, full",
    [
        ("210000", "辽宁省"),
        ("210300", "辽宁省鞍山市"),
        ("210381", "辽宁省鞍山市海城市"),
        ("211002", "辽宁省辽阳市白塔区"),
    ],
)
def test_a_region_is_named_with_what_it_lies_in(code: str, full: str) -> None:
    assert full_region_name(code) == full


def test_every_region_lies_in_exactly_one_region_above_it() -> None:
    reached = ["210000", *regions_below("210000")]
    reached += [below for city in regions_below("210000") for below in regions_below(city)]

    assert sorted(reached) == sorted(REGIONS)
    assert regions_below("210381") == ()


def test_a_region_that_does_not_exist_is_refused() -> None:
    """新民县 became 新民市 in 1993; its old code names nothing today."""
    with pytest.raises(NoSuchRegion):
        region_name("210121")


def test_the_sections_hold_all_97_divisions_without_gap_or_overlap() -> None:
    """GB/T 4754-2017."""
    held = [number for section in SECTIONS.values() for number in range(section.first, section.last + 1)]

    assert held == list(range(1, 98))
    assert len(DIVISIONS) == len(set(DIVISIONS)) == 97
    assert "".join(SECTIONS) == "ABCDEFGHIJKLMNOPQRST"


@pytest.mark.parametrize(
    "code, name",
    [
        ("A01", "农业"),
        ("E47", "房屋建筑业"),
        ("E48", "土木工程建筑业"),
        ("N77", "生态保护和环境治理业"),
        ("S92", "国家机构"),
        ("T97", "国际组织"),
        ("E", "建筑业"),
    ],
)
def test_an_industry_is_named_by_its_code(code: str, name: str) -> None:
    assert industry_name(code) == name


@pytest.mark.parametrize("code", ["", "U", "E46", "E4", "E048", "48", "T98", "A00", "E４8"])
def test_an_industry_that_does_not_exist_is_refused(code: str) -> None:
    with pytest.raises(NoSuchIndustry):
        industry_name(code)


def test_every_division_reads_back_from_its_code() -> None:
    assert len(industries()) == 97
    for code, name in industries():
        assert industry_name(code) == name
        assert industry_code(int(code[1:])) == code


def test_the_trade_classes_are_those_that_are_known() -> None:
    numbers = [*range(1, 15), 97, 98, 99]

    assert list(TRADE_CLASSES) == [f"A{number:02d}" for number in numbers]
    assert classes_of("B") == ()
