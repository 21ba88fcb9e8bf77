"""Samples of joint applications: the members that a reviewer recorded, and the form that has to name them again."""

from functools import partial
from typing import Any

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples import bids, dialogue, experts, hall
from tests.pages.samples.bids import URL
from tests.pages.samples.common import HASH, TRADE, thing
from tests.pages.samples.prequalification import REVIEW_URL, SUBMISSION, _applying, _form, _opened
from tests.pages.samples.public import detail, lot


class DecisionForm(forms.Form):
    """As the page of an application has it."""

    decision = forms.ChoiceField(
        label="审查结论", widget=forms.RadioSelect, choices=[("passed", "通过"), ("not_passed", "不通过")]
    )
    reason = forms.CharField(label="理由", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    members = forms.CharField(required=False, widget=forms.HiddenInput)


WORDS = "白云建设集团有限公司（土建；市政公用工程施工总承包 一级）；长河路桥工程有限公司（绿化；园林 二级）"
REASONS = ("voided", "retender_ordered", "all_rejected")
CODES = "91210100MA0BA1YUNQ 91210200MA0CHANGHF"


def _decided(stage: str) -> dict[str, Any]:
    return _opened(stage, True) | {"form": DecisionForm(), "members": WORDS}


def _joint_form() -> dict[str, Any]:
    members = thing(key="members", kind="members", label="联合体成员", label_en="Members of the joint bid", most=3)
    context = _form()
    qualified = thing(codes=CODES, words=WORDS)
    return context | {"applied_for": False, "items": [*context["items"], members], "qualified": qualified}


def _lost(stage: str) -> dict[str, Any]:
    return hall.page(stage, viewer=hall.viewer("bidder", lost=HASH))


def _voided(stage: str, reason: str) -> dict[str, Any]:
    after = thing(analysis=None, leaving=None, again=None, reason=reason)
    return detail("failed", lots=[lot("failed", after=after, applied_for=stage == "applying")])


def _ended_hall(reason: str) -> dict[str, Any]:
    return hall.page("failed", hall=hall.hall("failed", until=None, failure=reason))


def _of_applications(context: dict[str, Any]) -> dict[str, Any]:
    return context | {"applied_for": True}


def _answer_by_link() -> dict[str, Any]:
    context = experts._answer("waiting", experts.AnswerForm())
    return {name: context[name] for name in ("call", "form", "articles")}


ANSWER_URL = f"/expert/answers/{SUBMISSION}/{HASH}/"

SAMPLES = {
    "gaps/answer-by-link": Sample("expert/answer.html", _answer_by_link, ANSWER_URL),
    "gaps/answered-accepted": Sample(
        "expert/answered.html", lambda: {"reply": "accepted", "invitation": "x"}, ANSWER_URL
    ),
    "gaps/answered-declined": Sample(
        "expert/answered.html", lambda: {"reply": "declined", "invitation": ""}, ANSWER_URL
    ),
    "gaps/applied-questions": Sample(
        "trades/questions.html",
        lambda: _of_applications(dialogue._questions(False)),
        f"/trades/{TRADE}/questions/",
        "bidder",
    ),
    "gaps/applied-received": Sample(
        "agency/received.html",
        lambda: _of_applications(dialogue._received(True)),
        f"/agency/{TRADE}/received/",
        "agency",
    ),
    "gaps/applied-receipt": Sample(
        "bids/receipt.html", lambda: _of_applications(bids._receipt()), f"{URL}receipts/1/", "bidder"
    ),
    "gaps/applied-withdrawal": Sample(
        "bids/withdraw.html", lambda: _of_applications(bids._receipt()), f"{URL}withdrawal/", "bidder"
    ),
    **{f"gaps/ended-{reason}": Sample("hall/hall.html", partial(_ended_hall, reason), hall.URL) for reason in REASONS},
    **{
        f"gaps/notice-{reason}": Sample("trades/detail.html", partial(_voided, "bidding", reason), f"/trades/{TRADE}/")
        for reason in REASONS
    },
    "gaps/lost-form-decrypting": Sample("hall/hall.html", lambda: _lost("decrypting"), hall.URL, "bidder"),
    "gaps/lost-form-unlocking": Sample("hall/hall.html", lambda: _lost("unlocking"), hall.URL, "bidder"),
    "gaps/joint-applicant": Sample(
        "agency/applicant.html", lambda: _decided("reviewing"), f"{REVIEW_URL}{SUBMISSION}/", "agency"
    ),
    "gaps/joint-decided": Sample(
        "agency/applicant.html", lambda: _decided("qualified"), f"{REVIEW_URL}{SUBMISSION}/", "agency"
    ),
    "gaps/joint-form": Sample("bids/form.html", _joint_form, f"{URL}form/", "bidder"),
    "gaps/joint-passed": Sample(
        "bids/tasks.html", lambda: _applying("bidding", None, thing(passed=True, reason="")), URL, "bidder"
    ),
}
