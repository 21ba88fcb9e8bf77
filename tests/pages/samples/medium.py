"""Samples of notices on their way to the designated medium."""

from typing import Any

from tests.pages.gallery import Sample
from tests.pages.samples import agency, ended, supervision
from tests.pages.samples.common import LONG_TITLE, TITLE, TRADE, at, thing

MEDIUM = "辽宁省招标投标监管网"
ADDRESS = "https://medium.example/notices/E2103000001000001001-0002"


def _line(standing: str, **changes: Any) -> Any:
    facts = {
        "trade_id": TRADE,
        "trade_title": TITLE,
        "seq": 2,
        "number": "E2103000001000001001-0002",
        "title": "招标公告",
        "told_at": at(16, 9),
        "due_at": at(16, 21),
        "standing": standing,
        "overdue": False,
        "late": False,
        "trouble": "",
        "address": ADDRESS if standing in ("published", "different") else "",
        "published_at": at(16, 10, 12) if standing in ("published", "different") else None,
        "receipt": "",
        "stuck": standing in ("refused", "different"),
    }
    return thing(**(facts | changes))


def _list() -> dict[str, Any]:
    lines = [
        _line("refused", trouble="公告没有写明联系电话", title="终止公告"),
        _line("different", trade_title=LONG_TITLE),
        _line("taken", overdue=True, title="中标候选人公示"),
        _line("waiting", trouble="ConnectTimeoutError", due_at=None),
        _line("taken"),
        _line("published", late=True, published_at=at(17, 8, 30)),
        _line("published", title="中标结果公告"),
    ]
    return {"medium": MEDIUM, "lines": lines}


def _notice() -> dict[str, Any]:
    context = ended._tender_notice()
    elsewhere = thing(medium=MEDIUM, address=ADDRESS, at=at(16, 10, 12))
    return context | {"notice": thing(**vars(context["notice"]) | {"elsewhere": elsewhere})}


def _nothing() -> dict[str, Any]:
    return {"medium": MEDIUM, "lines": []}


SAMPLES = {
    "medium/own": Sample("agency/medium.html", _list, "/agency/medium/", "agency"),
    "medium/own-nothing": Sample("agency/medium.html", _nothing, "/agency/medium/", "agency"),
    "medium/watched": Sample("supervision/medium.html", _list, "/supervision/medium/", "supervisor"),
    "medium/watched-nothing": Sample("supervision/medium.html", _nothing, "/supervision/medium/", "supervisor"),
    "medium/notice": Sample("trades/notice.html", _notice, f"/trades/{TRADE}/notices/2/", has_site=False),
    "medium/agency-home": Sample(
        "agency/home.html", lambda: agency._home(False) | {"medium_troubled": 3}, "/agency/", "agency"
    ),
    "medium/supervision-home": Sample(
        "supervision/home.html", lambda: supervision._home() | {"medium_troubled": 1}, "/supervision/", "supervisor"
    ),
}
