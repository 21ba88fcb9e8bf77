"""Samples of a committee that reviews applications (TR 18): its members' pages, and the agency's."""

from typing import Any

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples import evaluation, experts, files, prequalification
from tests.pages.samples.common import BAIYUN, CHANGHE, HASH, LOT, ROOT, TRADE, at, thing

BASE = f"/evaluation/lots/{LOT}"
PROMISE = "本人接受聘请担任本标段资格审查委员会成员，承诺客观、公正、独立地审查，不与他人商量结论，不透露审查情况和申请人的名单。"
ITEMS = [
    thing(key="qualification", label="资质类别和等级", label_en="Qualification class"),
    thing(key="certificate", label="资质证书编号", label_en="Certificate number"),
]


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="审查结论", widget=forms.RadioSelect, choices=[("passed", "通过"), ("not_passed", "不通过")]
    )
    reason = forms.CharField(
        label="理由",
        help_text="不通过的必须写明；只告诉这个申请人",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _application(name: str, code: str, sha256: str) -> Any:
    return thing(hash=sha256, organisation=thing(name=name, uscc=code), received_at=at(13, 16, 20, 7, 214000))


FOUND = (
    _application(BAIYUN, "91210100MA0BA1YUNQ", HASH),
    _application(CHANGHE, "91210200MA0CHANGHF", ROOT),
    _application("福禾市政工程有限公司", "91210400MA0D0NGFAN", HASH[::-1]),
)


def _frame(undertaken: int = 5, voted: int = 0, *, concluded: bool = False) -> dict[str, Any]:
    lot = thing(id=LOT, number=1, title="浑河景观桥", stage="reviewing")
    review = thing(members=5, undertaken=undertaken, voted=voted, concluded=concluded)
    return evaluation.frame(chair=False) | {
        "lot": lot,
        "evaluation": None,
        "reviewing": True,
        "review": review,
        "open": not concluded,
    }


def _bench(state: str) -> dict[str, Any]:
    refused = thing(passed=False, reason=prequalification.REASON)
    own = (None, None, None) if state == "waiting" else (thing(passed=True, reason=""), refused, None)
    done = state in ("ready", "concluded")
    frame = _frame(3 if state == "waiting" else 5, 5 if done else 2, concluded=state == "concluded")
    reach = {"waiting": "no_key", "voting": "waiting"}.get(state, "ready")
    cast = 5 if done else 2
    rows = [
        (row, said or (done and thing(passed=True, reason="")) or None, cast)
        for row, said in zip(FOUND, own, strict=True)
    ]
    members = evaluation._members(chair=False, locked=1 if done else 0)
    return frame | {"rows": [] if state == "nobody" else rows, "members": members, "reach": reach}


def _opened(reach: str) -> dict[str, Any]:
    return _frame(concluded=reach == "over") | {
        "application": FOUND[0],
        "items": ITEMS,
        "form": DecisionForm(),
        "reach": reach,
        "page_data": {"lot": str(LOT)},
    }


def _key() -> dict[str, Any]:
    return files._key("none") | _frame()


def _promise() -> dict[str, Any]:
    return evaluation._promise() | {"promise": PROMISE, "reviewing": True}


def _watching(*, concluded: bool) -> dict[str, Any]:
    found = [prequalification._applicant(True if concluded else None, "", row.organisation.name) for row in FOUND]
    return prequalification._review("reviewing", found) | {"by_committee": True, "concluded": concluded}


def _member(template: str, context: Any, path: str = "") -> Sample:
    return Sample(f"evaluation/{template}.html", context, f"{BASE}/{path}", "expert")


COMMITTEE = f"/agency/{TRADE}/lots/{LOT}/committee/"
SAMPLES = {
    **{
        f"reviewing/bench-{state}": _member("applications", lambda state=state: _bench(state))
        for state in ("waiting", "voting", "ready", "concluded", "nobody")
    },
    **{
        f"reviewing/application-{reach}": _member(
            "application", lambda reach=reach: _opened(reach), f"applications/{HASH}/"
        )
        for reach in ("no_key", "waiting", "ready", "over")
    },
    "reviewing/key": _member("key", _key, "key/"),
    "reviewing/promise": _member("promise", _promise),
    "reviewing/agency": Sample(
        "agency/review.html", lambda: _watching(concluded=False), prequalification.REVIEW_URL, "agency"
    ),
    "reviewing/agency-concluded": Sample(
        "agency/review.html", lambda: _watching(concluded=True), prequalification.REVIEW_URL, "agency"
    ),
    "reviewing/files": Sample(
        "agency/files.html",
        lambda: files._giving("waiting") | {"reviewing": True},
        f"/agency/{TRADE}/lots/{LOT}/files/",
        "agency",
    ),
    "reviewing/request": Sample(
        "agency/committee.html", lambda: experts.asking(None, False, reviewing=True), COMMITTEE, "agency"
    ),
    "reviewing/formed": Sample(
        "agency/committee.html",
        lambda: experts.asking(experts.committee_of(formed_at=at(15, 11)), True, reviewing=True),
        COMMITTEE,
        "agency",
    ),
    "reviewing/by-tenderer": Sample(
        "agency/committee.html", lambda: experts.asking(None, False, reviewing=True, wanted=False), COMMITTEE, "agency"
    ),
}
