"""The members of a joint bid in words, as pages, scripts and the record on paper say them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from bidding.browser_words import WORDS
from bidding.domain.members import MOST_MEMBERS, Grade, Member, MembersInvalid, read_members
from trading.domain.kinds.spec import ItemKind


def item_words(item: Mapping[str, Any], value: str) -> str:
    """The value of an opening item as people read it; `item` as the notice writes it. Nothing stays nothing."""
    if item["kind"] != ItemKind.MEMBERS or not value:
        return value
    try:
        members = read_members(value, MOST_MEMBERS)
    except MembersInvalid:
        return value
    return members_words(members)


def members_words(members: tuple[Member, ...]) -> str:
    """白云建设集团有限公司（土建；市政 一级）；长河路桥工程有限公司（绿化；园林 二级）. The lead is named first."""
    if not members:
        return _word("members_alone")
    return _word("members_join").join(_one(member) for member in members)


def grade_word(grade: Grade) -> str:
    return _word(f"grade_{grade.value}")


def _one(member: Member) -> str:
    words = {"name": member.name, "does": member.does, "specialty": member.specialty}
    return _word("members_one").format(**words, grade=grade_word(member.grade))


def _word(key: str) -> str:
    text = WORDS[key]
    return gettext(text)
