"""Forms after the evaluation: the display, the decision, the contract, longer validity, objections and answers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from trading.dialogue_forms import ObjectionForm
from trading.domain.award import FallGround
from trading.domain.awarded import Standing
from trading.forms import ConfirmationForm, MomentField
from trading.services.awarding import PassedOver
from trading.services.candidates import LONGEST, DisplayDraft
from trading.services.contracting import ContractDraft
from trading.services.documents import checked_name, media_type_of
from trading.services.papers import PaperDraft
from trading.templatetags.mz import FALL_GROUNDS

STANDS = "stands"


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _text(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more)


class DisplayForm(ConfirmationForm):
    """What the agency adds to the ranking of the report."""

    until = _day(_("公示截止日"), help_text=_("至当日 24 时；不得少于法定天数"))
    evaluation = _text(_("评标情况"), help_text=_("随公示公开，请不要写出评标专家的姓名"))
    how_to_object = _text(_("提出异议的渠道和方式"))
    small_enterprise = _text(_("中小企业声明"), required=False)

    def __init__(self, *args: Any, candidates: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        names = []
        for one in candidates:
            names.append(f"qualified{one.rank}")
            self.fields[names[-1]] = _text(
                _("第 %(rank)d 名响应资格要求的情况") % {"rank": one.rank}, help_text=one.name
            )
        self.order_fields(["until", *names, "evaluation", "how_to_object", "small_enterprise", "password"])

    def draft(self) -> DisplayDraft:
        data = self.cleaned_data
        qualified = {one.rank: data[f"qualified{one.rank}"] for one in self.candidates}
        said = (data["evaluation"], data["how_to_object"], data["small_enterprise"])
        return DisplayDraft(data["until"], qualified, *said)


class _PassingForm(ConfirmationForm):
    """Which candidates cannot win, each with ground, reason and paper."""

    def __init__(
        self, *args: Any, candidates: Sequence[Standing], grounds: Mapping[int, Sequence[FallGround]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for one in candidates:
            against = ((ground.value, FALL_GROUNDS[ground]) for ground in grounds[one.rank])
            self._add(one, [(STANDS, _("可以中标")), *against])
        self.order_fields([name for name in self.fields if name != "password"])

    def _add(self, one: Standing, choices: Sequence[tuple[str, Any]]) -> None:
        named = {"rank": one.rank, "name": one.name}
        label = _("第 %(rank)d 名 %(name)s") % named
        self.fields[f"ground{one.rank}"] = forms.ChoiceField(
            label=label, choices=choices, initial=STANDS, required=False
        )
        self.fields[f"reason{one.rank}"] = _text(_("第 %(rank)d 名不能中标的理由") % named, 2, required=False)
        self.fields[f"evidence{one.rank}"] = forms.FileField(
            label=_("第 %(rank)d 名不能中标的证明") % named, required=False, help_text=_("随公告公开")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for one in self.candidates:
            if data.get(f"ground{one.rank}") not in (None, "", STANDS) and not data.get(f"evidence{one.rank}"):
                self.add_error(f"evidence{one.rank}", _("请附上证明材料。"))
        return data

    def passed(self) -> list[PassedOver]:
        return list(self._passed())

    def _passed(self) -> Iterator[PassedOver]:
        for one in self.candidates:
            ground = self.cleaned_data.get(f"ground{one.rank}")
            if ground not in (None, "", STANDS):
                paper = paper_of(self.cleaned_data[f"evidence{one.rank}"])
                yield PassedOver(one.rank, FallGround(ground), self.cleaned_data[f"reason{one.rank}"], paper)


class AwardForm(_PassingForm):
    """Who wins."""

    rank = forms.TypedChoiceField(label=_("中标人"), coerce=int, widget=forms.RadioSelect)
    reason = _text(_("定标的理由"), required=False, help_text=_("随中标结果公开"))

    def __init__(self, *args: Any, winnable: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.rank, _("第 %(rank)d 名 %(name)s") % {"rank": one.rank, "name": one.name}) for one in winnable]
        self.fields["rank"].choices = choices  # type: ignore[attr-defined]
        self.order_fields(["rank", "reason"])


class FailureForm(_PassingForm):
    """Nobody wins."""

    reason = _text(_("重新招标的理由"), help_text=_("随流标公告公开"))


class LookForm(ConfirmationForm):
    """Which candidate the committee shall look at again, why, and until when."""

    rank = forms.TypedChoiceField(label=_("复核哪一名候选人"), coerce=int, widget=forms.RadioSelect)
    reason = _text(
        _("要求复核的理由"),
        help_text=_("写明经营、财务状况有哪些较大变化，或者有什么违法行为；只给原评标委员会和监督部门看"),
    )
    answer_by = MomentField(
        label=_("请委员会答复的时间"),
        help_text=_("到时没有结论的，可以再等，也可以撤回，另行处理；应当在投标有效期之内"),
    )
    field_order = ("rank", "reason", "answer_by", "password")

    def __init__(self, *args: Any, candidates: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (one.rank, _("第 %(rank)d 名 %(name)s") % {"rank": one.rank, "name": one.name}) for one in candidates
        ]
        self.fields["rank"].choices = choices  # type: ignore[attr-defined]


class LookWithdrawalForm(ConfirmationForm):
    """Why the committee need not look any more."""

    reason = _text(_("撤回复核的理由"), help_text=_("只给原评标委员会和监督部门看"))
    field_order = ("reason", "password")


class ContractForm(ConfirmationForm):
    """The contract and its main terms, filled in from the bid."""

    text = forms.FileField(label=_("合同文件"), help_text=_("只有双方和监督部门能下载；公开的是它的哈希值"))
    bond = forms.DecimalField(
        label=_("履约保证金（元）"), required=False, min_value=Decimal("0.01"), max_digits=17, decimal_places=2
    )
    guarantee = forms.BooleanField(label=_("招标人同时提交工程款支付担保"), required=False)

    def __init__(self, *args: Any, items: Mapping[str, str], labels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for key, value in items.items():
            self.fields[f"item-{key}"] = forms.CharField(label=labels.get(key, key), max_length=20000, initial=value)
        names = [f"item-{key}" for key in items]
        self.order_fields(["text", *names, "bond", "guarantee", "password"])

    def draft(self) -> ContractDraft:
        data = self.cleaned_data
        items = {key: data[f"item-{key}"] for key in self.items}
        return ContractDraft(paper_of(data["text"]), items, data["bond"], data["guarantee"])


class ValidityForm(ConfirmationForm):
    """Until when bids shall bind, and why."""

    until = _day(_("新的有效期截止日"))
    answer_by = MomentField(label=_("答复截止时间"))
    reason = _text(_("延长的理由"))
    field_order = ("until", "answer_by", "reason", "password")


class CandidateObjectionForm(ObjectionForm):
    """An objection to the candidates."""


class ReplyForm(forms.Form):
    """Whether the bid binds longer."""

    YES, NO = "yes", "no"

    reply = forms.ChoiceField(
        label=_("是否同意延长投标有效期"),
        widget=forms.RadioSelect,
        choices=[(YES, _("同意，投标保证金的有效期相应延长")), (NO, _("不同意，退出投标，退还投标保证金"))],
    )


def paper_of(file: UploadedFile) -> PaperDraft:
    """What a browser sent. Raises `DraftRefused` for a name that cannot be shown."""
    name = checked_name(file.name or "")
    return PaperDraft(name, media_type_of(name), file.chunks())


def first_day(until: date | None) -> dict[str, Any]:
    """The initial end of a display: the shortest lawful one."""
    return {} if until is None else {"until": until}
