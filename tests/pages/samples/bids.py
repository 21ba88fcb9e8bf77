"""Samples of a bidder's own pages."""

from datetime import timedelta
from typing import Any

from tests.pages.gallery import Sample
from tests.pages.samples.common import (
    BAIYUN,
    CEILING,
    DEADLINE,
    HASH,
    LONG_TITLE,
    LOT,
    TITLE,
    TRADE,
    at,
    thing,
)

URL = f"/lots/{LOT}/bid/"


def about(stage: str = "bidding") -> dict[str, Any]:
    return {
        "applied_for": False,
        "lot": thing(
            id=LOT,
            number=1,
            title="施工",
            stage=stage,
            deadline=DEADLINE,
            ceiling=CEILING,
        ),
        "trade": thing(
            id=TRADE,
            title=TITLE,
            kind_word="工程建设项目公开招标",
            glyph="工",
            now=at(15, 10),
            speed=1,
        ),
    }


def _home(states: tuple[str, ...]) -> dict[str, Any]:
    bids = [
        thing(
            lot_id=LOT,
            trade_title=LONG_TITLE if state == "draft" else TITLE,
            lot_title="施工",
            number=1,
            stage="bidding",
            deadline=DEADLINE,
            state=state,
            version=0 if state == "draft" else 2,
            received_at=None if state == "draft" else at(13, 16, 20, 7, 214000),
        )
        for state in states
    ]
    return {
        "bids": bids,
        "open_trades": [thing(id=TRADE, title=LONG_TITLE, deadline=DEADLINE)],
    }


def _task(title: str, text: str, shape: str, word: str, url: str = URL) -> Any:
    return thing(title=title, text=text, shape=shape, word=word, url=url)


def tasks(live: Any) -> dict[str, Any]:
    groups = [
        thing(
            title="一、准备",
            tasks=[
                _task("下载并阅读招标文件", "2 个文件", "done", "已提供"),
                _task("本单位的签名密钥", "", "done", "已登记"),
            ],
        ),
        thing(
            title="二、封存并提交",
            tasks=[
                _task("填写并封存投标", "封存后仍可在截止前替换或撤回", "todo", "未开始"),
                _task("参加开标", "3月16日 09:00", "none", "未到时间", ""),
            ],
        ),
    ]
    return about() | {"groups": groups, "live": live, "key": live is not None, "result": None}


def form(previous: bool) -> dict[str, Any]:
    items = [
        {
            "key": "price",
            "kind": "money",
            "label": "投标报价",
            "label_en": "Price",
            "limit": "6310520.53",
            "unit": "",
        },
        {
            "key": "duration",
            "kind": "integer",
            "label": "工期",
            "label_en": "Duration",
            "limit": "",
            "unit": "日历天",
        },
        {
            "key": "quality",
            "kind": "text",
            "label": "质量标准",
            "label_en": "Quality",
            "limit": "",
            "unit": "",
        },
    ]
    return about() | {
        "bidder": thing(code="91210100MA0BA1YUNQ", name=BAIYUN),
        "declared": None,
        "items": items,
        "limit_text": "最多 20 个文件，合计 2 GB。",
        "version": 2 if previous else 1,
        "previous_at": at(13, 16, 20, 7, 214000) if previous else None,
        "page_data": {"lot": str(LOT)},
    }


def _receipt(kind: str = "bid", **changes: Any) -> dict[str, Any]:
    facts = {
        "version": 2,
        "kind": kind,
        "bidder": BAIYUN,
        "code": "91210100MA0BY00001",
        "received_at": at(13, 16, 20, 7, 214000),
        "hash": HASH,
        "objects": 4 if kind == "bid" else 0,
        "bytes": 222_298_112 if kind == "bid" else 0,
        "live": True,
        "previous_version": 1,
        "early": timedelta(days=2, hours=16, minutes=39),
    }
    return about() | {
        "receipt": thing(**(facts | changes)),
        "verify_url": "http://localhost:8000/verify/",
        "may_change": kind == "bid" and changes.get("live", True),
        "page_data": {"lot": str(LOT)},
    }


LIVE = thing(version=2, received_at=at(13, 16, 20, 7, 214000))
SAMPLES = {
    "bids/home": Sample(
        "bids/home.html",
        lambda: _home(("draft", "received", "final", "withdrawn", "missing")),
        "/bids/",
        "bidder",
    ),
    "bids/home-empty": Sample("bids/home.html", lambda: _home(()), "/bids/", "bidder"),
    "bids/tasks": Sample("bids/tasks.html", lambda: tasks(None), URL, "bidder"),
    "bids/tasks-live": Sample("bids/tasks.html", lambda: tasks(LIVE), URL, "bidder"),
    "bids/form": Sample("bids/form.html", lambda: form(False), f"{URL}form/", "bidder"),
    "bids/form-again": Sample("bids/form.html", lambda: form(True), f"{URL}form/", "bidder"),
    "bids/receipt": Sample("bids/receipt.html", _receipt, f"{URL}receipts/2/", "bidder"),
    "bids/receipt-replaced": Sample(
        "bids/receipt.html",
        lambda: _receipt(live=False, previous_version=0),
        f"{URL}receipts/2/",
        "bidder",
    ),
    "bids/receipt-withdrawal": Sample(
        "bids/receipt.html",
        lambda: _receipt("withdrawal"),
        f"{URL}receipts/2/",
        "bidder",
    ),
    "bids/withdraw": Sample("bids/withdraw.html", _receipt, f"{URL}withdrawal/", "bidder"),
}
