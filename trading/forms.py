"""Forms: what people type, parsed once at the edge. Whether it is lawful is not decided here."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.domain.actors import Role
from trading.domain.codes import BadCode, check_uscc
from trading.domain.industries import SECTIONS, industries
from trading.domain.kinds import KindSpec
from trading.domain.regions import REGIONS, full_region_name
from trading.domain.trade_classes import classes_of
from trading.models import Lot, User
from trading.models.parties import ROLE_LABELS
from trading.services.drafting import (
    LONGEST_GROUND,
    MAX_LOTS,
    MAX_OWN_GROUNDS,
    Basics,
    LotDraft,
    TimetableDraft,
)
from trading.services.incidents import LONGEST_REASON

IN_CHINESE = {"lang": "zh-CN"}  # the words of a Chinese standard, in both languages of a page
MOMENT = "%Y-%m-%dT%H:%M"
LARGEST_AMOUNT_DIGITS = 17
DAY_IN_MINUTES = 24 * 60


def region_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every region, below its city."""
    cities = [code for code in REGIONS if code.endswith("00") and not code.endswith("0000")]
    return [
        (REGIONS[city], [(code, full_region_name(code)) for code in REGIONS if code[:4] == city[:4]]) for city in cities
    ]


def industry_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every division of GB/T 4754, below its section."""
    return [
        (
            f"{section.letter} {section.zh}",
            [(code, f"{code} {name}") for code, name in industries() if code[0] == letter],
        )
        for letter, section in SECTIONS.items()
    ]


def joint_choices(spec: KindSpec) -> list[tuple[int, str]]:
    """Whether a notice takes joint bids, and of how many members at most."""
    accepted = _("接受，联合体成员不超过 %(most)d 家")
    return [
        (0, str(_("不接受联合体投标"))),
        *((most, accepted % {"most": most}) for most in range(2, spec.joint_most + 1)),
    ]


class LinesField(forms.CharField):
    """Texts, one a line; empty lines are left out."""

    def __init__(self, *, longest: int, most: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)
        self.longest, self.most = longest, most

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())
        if len(lines) > self.most or any(len(line) > self.longest for line in lines):
            values = {"most": self.most, "longest": self.longest}
            raise forms.ValidationError(_("最多 %(most)d 条，每条不超过 %(longest)d 字。") % values)
        return lines


class BasicsForm(forms.Form):
    """What a trade is about."""

    title = forms.CharField(label=_("项目名称"), max_length=200)
    principal = forms.CharField(label=_("招标人"), max_length=200, help_text=_("单位全称"))
    region = forms.ChoiceField(
        label=_("项目所在地"), choices=region_choices, initial="210100", widget=forms.Select(attrs=IN_CHINESE)
    )
    industry = forms.ChoiceField(
        label=_("行业"),
        choices=industry_choices,
        initial="E48",
        help_text="GB/T 4754—2017",
        widget=forms.Select(attrs=IN_CHINESE),
    )
    trade_class = forms.ChoiceField(label=_("交易分类"), widget=forms.Select(attrs=IN_CHINESE))
    summary = forms.CharField(
        label=_("项目概况"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("建设内容、规模、资金来源、工期等"),
    )
    prequalification = forms.BooleanField(
        label=_("先进行资格预审"),
        required=False,
        help_text=_("先发布资格预审公告，接收并审查申请；只有通过的申请人可以投标"),
    )
    state_controlled = forms.BooleanField(
        label=_("国有资金占控股或者主导地位"),
        required=False,
        initial=True,
        help_text=_("是的，排名第一的中标候选人应当中标，资格预审由资格审查委员会审查"),
    )
    joint_most = forms.ChoiceField(
        label=_("联合体投标"),
        required=False,
        help_text=_("公告载明是否接受；不接受的，投标表单中没有联合体一项"),
    )
    own_grounds = LinesField(
        label=_("招标文件自行载明的否决情形"),
        required=False,
        longest=LONGEST_GROUND,
        most=MAX_OWN_GROUNDS,
        help_text=_("一行一条，随公告公布。法定情形由平台列出；招标文件没有载明的标准，不得作为评标依据"),
    )
    needs_approval = forms.BooleanField(
        label=_("项目需要审批、核准"),
        required=False,
        help_text=_("需要的，流标之后不再招标须经原审批、核准部门同意"),
    )
    validity_days = forms.IntegerField(
        label=_("投标有效期（日）"),
        required=False,
        initial=90,
        min_value=1,
        help_text=_("自投标截止之日起算；要求投标保证金的标段，以其载明的天数为准"),
    )

    def __init__(self, *args: Any, spec: KindSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(entry.code, f"{entry.code} {entry.zh}") for entry in classes_of(spec.code_class)]
        self.fields["trade_class"].choices = choices  # type: ignore[attr-defined]
        if not spec.may_prequalify:
            del self.fields["prequalification"]
        self.fields["joint_most"].choices = joint_choices(spec)  # type: ignore[attr-defined]

    def clean_joint_most(self) -> int:
        return int(self.cleaned_data["joint_most"] or 0)

    def basics(self) -> Basics:
        return Basics(**self.cleaned_data)


class KindForm(forms.Form):
    """Which kind of trade is drafted, and, where that is offered, whether it is for training."""

    kind = forms.ChoiceField(label=_("交易类别"), widget=forms.RadioSelect)
    training = forms.BooleanField(
        label=_("训练项目"), required=False, help_text=_("不产生法律效力；它有自己的时钟，可以拨快")
    )

    def __init__(self, *args: Any, specs: list[KindSpec], english: bool, may_train: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(spec.kind, spec.names.en if english else spec.names.zh) for spec in specs]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.fields["kind"].initial = choices[0][0]
        if not may_train:
            del self.fields["training"]


class LotForm(forms.Form):
    """One lot of a draft."""

    title = forms.CharField(label=_("标段名称"), max_length=200)
    scope = forms.CharField(
        label=_("招标范围"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    ceiling = forms.DecimalField(
        label=_("最高投标限价"),
        required=False,
        min_value=0,
        max_digits=LARGEST_AMOUNT_DIGITS,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def lot(self) -> LotDraft:
        return LotDraft(
            title=self.cleaned_data["title"],
            scope=self.cleaned_data["scope"],
            ceiling=self.cleaned_data["ceiling"],
        )


if TYPE_CHECKING:
    LotForms = forms.BaseFormSet[LotForm]
else:
    LotForms = forms.BaseFormSet


class BaseLotFormSet(LotForms):
    """The lots in their order; those that are marked or empty are left out."""

    def add_fields(self, form: LotForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("移除这个标段")

    def clean(self) -> None:
        if not any(self.errors) and not self.lots():
            raise forms.ValidationError(_("至少需要一个标段。"))

    def lots(self) -> list[LotDraft]:
        kept = [form for form in self.forms if form.cleaned_data.get("title") and form not in self.deleted_forms]
        return [form.lot() for form in kept]


LotFormSet = cast(
    "type[BaseLotFormSet]",
    forms.formset_factory(
        LotForm,
        formset=BaseLotFormSet,
        extra=0,
        can_delete=True,
        max_num=MAX_LOTS,
        absolute_max=MAX_LOTS,
        validate_max=True,
    ),
)


class DocumentForm(forms.Form):
    """One file, for browsers without scripts; others send it in pieces."""

    file = forms.FileField(label=_("选择文件"), max_length=200, required=False)


class MomentField(forms.DateTimeField):
    """A moment of Beijing time, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format=MOMENT)
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        return moment.replace(second=0, microsecond=0) if moment else None


