"""Samples of the pool, of a committee in numbers, and of an expert's own pages. People are invented."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator

from tests.pages.gallery import Sample
from tests.pages.samples.common import AGENCY, DEADLINE, HASH, LOT, NOW, PRINCIPAL, TITLE, TRADE, at, thing

EXPERT = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0a01")
CALL = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0a02")
MAJORS = [("A0801", "房屋建筑工程"), ("A080302", "桥梁工程")]
EMPLOYERS = [
    thing(name="沈阳市市政工程设计研究院有限公司", code="912101000000000000", since=date(2019, 3, 1), until=None),
    thing(name="辽宁省交通规划设计院", code="", since=date(2006, 7, 1), until=date(2019, 3, 1)),
]
ROWS = (("韦一", "available"), ("许二", "suspended"), ("严三", "left"))
WORDS = {"available": "在库", "suspended": "暂停", "left": "已退出"}
GROUND = [("kin", "是投标人或者投标人主要负责人的近亲属"), ("interest", "与投标人有经济利益关系，可能影响公正评审")]


class GroupForm(forms.Form):
    """Places of one major."""

    major = forms.ChoiceField(label="专业", required=False, choices=[("", "—"), ("A08", "A08 工程施工")])
    places = forms.IntegerField(label="人数", required=False)


GroupFormSet = forms.formset_factory(GroupForm, extra=3)


class RequestForm(forms.Form):
    """A request for a committee."""

    evaluation_from = forms.DateTimeField(
        label="评标开始", widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"})
    )
    hours = forms.IntegerField(label="预计时长", initial=8)
    place = forms.CharField(label="评标地点")
    region = forms.ChoiceField(label="专家所在地区", required=False, choices=[("", "全省"), ("2101", "沈阳市")])
    representatives = forms.CharField(
        label="招标人代表", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="每行一个姓名"
    )
    calls_before = forms.IntegerField(label="开标前多久开始通知", initial=24, help_text="2 至 72 小时；越晚越好")
    direct_reason = forms.CharField(label="不随机抽取的理由", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    """An answer to a call."""

    reply = forms.ChoiceField(
        label="您的答复",
        widget=forms.RadioSelect,
        choices=[("accepted", "参加"), ("declined", "不能参加"), ("recused", "须回避")],
    )
    declared = forms.BooleanField(label="我确认没有下列须回避的情形", required=False)
    grounds = forms.MultipleChoiceField(
        label="须回避的情形", required=False, widget=forms.CheckboxSelectMultiple, choices=GROUND
    )
    reason = forms.CharField(label="理由", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class LeavingForm(forms.Form):
    """A member leaves."""

    cause = forms.ChoiceField(label="原因", widget=forms.RadioSelect, choices=[("recused", "须回避"), ("ill", "生病")])
    grounds = forms.MultipleChoiceField(
        label="须回避的情形", required=False, widget=forms.CheckboxSelectMultiple, choices=GROUND
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))


class StandingForm(forms.Form):
    """Where an expert stands."""

    standing = forms.ChoiceField(label="状态", widget=forms.RadioSelect, choices=list(WORDS.items()))
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))


class CreditForm(forms.Form):
    """A punishment."""

    kind = forms.ChoiceField(label="类别", widget=forms.RadioSelect, choices=[("reward", "奖励"), ("p", "处罚")])
    authority = forms.CharField(label="作出决定的机关")
    day = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))


class ImportForm(forms.Form):
    """A file."""

    file = forms.FileField(label="CSV 文件", help_text="UTF-8 编码")


def _pool(empty: bool) -> dict[str, Any]:
    found = [] if empty else [(name, standing) for name, standing in ROWS for _ in range(25)]
    page = Paginator(found, 50).get_page(1)
    rows = [
        (thing(id=EXPERT, name=name, standing=standing), "辽宁省沈阳市浑南区", "高级职称", WORDS[standing])
        for name, standing in page.object_list
    ]
    options = {"regions": [("2101", "沈阳市")], "standings": list(WORDS.items())}
    asked = {"q": "", "major": "A08", "region": "2101", "standing": ""}
    return {"asked": asked, "options": options, "page": page, "rows": rows, "query": "major=A08"}


def _entry(link: str = "", has_account: bool = False) -> dict[str, Any]:
    change = thing(get_standing_display="暂停", reason="年度考核未完成", at=at(3, 9), by=None)
    credit = thing(
        get_kind_display="处罚", authority="沈阳市城乡建设局", result="警告", basis="决定书 3 号", day=date(2024, 5, 6)
    )
    entry = thing(
        id=EXPERT,
        name="韦一",
        title="高级职称",
        working_since=date(2006, 7, 1),
        region="辽宁省沈阳市浑南区",
        standing="available",
        standing_word="在库",
        since=at(1, 9),
        has_account=has_account,
        majors=MAJORS,
        employers=EMPLOYERS,
        changes=[change, thing(get_standing_display="在库", reason="", at=at(1, 9), by=None)],
        credit=[credit] if has_account else [],
    )
    forms_ = {"standing": StandingForm(prefix="standing"), "credit": CreditForm(prefix="credit")}
    return {"entry": entry, "link": link, **forms_}


def _import(lines: list[tuple[int, str, str]] | None) -> dict[str, Any]:
    columns = [("identity", False), ("name", False), ("employer_code", True)]
    report = None if lines is None else thing(new=298, changed=2, unchanged=0, refused=lines)
    return {"form": ImportForm(), "report": report, "lines": lines or [], "columns": columns}


def _groups() -> list[Any]:
    return [
        thing(number=1, majors=[("A08", "工程施工")], places=3, seated=2, waiting=1),
        thing(number=2, majors=[("A06", "工程造价")], places=1, seated=0, waiting=0),
    ]


def committee_of(**changes: Any) -> Any:
    facts = {
        "members": 5,
        "representatives": 1,
        "phase": "bidding",
        "evaluation_from": at(16, 14),
        "evaluation_until": at(16, 22),
        "place": "第三评标室",
        "calls_from": at(15, 9),
        "formed_at": None,
        "ended_at": None,
        "called": True,
        "overtaken": False,
        "groups": _groups(),
    }
    return thing(**(facts | changes))


def _lot() -> Any:
    return thing(id=LOT, number=1, title="施工", deadline=DEADLINE, trade=thing(id=TRADE, title=TITLE))


def asking(committee: Any, open_: bool, **changes: Any) -> dict[str, Any]:
    """The agency's page of a committee."""
    return {
        "trade": thing(id=TRADE, title=TITLE),
        "lot": _lot(),
        "committee": committee,
        "region": "辽宁省沈阳市",
        "open": open_,
        "form": RequestForm(),
        "groups": GroupFormSet(prefix="groups"),
        "least": 5,
        "unknown": 0 if committee is None or committee.called else 1,
        "reviewing": False,
        "wanted": True,
    } | changes


