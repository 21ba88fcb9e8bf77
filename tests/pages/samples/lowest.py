"""By the lowest evaluated price: deviations that the notice names, how a member counts them, and what they add."""

from decimal import Decimal
from typing import Any

from tests.pages.gallery import Sample
from tests.pages.samples import evaluation, lots
from tests.pages.samples.common import HASH, TRADE, thing

LATE = thing(
    key="d1",
    label="工期延长",
    looks_at="比招标文件要求的工期每晚一周计 1",
    most=Decimal(8),
)
MISSING = thing(key="d2", label="清单漏项", looks_at="工程量清单每漏一项计 1", most=Decimal(20))
ADDS = ("投标报价的 0.5%", "1,200.00 元")
SCHEME = thing(**vars(lots.LOWEST) | {"deviations": list(zip((LATE, MISSING), ADDS, strict=True))})


def _score() -> dict[str, Any]:
    cells = [
        thing(
            factor=deviation,
            adds=adds,
            points=points,
            reason="",
            is_outlier=False,
            asks_reason=False,
            number=number,
        )
        for number, (deviation, adds, points) in enumerate(zip((LATE, MISSING), ADDS, ("2", ""), strict=True), start=1)
    ]
    return evaluation._score() | {"cells": cells}


def _sheet() -> dict[str, Any]:
    context = evaluation._sheet("ready")
    rows = [thing(**vars(row) | {"filled": 2}) for row in context["rows"]]
    return context | {"rows": rows, "factors": (LATE, MISSING), "most": ""}


def _result() -> dict[str, Any]:
    context = evaluation._result("visitor")
    counted = (("0", "0", "5987120.00"), ("2", "0", "6101072.24"))
    rows = [
        (
            thing(**vars(row) | {"merit": Decimal(merit), "price_points": None}),
            name,
            [(LATE.label, late), (MISSING.label, missing)],
            own,
        )
        for (row, name, _points, own), (late, missing, merit) in zip(context["rows"], counted, strict=False)
    ]
    lowest = {"method": SCHEME.method, "factors": (LATE, MISSING), "counts": True, "benchmark": ""}
    return context | lowest | {"rows": rows}


SAMPLES = {
    "notices/scheme-counting": Sample(
        "trades/notice.html", lambda: lots._notice(SCHEME), f"/trades/{TRADE}/notices/2/", has_site=False
    ),
    "evaluation/score-counting": evaluation._page("score", _score, f"sheet/{HASH}/"),
    "evaluation/sheet-counting": evaluation._page("sheet", _sheet, "sheet/"),
    "evaluation/result-counting": evaluation._page("result", _result, "result/", ""),
}
