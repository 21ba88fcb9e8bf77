"""The cast and the clock of the samples. People, firms and amounts are invented."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

TRADE = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0001")
LOT = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0002")
OBJECTION = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0003")
TITLE = "浑南区沈水湾健身步道改造工程"
LONG_TITLE = (
    "四川省乐山市峨边彝族自治县核桃坪产业园区及基础设施建设项目-公共文化体育综合活动中心室内装饰装修(一期)项目施工标段"
)
PRINCIPAL = "沈阳市浑南区城市建设局"
AGENCY = "安山工程咨询有限公司"
BAIYUN = "白云建设集团有限公司"
CHANGHE = "长河市政工程有限公司"
CONSORTIUM = "岱山生态园林工程有限责任公司；沈阳水务勘察设计研究院有限公司（联合体）"
HASH = "6f32860910ca0fb2a20c7fda143666b09dbf8db5238195c90a586fb542ff0cad"
ROOT = "7c1f09abe2d45b6093ce3c3ace6547cef02dfc74ffe48d912532a724bfdbe5b9"
CEILING = Decimal("6310520.53")


def thing(**attributes: Any) -> Any:
    """An object with these attributes, as templates read them."""
    return SimpleNamespace(**attributes)


def at(
    day: int,
    hour: int = 0,
    minute: int = 0,
    second: int = 0,
    micro: int = 0,
    *,
    month: int = 3,
) -> datetime:
    """A moment of 2026 in Beijing time, in UTC."""
    return datetime(2026, month, day, hour, minute, second, micro, tzinfo=UTC) - timedelta(hours=8)


NOW = at(16, 9, 4, 12)
DEADLINE = at(16, 9)


def site(role: str = "", *, demo: bool = True) -> Any:
    """What the context processor gives to every page."""
    organisations = {
        "": "",
        "administrator": "第7办公室",
        "agency": AGENCY,
        "bidder": BAIYUN,
        "expert": "辽河工程技术研究院",
        "supervisor": "沈阳市公共资源交易监督管理局",
        "venue": "沈阳市公共资源交易中心",
    }
    checkpoint = thing(size=48213, at=at(16, 9, 4, 11), root=ROOT, witness="")
    return thing(
        now=NOW,
        unread=3 if role == "bidder" else 0,
        role=role,
        organisation=organisations[role],
        demo=demo,
        checkpoint=checkpoint,
        contact="024-0000 0000",
    )


def item(key: str, label: str, label_en: str, value: str = "") -> Any:
    return thing(key=key, label=label, label_en=label_en, value=value)


def items(duration: str = "", quality: str = "", manager: str = "") -> list[Any]:
    """The opening items beside the price."""
    return [
        item("duration", "工期（日历天）", "Duration (calendar days)", duration),
        item("quality", "质量标准", "Quality", quality),
        item("project_manager", "项目负责人", "Project manager", manager),
    ]