class MinutesField(forms.IntegerField):
    """A length of time in whole minutes; the law knows the range, not the form."""

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=DAY_IN_MINUTES, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return int(value.total_seconds() // 60) if isinstance(value, timedelta) else value

    def clean(self, value: Any) -> timedelta:
        return timedelta(minutes=super().clean(value))


class TimetableForm(forms.Form):
    """When what happens; all lots share it."""

    documents_from = MomentField(label=_("招标文件开始提供"), help_text=_("北京时间；早于发布的，以发布时刻为准"))
    documents_until = MomentField(label=_("招标文件停止提供"), help_text=_("一日的二十四时，写作次日 00:00"))
    deadline = MomentField(label=_("投标截止与开标"), help_text=_("恰好等于截止时间即为迟到"))
    window = MinutesField(label=_("解密窗口"))
    keys_allowance = MinutesField(label=_("公布窗口密钥的时限"))
    objections = MinutesField(label=_("现场异议"))
    confirmation = MinutesField(label=_("签字确认"))
    extension = MinutesField(
        label=_("平台中断时的延长"),
        help_text=_("平台在截止时刻中断的，监督部门可以决定按此时长延长投标；0 为不延长"),
        least=0,
    )

    def timetable(self) -> TimetableDraft:
        return TimetableDraft(**self.cleaned_data)


class PrequalificationForm(forms.Form):
    """When applications are asked for; the times of the tender come with its own notice."""

    documents_from = MomentField(label=_("资格预审文件开始提供"), help_text=_("北京时间；早于发布的，以发布时刻为准"))
    documents_until = MomentField(label=_("资格预审文件停止提供"), help_text=_("一日的二十四时，写作次日 00:00"))
    deadline = MomentField(label=_("资格预审申请截止"), help_text=_("恰好等于截止时间即为迟到"))
    extension = MinutesField(
        label=_("平台中断时的延长"),
        help_text=_("平台在截止时刻中断的，监督部门可以决定按此时长延长；0 为不延长"),
        least=0,
    )

    def timetable(self, lot: Lot) -> TimetableDraft:
        """With the lengths of the opening as the lot has them."""
        lengths = {name: getattr(lot, name) for name in ("window", "keys_allowance", "objections", "confirmation")}
        return TimetableDraft(**self.cleaned_data, **lengths)


class OrganisationForm(forms.Form):
    """The organisation a person acts for, and as what."""

    name = forms.CharField(label=_("单位名称"), max_length=200, help_text=_("与营业执照一致"))
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=18,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=_("18 位，最后一位是校验码"),
    )
    role = forms.ChoiceField(
        label=_("以什么身份参加"),
        widget=forms.RadioSelect,
        choices=[(role.value, ROLE_LABELS[role]) for role in (Role.BIDDER, Role.AGENCY)],
    )

    def clean_uscc(self) -> str:
        try:
            return check_uscc(self.cleaned_data["uscc"].strip().upper())
        except BadCode as error:
            raise forms.ValidationError(_("统一社会信用代码不正确，请核对每一位。")) from error