def _watching(empty: bool) -> dict[str, Any]:
    counts = {"calls": 7, "accepted": 2, "declined": 2, "recused": 1, "no_answer": 1, "departed": 0, "passed": 1}
    one = committee_of(lot=_lot(), counts=counts)
    return {
        "committees": []
        if empty
        else [one, committee_of(lot=_lot(), counts=counts, formed_at=at(15, 11), phase="prequalification")]
    }


def _call(state: str = "waiting") -> Any:
    return thing(
        id=CALL,
        trade=thing(id=TRADE, title=TITLE, principal=PRINCIPAL, agency=thing(name=AGENCY)),
        lot_title="施工",
        evaluation_from=at(16, 14),
        evaluation_until=at(16, 22),
        place="第三评标室",
        called_at=at(15, 9),
        answer_until=at(15, 9, 30),
        answered_at=None if state == "waiting" else at(15, 9, 12),
        state=state,
        receipt=HASH,
        formed=False,
        reviewing=state == "recused",
    )


STATES = (
    "waiting",
    "accepted",
    "declined",
    "recused",
    "no_answer",
    "over",
    "recused_later",
    "ill_later",
    "left_later",
    "employer_later",
)


def _home(empty: bool) -> dict[str, Any]:
    calls = [] if empty else [_call(state) for state in STATES]
    return {
        "is_expert": True,
        "name": "韦一",
        "title": "高级职称",
        "region": "辽宁省沈阳市浑南区",
        "standing": "在库",
        "since": at(1, 9),
        "majors": MAJORS,
        "employers": EMPLOYERS,
        "open": calls[:2],
        "calls": calls,
    }


