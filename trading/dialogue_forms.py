"""Forms between the notice and the deadline: questions, objections, clarifications, the end of a trade."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.domain.facts import TerminationCause
from trading.domain.kinds import KindSpec
from trading.domain.phases import PREQUALIFYING, Phase
from trading.forms import ConfirmationForm, MomentField
from trading.models import Clarification, Lot, Question
from trading.services.clarifying import ClarificationDraft, PublicAnswer
from trading.services.objecting import LONGEST_OBJECTION
from trading.services.questions import LONGEST_QUESTION
from trading.services.terminating import LONGEST_REASON

CAUSES = {TerminationCause.FORCE_MAJEURE: _("不可抗力"), TerminationCause.MAJOR_CHANGE: _("重大变故，采购任务取消")}
AFFECTS, HARMLESS = "yes", "no"


def _text(label: Any, longest: int, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


class QuestionForm(forms.Form):
    """A question about the documents."""

    text = _text(_("问题"), LONGEST_QUESTION, 5, help_text=_("请勿写出本单位名称；答复向所有人公开"))


class ObjectionForm(forms.Form):
    """An objection to the documents."""

    text = _text(
        _("异议的内容、理由和依据"), LONGEST_OBJECTION, 8, help_text=_("只有招标人和监督部门能看到原文，看不到是谁提出")
    )


class AnswerForm(forms.Form):
    """The tenderer's answer to an objection."""

    text = _text(_("答复"), LONGEST_OBJECTION, 8, help_text=_("答复向所有人公开，请勿写出可能透露异议人的内容"))


class TerminationForm(ConfirmationForm):
    """Why a trade ends before its time."""

    cause = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect)
    reason = _text(_("理由"), LONGEST_REASON, 6, help_text=_("随公告一并公开"))
    field_order = ("cause", "reason", "password")

    def __init__(self, *args: Any, spec: KindSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(cause.value, CAUSES[cause]) for cause in spec.termination_causes]
        self.fields["cause"].choices = choices  # type: ignore[attr-defined]


class ClarificationForm(forms.Form):
    """What the agency clarifies or changes. One amount for each lot, one answer for each question that waits."""

    title = forms.CharField(label=_("标题"), max_length=200)
    text = _text(_("澄清或修改的内容"), 5000, 8)
    affects = forms.ChoiceField(
        label=_("是否可能影响投标文件的编制"),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("不影响的理由"), max_length=500, required=False)
    deadline = MomentField(
        label=_("新的投标截止时间"), required=False, help_text=_("不填即不变；只能延后，对全部标段生效")
    )
    summary = _text(_("项目概况"), 5000, 5, required=False)

    def __init__(
        self,
        *args: Any,
        clarification: Clarification,
        lots: Sequence[Lot],
        questions: Sequence[Question],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lots, self.questions, self.before = lots, questions, clarification.trade.summary
        phase = Phase.PREQUALIFICATION if any(lot.stage in PREQUALIFYING for lot in lots) else Phase.BIDDING
        self.fields["affects"].choices = _affects(clarification.trade.spec, phase)  # type: ignore[attr-defined]
        if phase is Phase.PREQUALIFICATION:
            self.fields["affects"].label = _("是否可能影响申请文件的编制")
            self.fields["deadline"].label = _("新的申请截止时间")
        for lot in lots:
            self.fields[f"ceiling_{lot.number}"] = forms.DecimalField(
                label=_("第 %(number)d 标段最高投标限价") % {"number": lot.number},
                max_digits=17,
                decimal_places=2,
                min_value=Decimal("0.01"),
                required=False,
                help_text=_("不填即不变"),
            )
        for question in questions:
            self.fields[f"question_{question.pk}"] = _text(_("公开的问题"), 2000, 2, required=False)
            self.fields[f"answer_{question.pk}"] = _text(
                _("答复"), 2000, 2, required=False, help_text=_("不填即这次不答复")
            )
        self.initial.update(_initial(clarification, lots, questions))

    def draft(self) -> ClarificationDraft:
        data = self.cleaned_data
        summary = data["summary"].strip()
        return ClarificationDraft(
            title=data["title"],
            text=data["text"],
            affects_bids=data["affects"] == AFFECTS,
            reason=data["reason"],
            deadline=data["deadline"],
            summary=summary if summary != self.before else None,
            ceilings={lot.number: data[f"ceiling_{lot.number}"] for lot in self.lots if data[f"ceiling_{lot.number}"]},
            answers=self._answers(),
        )

    def _answers(self) -> dict[UUID, PublicAnswer]:
        typed = {
            each.pk: PublicAnswer(
                self.cleaned_data[f"question_{each.pk}"] or each.text, self.cleaned_data[f"answer_{each.pk}"]
            )
            for each in self.questions
        }
        return {pk: answer for pk, answer in typed.items() if answer.answer}

    @property
    def answering(self) -> list[tuple[str, Any, Any]]:
        """Each question as it was asked, with its two fields."""
        return [(each.text, self[f"question_{each.pk}"], self[f"answer_{each.pk}"]) for each in self.questions]

    @property
    def main(self) -> list[Any]:
        """The fields of the clarification itself."""
        return [self[name] for name in ("title", "text", "affects", "reason", "deadline")]

    @property
    def notice(self) -> list[Any]:
        """The fields of the notice that it may change."""
        return [self["summary"], *(self[f"ceiling_{lot.number}"] for lot in self.lots)]


def _affects(spec: KindSpec, phase: Phase) -> list[tuple[str, Any]]:
    rule = spec.periods(phase).clarification_before
    days = rule.value.count if rule is not None else 0
    affects = _("可能影响：须在投标截止 %(days)d 日前发出，不足的顺延") % {"days": days}
    if phase is Phase.PREQUALIFICATION:
        affects = _("可能影响：须在申请截止 %(days)d 日前发出，不足的顺延") % {"days": days}
    return [(AFFECTS, affects), (HARMLESS, _("不影响"))]


def _initial(clarification: Clarification, lots: Sequence[Lot], questions: Sequence[Question]) -> dict[str, Any]:
    known = {True: AFFECTS, False: HARMLESS, None: ""}
    summary = clarification.trade.summary if clarification.summary is None else clarification.summary
    values: dict[str, Any] = {
        "title": clarification.title,
        "text": clarification.text,
        "affects": known[clarification.affects_bids],
        "reason": clarification.reason,
        "deadline": clarification.deadline,
        "summary": summary,
    }
    values |= {f"ceiling_{lot.number}": clarification.ceilings.get(str(lot.number)) for lot in lots}
    for each in questions:
        wording, answer = clarification.answers.get(str(each.pk), (each.text, ""))
        values |= {f"question_{each.pk}": wording, f"answer_{each.pk}": answer}
    return values
