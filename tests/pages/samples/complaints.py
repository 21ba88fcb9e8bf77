"""Samples of complaints and stop orders, for the complainant, the agency, the supervisor and everybody."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples import hall
from tests.pages.samples.common import BAIYUN, HASH, TITLE, TRADE, at, thing
from tests.pages.samples.dialogue import LONG
from tests.pages.samples.forms import TextForm
from tests.pages.samples.public import detail, lot

COMPLAINT = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0011")
AGENCY_URL, SUPERVISION_URL = f"/agency/{TRADE}/complaints/", "/supervision/complaints/"
REASON = "投诉反映的评审标准倾斜问题可能影响评标结果，调查期间责令暂停。"
DECISION = (
    "经查，评审标准第 3.4 条对特定业绩重复计分，违反招标投标法实施条例第三十二条，投诉成立，责令招标人改正后重新公告。"
)


class ComplaintForm(forms.Form):
    """A choice, a day, two texts."""

    matter = forms.ChoiceField(
        label="投诉的事项", widget=forms.RadioSelect, choices=[("documents", "招标文件"), ("other", "其他")]
    )
    known_on = forms.DateField(label="知道或者应当知道之日", widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label="事实、理由和依据", widget=forms.Textarea(attrs={"rows": 10}))
    asks = forms.CharField(label="投诉请求", widget=forms.Textarea(attrs={"rows": 4}))


class EvidenceForm(forms.Form):
    file = forms.FileField(label="选择文件", help_text="每份不超过 4 MB，最多 20 份")


class DecisionForm(forms.Form):
    """One of two, some of three, a text and the password."""

    result = forms.ChoiceField(
        label="决定", widget=forms.RadioSelect, choices=[("upheld", "投诉成立"), ("dismissed", "驳回投诉")]
    )
    measures = forms.MultipleChoiceField(
        label="处理",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[
            ("correct", "责令改正"),
            ("void", "招标、投标或者中标无效，标段终止"),
            ("retender", "责令重新招标，标段终止"),
        ],
        help_text="投诉成立的，至少选一项",
    )
    lots = forms.MultipleChoiceField(
        label="终止的标段",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("1", "1 步道"), ("2", "2 照明")],
        help_text="认定无效或者责令重新招标的，所选标段随决定终止并公告，之后依法重新招标",
    )
    text = forms.CharField(label="决定的内容和依据", widget=forms.Textarea(attrs={"rows": 10}))
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


class StopForm(forms.Form):
    """A reason, what stays allowed, and the password."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 5}), help_text="随公告一并公开")
    allows = forms.MultipleChoiceField(
        label="暂停期间仍然允许",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("clarified", "澄清、修改招标文件"), ("answered", "答复对招标文件的异议")],
    )
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


class LiftingForm(forms.Form):
    """A reason and the password."""

    reason = forms.CharField(label="恢复的理由", widget=forms.Textarea(attrs={"rows": 5}), help_text="随公告一并公开")
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


def _law() -> Any:
    def days(count: int, *articles: str) -> Any:
        return thing(value=thing(count=count), articles=articles)

    return thing(
        complaint_within=days(10, "TR 60"),
        complaint_accept=days(3, "TR 61"),
        complaint_decide=days(30, "TR 61"),
        complaint_published=days(7, "P39 21"),
    )


def _step(kind: str, day: int, text: str, measures: tuple[str, ...] = ()) -> Any:
    return thing(kind=kind, at=at(day, 10, 2), text=text, upheld=bool(measures), measures=measures)


def complaint(standing: str = "received", *, hidden: bool = False, **changes: Any) -> Any:
    steps = {
        "received": [],
        "refused": [_step("refused", 11, "投诉人不是投标人或者其他利害关系人。")],
        "accepted": [_step("accepted", 11, "符合受理条件。"), _step("stated", 12, "标准对各方一致。")],
        "in_break": [_step("accepted", 11, "符合受理条件。"), _step("break_begun", 13, "委托专家评审。")],
        "decided": [_step("accepted", 11, "符合受理条件。"), _step("decided", 20, DECISION, ("correct", "retender"))],
    }
    facts = {
        "id": COMPLAINT,
        "trade_id": TRADE,
        "title": TITLE,
        "matter": "documents",
        "known_on": date(2026, 3, 6),
        "text": LONG,
        "asks": "责令修改招标文件第二章第 3.4 条。",
        "at": at(10, 9, 20),
        "standing": standing,
        "due": {"received": date(2026, 3, 13), "accepted": date(2026, 4, 23)}.get(standing),
        "provisional": False,
        "overdue": False,
        "steps": steps[standing],
        "files": [] if hidden else [thing(name="现场照片.zip", sha256=HASH, size=1_812_345)],
        "by": "" if hidden else BAIYUN,
    }
    return thing(**(facts | changes))


def _trade() -> Any:
    return thing(id=TRADE, title=TITLE)


def _own(*found: Any) -> dict[str, Any]:
    return {
        "trade": _trade(),
        "form": ComplaintForm(),
        "law": _law(),
        "complaints": list(found),
        "evidence": EvidenceForm(),
    }


