"""Samples of the supervisor's pages."""

from datetime import date, timedelta
from typing import Any

from tests.pages.gallery import Sample
from tests.pages.samples.common import DEADLINE, LOT, NOW, TITLE, TRADE, at, thing
from tests.pages.samples.forms import OutageForm


def _held(**changes: Any) -> Any:
    facts = {
        "lot": thing(id=LOT, number=1, title="施工", trade=thing(id=TRADE, title=TITLE)),
        "silent_from": DEADLINE - timedelta(minutes=2),
        "back_at": DEADLINE + timedelta(minutes=9),
        "deadline": DEADLINE,
        "decide_until": DEADLINE + timedelta(hours=2),
        "extension": timedelta(minutes=60),
    }
    return thing(**(facts | changes))


def _home() -> dict[str, Any]:
    past = [
        thing(at=at(16, 9, 40), type="incident.extended", title=TITLE, trade_id=TRADE, reason="机房断电，已恢复"),
        thing(at=at(16, 9, 31), type="incident.opened", title=TITLE, trade_id=TRADE, reason=""),
        thing(at=at(12, 3, 2), type="incident.opened", title="", trade_id=None, reason=""),
    ]
    waiting = thing(
        trade_id=TRADE, title=TITLE, at=at(10, 9, 20), answer_by=date(2026, 3, 13), text="资质要求指向特定企业。" * 9
    )
    lot = thing(title="沈水湾段步道", trade_id=TRADE, trade=thing(title=TITLE))
    reason = "该候选人的基本账户于三月十一日被法院冻结，并被列为被执行人。"
    late = thing(lot=lot, rank=1, reason=reason, at=at(12, 9, 30), answer_by=at(15, 17))
    lists = {"held": [_held()], "past": past, "unanswered": [waiting], "late_looks": [late]}
    return lists | {"complaints_due": 2, "complaints_late": True}


def _outage(**changes: Any) -> dict[str, Any]:
    return {"held": _held(**changes), "form": OutageForm(), "now": NOW, "speed": 1}


SAMPLES = {
    "supervision/home": Sample("supervision/home.html", _home, "/supervision/", "supervisor"),
    "supervision/quiet": Sample(
        "supervision/home.html",
        lambda: {
            "held": [],
            "past": [],
            "unanswered": [],
            "late_looks": [],
            "complaints_due": 0,
            "complaints_late": False,
        },
        "/supervision/",
        "supervisor",
    ),
    "supervision/outage": Sample("supervision/outage.html", _outage, "/supervision/", "supervisor"),
    "supervision/never-alive": Sample(
        "supervision/outage.html", lambda: _outage(silent_from=None), "/supervision/", "supervisor"
    ),
}
