"""Samples of the pages after the evaluation: every state from the report to the contract."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples.common import AGENCY, BAIYUN, CHANGHE, CONSORTIUM, HASH, LOT, ROOT, TITLE, TRADE, at, thing
from tests.pages.samples.forms import PublishForm, TextForm
from tests.pages.samples.public import detail

AGENCY_URL = f"/agency/lots/{LOT}/award/"
RESULT_URL = f"/trades/lots/{LOT}/result/"
NOTICES_URL = f"/trades/{TRADE}/notices/"
OBJECTION = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0091")
UNTIL = date(2026, 3, 26)


class StepForm(PublishForm):
    """A day, a long text, a choice, a file: whatever a step may ask."""

    until = forms.DateField(label="公示截止日", widget=forms.DateInput(attrs={"type": "date"}))
    rank = forms.ChoiceField(label="中标人", widget=forms.RadioSelect, choices=[("1", f"第 1 名 {BAIYUN}")])
    evaluation = forms.CharField(label="评标情况", widget=forms.Textarea(attrs={"rows": 3}), help_text="随公示公开")
    evidence = forms.FileField(label="第 1 名不能中标的证明", required=False, help_text="随公告公开")
    field_order = ("rank", "until", "evaluation", "evidence", "password")


class ReplyForm(forms.Form):
    """Yes or no."""

    reply = forms.ChoiceField(
        label="是否同意延长投标有效期", widget=forms.RadioSelect, choices=[("yes", "同意"), ("no", "不同意")]
    )


def _trade() -> Any:
    return thing(id=TRADE, title=TITLE)


def _lot(stage: str) -> Any:
    return thing(id=LOT, number=1, title="步道土建与安装", stage=stage)


def _standing(rank: int, name: str, price: str, score: str) -> Any:
    amount = thing(amount=Decimal(price))
    return thing(rank=rank, name=name, bidder=f"9121010{rank}MA0000000", price=amount, score=Decimal(score))


def _candidates() -> list[Any]:
    rows = ((BAIYUN, "6040665.58", "95.36"), (CHANGHE, "6120301.00", "93.10"), (CONSORTIUM, "5999999.99", "91.44"))
    return [_standing(rank, *row) for rank, row in enumerate(rows, start=1)]


def _objection(answer: str = "") -> Any:
    text = "第一名候选人的类似业绩与公开信息不符，请核实。"
    return thing(id=OBJECTION, text=text, at=at(24, 10, 12), answer_by=date(2026, 3, 27), answer=answer)


def _duty(duty: str, day: int, done: Any = None, *, overdue: bool = False, provisional: bool = False) -> Any:
    facts = {"due": date(2026, 4, day), "done_at": done, "overdue": overdue, "provisional": provisional}
    return thing(duty=duty, articles=("TL 47",), **facts)


def _award(stage: str, **changes: Any) -> dict[str, Any]:
    shown = stage != "evaluated"
    decided = stage in ("awarded", "contracted", "archived")
    facts = {
        "trade": _trade(),
        "lot": _lot(stage),
        "candidates": _candidates(),
        "out": frozenset(),
        "valid": 5,
        "valid_until": date(2026, 6, 14),
        "display": thing(shown_at=at(23, 9), until=UNTIL) if shown else None,
        "objections": [],
        "winner": _candidates()[0] if decided else None,
        "looks": [],
        "waiting": None,
        "letters": [thing(name=one.name, uscc=one.bidder) for one in _candidates()] if decided else [],
        "reported": False,
        "text": None,
        "contract": None,
        "validity_request": None,
        "duties": [_duty("show_candidates", 1, at(23, 9) if shown else None)],
    }
    return facts | changes


def look(rank: int = 1, able: bool | None = None, reasons: str = "", *, withdrawn: bool = False) -> Any:
    """A second look (TR 56); `able` None while the committee has not given it, and where it is withdrawn."""
    reason = "该候选人的基本账户于三月二十四日被法院冻结，并被列为被执行人，可能不能按期组织施工。"
    given = at(26, 15, 40) if able is not None or withdrawn else None
    name = _candidates()[rank - 1].name
    facts = {"rank": rank, "name": name, "reason": reason, "at": at(25, 9, 30), "given_at": given}
    facts |= {"answer_by": at(30, 17), "withdrawn": withdrawn, "waits": able is None and not withdrawn}
    return thing(id=OBJECTION, able=able, reasons=reasons, **facts)


UNABLE = "流动资金已不足以按期组织施工；主要设备已被查封。"
WITHDRAWN = "该候选人的账户已经解除冻结，执行案件已经结案。"
LOOKED = [look(reasons=WITHDRAWN, withdrawn=True), look(able=False, reasons=UNABLE), look(2, able=True)]


def waiting(*, overdue: bool = False) -> Any:
    return thing(id=OBJECTION, answer_by=at(30, 17), overdue=overdue)


class LookForm(forms.Form):
    rank = forms.ChoiceField(
        label="复核哪一名候选人",
        widget=forms.RadioSelect,
        choices=[(str(one.rank), f"第 {one.rank} 名 {one.name}") for one in _candidates()],
    )
    reason = forms.CharField(
        label="要求复核的理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明经营、财务状况有哪些较大变化，或者有什么违法行为；只给原评标委员会和监督部门看",
    )
    answer_by = forms.DateTimeField(
        label="请委员会答复的时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="到时没有结论的，可以再等，也可以撤回，另行处理；应当在投标有效期之内",
    )
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput())


class LookWithdrawalForm(forms.Form):
    reason = forms.CharField(
        label="撤回复核的理由", widget=forms.Textarea(attrs={"rows": 3}), help_text="只给原评标委员会和监督部门看"
    )
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput())


def _text() -> Any:
    return thing(name="施工合同.pdf", sha256=HASH, size=812_345, at=at(28, 9))


def _contracted() -> dict[str, Any]:
    duties = [
        _duty("report_award", 10, at(30, 9, month=4), overdue=True),
        _duty("sign_contract", 20, at(29, 9)),
        _duty("return_deposits", 3, overdue=True, provisional=True),
    ]
    contract = thing(signed_at=at(29, 9), text=thing(sha256=HASH))
    return _award("contracted", reported=True, text=_text(), contract=contract, duties=duties)


def _waiting() -> dict[str, Any]:
    asked = thing(until=date(2026, 7, 14), answer_by=at(30, 9))
    duties = [_duty("report_award", 10), _duty("sign_contract", 20)]
    return _award("awarded", text=_text(), validity_request=asked, out={"91210103MA0000000"}, duties=duties)


def _step(title: str, button: str, **more: Any) -> dict[str, Any]:
    facts = {"trade": _trade(), "lot": _lot("candidates"), "articles": ("TR 54", "TR 55")}
    return facts | {"form": StepForm(), "title": title, "button": button, "objection": None} | more


def _looking(form: Any) -> dict[str, Any]:
    return _step("请原评标委员会复核", "签名并送交评标委员会", form=form, articles=("TR 56",))


def _result(stage: str, **changes: Any) -> dict[str, Any]:
    facts = {
        "trade": _trade(),
        "lot": _lot(stage),
        "display": thing(shown_at=at(23, 9), until=UNTIL),
        "candidates": _candidates(),
        "may_object": stage in ("candidates", "disputed"),
        "objections": [],
        "winner": None if stage in ("candidates", "disputed") else _candidates()[0],
        "won": False,
        "party": "91210100MA0BA1YUNQ",
        "bid": False,
        "own": None,
        "contract": None,
        "text": None,
        "objecting": TextForm(),
        "replying": ReplyForm(),
        "validity_request": None,
    }
    return facts | changes


def _asked() -> Any:
    return thing(until=date(2026, 7, 14), reason="主管部门审批未完成。", answer_by=at(30, 9))


def _contract(signed: bool = False) -> dict[str, Any]:
    items = [("投标报价", "6040665.58", True), ("工期（日历天）", "150", False), ("项目负责人", "张三", False)]
    return {
        "trade": _trade(),
        "lot": _lot("contracted" if signed else "awarded"),
        "text": _text(),
        "items": items,
        "bond": "604066.55" if signed else None,
        "guarantee": signed,
        "contract": thing(signed_at=at(29, 9)) if signed else None,
        "page_data": {},
    }


def _lines(empty: bool = False) -> dict[str, Any]:
    lot = thing(id=LOT, title="步道土建与安装", trade=_trade())
    award = thing(at=at(27, 9))
    duties = (_duty("report_award", 10), _duty("report_award", 1, overdue=True), _duty("report_award", 11, at(30, 9)))
    late = _duty("report_award", 2, at(30, 9), overdue=True)
    lines = [thing(lot=lot, winner=BAIYUN, award=award, duty=duty) for duty in (*duties, late, None)]
    return {"lines": [] if empty else lines}


def _report() -> dict[str, Any]:
    files = [{"name": "招标文件.pdf"}, {"name": "工程量清单.xlsx"}]
    report = {
        "title": TITLE,
        "scope": {"title": "步道土建与安装", "scope": "沈水湾至长青桥段"},
        "mode": {"kind": "engineering_open_tender", "edition": "2019-03-02"},
        "documents": {"hash": ROOT, "files": files},
        "evaluation": {"evaluation": "采用综合评估法，五名评标委员会成员。", "valid": 5, "report": HASH},
        "result": {"name": BAIYUN, "amount": "6040665.58", "reason": "排名第一。"},
        "notices": [{"seq": 2, "type": "trade.announced", "at": ""}, {"seq": 40, "type": "lot.awarded", "at": ""}],
    }
    letters = [thing(name=one.name, uscc=one.bidder) for one in _candidates()]
    shown = {
        "trade": _trade(),
        "lot": _lot("awarded"),
        "award": thing(number=1),
        "report": report,
        "sent_at": at(30, 9),
    }
    return shown | {"letters": letters, "winner": letters[0].uscc, "looks": []}


def _item(label: str, value: str, *, is_price: bool = False) -> Any:
    return thing(label=label, value=value, is_price=is_price)


def _candidate(rank: int, name: str, *, full: bool = True) -> Any:
    items = [
        _item("投标报价", "6,040,665.58", is_price=True),
        _item("工期（日历天）", "150"),
        _item("项目负责人", "张三"),
    ]
    facts = {"score": "95.36" if full else "", "qualified": "具备市政公用工程施工总承包二级资质。" if full else ""}
    return thing(rank=rank, name=name, party="91210100MA0BA1YUNQ", items=items, **facts)


def _notice(title: str, fields: list[tuple[str, str]], **changes: Any) -> dict[str, Any]:
    line = thing(
        seq=40, number="E2101120502000417001-0040", title=title, round=1, at=at(27, 9), url="", log_index=48190
    )
    shown = [thing(label=label, value=value, prose=False, lang="zh-CN", url="") for label, value in fields]
    facts = {"line": line, "trade_id": TRADE, "trade_title": TITLE, "tender_code": "E2101120502000417001", "by": AGENCY}
    more = {"fields": shown, "articles": ("TR 54",), "commitment": HASH, "part": "candidates", "tender": None}
    none = {"clarification": None, "duties": (), "duty_articles": (), "candidates": (), "passed": ()}
    return {"notice": thing(**(facts | more | none | changes)), "origin": "https://trade.example.cn"}


def _shown_notice() -> dict[str, Any]:
    fields = [("标段", "步道土建与安装"), ("公示截止", "2026-03-26（周四）"), ("评标情况", "综合评估法。")]
    ranked = [_candidate(1, BAIYUN), _candidate(2, CHANGHE), _candidate(3, CONSORTIUM)]
    return _notice("中标候选人公示", fields, candidates=ranked)


def _awarded_notice() -> dict[str, Any]:
    paper = {"evidence": "放弃函.pdf", "url": f"/trades/{TRADE}/documents/{HASH}"}
    gone = thing(rank=1, ground="放弃中标", reason="书面放弃中标资格。", **paper)
    fields = [("标段", "步道土建与安装"), ("中标人", CHANGHE), ("中标价", "6,120,301.00 元")]
    return _notice("中标结果公告", fields, candidates=[_candidate(2, CHANGHE, full=False)], passed=[gone])


def _agency(name: str, context: Any) -> Sample:
    return Sample(f"agency/{name}.html", context, AGENCY_URL, "agency")


def _bidder(context: Any) -> Sample:
    return Sample("trades/result.html", context, RESULT_URL, "bidder")


SAMPLES = {
    "award/evaluated": _agency("award", lambda: _award("evaluated")),
    "award/candidates": _agency("award", lambda: _award("candidates", objections=[_objection("经核实属实。")])),
    "award/disputed": _agency("award", lambda: _award("disputed", objections=[_objection()])),
    "award/looking": _agency("award", lambda: _award("candidates", looks=[look()], waiting=waiting())),
    "award/looking-too-long": _agency(
        "award", lambda: _award("disputed", looks=[look()], waiting=waiting(overdue=True))
    ),
    "award/look-withdrawal": _agency(
        "award_step",
        lambda: _step("撤回复核", "签名并撤回", form=LookWithdrawalForm(), articles=("TR 56",)),
    ),
    "award/looked": _agency("award", lambda: _award("candidates", looks=LOOKED)),
    "award/second-look": _agency("award_step", lambda: _looking(LookForm())),
    "award/second-look-refused": _agency("award_step", lambda: _looking(LookForm({"rank": "1"}))),
    "award/awarded": _agency("award", lambda: _award("awarded")),
    "award/waiting": _agency("award", _waiting),
    "award/contracted": _agency("award", _contracted),
    "award/archived": _agency("award", lambda: _contracted() | {"lot": _lot("archived")}),
    "award/display": _agency("award_step", lambda: _step("公示中标候选人", "签名并公示")),
    "award/decision-refused": _agency(
        "award_step", lambda: _step("确定中标人", "签名并公告中标结果", form=StepForm({"rank": "9"}))
    ),
    "award/answer": _agency(
        "award_step", lambda: _step("答复异议", "答复并公告", form=TextForm(), objection=_objection())
    ),
    "award/result-shown": _bidder(lambda: _result("candidates", validity_request=_asked())),
    "award/result-disputed": _bidder(lambda: _result("disputed", objections=[_objection(), _objection("属实。")])),
    "award/result-lost": _bidder(lambda: _result("awarded", bid=True, own=_candidates()[1])),
    "award/result-rejected": _bidder(lambda: _result("awarded", bid=True)),
    "award/result-won": _bidder(lambda: _result("awarded", won=True, bid=True)),
    "award/result-to-sign": _bidder(lambda: _result("awarded", won=True, bid=True, text=_text())),
    "award/result-signed": _bidder(
        lambda: _result("contracted", won=True, bid=True, text=_text(), contract=thing(signed_at=at(29, 9)))
    ),
    "award/contract": Sample("bids/contract.html", _contract, f"/lots/{LOT}/bid/contract/", "bidder"),
    "award/contract-signed": Sample(
        "bids/contract.html", lambda: _contract(signed=True), f"/lots/{LOT}/bid/contract/", "bidder"
    ),
    "award/reports": Sample("supervision/awards.html", _lines, "/supervision/awards/", "supervisor"),
    "award/no-reports": Sample(
        "supervision/awards.html", lambda: _lines(empty=True), "/supervision/awards/", "supervisor"
    ),
    "award/report": Sample("supervision/award.html", _report, f"/supervision/lots/{LOT}/award/", "supervisor"),
    "award/report-looked": Sample(
        "supervision/award.html", lambda: _report() | {"looks": LOOKED}, f"/supervision/lots/{LOT}/award/", "supervisor"
    ),
    "award/shown-notice": Sample("trades/notice.html", _shown_notice, f"{NOTICES_URL}40/", has_site=False),
    "award/awarded-notice": Sample("trades/notice.html", _awarded_notice, f"{NOTICES_URL}41/", has_site=False),
    "award/on-the-trade": Sample(
        "trades/detail.html",
        lambda: detail(
            "candidates", dialogue=None, action=thing(word="评标结果", url=RESULT_URL, note="公示期间可以提出异议。")
        ),
        f"/trades/{TRADE}/",
    ),
    "award/contract-on-the-trade": Sample(
        "trades/detail.html", lambda: detail("contracted", dialogue=None, action=None), f"/trades/{TRADE}/"
    ),
    "award/archived-on-the-trade": Sample(
        "trades/detail.html", lambda: detail("archived", dialogue=None, action=None), f"/trades/{TRADE}/"
    ),
}