def _refused() -> dict[str, Any]:
    form = ComplaintForm({"matter": "documents", "known_on": "2026-03-06", "text": LONG, "asks": "改正。"})
    form.full_clean()
    form.add_error(None, "就这一事项投诉，依法应当先向招标人提出异议。 依据：招标投标法实施条例第六十条、第二十二条。")
    return _own() | {"form": form}


def _one(standing: str, **changes: Any) -> dict[str, Any]:
    return {"complaint": complaint(standing, **changes), "form": TextForm(), "law": _law(), "stop": None}


def order(**changes: Any) -> Any:
    facts = {"at": at(12, 15, 30), "reason": REASON, "allows": ["clarified"], "lifted_at": None, "lifted_because": ""}
    return thing(**(facts | changes))


def _stop(standing: Any) -> dict[str, Any]:
    past = [order(lifted_at=at(13, 9), lifted_because="已查清。")]
    lots = [thing(number=1, title="施工", stage="bidding"), thing(number=2, title="监理", stage="decrypting")]
    return {
        "trade": _trade(),
        "form": LiftingForm() if standing else StopForm(),
        "stop": standing,
        "lots": lots,
        "past": past if standing else [],
    }


def _stopped_notice(stage: str) -> dict[str, Any]:
    decided = thing(at=at(20, 10, 2), upheld=True, measures=["correct", "retender"], text=DECISION)
    dismissed = thing(at=at(18, 10, 2), upheld=False, measures=[], text="经查，投诉缺乏事实根据，驳回投诉。")
    return detail(
        stage,
        lots=[lot(stage, stopped=True)],
        stop=order(),
        decisions=[decided, dismissed],
        remedy=thing(word="投诉", note="认为程序违法的，可以向监督部门投诉；谁投诉不公开。", url="/complaints/"),
    )


def _stopped_hall(stage: str) -> dict[str, Any]:
    begun = stage != "bidding"
    shown = {"tally": hall.tally(), "bidders": hall.three(), "log": hall.log()} if begun else {}
    return hall.page(stage, hall=hall.hall(stage, until=None, stopped_at=at(16, 9, 4)), **shown)


def _of(standing: str, **changes: Any) -> Sample:
    return Sample(
        "supervision/complaint.html", lambda: _one(standing, **changes), f"{SUPERVISION_URL}{COMPLAINT}/", "supervisor"
    )


def _hall(stage: str) -> Sample:
    return Sample("hall/hall.html", lambda: _stopped_hall(stage), hall.URL)


STANDINGS = ("received", "refused", "accepted", "in_break", "decided")

SAMPLES = {
    "complaints/none": Sample("trades/complaints.html", _own, f"/trades/{TRADE}/complaints/", "bidder"),
    "complaints/own": Sample(
        "trades/complaints.html",
        lambda: _own(*(complaint(each, id=UUID(int=n, version=4)) for n, each in enumerate(STANDINGS, 1))),
        f"/trades/{TRADE}/complaints/",
        "bidder",
    ),
    "complaints/refused": Sample("trades/complaints.html", _refused, f"/trades/{TRADE}/complaints/", "bidder"),
    "complaints/against": Sample(
        "agency/complaints.html",
        lambda: {"trade": _trade(), "complaints": [complaint(each, hidden=True) for each in ("accepted", "decided")]},
        AGENCY_URL,
        "agency",
    ),
    "complaints/none-against": Sample(
        "agency/complaints.html", lambda: {"trade": _trade(), "complaints": []}, AGENCY_URL, "agency"
    ),
    "complaints/statement": Sample(
        "agency/statement.html",
        lambda: {"trade": _trade(), "complaint": complaint("accepted", hidden=True), "form": TextForm()},
        AGENCY_URL,
        "agency",
    ),
    "complaints/list": Sample(
        "supervision/complaints.html",
        lambda: {"complaints": [complaint(overdue=True), *map(complaint, STANDINGS)]},
        SUPERVISION_URL,
        "supervisor",
    ),
    "complaints/empty-list": Sample(
        "supervision/complaints.html", lambda: {"complaints": []}, SUPERVISION_URL, "supervisor"
    ),
    **{f"complaints/{standing}": _of(standing) for standing in STANDINGS if standing != "refused"},
    "complaints/not-taken": _of("refused"),
    "complaints/overdue": _of("accepted", overdue=True, provisional=True),
    "complaints/decision": Sample(
        "supervision/decision.html",
        lambda: {"complaint": complaint("accepted"), "form": DecisionForm(), "law": _law()},
        f"{SUPERVISION_URL}{COMPLAINT}/decision/",
        "supervisor",
    ),
    "complaints/stop": Sample(
        "supervision/stop.html", lambda: _stop(None), f"/supervision/trades/{TRADE}/stop/", "supervisor"
    ),
    "complaints/lifting": Sample(
        "supervision/stop.html", lambda: _stop(order()), f"/supervision/trades/{TRADE}/stop/", "supervisor"
    ),
    "complaints/stopped-notice": Sample(
        "trades/detail.html", lambda: _stopped_notice("bidding"), f"/trades/{TRADE}/", "bidder"
    ),
    "complaints/stopped-opening": Sample(
        "trades/detail.html", lambda: _stopped_notice("decrypting"), f"/trades/{TRADE}/"
    ),
    **{f"complaints/hall-{stage}": _hall(stage) for stage in ("bidding", "decrypting", "unlocking", "objections")},
}
