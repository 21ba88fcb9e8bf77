"""The file of experts: good rows are taken whole, bad ones are told by line and column, and no file breaks the reading."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.domain.pool_file import (
    COLUMNS,
    FileWrong,
    Known,
    PoolFileRefused,
    Refused,
    Row,
    Wrong,
    decoded,
    is_identity,
    read_rows,
)
from tests.support.experts import file_of, number_of, row
from trading.domain.experts import Title

KNOWN = Known({"A080101", "A060101"}, {"210102"})


def read(data: bytes) -> list[Row | Refused]:
    return list(read_rows(io.StringIO(decoded(data), newline=""), KNOWN))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_good_row_is_read_with_or_without_a_byte_order_mark(mark: bytes) -> None:
    (found,) = read(mark + file_of([row(0, majors="A080101；A060101", employer_name="一院,\n“分院”")]))

    assert isinstance(found, Row)
    assert (found.line, found.title, found.majors) == (2, Title.SENIOR, ("A060101", "A080101"))
    assert found.employer_name == "一院,\n“分院”"


@pytest.mark.parametrize(
    ("column", "value", "wrong"),
    [
        ("identity", "210102197001010000", Wrong.IDENTITY),
        ("identity", "２１０１０２１９７００１０１００２９", Wrong.IDENTITY),
        ("name", "", Wrong.MISSING),
        ("name", "名" * 61, Wrong.TOO_LONG),
        ("name", "韦\0一", Wrong.NUL),
        ("title", "院士", Wrong.TITLE),
        ("working_since", "2005-13-01", Wrong.DATE),
        ("working_since", "05/07/01", Wrong.DATE),
        ("region", "999999", Wrong.REGION),
        ("majors", "A99", Wrong.MAJOR),
        ("majors", ";", Wrong.MAJOR),
        ("employer_code", "912101020000000000", Wrong.CODE),
        ("employer_name", "院" * 201, Wrong.TOO_LONG),
        ("phone", "无", Wrong.PHONE),
        ("email", "a@b", Wrong.EMAIL),
    ],
)
def test_a_bad_row_is_told_by_line_and_column_and_the_others_are_taken(column: str, value: str, wrong: Wrong) -> None:
    before, refused, after = read(file_of([row(0), row(1, **{column: value}), row(2)]))

    assert refused == Refused(3, column, wrong)
    assert isinstance(before, Row) and isinstance(after, Row)


def test_lines_are_counted_in_the_file_even_across_quotes() -> None:
    found = read(file_of([row(0, employer_name="一\n二\n三"), row(1, name="")]))

    assert found[1] == Refused(5, "name", Wrong.MISSING)


def test_the_same_person_twice_and_a_row_of_other_length_are_refused() -> None:
    data = file_of([row(0), row(0, phone="13900000000")]) + b"x,y\r\n\r\n"

    assert read(data)[1:] == [Refused(3, "identity", Wrong.TWICE), Refused(4, "", Wrong.CELLS)]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", FileWrong.EMPTY),
        (b"\xef\xbb\xbf \r\n", FileWrong.EMPTY),
        ("身份证号,姓名".encode("gb18030"), FileWrong.ENCODING),
        (file_of([row(0)]).decode().encode("utf-16"), FileWrong.ENCODING),
        (b"a,b,c\r\n1,2,3\r\n", FileWrong.COLUMNS),
        (file_of([], COLUMNS[1:]), FileWrong.COLUMNS),
        (file_of([row(0)]) + b'"never closed', FileWrong.QUOTES),
        (file_of([]) + b"x" * 200_000, FileWrong.QUOTES),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, fault: FileWrong) -> None:
    with pytest.raises(PoolFileRefused) as refused:
        read(data)

    assert refused.value.fault is fault


def test_columns_may_stand_in_any_order() -> None:
    (found,) = read(file_of([row(0)], tuple(reversed(COLUMNS))))

    assert isinstance(found, Row) and found.identity == number_of(0)


@given(st.integers(0, 8999), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_no_number_of_a_card(n: int, place: int, other: str) -> None:
    number = number_of(n)

    assert is_identity(number)
    wrong = number[:place] + other + number[place + 1 :]
    assert wrong == number or not is_identity(wrong)


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(junk: bytes) -> None:
    try:
        found = read(file_of([row(0)]) + junk)
    except PoolFileRefused:
        return

    assert isinstance(found[0], Row)
