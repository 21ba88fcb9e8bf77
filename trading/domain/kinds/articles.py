"""The names of the laws that values cite. A citation is `"TL 24"`: short name, space, article (commas allowed)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Statute:
    """A law or rule by its short name. `zh_short` is what people say after the first mention."""

    short: str
    zh: str
    en: str
    zh_short: str


STATUTES: dict[str, Statute] = {
    statute.short: statute
    for statute in (
        Statute("CC", "中华人民共和国民法典", "Civil Code", "民法典"),
        Statute("TL", "中华人民共和国招标投标法", "Tendering and Bidding Law", "招标投标法"),
        Statute(
            "TR",
            "中华人民共和国招标投标法实施条例",
            "Implementing Regulation of the Tendering and Bidding Law",
            "招标投标法实施条例",
        ),
        Statute("O20", "电子招标投标办法", "Electronic Tendering Measures (order 20)", "电子招标投标办法"),
        Statute(
            "O30", "工程建设项目施工招标投标办法", "Works Tendering Measures (order 30)", "工程建设项目施工招标投标办法"
        ),
        Statute(
            "O12",
            "评标委员会和评标方法暂行规定",
            "Interim Rules on Evaluation Committees and Methods (order 12)",
            "评标委员会和评标方法暂行规定",
        ),
        Statute("ES", "中华人民共和国电子签名法", "Electronic Signature Law", "电子签名法"),
    )
}


class UnknownArticle(Exception):
    """A citation of a law that is not in the table."""


def cite(articles: Iterable[str], language: str = "zh") -> str:
    """The citations in words: 招标投标法第二十四条；民法典第二百零一条、第二百零三条."""
    numbers: dict[Statute, list[int]] = {}
    for article in articles:
        statute, number = read_article(article)
        found = numbers.setdefault(statute, [])
        if number not in found:
            found.append(number)
    if language.startswith("zh"):
        return "；".join(
            statute.zh_short + "、".join(f"第{numeral(number)}条" for number in found)
            for statute, found in numbers.items()
        )
    return "; ".join(
        f"{statute.en}, art. {', '.join(str(number) for number in found)}" for statute, found in numbers.items()
    )


def read_article(article: str) -> tuple[Statute, int]:
    """`"TL 24"` as statute and number, or `UnknownArticle`."""
    short, _, number = article.partition(" ")
    if short not in STATUTES or not number.isdecimal():
        raise UnknownArticle(article)
    return STATUTES[short], int(number)


def numeral(number: int) -> str:
    """1 to 1999 as laws number their articles: 十五, 二百零一, 一千二百六十."""
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[thousands]}千" if thousands else ""
    text += f"{DIGITS[hundreds]}百" if hundreds else ("零" if text and (tens or ones) else "")
    if tens:
        text += "十" if number < 20 else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")
