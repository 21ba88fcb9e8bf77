"""Samples of the pages that everybody sees."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator

from tests.pages.gallery import Sample
from tests.pages.samples import hall
from tests.pages.samples.common import (
    AGENCY,
    CEILING,
    DEADLINE,
    HASH,
    LONG_TITLE,
    LOT,
    NOW,
    OBJECTION,
    PRINCIPAL,
    ROOT,
    TITLE,
    TRADE,
    at,
    thing,
)

AFTER = (at(20, 10), at(23, 9), at(27, 9), at(27, 16))
LATER = {
    "evaluated": (AFTER[0], None, None, None),
    "candidates": (*AFTER[:2], None, None),
    "disputed": (*AFTER[:2], None, None),
    "awarded": (*AFTER[:3], None),
    "contracted": AFTER,
    "archived": AFTER,
}
"""By stage, the moments of report, display, award and contract."""

HALL_URL = f"/halls/{LOT}/"
TRADE_URL = f"/trades/{TRADE}/"


def _notice(hour: int, minute: int, kind: str, title: str, entry: int, text: str = "") -> Any:
    return thing(
        at=at(16, hour, minute),
        title=title,
        type=kind,
        url=TRADE_URL,
        text=text,
        glyph="工",
        entry=entry,
        entry_url="",
        source="",
    )


def notices() -> list[Any]:
    return [
        _notice(9, 0, "box.closed", f"{TITLE}：投标截止，投标箱封闭", 48190, "辽宁省沈阳市"),
        _notice(8, 43, "trade.announced", LONG_TITLE, 48107, "四川省乐山市"),
        _notice(8, 12, "record.published", "铁西区滑翔片区排水改造工程", 47990),
        thing(
            at=at(15, 16, 40),
            title="海川省博物馆数字化保护设备采购项目更正公告",
            type="",
            url=f"/notices/imported/{TRADE}/",
            text="更正事项 · HCZC-2026-0117",
            glyph="",
            entry=None,
            entry_url="",
            source="海川省政府采购网（虚构）",
        ),
    ]


def kinds() -> list[Any]:
    return [
        thing(glyph="工", word="工程建设", url="/trades/", running=46, fresh=12),
        thing(glyph="地", word="土地和矿业权", url="/trades/", running=0, fresh=None),
        thing(glyph="产", word="国有产权", url="/trades/", running=0, fresh=None),
        thing(glyph="采", word="政府采购", url="/trades/", running=0, fresh=None),
    ]


def openings() -> list[Any]:
    def opening(hour: int, minute: int, title: str, stage: str, phase: str) -> Any:
        return thing(
            at=at(16, hour, minute),
            title=title,
            url=HALL_URL,
            text="网上开标大厅",
            stage=stage,
            phase=phase,
        )

    return [
        opening(8, 30, "铁西区滑翔片区排水改造工程", "opened", "past"),
        opening(9, 0, TITLE, "decrypting", "live"),
        opening(10, 30, "那曲市人民体育馆围墙及附属建设项目EPC总承包", "bidding", ""),
        opening(14, 0, LONG_TITLE, "bidding", ""),
        opening(16, 0, "大武口区义务教育优化布局体育设备采购项目", "failed", ""),
    ]


def coming() -> list[Any]:
    line = thing(url=HALL_URL, text="网上开标大厅", stage="bidding", phase="")
    return [thing(**{**vars(line), "at": at(day, 9), "title": title}) for day, title in ((17, TITLE), (20, LONG_TITLE))]


def _home(**changes: Any) -> dict[str, Any]:
    cells = hall.crowd()
    live = thing(
        lot_id=LOT,
        title="永春县桃溪滨水体育公园",
        stage="decrypting",
        until=at(16, 9, 30),
        now=NOW,
        speed=1,
        bids=1528,
        released=1066,
        cells=cells,
    )
    return {
        "live": live,
        "upcoming": None,
        "today": NOW,
        "today_openings": openings(),
        "coming": coming(),
        "notices": notices(),
        "kinds": kinds(),
        **changes,
    }


def _small() -> dict[str, Any]:
    live = thing(
        lot_id=LOT,
        title=TITLE,
        stage="decrypting",
        until=at(16, 9, 30),
        now=NOW,
        speed=1,
        bids=3,
        released=1,
        cells=hall.three(),
    )
    return _home(live=live)


def _quiet() -> dict[str, Any]:
    return _home(
        live=None,
        upcoming=thing(lot_id=LOT, title=TITLE, deadline=at(16, 10, 30), now=NOW, speed=1),
    )


def _empty() -> dict[str, Any]:
    return _home(live=None, upcoming=None, today_openings=[], coming=[], notices=[])


def _row(title: str, stage: str, ceiling: Decimal | None) -> Any:
    return thing(
        id=TRADE,
        title=title,
        tender_code="E2101120502000417001",
        glyph="工",
        kind_word="工程建设项目公开招标",
        region_word="辽宁省沈阳市浑南区",
        principal=PRINCIPAL,
        stage=stage,
        deadline=DEADLINE,
        ceiling=ceiling,
        announced_at=at(20, 9, month=2),
        round=1,
        states=[thing(stage=stage, note="", lots=0)],
    )


def _list(rows: list[Any], q: str = "") -> dict[str, Any]:
    return {
        "search": {"q": q, "kind": "", "stage": "", "region": "210100", "due": ""},
        "options": {
            "kinds": [("engineering_open_tender", "工程建设项目公开招标")],
            "stages": [("bidding", "投标中"), ("opened", "已开标")],
            "regions": [("210100", "沈阳市")],
        },
        "page": Paginator(rows, 3).get_page(1),
        "trades": rows[:3],
        "query": f"q={q}" if q else "",
    }


def _rows() -> list[Any]:
    return [
        _row(TITLE, "decrypting", CEILING),
        _row(LONG_TITLE, "bidding", None),
        _row("铁西区滑翔片区排水改造工程", "opened", Decimal("18350534.00")),
        _row("大武口区体育设备", "failed", CEILING),
    ]


def lot(stage: str = "bidding", **changes: Any) -> Any:
    closed = stage not in ("announced", "bidding")
    opened = stage in ("objections", "confirming", "opened", *LATER)
    facts = {
        "id": LOT,
        "number": 1,
        "title": "施工",
        "scope": "沈水湾至长青桥段健身步道、照明、绿化，含汛期防护",
        "ceiling": CEILING,
        "code": "E2101120502000417001001",
        "deal_code": "A01-912101000012345678-20260220-000001-6",
        "stage": stage,
        "documents_from": at(20, 9, month=2),
        "documents_until": DEADLINE,
        "deadline": DEADLINE,
        "announced_deadline": DEADLINE,
        "extension": timedelta(minutes=60),
        "closed_at": DEADLINE if closed else None,
        "prices_shown_at": at(16, 9, 30, 4) if opened else None,
        "window": timedelta(minutes=30),
        "bids": 3 if closed and stage != "failed" else None,
        "articles": ("TL 24",),
        "applied_for": False,
        "stopped": False,
        "later": LATER.get(stage, (None,) * 4),
        "after": thing(analysis=None, leaving=None, again=None) if stage == "failed" else None,
    }
    return thing(**(facts | changes))


def detail(stage: str, **changes: Any) -> dict[str, Any]:
    trade = thing(
        id=TRADE,
        title=TITLE,
        summary="本工程改造健身步道 3.2 公里。\n资金来源为区财政，计划工期 120 日历天。",
        kind_word="工程建设项目公开招标",
        glyph="工",
        region_word="辽宁省沈阳市浑南区",
        principal=PRINCIPAL,
        agency=AGENCY,
        supervisor="沈阳市浑南区住房和城乡建设局",
        tender_code="E2101120502000417001",
        project_code="2101-120502-04-17",
        announced_at=at(20, 9, month=2),
        edition=at(2, 0, month=3),
        training=True,
        prequalification=False,
        now=at(15, 10) if stage == "bidding" else NOW,
        speed=1,
        round=1,
        previous=None,
    )
    documents = [
        thing(
            name="招标文件.pdf",
            size=4_812_345,
            sha256=HASH,
            media_type="application/pdf",
        ),
        thing(
            name="工程量清单.xlsx",
            size=1_200_345,
            sha256=ROOT,
            media_type="application/vnd.ms-excel",
        ),
    ]
    return {
        "trade": trade,
        "lots": [lot(stage)],
        "notices": notices()[:3],
        "documents": documents,
        "document_hash": HASH,
        "items": [{"key": "price", "label": "投标报价", "label_en": "Price"}],
        "keyholders": [{"role": "agency"}],
        "joint_word": "不接受联合体投标",
        "looked_for": 13,
        "grounds": [],
        "scheme": None,
        "evaluated": [],
        "asked": [],
        "watched": [],
        "bundle": thing(size=1_400_000) if stage == "opened" else None,
        "clarifications": [],
        "standstills": [],
        "termination": None,
        "stop": None,
        "decisions": [],
        "remedy": None,
        "draws": [(thing(id=OBJECTION, lot=thing(title="第1段步道")), "抽取评标专家")] if stage == "opened" else [],
        "dialogue": thing(word="提问与异议", note="谁提问、谁提出异议，对招标人和其他投标人保密。", url="/questions/"),
        "proof": thing(log_index=41350, leaf=HASH, checkpoint_size=48213, checkpoint_at=NOW),
        "action": thing(word="参与投标", url=f"/lots/{LOT}/bid/", note=""),
        **changes,
    }


def _two_lots() -> dict[str, Any]:
    return detail(
        "bidding",
        lots=[lot(), lot(number=2, title="监理", ceiling=None, scope="", deal_code="")],
        proof=None,
        documents=[],
        action=thing(word="参与投标", url="", note="代理机构不能在自己的项目中投标。"),
    )


def _check(result: str, title: str, code: str, text: str, evidence: str = "") -> Any:
    return thing(result=result, title=title, code=code, text=text, evidence=evidence)


def _verify(good: bool) -> dict[str, Any]:
    checks = [
        _check("passed", "事件首尾相连，没有缺号", "ledger.chain", "本交易 41 条，序号连续"),
        _check("passed", "密钥打开的是同一份密文", "bid.open", "3 份成立"),
        _check("none", "检查点由见证人联署", "checkpoint.witness", "尚无见证人"),
    ]
    if not good:
        evidence = "截标承诺 ca97 8112 ca1b\n包内密文 3e23 e816 0039"
        checks.insert(
            0,
            _check(
                "failed",
                "密文没有被改动",
                "bid.hash",
                "第 2 份的摘要与截标承诺不同",
                evidence,
            ),
        )
    title = "相符：19 项通过，2 项不适用" if good else "不相符：1 项未通过"
    report = thing(good=good, title=title, text=f"{TITLE}，3 份投标，用时 0.8 秒", checks=checks)
    trades = [thing(id=TRADE, title=TITLE, opened_at=at(16, 9, 30), size=1_400_000)]
    return {
        "trades": trades,
        "log_key": f"localhost:8000+8c1a3f70+{'A' * 44}",
        "report": report,
    }


def _rules() -> dict[str, Any]:
    rules = [
        thing(
            name="自招标文件开始发出至投标截止，不少于",
            value="20 日",
            articles=("TL 24", "O30 31"),
            confidence="R",
            note="",
        ),
        thing(
            name="解密窗口",
            value="60 分钟（30 分钟 至 480 分钟）",
            articles=("O20 30",),
            confidence="D",
            note="",
        ),
        thing(name="招标文件的份数", value="20", articles=(), confidence="D", note=""),
    ]
    days = [thing(date=at(5, month=4).date(), word="放假：清明节", rest=True)]
    return {
        "kind_word": "工程建设项目公开招标",
        "edition": at(2),
        "rules": rules,
        "fairness": [
            thing(wording="向不同的投标人提供有差别的项目信息", articles=("TR 32",), must=True, own=False),
            thing(wording="规定最低投标限价", articles=("TR 27",), must=True, own=False),
        ],
        "grounds": [],
        "days": days,
        "year": 2026,
        "last_year": 2026,
    }


SAMPLES = {
    "home/crowd": Sample("home.html", _home),
    "home/small": Sample("home.html", _small),
    "home/quiet": Sample("home.html", _quiet, role="bidder"),
    "home/empty": Sample("home.html", _empty, role="agency"),
    "trades/list": Sample("trades/list.html", lambda: _list(_rows(), "步道"), "/trades/"),
    "trades/nothing": Sample("trades/list.html", lambda: _list([], "没有这个词"), "/trades/"),
    "trades/bidding": Sample("trades/detail.html", lambda: detail("bidding"), TRADE_URL, "bidder"),
    "trades/two-lots": Sample("trades/detail.html", _two_lots, TRADE_URL, "agency"),
    "trades/decrypting": Sample("trades/detail.html", lambda: detail("decrypting", action=None), TRADE_URL),
    "trades/held": Sample("trades/detail.html", lambda: detail("held", action=None), TRADE_URL),
    "trades/opened": Sample("trades/detail.html", lambda: detail("opened", action=None), TRADE_URL),
    "trades/failed": Sample("trades/detail.html", lambda: detail("failed", action=None), TRADE_URL),
    "verify/how": Sample("verify.html", lambda: {"trades": [], "log_key": "", "report": None}, "/verify/"),
    "verify/passed": Sample("verify.html", lambda: _verify(True), "/verify/"),
    "verify/failed": Sample("verify.html", lambda: _verify(False), "/verify/"),
    "rules": Sample("rules.html", _rules, "/rules/"),
}