class ConfirmationForm(forms.Form):
    """Confirming by the password once more; the ledger calls it "session" and nothing stronger."""

    password = forms.CharField(
        label=_("再次输入登录密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("密码不正确。"))
        return password


class OutageForm(ConfirmationForm):
    """What becomes of the deadline that an outage crossed."""

    EXTEND = "extend"

    decision = forms.ChoiceField(
        label=_("决定"),
        widget=forms.RadioSelect,
        choices=[
            (EXTEND, _("延长：从现在起，按招标文件约定的时长继续接收投标")),
            ("dismiss", _("不延长：按原截止时间，随即封闭投标箱")),
        ],
    )
    reason = forms.CharField(
        label=_("理由"),
        help_text=_("随公告一并公开"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("decision", "reason", "password")


class InvitationForm(forms.Form):
    """Whom to let into one's organisation."""

    email = forms.EmailField(
        label=_("对方的邮箱"), help_text=_("填写后同时发出邮件；也可以只用链接"), max_length=200, required=False
    )
    administers = forms.BooleanField(label=_("也可以邀请和移出成员"), required=False)


class CalendarForm(forms.Form):
    """A yearly notice of holidays, as it is typed in."""

    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2200)
    source = forms.CharField(label=_("文号"), max_length=100, help_text=_("例如：国办发明电〔2026〕7号"))
    text = forms.CharField(
        label=_("放假与调休"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("一行一天：2027-01-01 元旦；调休上班：2027-01-03 上班 元旦"),
    )


class CalendarDecisionForm(ConfirmationForm):
    """What becomes of a notice that somebody else typed in."""

    PUBLISH = "publish"

    decision = forms.ChoiceField(
        label=_("决定"),
        widget=forms.RadioSelect,
        choices=[(PUBLISH, _("与原文一致，公布")), ("refuse", _("退回"))],
    )
    field_order = ("decision", "password")
