"""Samples of the agency's pages, with the real forms."""

from datetime import date
from typing import Any

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples.common import (
    AGENCY,
    DEADLINE,
    HASH,
    LOT,
    PRINCIPAL,
    ROOT,
    TITLE,
    TRADE,
    at,
    thing,
)
from tests.pages.samples.forms import (
    BasicsForm,
    DocumentForm,
    KindForm,
    LotFormSet,
    PublishForm,
    TimetableForm,
)
from trading.domain.calendar import Calendar
from trading.domain.calendar_seed import seed_calendar
from trading.domain.checks import Code, Field, Refusal, count_days, deadline_bound
from trading.domain.kinds import edition_for

DRAFT_URL = f"/agency/{TRADE}"
KIND = "engineering_open_tender"


def draft(title: str = TITLE) -> Any:
    return thing(
        id=TRADE,
        title=title,
        kind_word="工程建设项目公开招标",
        glyph="工",
        edition=date(2019, 3, 2),
    )


def _home(empty: bool) -> dict[str, Any]:
    drafts = [
        thing(
            id=TRADE,
            title="",
            kind_word="工程建设项目公开招标",
            created_at=at(15, 9),
            done=0,
            tasks=6,
        ),
        thing(
            id=TRADE,
            title=TITLE,
            kind_word="工程建设项目公开招标",
            created_at=at(15, 9),
            done=4,
            tasks=6,
        ),
    ]
    lots = [
        thing(
            id=LOT,
            number=1,
            title="施工",
            stage="unlocking",
            deadline=DEADLINE,
            note="公布窗口密钥",
            url=f"/halls/{LOT}/",
        ),
        thing(id=LOT, number=2, title="监理", stage="bidding", deadline=DEADLINE, note="", url=f"/halls/{LOT}/"),
    ]
    trades = [thing(id=TRADE, title=TITLE, tender_code="E2101120502000417001", lots=lots)]
    return {"drafts": [] if empty else drafts, "trades": [] if empty else trades}


def _tasks() -> dict[str, Any]:
    def task(title: str, part: str, text: str, shape: str, word: str) -> Any:
        return thing(
            title=title,
            url=f"{DRAFT_URL}/{part}/" if part else "",
            text=text,
            shape=shape,
            word=word,
        )

    groups = [
        thing(
            title="一、项目",
            tasks=[
                task("项目基本情况", "basics", PRINCIPAL, "done", "已完成"),
                task("标段", "lots", "1 个标段", "done", "已完成"),
            ],
        ),
        thing(
            title="二、文件",
            tasks=[task("招标文件", "documents", "", "todo", "未开始")],
        ),
        thing(
            title="三、时间",
            tasks=[task("时间表", "timetable", "投标截止日期不合法", "bad", "有错误")],
        ),
        thing(
            title="四、发布",
            tasks=[task("签名并发布", "", "完成上面各项后可发布", "none", "等待")],
        ),
    ]
    return {"draft": draft(), "groups": groups, "done": 2, "all": 6}


def _spec() -> Any:
    return edition_for(KIND, date(2026, 3, 16))


def _basics(bound: bool) -> dict[str, Any]:
    data = {"title": TITLE, "principal": "", "region": "210112", "industry": "E48"} if bound else None
    return {"draft": draft(""), "form": BasicsForm(data)}


def _create() -> dict[str, Any]:
    kind = KindForm()
    form = BasicsForm()
    return {"kind": kind, "form": form, "forms": [kind, form]}


def _lots(bound: bool) -> dict[str, Any]:
    data = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-title": "施工",
        "form-0-ceiling": "六百万",
        "form-1-title": "",
        "form-1-scope": "全过程监理",
    }
    formset = LotFormSet(data) if bound else LotFormSet(initial=[{"title": "施工", "ceiling": "6310520.53"}])
    return {"draft": draft(), "formset": formset, "may_add": True}


def _documents(empty: bool) -> dict[str, Any]:
    files = [
        thing(name="招标文件.pdf", size=4_812_345, sha256=HASH),
        thing(name="图纸.zip", size=195_035_136, sha256=ROOT),
    ]
    return {
        "draft": draft(),
        "form": DocumentForm(),
        "documents": [] if empty else files,
        "version": 0,
        "inviting": False,
        "limit_text": "最多 50 个文件，合计 2 GB。",
        "pieces_url": "/agency/pieces/",
    }


def calendar() -> Calendar:
    return seed_calendar()


def _timetable(refused: bool) -> dict[str, Any]:
    bound = deadline_bound(_spec(), at(16, 9), calendar())
    assert bound is not None
    data = {
        "documents_from": "2026-03-16T09:00",
        "documents_until": "2026-04-07T09:00",
        "deadline": "2026-04-05T09:00",
        "window": "30",
        "keys_allowance": "30",
        "objections": "10",
        "confirmation": "30",
    }
    form = TimetableForm(data)
    refusals = []
    if refused:
        form.full_clean()
        form.add_error("deadline", "投标截止不能早于 2026年4月7日")
        counted = count_days(bound, calendar())
        refusals = [
            Refusal(
                Field.DEADLINE,
                Code.DEADLINE_TOO_EARLY,
                bound.articles,
                bound,
                counted,
                date(2026, 4, 5),
            )
        ]
    else:
        form = TimetableForm(initial=data)
    explained = thing(
        counted=count_days(bound, calendar()),
        articles=bound.articles,
        earliest=bound.earliest,
        days=20,
    )
    return {
        "draft": draft(),
        "form": form,
        "prequalification": False,
        "refusals": refusals,
        "explained": explained,
        "clarification_until": date(2026, 3, 23),
        "unpublished": 2027 if refused else None,
    }


