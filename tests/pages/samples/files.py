"""Samples of the files' way to the committee: the agency hands keys on, a member makes its own and reads."""

from collections.abc import Callable
from typing import Any

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples import evaluation
from tests.pages.samples.common import HASH, LOT, ROOT, TITLE, TRADE, at, thing

BASE = f"/evaluation/lots/{LOT}"
RECIPIENTS = (
    "age1whrzx4ac74gspww849h537y39s2krtnrgv828dvheevjcwnt9smqkcrw69",
    "age13dypqd2gz59ueyr4mygnhdgcy4hqa20wny6kveruug54jcflsc6qkk2kjl",
)
NO_KEYS = "投标人没有提交打开附件的密钥。"
NOTES = [
    (thing(index=0, members=1), NO_KEYS),
    (thing(index=2, members=3), "打开的内容与投标人的清单不符。"),
]
STEPS = [
    {"key": "key", "title": "核对本机的评标密钥", "text": "", "bar": False},
    {"key": "open", "title": "在本机打开投标人提交的附件密钥", "text": "", "bar": True},
    {"key": "seal", "title": "逐一封存给委员会成员", "text": "", "bar": True},
]
LOSS = thing(at=at(16, 13), reason="代理机构的电脑硬盘损坏，密钥文件没有另存，无法恢复。")


class LossForm(forms.Form):
    reason = forms.CharField(label="密钥怎样遗失", widget=forms.Textarea, help_text="写入账本，公开")
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


def _giving(state: str) -> dict[str, Any]:
    given = at(16, 13) if state == "given" else None
    members = [
        thing(member=HASH, recipient=RECIPIENTS[0], given_at=at(16, 13) if state != "opened" else None),
        thing(member=ROOT, recipient=RECIPIENTS[1], given_at=given),
        thing(member=HASH[::-1], recipient="", given_at=None),
    ]
    frame = evaluation.frame()
    return {
        "lot": frame["lot"],
        "trade": thing(id=TRADE, title=TITLE),
        "members": [] if state == "empty" else members,
        "waiting": 0 if state in ("given", "lost") else 1,
        "started": state != "opened",
        "reviewing": False,
        "has_files": state != "empty",
        "loss": LOSS if state == "lost" else None,
        "form": LossForm({"reason": "", "password": ""}) if state == "refused" else LossForm(),
        "steps": STEPS,
        "page_data": {"lot": str(LOT)},
    }


def _key(state: str) -> dict[str, Any]:
    made = state not in ("none", "no_files")
    return evaluation.frame() | {
        "own_key": thing(recipient=RECIPIENTS[0], at=at(16, 12)) if made else None,
        "given": thing(at=at(16, 13)) if state == "given" else None,
        "has_files": state != "no_files",
        "loss": LOSS if state == "lost" else None,
        "page_data": {"lot": str(LOT)},
    }


def _review(reach: str) -> dict[str, Any]:
    files = thing(reach=reach, count=5, notes=NOTES if reach == "ready" else [])
    return evaluation._review(True) | {"files": files}


def _score(reach: str) -> dict[str, Any]:
    return evaluation._score() | {"files": thing(reach=reach, count=5, notes=NOTES)}


def _bench(reach: str) -> dict[str, Any]:
    return evaluation._bench() | {"reach": reach}


class MoreTimeForm(forms.Form):
    hours = forms.ChoiceField(label="延长", choices=[("4", "4 小时")])


def _progress(*, gives: bool, lost: bool = False) -> dict[str, Any]:
    keys = {"files": True, "given": 3, "gives": gives, "loss": LOSS if lost else None}
    time = {"time": thing(until=at(16, 18), short=2, members=5, due=True), "more_time": MoreTimeForm()}
    time["nameable"] = [thing(blinded=each, is_expert=True) for each in (HASH, ROOT)]
    return evaluation._progress() | keys | (time if gives else {})


def _report() -> dict[str, Any]:
    unread = [("白云建设集团有限公司", 0, NO_KEYS), ("长河路桥工程有限公司", 2, "打开的内容与投标人的清单不符。")]
    return evaluation._report(True, chair=True) | {"loss": LOSS, "unread": unread}


def _agency(state: str) -> Sample:
    return Sample("agency/files.html", lambda: _giving(state), f"/agency/{TRADE}/lots/{LOT}/files/", "agency")


def _member(template: str, context: Callable[[str], dict[str, Any]], state: str, path: str = "") -> Sample:
    return Sample(f"evaluation/{template}.html", lambda: context(state), f"{BASE}/{path}", "expert")


SAMPLES = {
    **{f"agency/files-{state}": _agency(state) for state in ("opened", "waiting", "given", "lost", "refused", "empty")},
    **{
        f"evaluation/key-{state}": _member("key", _key, state, "key/")
        for state in ("none", "waiting", "given", "lost", "no_files")
    },
    **{
        f"evaluation/review-{reach}": _member("review", _review, reach, f"bids/{HASH}/")
        for reach in ("no_key", "waiting", "lost", "ready", "over")
    },
    "evaluation/score-files": _member("score", _score, "ready", f"sheet/{HASH}/"),
    "evaluation/bench-waiting": _member("bench", _bench, "waiting"),
    "evaluation/bench-lost": _member("bench", _bench, "lost"),
    "evaluation/progress-files": Sample(
        "evaluation/progress.html", lambda: _progress(gives=True), f"{BASE}/result/", "agency"
    ),
    "evaluation/progress-lost": Sample(
        "evaluation/progress.html", lambda: _progress(gives=False, lost=True), f"{BASE}/result/", "supervisor"
    ),
    "evaluation/report-unread": Sample("evaluation/report.html", _report, f"{BASE}/report/", "expert"),
}
