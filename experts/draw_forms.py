"""What a supervisor signs by the session in a draw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from experts.services.draw import LONGEST_REASON
from trading.forms import ConfirmationForm


class ListCheckForm(ConfirmationForm):
    """Root and size as the supervisor's own browser reckoned them from the list."""

    root = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput)
    size = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RepetitionForm(ConfirmationForm):
    """Why a draw is made again."""

    reason = forms.CharField(
        label=_("重新抽取的理由"),
        help_text=_("写入账本，一并公开"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("reason", "password")