def _answer(state: str, form: forms.Form) -> dict[str, Any]:
    return {
        "is_expert": True,
        "call": _call(state),
        "now": NOW,
        "form": form,
        "answering": state == "waiting",
        "leaving": state == "accepted",
        "articles": ("TR 46", "O12 12"),
    }


LINES = [(14, "identity", "不是正确的身份证号码"), (201, "", "列数与第一行不同")]
PLACE = f"/agency/{TRADE}/lots/{LOT}/committee/"
CALL_PLACE = f"/expert/calls/{CALL}/"
ADMIN = "administrator"

SAMPLES = {
    "experts/pool": Sample("pool/home.html", lambda: _pool(False), "/pool/", ADMIN),
    "experts/empty-pool": Sample("pool/home.html", lambda: _pool(True), "/pool/", ADMIN),
    "experts/entry": Sample("pool/expert.html", lambda: _entry(has_account=True), f"/pool/{EXPERT}/", ADMIN),
    "experts/invited": Sample(
        "pool/expert.html", lambda: _entry("http://localhost:8000/expert/invitations/x/"), f"/pool/{EXPERT}/", ADMIN
    ),
    "experts/import": Sample("pool/import.html", lambda: _import(None), "/pool/import/", ADMIN),
    "experts/imported": Sample("pool/import.html", lambda: _import([]), "/pool/import/", ADMIN),
    "experts/refused-rows": Sample("pool/import.html", lambda: _import(LINES), "/pool/import/", ADMIN),
    "experts/request": Sample("agency/committee.html", lambda: asking(None, False), PLACE, "agency"),
    "experts/requested": Sample(
        "agency/committee.html", lambda: asking(committee_of(called=False), True), PLACE, "agency"
    ),
    "experts/calling": Sample("agency/committee.html", lambda: asking(committee_of(), True), PLACE, "agency"),
    "experts/overtaken": Sample(
        "agency/committee.html", lambda: asking(committee_of(overtaken=True), True), PLACE, "agency"
    ),
    "experts/formed": Sample(
        "agency/committee.html", lambda: asking(committee_of(formed_at=at(15, 11)), True), PLACE, "agency"
    ),
    "experts/ended": Sample(
        "agency/committee.html", lambda: asking(committee_of(ended_at=at(16, 22)), False), PLACE, "agency"
    ),
    "experts/watching": Sample(
        "supervision/committees.html", lambda: _watching(False), "/supervision/committees/", "supervisor"
    ),
    "experts/nothing-to-watch": Sample(
        "supervision/committees.html", lambda: _watching(True), "/supervision/committees/", "supervisor"
    ),
    "experts/home": Sample("expert/home.html", lambda: _home(False), "/expert/"),
    "experts/quiet": Sample("expert/home.html", lambda: _home(True), "/expert/"),
    "experts/invitation": Sample("expert/invitation.html", lambda: {"name": "韦一"}, "/expert/invitations/x/"),
    "experts/void-invitation": Sample("expert/invitation.html", lambda: {"name": ""}, "/expert/invitations/x/"),
    **{
        f"experts/call-{state}": Sample(
            "expert/call.html",
            lambda state=state: _answer(state, LeavingForm() if state == "accepted" else AnswerForm()),  # type: ignore[misc]
            CALL_PLACE,
        )
        for state in ("waiting", "accepted", "declined", "employer_later")
    },
}
