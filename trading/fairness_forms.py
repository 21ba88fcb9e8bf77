"""What a reviewer makes sure of before a notice: a box for each concern of the edition, and the password."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.domain.kinds.fairness import Concern, FairnessRule
from trading.forms import ConfirmationForm
from trading.selectors.kinds import in_language


class FairnessForm(ConfirmationForm):
    """Every box has to be ticked: nothing of the kind is in the draft."""

    def __init__(self, *args: Any, rules: Sequence[FairnessRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in rules:
            self.fields[rule.concern.value] = forms.BooleanField(
                label=in_language(rule.wording), error_messages={"required": _("请核对这一项。")}
            )
        self.order_fields([*(rule.concern.value for rule in rules), "password"])

    @property
    def cleared(self) -> list[Concern]:
        return [Concern(name) for name, ticked in self.cleaned_data.items() if name != "password" and ticked]
