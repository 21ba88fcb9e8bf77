"""Samples of what comes after a failure or an early end, and of the notices."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples.common import CEILING, DEADLINE, HASH, ROOT, TITLE, TRADE, at, thing
from tests.pages.samples.dialogue import clarification
from tests.pages.samples.public import _list, _row, detail, lot
from trading.domain.duties import Duty, DutyKind
from trading.domain.periods import Period, Unit

AGENCY_URL = f"/agency/{TRADE}/ended"
NOTICES_URL = f"/trades/{TRADE}/notices/"
NEXT = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0021")
CODE = "E2101120502000417001"
ANALYSIS = thing(
    causes=["price", "time"],
    text="最高投标限价低于近三个月信息价；投标时间与春节重叠，编制时间不足。",
    measures="按二月信息价重新测算限价；投标时间延长至 30 日。",
)
LOTS = [("1", "第 1 标段 步道施工"), ("2", "第 2 标段 照明施工")]


class AnalysisForm(forms.Form):
    lots = forms.MultipleChoiceField(
        label="标段", choices=LOTS, initial=["1", "2"], widget=forms.CheckboxSelectMultiple
    )
    causes = forms.MultipleChoiceField(
        label="流标的原因",
        choices=[("price", "最高投标限价偏低"), ("time", "投标时间或者工期过紧"), ("other", "其他")],
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(label="原因分析", widget=forms.Textarea(attrs={"rows": 5}), help_text="随公告公开")
    measures = forms.CharField(label="采取的措施", widget=forms.Textarea(attrs={"rows": 5}))
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


class RetenderForm(forms.Form):
    lots = AnalysisForm.base_fields["lots"]


class LeavingForm(forms.Form):
    lots = AnalysisForm.base_fields["lots"]
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 5}))
    consent = forms.FileField(label="审批、核准部门同意的文件", required=False, help_text="随公告公开，不超过 4 MB")
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


def _trade(**changes: Any) -> Any:
    return thing(**({"id": TRADE, "title": TITLE, "tender_code": CODE, "round": 1} | changes))


def again() -> Any:
    return _trade(id=NEXT, tender_code="E2101120502000417002", round=2)


def _failed(number: int, shape: str, word: str, **changes: Any) -> Any:
    facts = {
        "number": number,
        "title": "步道施工",
        "failures": 1,
        "draft": None,
        "again": None,
        "shape": shape,
        "word": word,
        "against_leaving": "流标的次数还不够，不能决定不再招标。",
        "analysis": None,
    }
    return thing(**(facts | changes))


def _duties() -> list[Any]:
    deposits = Duty(DutyKind.RETURN_DEPOSITS, Period(5, Unit.DAY))
    lots = [thing(number=1), thing(number=2)]
    return [thing(duty=deposits, lots=lots, since=at(16, 9), due=date(2026, 3, 23), articles=("TR 35", "O20 31"))]


def _ended(**changes: Any) -> dict[str, Any]:
    return {
        "trade": _trade(),
        "duties": _duties(),
        "failed": [_failed(1, "note", "待分析原因"), _failed(2, "note", "待分析原因")],
        "may_analyse": True,
        "may_leave": False,
        "retender": None,
        "failures_before_leave": 2,
        "articles": ("TL 28", "O30 38"),
        "leave_articles": ("O30 38",),
        **changes,
    }


def _on_the_way() -> dict[str, Any]:
    failed = [
        _failed(1, "todo", "可以重新招标", analysis=ANALYSIS, failures=2, against_leaving=""),
        _failed(2, "half", "重新招标起草中", analysis=ANALYSIS, draft=NEXT),
        _failed(3, "done", "已重新招标", analysis=ANALYSIS, again=again()),
        _failed(4, "none", "不再招标", analysis=ANALYSIS, failures=2),
    ]
    return _ended(failed=failed, may_analyse=False, may_leave=True, retender=RetenderForm())


def _terminated() -> dict[str, Any]:
    kinds = (DutyKind.RETURN_FEES, DutyKind.RETURN_DEPOSITS, DutyKind.PAY_DAMAGES)
    duties = [
        thing(duty=Duty(kind), lots=[thing(number=1)], since=at(9, 9), due=None, articles=("TR 31", "O30 72"))
        for kind in kinds
    ]
    return _ended(duties=duties, failed=[], may_analyse=False)


def _line(seq: int, title: str, day: int, round_: int = 1) -> Any:
    number = f"{CODE}-{seq:04d}"
    url = f"{NOTICES_URL}{seq}/"
    return thing(seq=seq, number=number, title=title, round=round_, at=at(day, 9), url=url, log_index=41350 + seq)


def _notices(empty: bool = False) -> dict[str, Any]:
    lines = [
        _line(12, "流标原因分析与整改措施", 18),
        _line(9, "流标公告", 16),
        _line(5, "澄清、修改公告", 8),
        _line(2, "重新招标公告", 1, 2),
    ]
    return {"trade": _trade(), "notices": [] if empty else lines}


def _field(label: str, value: str, *, prose: bool = False, lang: str = "zh-CN", url: str = "") -> Any:
    return thing(label=label, value=value, prose=prose, lang=lang, url=url)


def _notice(line: Any, fields: list[Any], **changes: Any) -> dict[str, Any]:
    facts = {
        "line": line,
        "trade_id": TRADE,
        "trade_title": TITLE,
        "tender_code": CODE,
        "by": "",
        "fields": fields,
        "articles": ("TL 28", "TR 44", "O30 38"),
        "commitment": HASH,
        "part": "",
        "tender": None,
        "clarification": None,
        "duties": [],
        "duty_articles": (),
        "candidates": (),
        "passed": (),
    }
    return {"notice": thing(**(facts | changes)), "origin": "https://trade.example.cn"}


def _failure_notice() -> dict[str, Any]:
    fields = [
        _field("标段", "步道施工"),
        _field("原因", "投标人少于法定数量，依法不开标或者不再继续", lang=""),
    ]
    duties = [thing(duty=Duty(DutyKind.RETURN_DEPOSITS, Period(5, Unit.DAY)), due=date(2026, 3, 23))]
    return _notice(_line(9, "流标公告", 16), fields, duties=duties, duty_articles=("TR 35", "O20 31"))


def _tender_notice(title: str = "重新招标公告", *, applied_for: bool = False) -> dict[str, Any]:
    lots = [
        thing(
            number=number,
            title="步道施工",
            code=f"{CODE}00{number}",
            ceiling=CEILING if number == 1 else None,
            documents_from=at(1, 9),
            documents_until=at(9, 17),
            deadline=DEADLINE,
        )
        for number in (1, 2)
    ]
    tender = thing(
        lots=lots,
        files=[thing(name="招标文件.pdf", size=4_812_345, sha256=ROOT)],
        document_hash=HASH,
        previous=(TRADE, CODE),
        applied_for=applied_for,
        scheme=None,
    )
    fields = [
        _field("招标人", "沈阳市浑南区城市建设局"),
        _field("项目概况", "本工程改造健身步道 3.2 公里。\n资金来源为区财政。", prose=True),
    ]
    return _notice(_line(2, title, 1, 2), fields, tender=tender, by="安山工程咨询有限公司")


def _left_notice() -> dict[str, Any]:
    fields = [
        _field("标段", "步道施工"),
        _field("流标次数", "2", lang=""),
        _field("理由", "规划调整，不再建设。", prose=True),
        _field("审批、核准部门同意的文件", "同意不再招标的批复.pdf", url="/x"),
    ]
    return _notice(_line(14, "不再招标公告", 20), fields, articles=("O30 38",), by="安山工程咨询有限公司")


def _after(**changes: Any) -> Any:
    return thing(**({"analysis": None, "leaving": None, "again": None} | changes))


def _mixed() -> dict[str, Any]:
    lots = [
        lot("opened"),
        lot("failed", number=2, title="照明施工", after=_after(analysis=ANALYSIS, again=again())),
        lot("failed", number=3, title="绿化", after=_after(analysis=ANALYSIS, leaving=thing(reason="规划调整。"))),
        lot("failed", number=4, title="标识", after=_after(analysis=ANALYSIS)),
    ]
    return detail("opened", lots=lots, action=None, dialogue=None)


def _second() -> dict[str, Any]:
    made = detail("bidding")
    made["trade"].round, made["trade"].previous = 2, _trade()
    return made


def _left() -> dict[str, Any]:
    after = _after(analysis=ANALYSIS, leaving=thing(reason="规划调整，不再建设。"))
    return detail("failed", lots=[lot("failed", after=after)], action=None, dialogue=None)


def _rows() -> dict[str, Any]:
    failed, mixed, second = (_row(title, "failed", CEILING) for title in (TITLE, "排水改造", "健身步道"))
    failed.states = [thing(stage="failed", note="again", lots=0)]
    mixed.states = [thing(stage="opened", note="", lots=1), thing(stage="failed", note="left", lots=2)]
    second.states, second.round = [thing(stage="bidding", note="", lots=0)], 2
    return _list([failed, mixed, second])


SAMPLES = {
    "ended/failed": Sample("agency/ended.html", _ended, f"{AGENCY_URL}/", "agency"),
    "ended/on-the-way": Sample("agency/ended.html", _on_the_way, f"{AGENCY_URL}/", "agency"),
    "ended/terminated": Sample("agency/ended.html", _terminated, f"{AGENCY_URL}/", "agency"),
    "ended/nothing": Sample(
        "agency/ended.html", lambda: _ended(duties=[], failed=[], may_analyse=False), f"{AGENCY_URL}/", "agency"
    ),
    "ended/analysis": Sample(
        "agency/analysis.html",
        lambda: {"trade": _trade(), "form": AnalysisForm(), "articles": ("TL 28", "O30 38")},
        f"{AGENCY_URL}/analysis/",
        "agency",
    ),
    "ended/analysis-refused": Sample(
        "agency/analysis.html",
        lambda: {"trade": _trade(), "form": AnalysisForm({"lots": ["1"], "text": "限价"}), "articles": ("O30 38",)},
        f"{AGENCY_URL}/analysis/",
        "agency",
    ),
    "ended/leaving": Sample(
        "agency/leaving.html",
        lambda: {"trade": _trade(), "form": LeavingForm(), "needs_consent": True, "articles": ("O30 38",)},
        f"{AGENCY_URL}/leaving/",
        "agency",
    ),
    "ended/leaving-freely": Sample(
        "agency/leaving.html",
        lambda: {"trade": _trade(), "form": LeavingForm(), "needs_consent": False, "articles": ("O30 38",)},
        f"{AGENCY_URL}/leaving/",
        "agency",
    ),
    "notices/list": Sample("trades/notices.html", _notices, NOTICES_URL),
    "notices/none": Sample("trades/notices.html", lambda: _notices(empty=True), NOTICES_URL),
    "notices/failure": Sample("trades/notice.html", _failure_notice, f"{NOTICES_URL}9/", has_site=False),
    "notices/retender": Sample("trades/notice.html", _tender_notice, f"{NOTICES_URL}2/", has_site=False),
    "notices/prequalification": Sample(
        "trades/notice.html",
        lambda: _tender_notice("重新招标资格预审公告", applied_for=True),
        f"{NOTICES_URL}2/",
        has_site=False,
    ),
    "notices/left": Sample("trades/notice.html", _left_notice, f"{NOTICES_URL}14/", has_site=False),
    "notices/clarified": Sample(
        "trades/notice.html",
        lambda: _notice(_line(5, "澄清、修改公告", 8), [], clarification=clarification(), by="安山工程咨询有限公司"),
        f"{NOTICES_URL}5/",
        has_site=False,
    ),
    "ended/some-lots": Sample("trades/detail.html", _mixed, f"/trades/{TRADE}/"),
    "ended/second-tender": Sample("trades/detail.html", _second, f"/trades/{TRADE}/", "bidder"),
    "ended/left": Sample("trades/detail.html", _left, f"/trades/{TRADE}/"),
    "ended/list": Sample("trades/list.html", _rows, "/trades/"),
}
