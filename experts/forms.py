"""Forms of the pool, of a committee request, and of an expert's answer. Whether it is lawful is not decided here."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from experts.domain.committees import Departure, Reply, RequestDraft
from experts.domain.eligibility import Group, Span
from experts.models import CreditRecord, MajorCode, Standing
from experts.services.answering import LONGEST_REASON
from experts.services.requesting import LONGEST_PLACE
from trading.domain.experts import Ground
from trading.domain.kinds.values import Choice
from trading.domain.regions import REGIONS
from trading.forms import IN_CHINESE, MomentField

GROUPS = 3
HOUR = timedelta(hours=1)
GROUND_LABELS = {
    Ground.KIN: _("是投标人或者投标人主要负责人的近亲属"),
    Ground.AUTHORITY: _("是项目主管部门或者行政监督部门的人员"),
    Ground.INTEREST: _("与投标人有经济利益关系，可能影响公正评审"),
    Ground.PUNISHED: _("曾因招标、评标等活动中的违法行为受过行政处罚或刑事处罚"),
}


def major_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The first two levels of the table of majors; a choice stands for all below it."""
    rows = [row for row in MajorCode.objects.values_list("code", "name") if len(row[0]) < 7]
    tops = [row for row in rows if len(row[0]) == 3]
    return [
        (f"{top} {name}", [(code, f"{code} {word}") for code, word in rows if code.startswith(top)])
        for top, name in tops
    ]


def region_prefixes() -> list[tuple[str, Any]]:
    """Anywhere, or a city."""
    cities = [(code[:4], name) for code, name in REGIONS.items() if code.endswith("00") and code[2:] != "0000"]
    return [("", _("全省")), *cities]


class GroupForm(forms.Form):
    """Places for experts of one major."""

    major = forms.ChoiceField(label=_("专业"), required=False, widget=forms.Select(attrs=IN_CHINESE))
    places = forms.IntegerField(label=_("人数"), min_value=1, max_value=20, required=False)

    def __init__(self, *args: Any, majors: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["major"].choices = [("", "—"), *(majors or [])]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.required = not self.empty_permitted

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if bool(data.get("major")) != bool(data.get("places")) and not self.errors:
            raise forms.ValidationError(_("专业和人数要一起填写。"))
        return data


if TYPE_CHECKING:
    GroupForms = forms.BaseFormSet[GroupForm]
else:
    GroupForms = forms.BaseFormSet

GroupFormSet = cast("type[GroupForms]", forms.formset_factory(GroupForm, extra=GROUPS - 1, min_num=1, max_num=GROUPS))


class RequestForm(forms.Form):
    """When, where and by how many of the tenderer's own people bids are evaluated, or (`reviewing`) applications
    reviewed."""

    evaluation_from = MomentField(label=_("评标开始"))
    hours = forms.IntegerField(label=_("预计时长"), min_value=1, max_value=240, initial=8)
    place = forms.CharField(label=_("评标地点"), max_length=LONGEST_PLACE)
    region = forms.ChoiceField(
        label=_("专家所在地区"), choices=region_prefixes, required=False, widget=forms.Select(attrs=IN_CHINESE)
    )
    representatives = forms.CharField(
        label=_("招标人代表"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个姓名；不计入专家，姓名同样保密"),
    )
    calls_before = forms.IntegerField(label=_("开标前多久开始通知"))
    direct_reason = forms.CharField(
        label=_("不随机抽取的理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一般留空：专家从库中随机抽取。直接确定只限特殊项目，并须监督部门事先同意"),
    )

    REVIEW_LABELS: ClassVar = {
        "evaluation_from": _("审查开始"),
        "place": _("审查地点"),
        "calls_before": _("申请截止前多久开始通知"),
    }

    def __init__(self, *args: Any, calls: Choice[timedelta], reviewing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.REVIEW_LABELS.items() if reviewing else ():
            self.fields[name].label = label
        field = self.fields["calls_before"]
        field.initial = calls.default // HOUR
        field.help_text = _("%(least)d 至 %(most)d 小时；越晚越好") % {
            "least": calls.least // HOUR,
            "most": calls.most // HOUR,
        }

    def draft(self, groups: GroupForms) -> RequestDraft:
        data = self.cleaned_data
        start = data["evaluation_from"]
        filled = [form.cleaned_data for form in groups if form.cleaned_data.get("major")]
        return RequestDraft(
            groups=tuple(Group(n, (one["major"],), one["places"]) for n, one in enumerate(filled, start=1)),
            representatives=tuple(name.strip() for name in data["representatives"].splitlines() if name.strip()),
            region=data["region"],
            evaluation=Span(start, start + data["hours"] * HOUR),
            place=data["place"],
            calls_before=data["calls_before"] * HOUR,
            direct_reason=data["direct_reason"].strip(),
        )


def _grounds() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("须回避的情形"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(ground.value, label) for ground, label in GROUND_LABELS.items()],
    )


def _why(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, required=required, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """An expert's answer to a call."""

    reply = forms.ChoiceField(
        label=_("您的答复"),
        widget=forms.RadioSelect,
        choices=[
            (Reply.ACCEPTED.value, _("参加")),
            (Reply.DECLINED.value, _("不能参加")),
            (Reply.RECUSED.value, _("须回避")),
        ],
    )
    declared = forms.BooleanField(
        label=_("我确认没有下列须回避的情形；知道投标人之后发现有的，立即主动回避"), required=False
    )
    grounds = _grounds()
    reason = _why(required=False)


class LeavingForm(forms.Form):
    """A member leaves a committee."""

    cause = forms.ChoiceField(
        label=_("原因"),
        widget=forms.RadioSelect,
        choices=[
            (Departure.RECUSED.value, _("须回避")),
            (Departure.ILL.value, _("生病")),
            (Departure.LEFT.value, _("其他原因不能到场")),
        ],
    )
    grounds = _grounds()
    reason = _why(required=True)


class StandingForm(forms.Form):
    """Where an expert stands from now on."""

    standing = forms.ChoiceField(label=_("状态"), widget=forms.RadioSelect, choices=Standing.choices)
    reason = _why(required=True)


class CreditForm(forms.Form):
    """A punishment or a reward."""

    kind = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect, choices=CreditRecord.Kind.choices)
    authority = forms.CharField(label=_("作出决定的机关"), max_length=200)
    basis = forms.CharField(label=_("依据"), max_length=500)
    result = forms.CharField(label=_("结果"), max_length=500)
    day = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}))


class ImportForm(forms.Form):
    """A file of experts."""

    file = forms.FileField(
        label=_("CSV 文件"), max_length=200, help_text=_("UTF-8 编码，不超过 4 MB；更大的用命令导入")
    )
