"""How times, amounts, hashes and articles are written in the language of the page."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import get_language

from trading.domain.kinds.articles import cite as articles_in_words
from trading.domain.money import Money
from trading.templatetags import _formats
from trading.templatetags._library import register


def chinese() -> bool:
    """Whether the page is in Chinese."""
    return (get_language() or "zh").startswith("zh")


@register.filter
def iso(at: datetime) -> str:
    return _formats.iso(at)


@register.filter
def day(at: datetime | date) -> str:
    """2026年3月16日; dates of the calendar are shown as they are."""
    return _formats.day(_as_instant(at), chinese=chinese())


@register.filter
def short_day(at: datetime | date) -> str:
    """3月16日, where the year is clear from the page."""
    return _formats.day(_as_instant(at), chinese=chinese(), year=False)


@register.filter
def weekday(at: datetime | date) -> str:
    """3月16日 星期一."""
    return _formats.day(_as_instant(at), chinese=chinese(), year=False, weekday=True)


@register.filter
def clock(at: datetime) -> str:
    """09:30:00."""
    return _formats.clock(at)


@register.filter
def minute(at: datetime) -> str:
    """09:30."""
    return _formats.clock(at, seconds=False)


@register.filter
def moment(at: datetime) -> str:
    """2026年3月16日 09:30, for deadlines and notices."""
    return f"{day(at)} {minute(at)}"


@register.filter
def short_moment(at: datetime) -> str:
    """3月16日 09:30."""
    return f"{short_day(at)} {minute(at)}"


@register.filter
def exact(at: datetime) -> str:
    """2026-03-16 10:33:07.214, for receipts and records."""
    return f"{_formats.beijing(at).date().isoformat()} {_formats.clock(at, milliseconds=True)}"


@register.filter
def short_exact(at: datetime) -> str:
    """03-13 11:57:26, in dense tables."""
    return f"{_formats.beijing(at):%m-%d} {_formats.clock(at)}"


@register.filter
def lasting(value: timedelta) -> str:
    """60 分钟. Not called `length`, which is Django's own filter for lists."""
    return _formats.duration(value, chinese=chinese())


def _as_instant(at: datetime | date) -> datetime:
    if isinstance(at, datetime):
        return at
    return datetime(at.year, at.month, at.day, tzinfo=_formats.BEIJING)


@register.filter
def count(number: int) -> str:
    """48,377."""
    return f"{number:,}"


@register.filter
def money(amount: Decimal | str) -> str:
    """6,040,665.58; the unit stands beside it."""
    return _formats.money(Decimal(amount))


@register.filter
def wan(amount: Decimal | str) -> str:
    """The amount in 万元: 1,838.2545."""
    return _formats.ten_thousands(Decimal(amount))


@register.filter
def capitals(amount: Decimal | str) -> str:
    """大写 of an amount in yuan; always Chinese, it is a legal form."""
    return "人民币" + Money(Decimal(amount)).in_words


@register.filter
def grouped(digest: str) -> str:
    """A hash in groups of four."""
    return _formats.grouped(digest)


@register.filter
def short_hash(digest: str) -> str:
    """The first twelve characters: to recognise, not to compare."""
    return digest[:12]


@register.filter
def size(octets: int) -> str:
    """212.0 MB."""
    return _formats.bytes_text(octets)


@register.filter
def short_root(root: str) -> str:
    """The beginning of a root in groups, for the footer; the whole of it is in the ledger."""
    return _formats.grouped(root[:20])


@register.filter
def split_citations(text: str) -> list[str]:
    """`"TL 24,TL 34"` as a template can write it."""
    return text.split(",")


@register.filter
def cite(articles: Iterable[str]) -> str:
    """Citations (`TL 24`) in words: 招标投标法第二十四条."""
    return articles_in_words(articles, "zh" if chinese() else "en")
