"""Samples of evaluations: the method in a draft and a notice, a committee at work, what it came to."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples import award
from tests.pages.samples.common import BAIYUN, CHANGHE, HASH, LOT, ROOT, TITLE, TRADE, at, thing
from tests.pages.samples.public import detail

SEATS = [UUID(f"0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f01{number:02d}") for number in range(5)]
NAMES = ("魏明", "徐岚", "颜川", "赵平", "钱立")
CODES = ("91210100MA0BA1YUNQ", "91210200MA0CHANGHF", "91210400MA0D0NGFAN")
FIRMS = (BAIYUN, CHANGHE, "福禾市政工程有限公司")
PRICES = ("6040665.58", "5987120.00", "6120500.31")
FACTORS = [
    thing(
        key="f1",
        label="施工方案与技术措施",
        most=Decimal(25),
        weight=Decimal(1),
        looks_at="针对本工程河岸地质，方案完整、可行",
    ),
    thing(key="f2", label="质量管理体系", most=Decimal(15), weight=Decimal(1), looks_at="措施具体，责任到岗"),
    thing(
        key="f3", label="项目管理机构", most=Decimal(20), weight=Decimal(1), looks_at="人员齐备，专业匹配，有同类业绩"
    ),
]
SCHEME = thing(
    method="综合评估法",
    factors=FACTORS,
    price=[("报价满分", "40"), ("每高于基准价 1% 扣分", "1"), ("每低于基准价 1% 扣分", "0.5"), ("平均价的下浮", "2%")],
    ties=["报价较低的在前", "抽签"],
    trim_from=5,
    full=Decimal(40),
    weighted=False,
    formulas=[
        "B = A × (1 − d)",
        "p = (x − B) ÷ B × 100",
        "max(least, F − p × E₁)",
        "max(least, F + p × E₂)",
    ],
    drawn=None,
    deviations=[],
)
BASE = f"/evaluation/lots/{LOT}"


class SchemeForm(forms.Form):
    method = forms.ChoiceField(
        label="评标办法",
        widget=forms.RadioSelect,
        required=False,
        choices=[("comprehensive", "综合评估法"), ("lowest", "经评审的最低投标价法"), ("", "不在本平台评标")],
        initial="comprehensive",
    )
    ties = forms.ChoiceField(
        label="得分相同时",
        widget=forms.RadioSelect,
        choices=[("a", "报价较低的在前；仍相同的抽签"), ("b", "抽签")],
        initial="a",
    )
    full = forms.CharField(label="报价满分", help_text="报价等于基准价时的得分", initial="40")
    above = forms.CharField(label="每高于基准价 1% 扣分", initial="1")
    below = forms.CharField(label="每低于基准价 1% 扣分", initial="0.5")
    least = forms.CharField(label="报价最低得分", initial="0")
    trim_from = forms.CharField(label="有效报价达到几家时去掉最高和最低", initial="5")
    trim_high = forms.CharField(label="去掉几个最高报价", initial="1")
    trim_low = forms.CharField(label="去掉几个最低报价", initial="1")
    discount = forms.CharField(label="平均价的下浮（%）", initial="2")
    mean_share = forms.CharField(label="平均价所占的权重（%）", help_text="其余的权重归最高投标限价", initial="100")
    ceiling_discount = forms.CharField(label="限价的下浮（%）", initial="0")
    drawn = forms.ChoiceField(
        label="开标时抽取的系数",
        help_text="由招标代理机构、监督部门和平台共同抽取，抽出的数代替上面填写的",
        required=False,
        choices=[("", "不抽取"), ("discount", "平均价的下浮"), ("mean_share", "平均价所占的权重")],
    )
    candidates = forms.CharField(
        label="候选值（%）", help_text="从小到大，用逗号分开，例如 1, 1.5, 2, 2.5, 3", required=False
    )
    trimmed = forms.BooleanField(label="五位以上评委打分时，去掉一个最高分和一个最低分", required=False)

    def clean(self) -> None:
        raise forms.ValidationError("各项因素与报价合计应为 100 分，现在是 95 分；每项都要大于零（O12 30、34）。")


class FactorForm(forms.Form):
    label = forms.CharField(label="评分因素", required=False)
    most = forms.CharField(label="满分", required=False)
    looks_at = forms.CharField(label="看什么", required=False)


class DeviationForm(forms.Form):
    label = forms.CharField(label="偏差", required=False)
    looks_at = forms.CharField(label="计什么", required=False)
    most = forms.CharField(label="最多计", required=False)
    adds = forms.CharField(label="每计 1 加", required=False)
    by = forms.ChoiceField(label="加的是", choices=[("amount", "元"), ("rate", "投标报价的百分之几")])


class PasswordForm(forms.Form):
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


class SignatureForm(PasswordForm):
    dissent = forms.CharField(label="不同意见和理由（没有则不填）", required=False, widget=forms.Textarea)
    report_hash = forms.CharField(widget=forms.HiddenInput, initial=HASH)
    field_order = ("dissent", "password")


class BallotForm(forms.Form):
    ground = forms.ChoiceField(label="否决情形", choices=[("", "不否决"), ("x", "没有对招标文件的实质性要求作出响应")])
    reason = forms.CharField(label="理由", widget=forms.Textarea)


class QuestionForm(forms.Form):
    text = forms.CharField(label="要求澄清、说明或者补正的内容", widget=forms.Textarea)
    hours = forms.ChoiceField(label="答复期限", choices=[("2", "2 小时")])
    below_cost = forms.BooleanField(label="报价可能低于成本，要求说明并提供证明材料", required=False)


class AnswerForm(forms.Form):
    text = forms.CharField(label="答复", widget=forms.Textarea)


def _scheme(bound: bool) -> dict[str, Any]:
    form = SchemeForm({"method": "comprehensive", "ties": "a", "full": "40"} if bound else None)
    rows = [
        FactorForm(initial={"label": factor.label, "most": factor.most, "looks_at": factor.looks_at}, prefix=factor.key)
        for factor in FACTORS
    ]
    rows.append(FactorForm(prefix="f4"))
    deviations = [DeviationForm(prefix=f"d{number}") for number in (1, 2)]
    draft = thing(id=TRADE, title=TITLE)
    return {
        "draft": draft,
        "form": form,
        "rows": rows,
        "deviations": deviations,
        "forms": [form, *rows, *deviations],
        "articles": ("O12 30", "O12 34"),
        "clarifies": False,
    }


def money(text: str) -> Any:
    return thing(amount=Decimal(text))


def bid(number: int) -> Any:
    return thing(bid=HASH if number else ROOT, bidder=CODES[number], name=FIRMS[number], price=money(PRICES[number]))


ITEMS = [
    thing(label="投标报价", label_en="Price", value="6,040,665.58"),
    thing(label="工期（日历天）", label_en="Duration", value="118"),
    thing(label="质量标准", label_en="Quality", value="合格"),
    thing(label="项目负责人", label_en="Project manager", value="张三"),
]


def frame(chair: bool = True, **changes: Any) -> dict[str, Any]:
    progress = {
        "members": 5,
        "undertaken": 5,
        "started": True,
        "has_chair": True,
        "reviewed": False,
        "locked": 0,
        "accounted": 0,
        "report": False,
        "done": False,
    }
    return {
        "lot": thing(id=LOT, number=1, title="沈水湾段步道", stage="evaluating"),
        "trade": thing(id=TRADE, title=TITLE),
        "member": thing(name=NAMES[0], is_expert=True),
        "is_member": True,
        "is_chair": chair,
        "evaluation": thing(review_closed_at=at(16, 14) if changes.get("reviewed") else None),
        "progress": thing(**progress | changes),
        "reviewing": False,
    }


def _members(locked: int = 0, chair: bool = True) -> list[Any]:
    return [
        thing(
            seat=SEATS[number],
            name=name,
            is_expert=number < 4,
            is_chair=chair and number == 0,
            votes=2 if number == 0 else 0,
            promised=number < 4 or locked > 0,
            locked=number < locked,
        )
        for number, name in enumerate(NAMES)
    ]


FINDING = thing(
    title="报价依次相差同一比例",
    sentence=f"{BAIYUN}、{CHANGHE} 的报价依次相差同一比例。",
    ground="投标人有串通投标的行为",
    articles=("TR 40",),
)


TIME = thing(until=at(16, 18), short=1, members=5, due=False, own=False)
NO_TIME: dict[str, Any] = {"time": None, "more_time": None, "nameable": []}


def _bench() -> dict[str, Any]:
    rows = [
        thing(bid=bid(0), votes=0, own=False, ground="", questions=1, waiting=1),
        thing(bid=bid(1), votes=1, own=True, ground="", questions=0, waiting=0),
        thing(bid=bid(2), votes=3, own=True, ground="没有对招标文件的实质性要求和条件作出响应", questions=0, waiting=0),
    ]
    more = {"findings": [FINDING], "factors": FACTORS, "reach": "ready", "time": TIME}
    return frame() | {"rows": rows, "members": _members(), "look": None} | more


def _looking() -> dict[str, Any]:
    """The award has to wait for the committee once more (TR 56)."""
    context = _bench() | _after_the_report()
    return context | {"look": award.look(), "time": None, "reach": "over"}


def _after_the_report() -> dict[str, Any]:
    context = frame(chair=False, reviewed=True, locked=5, accounted=5, report=True, done=True)
    evaluation, lot = (
        thing(review_closed_at=at(16, 12)),
        thing(id=LOT, number=1, title="沈水湾段步道", stage="candidates"),
    )
    return context | {"lot": lot, "evaluation": evaluation}


class LookVoteForm(forms.Form):
    able = forms.ChoiceField(
        label="复核意见", widget=forms.RadioSelect, choices=[("able", "确认能够履行合同"), ("unable", "不能确认")]
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不能确认的必须写明；过半数成员都不确认时，不具名地告诉招标人和监督部门",
    )


def _look(able: bool | None = None, *, own: bool = False, open_: bool = True, refused: bool = False) -> dict[str, Any]:
    form = LookVoteForm({"able": "unable"} if refused or own else None)
    if refused:
        form.add_error("reason", "不能确认的，请写明理由，不超过 2000 字。")
    look = award.look(able=able, reasons=award.UNABLE if able is False else "")
    return _after_the_report() | {"look": look, "form": form, "own": thing() if own else None, "open": open_}


def _withdrawn() -> dict[str, Any]:
    return _look(open_=False) | {"look": award.look(reasons=award.WITHDRAWN, withdrawn=True)}


def _waiting() -> dict[str, Any]:
    context = frame(chair=False, started=False, undertaken=4, has_chair=False)
    more = {"rows": [], "members": _members(chair=False), "findings": [], "factors": (), "reach": "no_key"}
    return context | {"evaluation": None, "time": None, "look": None} | more


def _electing() -> dict[str, Any]:
    return _bench() | frame(chair=False, has_chair=False) | {"members": _members(chair=False)}


def _question(answer: Any) -> Any:
    text = "投标函工期 118 日，进度表为 120 日，请说明以何者为准。"
    return thing(pk=SEATS[0], text=text, at=at(16, 14), answer_by=at(16, 16), below_cost=answer is None, answer=answer)


ANSWER = thing(text="以投标函所载 118 日为准，进度表第 4 行系笔误。", at=at(16, 15))


def _review(open_: bool) -> dict[str, Any]:
    ballot = BallotForm({"ground": "x", "reason": ""}) if open_ else BallotForm()
    more = {"ballot": ballot, "question": QuestionForm(prefix="question"), "open": open_}
    return (
        frame(reviewed=not open_)
        | more
        | {
            "bid": bid(0),
            "items": ITEMS[1:],
            "questions": [_question(ANSWER), _question(None)] if open_ else [],
        }
        | no_files()
    )


def _sheet(state: str) -> dict[str, Any]:
    done = state != "open"
    rows = [
        thing(bid=bid(0), filled=3, total=Decimal("51.5"), unexplained=0),
        thing(bid=bid(1), filled=3, total=Decimal("38.0"), unexplained=0 if done else 1),
        thing(bid=bid(2), filled=3 if done else 1, total=Decimal("49.0"), unexplained=0),
    ]
    return frame(reviewed=True, locked=2) | {
        "rows": rows,
        "factors": FACTORS,
        "most": "60",
        "locked": thing(commitment=HASH, at=at(16, 15, 20)) if state == "locked" else None,
        "form": PasswordForm(),
        "ready": done,
    }


def _score(locked: bool = False, error: str = "") -> dict[str, Any]:
    points = ("21.5", "6", "" if not locked else "18")
    cells = [
        thing(
            factor=factor,
            points=points[number],
            reason="",
            is_outlier=number == 1,
            asks_reason=number == 1,
            number=number + 1,
            adds="",
        )
        for number, factor in enumerate(FACTORS)
    ]
    return (
        frame(reviewed=True)
        | {
            "bid": bid(1),
            "items": ITEMS,
            "questions": [_question(ANSWER)],
            "cells": cells,
            "error": error,
            "number": 2,
            "count": 3,
            "previous": ROOT,
            "next": HASH,
            "locked": locked,
        }
        | no_files()
    )


def no_files() -> dict[str, Any]:
    return {"files": thing(reach="none", count=0, notes=[]), "page_data": {"lot": str(LOT)}}


def _row(place: int, number: int, points: tuple[str, str, str], price: str, merit: str, by: str | None = None) -> Any:
    return thing(
        place=place,
        bidder=CODES[number],
        price=money(PRICES[number]),
        price_points=Decimal(price),
        merit=Decimal(merit),
        by=by,
        points=[(factor.label, Decimal(each)) for factor, each in zip(FACTORS, points, strict=True)],
    )


VALID = [
    _row(1, 1, ("22.17", "13.00", "18.33"), "39.56", "93.06"),
    _row(2, 0, ("21.00", "12.67", "17.00"), "38.33", "89.00"),
]


def _report(drawn: bool, *, chair: bool, waits: bool = False) -> dict[str, Any]:
    stands = ("同意", "书面保留意见", "", "", "")
    members = [
        (
            thing(name=name, seat=SEATS[number]),
            stands[number] if drawn else "",
            thing(text="第二名的进度计划没有考虑汛期，不宜推荐。") if number == 1 and drawn else thing(text=""),
        )
        for number, name in enumerate(NAMES)
    ]
    result = thing(valid=VALID if drawn else [])
    return frame(chair=chair, reviewed=True, locked=5, report=drawn, accounted=2) | {
        "report": thing(hash=HASH, at=at(16, 16)) if drawn else None,
        "result": result,
        "result_word": "已推荐中标候选人",
        "loss": None,
        "unread": [],
        "valid": [(row, FIRMS[CODES.index(row.bidder)]) for row in VALID] if drawn else [],
        "rejected": [(FIRMS[2], "没有对招标文件的实质性要求和条件作出响应")] if drawn else [],
        "members": members,
        "own": None,
        "lottery": thing(pk=SEATS[0]) if waits else None,
        "waits": waits,
        "least": 3,
        "form": SignatureForm(),
        "done": False,
    }


NO_KEYS: dict[str, Any] = {"files": False, "given": 0, "gives": False, "loss": None}


def _progress() -> dict[str, Any]:
    context = frame(reviewed=True, locked=3)
    return {name: context[name] for name in ("lot", "trade", "progress")} | {"watches": True} | NO_KEYS | NO_TIME


def _result(who: str) -> dict[str, Any]:
    context = frame()
    candidates = [thing(name=FIRMS[CODES.index(row.bidder)], price=row.price) for row in VALID]
    sheets = [
        (
            thing(name=name, is_expert=number < 4, commitment=HASH, text="第二名不宜推荐。" if number == 1 else ""),
            "同意" if number != 1 else "书面保留意见",
        )
        for number, name in enumerate(NAMES)
    ]
    return {
        "lot": context["lot"],
        "trade": context["trade"],
        "watches": who == "supervisor",
        "result": thing(report=HASH, candidates=candidates, lots={}, lottery=None),
        "benchmark": "5,950,012.34",
        "result_word": "已推荐中标候选人",
        "method": "综合评估法",
        "factors": FACTORS,
        "counts": False,
        "rows": [
            (row, FIRMS[CODES.index(row.bidder)], row.points, who == "bidder" and row.place == 1) for row in VALID
        ],
        "rejected": [(FIRMS[2], "没有对招标文件的实质性要求和条件作出响应")],
        "stands": [("同意", 4), ("书面保留意见", 1), ("视为同意", 0)],
        "sheets": sheets if who == "supervisor" else [],
        "reasons": ["缺少施工组织设计和进度计划。"] if who == "rejected" else [],
        "coefficient": None,
        "parted": [],
    }


def _failed() -> dict[str, Any]:
    return _result("visitor") | {
        "result": thing(report=HASH, candidates=[], lots={}, lottery=None),
        "benchmark": "",
        "result_word": "全部投标被否决",
        "rows": [],
        "rejected": [(firm, "没有对招标文件的实质性要求和条件作出响应") for firm in FIRMS],
    }


def _step(
    word: str, value: str, formula: str = "", *inputs: Any, label: str = "", left_out: int = 0, url: str = ""
) -> Any:
    return thing(word=word, label=label, value=value, formula=formula, inputs=inputs, left_out=left_out, url=url)


def _derivation() -> dict[str, Any]:
    prices = [_step("报价", f"{price} 元", label=firm) for price, firm in zip(PRICES[:2], FIRMS[:2], strict=True)]
    mean = _step("有效报价的平均", "6,013,892.79 元", "(x₁ + x₂ + …) ÷ n", *prices, left_out=1466)
    benchmark = _step(
        "评标基准价", "5,893,614.9342 元", "B = A × (1 − d)", mean, _step("下浮", "2%", url=f"/draws/{TRADE}/")
    )
    deviation = _step("偏差率（%）", "1.59", "p = (x − B) ÷ B × 100", prices[1], benchmark)
    price = _step("报价得分", "38.41", "max(least, F − p × E₁)", _step("满分", "40"), deviation)
    experts = [_step("评委打分", points, label=name) for points, name in zip(("22", "23", "21.5"), NAMES, strict=False)]
    factor = _step("因素得分", "22.17", "(x₁ + x₂ + …) ÷ n", *experts, label="施工方案与技术措施")
    total = _step(
        "总分",
        "93.06",
        "x₁ + x₂ + …",
        _step("计入总分", "22.17", "x₁ × x₂ × …", factor, _step("权重", "1"), label="施工方案与技术措施"),
        _step("计入总分", "38.41", "x₁ × x₂ × …", price, _step("权重", "1"), label="报价"),
    )
    context = frame()
    return {"lot": context["lot"], "trade": context["trade"], "row": VALID[0], "name": FIRMS[1], "step": total}


def _questions() -> dict[str, Any]:
    context = frame()
    asked = [(_question(None), None, True), (_question(ANSWER), ANSWER, False), (_question(None), None, False)]
    form = AnswerForm({"text": ""})
    return {"lot": context["lot"], "trade": context["trade"], "asked": asked, "form": form, "chosen": SEATS[0]}


def _promise() -> dict[str, Any]:
    context = frame()
    return {
        "lot": context["lot"],
        "trade": context["trade"],
        "promise": "本人接受聘请担任本标段评标委员会成员，承诺客观、公正、独立地评审，不与他人商量评分。",
        "hash": HASH,
        "form": PasswordForm(),
        "booking": None,
        "seat": None,
        "bidders": ["白云建设集团有限公司", "长河路桥工程有限公司", "福禾市政工程有限公司"],
        "call_id": None,
        "reviewing": False,
    }


def _in_the_room(seat: int | None) -> dict[str, Any]:
    room = thing(name="评标一室", address="沈阳市浑南区全运五路 1 号二层 201")
    booking = thing(room=room, starts_at=at(16, 9), ends_at=at(16, 17))
    taken = thing(seat=thing(number=seat)) if seat else None
    return _promise() | {"booking": booking, "seat": taken, "call_id": SEATS[0]}


def _home(lots: bool) -> dict[str, Any]:
    context = frame()
    lot = thing(**vars(context["lot"]), trade=context["trade"])
    waits = thing(id=SEATS[0], number=2, title="景观照明", stage="candidates", trade=context["trade"])
    return {"lots": [lot, waits] if lots else [], "looking": {waits.id}}


def _page(template: str, context: Any, path: str = "", role: str = "expert") -> Sample:
    return Sample(f"evaluation/{template}.html", context, f"{BASE}/{path}", role)


SAMPLES = {
    "agency/scheme": Sample("agency/scheme.html", lambda: _scheme(False), f"/agency/{TRADE}/scheme/", "agency"),
    "agency/scheme-refused": Sample("agency/scheme.html", lambda: _scheme(True), f"/agency/{TRADE}/scheme/", "agency"),
    "trades/detail-scheme": Sample("trades/detail.html", lambda: detail("bidding", scheme=SCHEME), f"/trades/{TRADE}/"),
    "trades/detail-evaluated": Sample(
        "trades/detail.html",
        lambda: detail("opened", scheme=SCHEME, evaluated=[frame()["lot"]]),
        f"/trades/{TRADE}/",
    ),
    "trades/detail-asked": Sample(
        "trades/detail.html",
        lambda: detail("opened", scheme=SCHEME, asked=[frame()["lot"]]),
        f"/trades/{TRADE}/",
        "bidder",
    ),
    "trades/detail-watched": Sample(
        "trades/detail.html",
        lambda: detail("opened", scheme=SCHEME, watched=[frame()["lot"]]),
        f"/trades/{TRADE}/",
        "agency",
    ),
    "evaluation/home": Sample("evaluation/home.html", lambda: _home(True), "/evaluation/", "expert"),
    "evaluation/home-empty": Sample("evaluation/home.html", lambda: _home(False), "/evaluation/", "expert"),
    "evaluation/promise": _page("promise", _promise),
    "evaluation/arriving": _page("promise", lambda: _in_the_room(None)),
    "evaluation/arrived": _page("promise", lambda: _in_the_room(3)),
    "evaluation/waiting": _page("bench", _waiting),
    "evaluation/electing": _page("bench", _electing),
    "evaluation/bench": _page("bench", _bench),
    "evaluation/bench-looking": _page("bench", _looking),
    **{
        f"evaluation/look-{state}": _page("look", context, f"looks/{award.OBJECTION}/")
        for state, context in {
            "asked": _look,
            "refused": lambda: _look(refused=True),
            "voted": lambda: _look(own=True),
            "confirmed": lambda: _look(True, open_=False),
            "not-confirmed": lambda: _look(False, open_=False),
            "over": lambda: _look(open_=False),
            "withdrawn": _withdrawn,
        }.items()
    },
    "evaluation/review": _page("review", lambda: _review(True), f"bids/{HASH}/"),
    "evaluation/review-closed": _page("review", lambda: _review(False), f"bids/{HASH}/"),
    "evaluation/sheet": _page("sheet", lambda: _sheet("open"), "sheet/"),
    "evaluation/sheet-ready": _page("sheet", lambda: _sheet("ready"), "sheet/"),
    "evaluation/sheet-locked": _page("sheet", lambda: _sheet("locked"), "sheet/"),
    "evaluation/score": _page("score", _score, f"sheet/{HASH}/"),
    "evaluation/score-refused": _page("score", lambda: _score(error="分数应在 0 与满分之间。"), f"sheet/{HASH}/"),
    "evaluation/score-locked": _page("score", lambda: _score(True), f"sheet/{HASH}/"),
    "evaluation/report-none": _page("report", lambda: _report(False, chair=True), "report/"),
    "evaluation/report-chair": _page("report", lambda: _report(True, chair=True), "report/"),
    "evaluation/report-member": _page("report", lambda: _report(True, chair=False), "report/"),
    "evaluation/report-waits": _page("report", lambda: _report(False, chair=True, waits=True), "report/"),
    "evaluation/progress": _page("progress", _progress, "result/", "agency"),
    "evaluation/result": _page("result", lambda: _result("visitor"), "result/", ""),
    "evaluation/result-bidder": _page("result", lambda: _result("bidder"), "result/", "bidder"),
    "evaluation/result-rejected": _page("result", lambda: _result("rejected"), "result/", "bidder"),
    "evaluation/result-supervisor": _page("result", lambda: _result("supervisor"), "result/", "supervisor"),
    "evaluation/result-failed": _page("result", _failed, "result/", ""),
    "evaluation/derivation": _page("derivation", _derivation, f"result/{CODES[1]}/", ""),
    "evaluation/questions": _page("questions", _questions, "questions/", "bidder"),
}