class FairnessForm(forms.Form):
    different = forms.BooleanField(label="向不同的投标人提供有差别的项目信息")
    local = forms.BooleanField(label="以特定行政区域或者特定行业的业绩、奖项作为加分条件或者中标条件")
    scale = forms.BooleanField(label="以注册资本、资产总额、营业收入、从业人员等规模条件限制投标人")
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


def _fairness(state: str) -> dict[str, Any]:
    form = FairnessForm({"different": "on", "password": ""}) if state == "refused" else FairnessForm()
    articles = {"different": (("TR 32",), False), "local": (("TR 32",), False), "scale": (("TR 32",), True)}
    return {
        "draft": draft(),
        "form": form,
        "concerns": [(form[name], *said) for name, said in articles.items()],
        "review": thing(at=at(2, 9, 30), by=thing(full_name="安欣")) if state in ("holds", "outdated") else None,
        "holds": state == "holds",
    }


def _keys(made: bool) -> dict[str, Any]:
    key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    lots = [thing(id=LOT, number=1, title="施工", window_key=key if made else "")]
    return {"draft": draft(), "lots": lots, "made": False, "page_data": {"lot": str(LOT)}}


def _row(name: str, value: str, note: str = "", *, code: bool = False, lang: str = "") -> Any:
    return thing(name=name, value=value, note=note, code=code, lang=lang)


def _check(problems: list[Any]) -> dict[str, Any]:
    sections = [
        thing(
            title="项目基本情况",
            url=f"{DRAFT_URL}/basics/",
            rows=[
                _row("项目名称", TITLE, lang="zh-CN"),
                _row("招标人", PRINCIPAL, lang="zh-CN"),
            ],
        ),
        thing(
            title="时间表",
            url=f"{DRAFT_URL}/timetable/",
            rows=[_row("投标截止", "2026年4月7日 09:00", "第 22 日")],
        ),
    ]
    return {"draft": draft(), "sections": sections, "problems": problems}


def _publish(bound: bool) -> dict[str, Any]:
    return {
        "draft": draft(),
        "form": PublishForm({"password": ""} if bound else None),
        "deadline": at(7, 9, month=4),
        "document_hash": HASH,
        "key_rows": [
            _row("代理机构", AGENCY, lang="zh-CN"),
            _row("标段编号", "E2101120502000417001001", code=True),
        ],
    }


def _page(template: str, context: Any, part: str = "tasks") -> Sample:
    return Sample(f"agency/{template}.html", context, f"{DRAFT_URL}/{part}/", "agency")


PROBLEM = thing(text="投标截止不能早于 2026年4月7日", url=f"{DRAFT_URL}/timetable/#id_deadline")
SAMPLES = {
    "agency/home": Sample("agency/home.html", lambda: _home(False), "/agency/", "agency"),
    "agency/home-empty": Sample("agency/home.html", lambda: _home(True), "/agency/", "agency"),
    "agency/create": Sample("agency/create.html", _create, "/agency/create/", "agency"),
    "agency/tasks": _page("tasks", _tasks),
    "agency/basics": _page("basics", lambda: _basics(False), "basics"),
    "agency/basics-errors": _page("basics", lambda: _basics(True), "basics"),
    "agency/lots": _page("lots", lambda: _lots(False), "lots"),
    "agency/lots-errors": _page("lots", lambda: _lots(True), "lots"),
    "agency/documents": _page("documents", lambda: _documents(False), "documents"),
    "agency/documents-empty": _page("documents", lambda: _documents(True), "documents"),
    "agency/timetable": _page("timetable", lambda: _timetable(False), "timetable"),
    "agency/timetable-refused": _page("timetable", lambda: _timetable(True), "timetable"),
    "agency/fairness": _page("fairness", lambda: _fairness("new"), "fairness"),
    "agency/fairness-holds": _page("fairness", lambda: _fairness("holds"), "fairness"),
    "agency/fairness-outdated": _page("fairness", lambda: _fairness("outdated"), "fairness"),
    "agency/fairness-refused": _page("fairness", lambda: _fairness("refused"), "fairness"),
    "agency/keys": _page("keys", lambda: _keys(False), "keys"),
    "agency/keys-made": _page("keys", lambda: _keys(True), "keys"),
    "agency/check": _page("check", lambda: _check([]), "check"),
    "agency/check-problems": _page("check", lambda: _check([PROBLEM]), "check"),
    "agency/publish": _page("publish", lambda: _publish(False), "publication"),
    "agency/publish-errors": _page("publish", lambda: _publish(True), "publication"),
}
