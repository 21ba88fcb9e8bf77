"""The classes of trades (公共资源交易分类代码) that are known: works, A01 to A99.

The data standard's B to E classes could not be read anywhere; they enter when a kind needs them. G01… mirrors A01… for
works that need not be tendered (an inference from use, so not offered).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class TradeClass:
    """A class of trades."""

    code: str
    zh: str
    en: str


TRADE_CLASSES: dict[str, TradeClass] = {
    entry.code: entry
    for entry in (
        TradeClass("A01", "房屋建筑", "Buildings"),
        TradeClass("A02", "市政", "Municipal works"),
        TradeClass("A03", "公路", "Roads"),
        TradeClass("A04", "铁路", "Railways"),
        TradeClass("A05", "民航", "Civil aviation"),
        TradeClass("A06", "水运", "Water transport"),
        TradeClass("A07", "水利", "Water conservancy"),
        TradeClass("A08", "能源", "Energy"),
        TradeClass("A09", "邮电通信", "Post and telecommunications"),
        TradeClass("A10", "桥梁", "Bridges"),
        TradeClass("A11", "城市轨道", "Urban rail"),
        TradeClass("A12", "矿产冶金", "Mining and metallurgy"),
        TradeClass("A13", "信息网络", "Information networks"),
        TradeClass("A14", "工业制造", "Industrial manufacturing"),
        TradeClass("A97", "海洋渔港", "Sea and fishing ports"),
        TradeClass("A98", "园林绿化", "Landscaping"),
        TradeClass("A99", "其他", "Other"),
    )
}


def classes_of(letter: str) -> tuple[TradeClass, ...]:
    """The classes that a kind with this `code_class` may use, in order."""
    return tuple(entry for code, entry in TRADE_CLASSES.items() if code.startswith(letter))
