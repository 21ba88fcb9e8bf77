"""What somebody looks for, parsed once at the edge: what is wrong is said beside its field, and nothing is lost."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from disclosure.domain.asking import Asked, Place, read_place
from disclosure.domain.provinces import PROVINCES
from disclosure.domain.sorting import Business, Group
from disclosure.sorting_words import BUSINESS_WORDS, GROUP_WORDS
from disclosure.words import terms_of
from trading.domain.regions import REGIONS
from trading.domain.stages import Stage
from trading.forms import IN_CHINESE
from trading.templatetags.mz import stage_word

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_TEXT: Final = 100
WAN: Final = Decimal(10_000)
Choices: TypeAlias = "list[tuple[str, str | _StrPromise]]"


def businesses() -> Choices:
    return [("", _("全部类别")), *((each.value, word) for each, word in BUSINESS_WORDS.items())]


def groups() -> Choices:
    return [("", _("全部公告类型")), *((each.value, word) for each, word in GROUP_WORDS.items())]


def stages() -> Choices:
    return [("", _("全部阶段")), *((stage.value, stage_word(stage)) for stage in Stage if stage is not Stage.DRAFT)]


def regions() -> Choices:
    """The provinces, and of the one whose table we have its cities."""
    cities = [(code, name) for code, name in REGIONS.items() if code.endswith("00") and not code.endswith("0000")]
    return [("", _("全部地区")), *PROVINCES.items(), *cities]


def day_field(label: "_StrPromise") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


def amount_field(label: "_StrPromise") -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=15, decimal_places=6)


class SearchForm(forms.Form):
    """Nothing is required: an empty form asks for everything."""

    q = forms.CharField(
        label=_("搜索公告"),
        required=False,
        strip=True,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("项目名称、编号、单位、公告里的词")}),
        error_messages={"max_length": _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。请只写最要紧的几个词。")},
    )
    business = forms.ChoiceField(label=_("交易类别"), required=False, choices=businesses)
    type = forms.ChoiceField(label=_("公告类型"), required=False, choices=groups)
    region = forms.ChoiceField(label=_("地区"), required=False, choices=regions, widget=forms.Select(attrs=IN_CHINESE))
    stage = forms.ChoiceField(label=_("项目现在的阶段"), required=False, choices=stages)
    since = day_field(_("发布日期自"))
    until = day_field(_("发布日期至"))
    least = amount_field(_("金额不低于（万元）"))
    most = amount_field(_("金额不高于（万元）"))
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    FILTERS: Final = ("type", "region", "stage", "since", "until", "least", "most")

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if text and not terms_of(text):
            raise forms.ValidationError(_("只有标点，找不到任何公告。请写字或者数字。"))
        return text

    def clean_after(self) -> Place | None:
        text: str = self.cleaned_data["after"]
        place = read_place(text)
        if text and place is None:
            raise forms.ValidationError(_("没有这个位置，请从最新的公告看起。"))
        return place

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", _("这一天在开始日期之前。"))
        least, most = said.get("least"), said.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _("这个金额比最低金额小。"))
        return said

    def asked(self) -> Asked:
        """What a form without mistakes asks for."""
        said = self.cleaned_data
        return Asked(
            text=said["q"],
            business=Business(said["business"]) if said["business"] else None,
            group=Group(said["type"]) if said["type"] else None,
            region=said["region"],
            stage=Stage(said["stage"]) if said["stage"] else None,
            since=said["since"],
            until=said["until"],
            least=_yuan(said["least"]),
            most=_yuan(said["most"]),
            after=said["after"],
        )

    def query(self, **more: str) -> str:
        """The address of the same question, "" if it asks for everything; always in the same order."""
        query = QueryDict(mutable=True)
        said = {name: self.cleaned_data[name] for name in self.fields if name != "after"} | more
        for name, value in said.items():
            if value not in (None, ""):
                query[name] = _written(value)
        return query.urlencode()

    @property
    def narrowed(self) -> bool:
        """Whether more is asked for than a text and a family."""
        return any(self[name].value() for name in self.FILTERS)


def _yuan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount * WAN


def _written(value: object) -> str:
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
    return str(value)
