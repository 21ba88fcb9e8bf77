"""Forms after a failure: why it failed, what is tendered again, what is left."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.domain.retendering import FailureCause
from trading.forms import ConfirmationForm
from trading.models import Lot
from trading.services.retendering import LONGEST, Analysis
from trading.templatetags.mz import FAILURE_CAUSES


def _lots_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=_("标段"), widget=forms.CheckboxSelectMultiple)


def _text(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, help_text=help_text, widget=forms.Textarea(attrs={"rows": 5})
    )


class _OfLots(forms.Form):
    """Some of the lots that are offered; at first all of them."""

    def __init__(self, *args: Any, lots: Sequence[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(lot.pk), _("第 %(number)d 标段 %(title)s") % _named(lot)) for lot in lots]
        self.fields["lots"].choices = choices  # type: ignore[attr-defined]
        self.fields["lots"].initial = [value for value, _word in choices]

    @property
    def chosen(self) -> list[UUID]:
        return [UUID(value) for value in self.cleaned_data["lots"]]


class AnalysisForm(_OfLots, ConfirmationForm):
    """Why lots failed, and what is done about it."""

    lots = _lots_field()
    causes = forms.MultipleChoiceField(
        label=_("流标的原因"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(cause.value, FAILURE_CAUSES[cause]) for cause in FailureCause],
    )
    text = _text(_("原因分析"), _("随公告公开；请不要写出投标人的名称和投标数量"))
    measures = _text(_("采取的措施"), _("例如：放宽资格条件、调整限价、延长投标时间"))
    field_order = ("lots", "causes", "text", "measures", "password")

    def analysis(self) -> Analysis:
        data = self.cleaned_data
        return Analysis(tuple(FailureCause(cause) for cause in data["causes"]), data["text"], data["measures"])


class RetenderForm(_OfLots):
    """Which lots are tendered again."""

    lots = _lots_field()


class LeavingForm(_OfLots, ConfirmationForm):
    """Which lots are not tendered again, and why; the approver's consent where the project needs one."""

    lots = _lots_field()
    reason = _text(_("理由"), _("随公告公开；请不要写出投标人的名称和投标数量"))
    consent = forms.FileField(
        label=_("审批、核准部门同意的文件"), max_length=200, required=False, help_text=_("随公告公开，不超过 4 MB")
    )
    field_order = ("lots", "reason", "consent", "password")

    def __init__(self, *args: Any, needs_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_consent:
            del self.fields["consent"]


def _named(lot: Lot) -> dict[str, object]:
    return {"number": lot.number, "title": lot.title}
