"""Into what the public site sorts notices: families of business and groups of notices, ours and those of others. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bidding.domain.bodies import RECORD_PUBLISHED
from trading.domain import awarded, bodies, clarified, qualified, retendering, stopped


class Business(StrEnum):
    """The families of trades that public-resource platforms publish (P39 8)."""

    WORKS = "works"
    LAND = "land"
    PROPERTY = "property"
    PROCUREMENT = "procurement"
    OTHER = "other"


class Group(StrEnum):
    """What a notice is about, in the order in which a trade brings them."""

    TENDER = "tender"
    CHANGE = "change"
    OPENING = "opening"
    CANDIDATES = "candidates"
    RESULT = "result"
    CONTRACT = "contract"
    ENDED = "ended"
    OVERSIGHT = "oversight"
    OTHER = "other"


BUSINESS_OF_CLASS: Final = {"A": Business.WORKS}
"""By the first letter of a kind's trade class."""

BUSINESS_OF_WORD: Final = {
    "工程建设": Business.WORKS,
    "土地使用权": Business.LAND,
    "矿业权": Business.LAND,
    "国有产权": Business.PROPERTY,
    "政府采购": Business.PROCUREMENT,
}
"""By the word of the national platform."""

GROUP_OF_TYPE: Final = {
    bodies.ANNOUNCED: Group.TENDER,
    qualified.PREQUALIFICATION_ANNOUNCED: Group.TENDER,
    clarified.CLARIFIED: Group.CHANGE,
    clarified.OBJECTED: Group.CHANGE,
    clarified.ANSWERED: Group.CHANGE,
    bodies.INCIDENT_OPENED: Group.CHANGE,
    bodies.INCIDENT_EXTENDED: Group.CHANGE,
    bodies.INCIDENT_DISMISSED: Group.CHANGE,
    awarded.VALIDITY_ASKED: Group.CHANGE,
    awarded.VALIDITY_EXTENDED: Group.CHANGE,
    qualified.REVIEWED: Group.OPENING,
    RECORD_PUBLISHED: Group.OPENING,
    awarded.CANDIDATES_SHOWN: Group.CANDIDATES,
    awarded.CANDIDATES_OBJECTED: Group.CANDIDATES,
    awarded.CANDIDATES_ANSWERED: Group.CANDIDATES,
    awarded.AWARDED: Group.RESULT,
    awarded.CONTRACT_SIGNED: Group.CONTRACT,
    clarified.TERMINATED: Group.ENDED,
    bodies.LOT_FAILED: Group.ENDED,
    retendering.ANALYSED: Group.ENDED,
    retendering.LEFT: Group.ENDED,
    stopped.ORDERED: Group.OVERSIGHT,
    stopped.LIFTED: Group.OVERSIGHT,
    stopped.DECIDED: Group.OVERSIGHT,
}

GROUP_OF_WORD: Final = {
    "招标/资审公告": Group.TENDER,
    "采购/资审公告": Group.TENDER,
    "交易公告": Group.TENDER,
    "出让公告": Group.TENDER,
    "挂牌披露": Group.TENDER,
    "招标/资审文件澄清": Group.CHANGE,
    "更正事项": Group.CHANGE,
    "资格预审结果": Group.OPENING,
    "开标记录": Group.OPENING,
    "中标候选人公示": Group.CANDIDATES,
    "交易结果公示": Group.RESULT,
    "中标公告": Group.RESULT,
    "成交公示": Group.RESULT,
    "成交宗地": Group.RESULT,
    "出让结果": Group.RESULT,
    "交易结果": Group.RESULT,
    "采购合同": Group.CONTRACT,
    "招标异常": Group.ENDED,
}
"""By the word of the national platform (standards of notices, classes 01 to 90)."""


def group_of_type(type_: str) -> Group:
    """The group of one of our notices."""
    return GROUP_OF_TYPE.get(type_, Group.OTHER)


def group_of_word(word: str) -> Group:
    """The group of a notice that another platform names so."""
    return GROUP_OF_WORD.get(word, Group.OTHER)


def business_of_class(letter: str) -> Business:
    """The family of one of our kinds."""
    return BUSINESS_OF_CLASS.get(letter, Business.OTHER)


def business_of_word(word: str) -> Business:
    """The family of a notice that another platform sorts so."""
    return BUSINESS_OF_WORD.get(word, Business.OTHER)
