"""What the agency types about the deposit of a lot. Whether it is lawful is not decided here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.deposit_words import HOLDER_WORDS
from trading.domain.deposit_terms import LONGEST_VALIDITY, DepositForm, DepositHolder
from trading.forms import LARGEST_AMOUNT_DIGITS
from trading.services.deposits import DepositDraft

USUAL_VALIDITY = 90


class AmountField(forms.DecimalField):
    """A sum in yuan, to the cent."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_digits=LARGEST_AMOUNT_DIGITS, decimal_places=2, widget=widget, **kwargs)


class DepositAskForm(forms.Form):
    """The deposit of one lot, or none."""

    asked = forms.BooleanField(label=_("本标段要求投标保证金"), required=False)
    amount = AmountField(label=_("保证金金额"), required=False)
    estimate = AmountField(label=_("招标项目估算价"), required=False, help_text=_("不公布；不填则以最高投标限价为准"))
    holder = forms.ChoiceField(
        label=_("由谁收取"),
        help_text=_("招标人看不到的账户"),
        widget=forms.RadioSelect,
        choices=[(holder.value, word) for holder, word in HOLDER_WORDS.items()],
        initial=DepositHolder.CENTRE.value,
    )
    valid_days = forms.IntegerField(
        label=_("投标有效期"),
        help_text=_("自投标截止之日起；保证金与投标同样长久有效"),
        min_value=1,
        max_value=LONGEST_VALIDITY,
        initial=USUAL_VALIDITY,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("asked") and cleaned.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("请填写金额。"))
        return cleaned

    def draft(self, accepted: tuple[DepositForm, ...]) -> DepositDraft | None:
        """None where the lot asks none; `accepted`: the forms that the law makes every notice take."""
        values = self.cleaned_data
        if not values["asked"]:
            return None
        return DepositDraft(
            amount=values["amount"],
            forms=accepted,
            holder=DepositHolder(values["holder"]),
            valid_days=values["valid_days"],
            estimate=values["estimate"],
        )
