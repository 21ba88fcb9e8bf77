"""What an organisation declares of itself: who is in charge, who handles its bids, who controls or manages it."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.domain.codes import BadCode, check_uscc
from trading.domain.relations import MOST_CONTROLLERS, Control, Controller, Declaration

CONTROL_LABELS = {Control.HOLDS: _("控股"), Control.MANAGES: _("管理")}
EMPTY_ROWS = 2


class DeclarationForm(forms.Form):
    """The person in charge, and who is asked about bids."""

    person = forms.CharField(label=_("单位负责人"), max_length=60, help_text=_("法定代表人，或者法律规定代表单位的人"))
    mark = forms.RegexField(
        r"^[0-9]{3}[0-9Xx]$",
        label=_("负责人证件号码后四位"),
        max_length=4,
        help_text=_("只用来区分同名的人；平台不需要完整号码"),
        error_messages={"invalid": _("填证件号码的最后四位，例如 123X。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    contact = forms.CharField(label=_("投标联系人"), max_length=60)
    phone = forms.RegexField(
        r"^\+?[0-9][0-9 ()-]{5,28}$",
        label=_("联系电话"),
        max_length=30,
        error_messages={"invalid": _("填电话号码，例如 024-81234567 或 13900000000。")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class ControllerForm(forms.Form):
    """One organisation that controls or manages this one; an empty row is left out."""

    code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label=_("单位名称"), max_length=200, required=False)
    how = forms.ChoiceField(
        label=_("关系"), choices=[(how.value, label) for how, label in CONTROL_LABELS.items()], required=False
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        try:
            return check_uscc(code) if code else ""
        except BadCode as error:
            raise forms.ValidationError(_("统一社会信用代码不正确，请核对每一位。")) from error

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if "code" in data and bool(data["code"]) != bool(data.get("name")):
            raise forms.ValidationError(_("代码和名称要一起填写；不需要的一行两项都留空。"))
        return data

    def controller(self) -> Controller | None:
        data = self.cleaned_data
        if not data.get("code"):
            return None
        return Controller(data["code"], data["name"], Control(data["how"] or Control.HOLDS))


if TYPE_CHECKING:
    ControllerForms = forms.BaseFormSet[ControllerForm]
else:
    ControllerForms = forms.BaseFormSet


class BaseControllerFormSet(ControllerForms):
    """Those that control or manage the organisation, and two empty rows for more."""

    def controllers(self) -> tuple[Controller, ...]:
        return tuple(found for form in self.forms if (found := form.controller()))


ControllerFormSet = cast(
    "type[BaseControllerFormSet]",
    forms.formset_factory(
        ControllerForm,
        formset=BaseControllerFormSet,
        extra=EMPTY_ROWS,
        max_num=MOST_CONTROLLERS,
        absolute_max=MOST_CONTROLLERS + EMPTY_ROWS,
        validate_max=True,
    ),
)


def declaration_of(form: DeclarationForm, rows: BaseControllerFormSet) -> Declaration:
    """What was typed, both being valid."""
    data = form.cleaned_data
    return Declaration(data["person"], data["mark"].upper(), data["contact"], data["phone"], rows.controllers())
