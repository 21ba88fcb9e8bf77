"""Samples of draws."""

from typing import Any
from uuid import UUID

from tests.pages.gallery import Sample
from tests.pages.samples.common import HASH, LOT, ROOT, TITLE, TRADE, at, thing
from tests.pages.samples.forms import ListCheckForm, RepetitionForm

DRAW = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0011")
URL = f"/draws/{DRAW}/"
STEPS = (
    ("frozen", "名单固定，由检查点覆盖", "1,284 人"),
    ("checked", "监督部门核对名单", ""),
    ("keys", "三方各生成密钥", "招标代理机构、监督部门、平台"),
    ("halves", "三方各封存一个随机数，分成两半", "招标代理机构、平台"),
    ("acknowledged", "三方确认收到的一半打得开", ""),
    ("opened", "全部打开，次序确定", ""),
)
SHAPES = {"done": ("done", "完成"), "now": ("live", "进行中"), "todo": ("todo", "等待"), "failed": ("bad", "作废")}


def _draw() -> Any:
    lot = thing(id=LOT, number=1, title="施工", trade=thing(id=TRADE, title=TITLE))
    return thing(id=DRAW, root=ROOT, size=1284, acknowledge_by=at(16, 11, 30), lot=lot)


def steps(done: int, then: str) -> list[Any]:
    states = ["done"] * done + [then] + ["todo"] * len(STEPS)
    return [
        thing(key=key, title=title, text=text, state=state, shape=SHAPES[state][0], word=SHAPES[state][1])
        for (key, title, text), state in zip(STEPS, states, strict=False)
    ]


def page(me: str, done: int, then: str = "now", **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "draw": _draw(),
        "word": "抽取评标专家",
        "me": me,
        "checked": done > 1,
        "order": done == len(STEPS),
        "seed": HASH if done == len(STEPS) else "",
        "void": "",
        "repeated": False,
        "steps": steps(done, then),
        "places": [{"group": "A01", "seats": 3}, {"group": "C02", "seats": 1}],
        "seats": 4,
        "calls": [],
        "members": [],
        "checks": [{"key": "halves", "title": "三方的随机数都由各自的密钥签名", "text": ""}],
        "page_data": {"words": {}},
        "behind": None,
    }
    return facts | changes


def _calls() -> list[Any]:
    results = (
        ("接受", "good", ""),
        ("谢绝", "none", ""),
        ("无人应答", "none", ""),
        ("接受", "good", ""),
        ("退出", "note", "生病"),
    )
    return [
        thing(number=number, blinded=HASH[number:] + ROOT[:number], word=word, shape=shape, reason=reason)
        for number, (word, shape, reason) in enumerate(results, 1)
    ]


def _ordered(*, names: bool) -> dict[str, Any]:
    members = [thing(blinded=HASH, name="卫国栋" if names else ""), thing(blinded=ROOT, name="徐静宜" if names else "")]
    return page("supervisor", len(STEPS), calls=_calls(), members=members)


def check(exclusions: list[tuple[str, int]]) -> dict[str, Any]:
    return {
        "draw": _draw(),
        "eligible": 1241,
        "exclusions": exclusions,
        "form": ListCheckForm(),
        "page_data": {"words": {}},
        "word": "抽取评标专家",
        "behind": None,
    }


def _list() -> dict[str, Any]:
    rows = [("live", "进行中"), ("done", "次序已定"), ("bad", "作废")]
    return {"draws": [thing(draw=_draw(), purpose="抽取评标专家", shape=shape, word=word) for shape, word in rows]}


SAMPLES = {
    "draws/public": Sample("draws/draw.html", lambda: page("", 3), URL),
    "draws/agency": Sample("draws/draw.html", lambda: page("agency", 3), URL, "agency"),
    "draws/supervisor-first": Sample("draws/draw.html", lambda: page("supervisor", 1), URL, "supervisor"),
    "draws/void": Sample(
        "draws/draw.html",
        lambda: page("supervisor", 3, "failed", void="监督部门没有按时完成。"),
        URL,
        "supervisor",
    ),
    "draws/ordered": Sample("draws/draw.html", lambda: page("agency", len(STEPS)), URL, "agency"),
    "draws/called": Sample("draws/draw.html", lambda: _ordered(names=False), URL, "supervisor"),
    "draws/named": Sample("draws/draw.html", lambda: _ordered(names=True), URL, "supervisor"),
    "draws/check": Sample(
        "draws/check.html",
        lambda: check([("工作单位与本项目有关", 31), ("受过处罚", 12)]),
        f"{URL}check/",
        "supervisor",
    ),
    "draws/check-none": Sample("draws/check.html", lambda: check([]), f"{URL}check/", "supervisor"),
    "draws/repetition": Sample(
        "draws/repetition.html",
        lambda: {"draw": _draw(), "form": RepetitionForm(), "word": "抽取评标专家"},
        f"{URL}repetition/",
        "supervisor",
    ),
    "draws/list": Sample("draws/list.html", _list, "/draws/", "supervisor"),
    "draws/list-empty": Sample("draws/list.html", lambda: {"draws": []}, "/draws/", "agency"),
}
