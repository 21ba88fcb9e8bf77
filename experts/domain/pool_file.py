"""The file by which experts come into the pool: UTF-8, comma-separated, one person a row, columns by their names.

`identity,name,title,working_since,region,majors,employer_code,employer_name,employed_since,phone,email`; of these
`employer_code` and `email` may be empty. Several majors are separated by `;`. A row is taken whole or refused whole.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trading.domain.codes import BadCode, check_uscc
from trading.domain.experts import Title

COLUMNS = (
    "identity",
    "name",
    "title",
    "working_since",
    "region",
    "majors",
    "employer_code",
    "employer_name",
    "employed_since",
    "phone",
    "email",
)
OPTIONAL = frozenset(("employer_code", "email"))
LONGEST = 200
MOST_MAJORS = 20
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,19}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TITLES = {
    "正高级": Title.SENIOR,
    "高级": Title.SENIOR,
    "副高级": Title.SENIOR,
    "同等专业水平": Title.EQUIVALENT,
    "其他": Title.OTHER,
    **{title.value: title for title in Title},
}


class Wrong(StrEnum):
    """What is wrong with a row, in one of its columns."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NUL = "nul"
    IDENTITY = "identity"
    TITLE = "title"
    DATE = "date"
    REGION = "region"
    MAJOR = "major"
    CODE = "code"
    PHONE = "phone"
    EMAIL = "email"
    TWICE = "twice"
    CELLS = "cells"


class FileWrong(StrEnum):
    """What is wrong with the file as a whole: nothing of it is taken."""

    ENCODING = "encoding"
    COLUMNS = "columns"
    QUOTES = "quotes"
    EMPTY = "empty"


class PoolFileRefused(Exception):
    """The file cannot be read; `fault` says why."""

    def __init__(self, fault: FileWrong) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Row:
    """A good row."""

    line: int
    identity: str
    name: str
    title: Title
    working_since: date
    region: str
    majors: tuple[str, ...]
    employer_code: str
    employer_name: str
    employed_since: date
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken: the line on which it begins, the column, and why. Its content is not repeated."""

    line: int
    column: str
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that a row may use."""

    majors: Collection[str]
    regions: Collection[str]


class _RowWrong(Exception):
    def __init__(self, column: str, wrong: Wrong) -> None:
        super().__init__(column, wrong)
        self.column, self.wrong = column, wrong


def decoded(data: bytes) -> str:
    """The text of a file, with or without a byte order mark. Raises `PoolFileRefused`: no guessing of encodings."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PoolFileRefused(FileWrong.ENCODING) from None
    if not text.strip():
        raise PoolFileRefused(FileWrong.EMPTY)
    return text


def read_rows(lines: Iterable[str], known: Known) -> Iterator[Row | Refused]:
    """Every row in order, good or refused, one at a time. Raises `PoolFileRefused` at the place where reading ends."""
    reader = csv.reader(lines, strict=True)
    seen: set[str] = set()
    begins = 1
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if sorted(head) != sorted(COLUMNS):
            raise PoolFileRefused(FileWrong.COLUMNS)
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _read(begins, head, cells, known, seen)
            begins = reader.line_num + 1
    except csv.Error:
        raise PoolFileRefused(FileWrong.QUOTES) from None


def is_identity(text: str) -> bool:
    """A number of a resident identity card (GB 11643), by its date and check character."""
    if len(text) != 18 or not (text[:17].isascii() and text[:17].isdigit()):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return text[17] == identity_check(text[:17])


def identity_check(digits: str) -> str:
    """The check character of the first 17 digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]


def _read(line: int, head: list[str], cells: list[str], known: Known, seen: set[str]) -> Row | Refused:
    try:
        if len(cells) != len(head):
            raise _RowWrong("", Wrong.CELLS)
        row = _row(line, _cells(head, cells), known)
        if row.identity in seen:
            raise _RowWrong("identity", Wrong.TWICE)
    except _RowWrong as wrong:
        return Refused(line, wrong.column, wrong.wrong)
    seen.add(row.identity)
    return row


def _cells(head: list[str], cells: list[str]) -> dict[str, str]:
    found = {column: cell.strip() for column, cell in zip(head, cells, strict=True)}
    for column in COLUMNS:
        if "\0" in found[column]:
            raise _RowWrong(column, Wrong.NUL)
        if not found[column] and column not in OPTIONAL:
            raise _RowWrong(column, Wrong.MISSING)
        if len(found[column]) > LONGEST:
            raise _RowWrong(column, Wrong.TOO_LONG)
    return found


def _row(line: int, cells: dict[str, str], known: Known) -> Row:
    identity = cells["identity"].upper()
    _check(is_identity(identity), "identity", Wrong.IDENTITY)
    _check(len(cells["name"]) <= 60, "name", Wrong.TOO_LONG)
    _check(cells["title"] in _TITLES, "title", Wrong.TITLE)
    _check(cells["region"] in known.regions, "region", Wrong.REGION)
    _check(_PHONE.fullmatch(cells["phone"]) is not None, "phone", Wrong.PHONE)
    _check(not cells["email"] or _EMAIL.fullmatch(cells["email"]) is not None, "email", Wrong.EMAIL)
    return Row(
        line=line,
        identity=identity,
        name=cells["name"],
        title=_TITLES[cells["title"]],
        working_since=_day(cells, "working_since"),
        region=cells["region"],
        majors=_majors(cells["majors"], known),
        employer_code=_code(cells["employer_code"]),
        employer_name=cells["employer_name"],
        employed_since=_day(cells, "employed_since"),
        phone=cells["phone"],
        email=cells["email"],
    )


def _check(good: bool, column: str, wrong: Wrong) -> None:
    if not good:
        raise _RowWrong(column, wrong)


def _day(cells: dict[str, str], column: str) -> date:
    try:
        return date.fromisoformat(cells[column])
    except ValueError:
        raise _RowWrong(column, Wrong.DATE) from None


def _majors(text: str, known: Known) -> tuple[str, ...]:
    majors = tuple(sorted({part.strip() for part in text.replace("；", ";").split(";") if part.strip()}))
    _check(0 < len(majors) <= MOST_MAJORS and all(major in known.majors for major in majors), "majors", Wrong.MAJOR)
    return majors


def _code(text: str) -> str:
    if text:
        try:
            check_uscc(text)
        except BadCode:
            raise _RowWrong("employer_code", Wrong.CODE) from None
    return text
