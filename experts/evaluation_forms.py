"""What committee and bidders type in an evaluation. Whether it is lawful is not decided here."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from experts.models import LookVote
from experts.services.evaluating import LONGEST_ANSWER, LONGEST_QUESTION, OWN
from experts.services.files import LONGEST_REASON
from experts.services.reporting import LONGEST_DISSENT
from trading.domain.kinds import KindSpec
from trading.forms import ConfirmationForm
from trading.selectors.kinds import in_language

TERMS = ((1, _("1 小时")), (2, _("2 小时")), (4, _("4 小时")), (24, _("24 小时")), (48, _("48 小时")))


class BallotForm(forms.Form):
    """Whether the member would reject the bid, on what ground, and why."""

    ground = forms.ChoiceField(label=_("否决情形"), required=False)
    reason = forms.CharField(label=_("理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, spec: KindSpec, own: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        law = [(rule.ground.value, in_language(rule.wording)) for rule in spec.grounds]
        field.choices = [("", _("不否决")), *law, *((f"{OWN}{text}", text) for text in own)]


class LookVoteForm(forms.Form):
    """Whether the candidate can still perform the contract; whoever does not confirm it says why."""

    ABLE, UNABLE = "able", "unable"

    able = forms.ChoiceField(
        label=_("复核意见"),
        widget=forms.RadioSelect,
        choices=[(ABLE, _("确认能够履行合同")), (UNABLE, _("不能确认"))],
    )
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("不能确认的必须写明；过半数成员都不确认时，不具名地告诉招标人和监督部门"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("able") == self.UNABLE and not data.get("reason"):
            self.add_error("reason", _("不能确认的，请写明理由，不超过 2000 字。"))
        return data

    @property
    def said(self) -> dict[str, Any]:
        return {"able": self.cleaned_data["able"] == self.ABLE, "reason": self.cleaned_data["reason"]}

    @classmethod
    def words_of(cls, vote: LookVote | None) -> dict[str, str]:
        return {} if vote is None else {"able": cls.ABLE if vote.able else cls.UNABLE, "reason": vote.reason}


class QuestionForm(forms.Form):
    """What the committee asks a bidder, and by when."""

    text = forms.CharField(
        label=_("要求澄清、说明或者补正的内容"), max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 3})
    )
    hours = forms.TypedChoiceField(label=_("答复期限"), coerce=int, choices=TERMS, initial=2)
    below_cost = forms.BooleanField(label=_("报价可能低于成本，要求说明并提供证明材料"), required=False)

    @property
    def length(self) -> timedelta:
        return timedelta(hours=self.cleaned_data["hours"])


class MoreTimeForm(forms.Form):
    """By how much the agency extends the time of the evaluation."""

    hours = forms.TypedChoiceField(label=_("延长"), coerce=int, choices=TERMS, initial=4)

    @property
    def length(self) -> timedelta:
        return timedelta(hours=self.cleaned_data["hours"])


class BidAnswerForm(forms.Form):
    text = forms.CharField(label=_("答复"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 5}))


class SignatureForm(ConfirmationForm):
    """Under a report: as it is, or with reasons why the member differs."""

    dissent = forms.CharField(
        label=_("不同意见和理由（没有则不填）"),
        required=False,
        max_length=LONGEST_DISSENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    report_hash = forms.CharField(widget=forms.HiddenInput)
    field_order = ("dissent", "password")


class LossForm(ConfirmationForm):
    """The agency says that its evaluation key is lost, and how."""

    reason = forms.CharField(
        label=_("密钥怎样遗失"),
        help_text=_("写入账本，公开"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("reason", "password")
