"""The members of a joint bid (联合体) as a form states them: docs/spec/bid.md, "Joint bids"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bidding.domain.texts import TEXT
from trading.domain.canonical import FormatError, decode_value, encode
from trading.domain.fields import Fields

AGREEMENT: Final = "共同投标协议"
"""The name, without its extension, of the file that every joint bid has (TL 31)."""

MOST_MEMBERS: Final = 9
_NAMES: Final = frozenset(("code", "does", "grade", "name", "specialty"))
_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class MembersInvalid(FormatError):
    """Not the members of a joint bid."""


class Grade(StrEnum):
    """A class of qualification (资质等级), the highest first."""

    SPECIAL = "special"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Member:
    """One member: `does` is its part of the work, `specialty` and `grade` its qualification for it."""

    code: str
    name: str
    does: str
    specialty: str
    grade: Grade

    def members(self) -> dict[str, str]:
        return {
            "code": self.code,
            "does": self.does,
            "grade": self.grade.value,
            "name": self.name,
            "specialty": self.specialty,
        }


def encode_members(members: Sequence[Member]) -> str:
    """The text of the item; `[]` says that the bidder bids alone."""
    return encode([member.members() for member in members]).decode()


def read_members(text: str, most: int) -> tuple[Member, ...]:
    """The members, the lead first; none where the bidder bids alone. Raises `MembersInvalid`."""
    try:
        value = decode_value(text.encode())
        found = tuple(map(_read, Fields({"members": value}, ("members",), "item").each("members", _NAMES)))
    except (FormatError, UnicodeEncodeError) as error:
        raise MembersInvalid(str(error)) from None
    if found and not 2 <= len(found) <= most:
        raise MembersInvalid(f"a joint bid has 2 to {most} members")
    if len({member.code for member in found}) != len(found):
        raise MembersInvalid("a member is named twice")
    return found


def lead_of(members: Sequence[Member]) -> Member | None:
    """Who submits the joint bid and speaks for it; None where the bidder bids alone."""
    return members[0] if members else None


def lowest_grades(members: Iterable[Member]) -> Mapping[str, Grade]:
    """By specialty, the class that counts for the joint bid: the lowest among the members of that specialty (TL 31)."""
    order = list(Grade)
    found: dict[str, Grade] = {}
    for member in members:
        known = found.get(member.specialty, member.grade)
        found[member.specialty] = max(known, member.grade, key=order.index)
    return found


def is_agreement(file_name: str) -> bool:
    """Whether a file is the agreement by its name, whatever its extension."""
    return file_name.rpartition(".")[0] == AGREEMENT or file_name == AGREEMENT


def is_credit_code(text: str) -> bool:
    """A unified social credit code with the right check character (GB 32100)."""
    if len(text) != 18 or any(letter not in _LETTERS for letter in text):
        return False
    total = sum(_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(text[:17]))
    return _LETTERS[-total % 31] == text[17]


def _read(fields: Fields) -> Member:
    code, grade = fields.text("code"), fields.text("grade")
    if not is_credit_code(code):
        raise MembersInvalid("a member's code is not a unified social credit code")
    if grade not in list(Grade):
        raise MembersInvalid("no such class of qualification")
    texts = {name: fields.text(name) for name in ("name", "does", "specialty")}
    if any(TEXT.fullmatch(text) is None for text in texts.values()):
        raise MembersInvalid("a member's name, part and specialty have 1 to 200 characters each")
    return Member(code=code, grade=Grade(grade), **texts)
