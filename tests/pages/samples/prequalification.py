"""Samples of a pre-qualification: its notice, an application, the review, the notice of the tender after it."""

from functools import partial
from typing import Any
from uuid import UUID

from tests.pages.gallery import Sample
from tests.pages.samples.agency import draft
from tests.pages.samples.bids import URL, about, tasks
from tests.pages.samples.common import BAIYUN, HASH, LOT, TITLE, TRADE, at, thing
from tests.pages.samples.forms import PublishForm, TextForm, TimetableForm
from tests.pages.samples.public import detail, lot

SUBMISSION = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0021")
REASON = "资质证书载明的等级为三级，不满足资格预审文件要求的二级。"
REVIEW_URL = f"/agency/review/lots/{LOT}/"


def _notice(stage: str, **changes: Any) -> dict[str, Any]:
    facts = {"closed_at": None, "bids": None, "applied_for": True}
    context = detail(stage, lots=[lot(stage, **(facts | changes))], bundle=None)
    context["trade"].prequalification = True
    return context


def _applying(stage: str, live: Any = None, result: Any = None) -> dict[str, Any]:
    said = about(stage) | {"applied_for": stage != "bidding", "result": result}
    done = "还没有" if result is None else "已通过" if result.passed else "未通过"
    line = thing(title="资格预审结果", text=result.reason if result else "", shape="none", word=done, url="")
    return tasks(live) | said | {"groups": [thing(title="资格预审", tasks=[line])]}


def _form() -> dict[str, Any]:
    items = [
        thing(
            key="qualification", kind="text", label="资质类别和等级", label_en="Qualification class", limit="", unit=""
        ),
        thing(key="certificate", kind="text", label="资质证书编号", label_en="Certificate number", limit="", unit=""),
    ]
    return about("applying") | {
        "applied_for": True,
        "bidder": thing(code="91210100MA0BA1YUNQ", name=BAIYUN),
        "declared": None,
        "items": items,
        "limit_text": "最多 20 个文件，合计不超过 2 GB。",
        "version": 1,
        "previous_at": None,
        "page_data": {"lot": str(LOT)},
    }


def _applicant(passed: bool | None, reason: str = "", name: str = BAIYUN) -> Any:
    return thing(
        submission=SUBMISSION,
        name=name,
        party="91210100MA0BY00001",
        received_at=at(13, 16, 20, 7, 214000),
        objects=[],
        passed=passed,
        reason=reason,
    )


def _review(stage: str, found: list[Any]) -> dict[str, Any]:
    return about(stage) | {
        "applicants": found,
        "by_committee": False,
        "concluded": False,
        "form": PublishForm(),
        "open": stage == "reviewing",
        "passed": sum(bool(each.passed) for each in found),
        "undecided": sum(each.passed is None for each in found),
        "least": 3,
    }


def _opened(stage: str, passed: bool | None) -> dict[str, Any]:
    return about(stage) | {
        "applicant": _applicant(passed, REASON if passed is False else ""),
        "items": [thing(key="qualification", label="资质类别和等级", label_en="Qualification class")],
        "form": TextForm(),
        "open": stage == "reviewing",
        "page_data": {"lot": str(LOT)},
    }


def _invitation(fresh: bool) -> dict[str, Any]:
    times, form = TimetableForm(), PublishForm()
    names = ("资格预审文件.pdf", "招标文件.pdf") if fresh else ("资格预审文件.pdf",)
    return {
        "trade": thing(id=TRADE, title=TITLE),
        "times": times,
        "form": form,
        "forms": [times, form],
        "documents": [thing(name=name, size=4_812_345, sha256=HASH) for name in names],
        "fresh": fresh,
    }


def _timetable() -> dict[str, Any]:
    return {
        "draft": draft(),
        "form": TimetableForm(),
        "refusals": [],
        "explained": None,
        "clarification_until": at(13, 9).date(),
        "unpublished": None,
        "prequalification": True,
    }


MIXED = (
    _applicant(True),
    _applicant(False, REASON, "长河路桥工程有限公司"),
    _applicant(None, "", "福禾市政工程有限公司"),
)
STOPPED = thing(reason="投诉成立的可能较大。", allows=[], at=at(12, 9))
PUBLIC = f"/trades/{TRADE}/"
SAMPLES = {
    **{
        f"prequalification/notice-{stage}": Sample("trades/detail.html", partial(_notice, stage), PUBLIC)
        for stage in ("preq_announced", "applying", "preq_suspended", "preq_held", "reviewing", "qualified", "failed")
    },
    "prequalification/notice-stopped": Sample(
        "trades/detail.html", lambda: _notice("applying", stopped=True) | {"stop": STOPPED}, PUBLIC
    ),
    "prequalification/to-apply": Sample("bids/tasks.html", lambda: _applying("applying"), URL, "bidder"),
    "prequalification/passed": Sample(
        "bids/tasks.html", lambda: _applying("qualified", None, thing(passed=True, reason="")), URL, "bidder"
    ),
    "prequalification/not-passed": Sample(
        "bids/tasks.html", lambda: _applying("bidding", None, thing(passed=False, reason=REASON)), URL, "bidder"
    ),
    "prequalification/form": Sample("bids/form.html", _form, f"{URL}form/", "bidder"),
    "prequalification/review": Sample(
        "agency/review.html", lambda: _review("reviewing", list(MIXED)), REVIEW_URL, "agency"
    ),
    "prequalification/nobody": Sample("agency/review.html", lambda: _review("reviewing", []), REVIEW_URL, "agency"),
    "prequalification/reviewed": Sample(
        "agency/review.html", lambda: _review("qualified", list(MIXED[:2])), REVIEW_URL, "agency"
    ),
    "prequalification/applicant": Sample(
        "agency/applicant.html", lambda: _opened("reviewing", None), f"{REVIEW_URL}{SUBMISSION}/", "agency"
    ),
    "prequalification/decided": Sample(
        "agency/applicant.html", lambda: _opened("qualified", False), f"{REVIEW_URL}{SUBMISSION}/", "agency"
    ),
    "prequalification/invitation": Sample(
        "agency/invitation.html", lambda: _invitation(True), f"/agency/{TRADE}/invitation/", "agency"
    ),
    "prequalification/no-documents": Sample(
        "agency/invitation.html", lambda: _invitation(False), f"/agency/{TRADE}/invitation/", "agency"
    ),
    "prequalification/timetable": Sample("agency/timetable.html", _timetable, f"/agency/{TRADE}/timetable/", "agency"),
}
