"""Joint bids: which class counts, which file is the agreement, which codes are codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from bidding.domain.members import (
    Grade,
    Member,
    MembersInvalid,
    encode_members,
    is_agreement,
    is_credit_code,
    lead_of,
    lowest_grades,
    read_members,
)

BAIYUN = "91210100MA0BA1YUNQ"
CHANGHE = "91210200MA0CHANGHF"
DONGFANG = "91210400MA0D0NGFAN"


def member(code: str = BAIYUN, specialty: str = "市政", grade: Grade = Grade.FIRST) -> Member:
    return Member(code, "白云建设集团有限公司", "土建", specialty, grade)


@pytest.mark.parametrize(
    ("grades", "counts"),
    [
        ((Grade.FIRST, Grade.SECOND), Grade.SECOND),
        ((Grade.SECOND, Grade.FIRST), Grade.SECOND),
        ((Grade.SPECIAL, Grade.SPECIAL), Grade.SPECIAL),
        ((Grade.SPECIAL, Grade.NONE), Grade.NONE),
    ],
)
def test_among_members_of_one_specialty_the_lowest_class_counts(grades: tuple[Grade, ...], counts: Grade) -> None:
    assert lowest_grades([member(grade=grade) for grade in grades]) == {"市政": counts}


def test_members_of_different_specialties_do_not_lower_each_other() -> None:
    assert lowest_grades([member(), member(CHANGHE, "机电", Grade.THIRD)]) == {
        "市政": Grade.FIRST,
        "机电": Grade.THIRD,
    }


def test_the_first_member_leads_and_who_bids_alone_has_none() -> None:
    joint = read_members(encode_members((member(), member(CHANGHE))), 2)

    assert lead_of(joint) == member()
    assert lead_of(read_members("[]", 2)) is None


def test_more_members_than_the_notice_takes_are_refused() -> None:
    three = encode_members((member(), member(CHANGHE), member(DONGFANG)))

    assert len(read_members(three, 3)) == 3
    with pytest.raises(MembersInvalid):
        read_members(three, 2)


@pytest.mark.parametrize(
    ("name", "is_it"),
    [("共同投标协议.pdf", True), ("共同投标协议", True), ("技术文件.pdf", False), ("共同投标协议.v2.pdf", False)],
)
def test_the_agreement_is_known_by_its_name(name: str, is_it: bool) -> None:
    assert is_agreement(name) is is_it


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18))
def test_a_credit_code_is_one_by_its_check_character_alone(text: str) -> None:
    right = text[:17] + uscc.calc_check_digit(text[:17])

    assert is_credit_code(right)
    assert is_credit_code(text) == (text == right)
    assert not is_credit_code(right[:17])
    assert not is_credit_code(right.replace(right[0], "I", 1))
