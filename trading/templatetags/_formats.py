"""How money, time and hashes are written for people, in Chinese and in English. Pure functions.

Times are shown in Beijing time, whatever zone the server or the visitor is in (rules TM-13).
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
]
_CENT = Decimal("0.01")
_MINUS = "−"


def beijing(at: datetime) -> datetime:
    """The same instant in Beijing time; a naive time is a mistake of the caller."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return at.astimezone(BEIJING)


def iso(at: datetime) -> str:
    """For the `datetime` attribute: Beijing time with its offset, to the millisecond."""
    return beijing(at).isoformat(timespec="milliseconds")


def utc_text(at: datetime) -> str:
    """As the ledger writes it, for people who compare by eye."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def day(at: datetime, *, chinese: bool, year: bool = True, weekday: bool = False) -> str:
    """2026年3月16日 星期一 / Monday 16 March 2026."""
    local = beijing(at)
    if chinese:
        text = f"{local.month}月{local.day}日"
        text = f"{local.year}年{text}" if year else text
        return f"{text} 星期{_WEEKDAYS_ZH[local.weekday()]}" if weekday else text
    text = f"{local.day} {_MONTHS[local.month - 1]}"
    text = f"{text} {local.year}" if year else text
    return f"{_WEEKDAYS_EN[local.weekday()]} {text}" if weekday else text


def clock(at: datetime, *, seconds: bool = True, milliseconds: bool = False) -> str:
    """09:30:00, 09:30 or 09:30:00.214."""
    spec = "milliseconds" if milliseconds else "seconds" if seconds else "minutes"
    return beijing(at).time().isoformat(timespec=spec)


def duration(length: timedelta, *, chinese: bool) -> str:
    """A length in at most two units: 6 天 22 小时, 60 分钟, 45 秒."""
    seconds = max(0, int(length.total_seconds()))
    sizes = (
        (86400, "天", "day"),
        (3600, "小时", "hour"),
        (60, "分钟", "minute"),
        (1, "秒", "second"),
    )
    parts: list[str] = []
    for size, zh, en in sizes:
        count, seconds = divmod(seconds, size)
        if count:
            plural = "" if count == 1 else "s"
            parts.append(f"{count} {zh}" if chinese else f"{count} {en}{plural}")
    return " ".join(parts[:2]) or ("0 秒" if chinese else "0 seconds")


def money(amount: Decimal) -> str:
    """6,040,665.58, always to the cent, with a true minus."""
    return f"{amount.quantize(_CENT):,.2f}".replace("-", _MINUS)


def ten_thousands(amount: Decimal) -> str:
    """The same in 万元, without losing a cent: 1,838.2545."""
    text = f"{amount / 10000:,.6f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(4, '0')}".replace("-", _MINUS)


def grouped(digest: str, size: int = 4) -> str:
    """A hash in groups of four, as people read it aloud."""
    return " ".join(digest[i : i + size] for i in range(0, len(digest), size))


def bytes_text(size: int) -> str:
    """212.0 MB; powers of 1024, the way file managers show them."""
    number, unit = float(size), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if number < 1024 or unit == "GB":
            break
        number /= 1024
    return f"{number:.0f} {unit}" if unit == "B" else f"{number:,.1f} {unit}"
