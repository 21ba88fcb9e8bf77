"""Forms of complaints and stop orders: what the complainant, the agency and the supervisor write."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.domain.kinds import KindSpec
from trading.domain.matters import Matter, Measure, reason_of
from trading.domain.stages import Outcome
from trading.forms import ConfirmationForm
from trading.models import Lot
from trading.services.complaining import LONGEST_COMPLAINT, LONGEST_DEMAND, ComplaintDraft
from trading.services.deciding import LONGEST_TEXT
from trading.services.stopping import LONGEST_REASON
from trading.templatetags.mz import ALLOWED, MATTERS, MEASURES


def _text(label: Any, longest: int, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ComplaintForm(forms.Form):
    """A complaint; a first file may come with it."""

    matter = forms.ChoiceField(
        label=_("投诉的事项"), widget=forms.RadioSelect, choices=[(each.value, word) for each, word in MATTERS.items()]
    )
    known_on = forms.DateField(
        label=_("知道或者应当知道之日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = _text(
        _("事实、理由和依据"),
        LONGEST_COMPLAINT,
        10,
        help_text=_("监督部门看到全文和投诉人；受理后，招标人看到文字，看不到是谁"),
    )
    asks = _text(_("投诉请求"), LONGEST_DEMAND, 4, help_text=_("要求监督部门作什么处理"))

    def draft(self) -> ComplaintDraft:
        data = self.cleaned_data
        return ComplaintDraft(Matter(data["matter"]), data["known_on"], data["text"], data["asks"])


class EvidenceForm(forms.Form):
    """One file."""

    file = forms.FileField(label=_("选择文件"), max_length=200, help_text=_("每份不超过 4 MB，最多 20 份"))


class StepForm(forms.Form):
    """What the supervisor does short of a decision; which of it is the button's value."""

    text = _text(_("理由"), LONGEST_TEXT, 4, help_text=_("投诉人会看到"))


class StatementForm(forms.Form):
    """The agency's view."""

    text = _text(_("陈述和依据"), LONGEST_TEXT, 8, help_text=_("监督部门会看到"))


class DecisionForm(ConfirmationForm):
    """Upheld with measures, or dismissed with none."""

    UPHELD = "upheld"

    result = forms.ChoiceField(
        label=_("决定"),
        widget=forms.RadioSelect,
        choices=[(UPHELD, _("投诉成立")), ("dismissed", _("驳回投诉"))],
    )
    measures = forms.MultipleChoiceField(
        label=_("处理"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[(each.value, word) for each, word in MEASURES.items()],
        help_text=_("投诉成立的，至少选一项"),
    )
    lots = forms.MultipleChoiceField(
        label=_("终止的标段"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("认定无效或者责令重新招标的，所选标段随决定终止并公告，之后依法重新招标"),
    )
    text = _text(_("决定的内容和依据"), LONGEST_TEXT, 10, help_text=_("向所有人公开，请勿写出可能透露投诉人的内容"))
    field_order = ("result", "measures", "lots", "text", "password")

    def __init__(self, *args: Any, lots: Sequence[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(lot.pk), f"{lot.number} {lot.title}") for lot in lots]
        self.fields["lots"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["lots"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "result" in data and (data["result"] == self.UPHELD) != bool(data.get("measures")):
            self.add_error("measures", _("投诉成立的，至少选一项处理；驳回的，不选。"))
        ends = reason_of(Measure(each) for each in data.get("measures", ())) is not None
        if "lots" in self.fields and ends != bool(data.get("lots")):
            self.add_error("lots", _("认定无效或者责令重新招标的，选择所涉及的标段；其他的，不选。"))
        return data

    @property
    def ended(self) -> list[UUID] | None:
        """The lots that end; None where there is none that could."""
        return [UUID(each) for each in self.cleaned_data["lots"]] if "lots" in self.fields else None

    @property
    def chosen(self) -> list[Measure]:
        return [Measure(each) for each in self.cleaned_data["measures"]]


class StopForm(ConfirmationForm):
    """Why a trade is stopped, and what may happen meanwhile."""

    reason = _text(_("理由"), LONGEST_REASON, 5, help_text=_("随公告一并公开"))
    allows = forms.MultipleChoiceField(label=_("暂停期间仍然允许"), widget=forms.CheckboxSelectMultiple, required=False)
    field_order = ("reason", "allows", "password")

    def __init__(self, *args: Any, spec: KindSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.value, ALLOWED[each]) for each in spec.order_may_allow]
        self.fields["allows"].choices = choices  # type: ignore[attr-defined]

    @property
    def allowed(self) -> list[Outcome]:
        return [Outcome(each) for each in self.cleaned_data["allows"]]


class LiftingForm(ConfirmationForm):
    """Why a trade goes on."""

    reason = _text(_("恢复的理由"), LONGEST_REASON, 5, help_text=_("随公告一并公开"))
    field_order = ("reason", "password")
