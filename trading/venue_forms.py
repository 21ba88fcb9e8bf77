"""Forms of rooms and bookings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.domain.venues import RoomUse, Span
from trading.services.venues import MOST_SEATS

MOMENT = "%Y-%m-%dT%H:%M"
USES = {RoomUse.OPENING: _("开标室"), RoomUse.EVALUATION: _("评标室")}
USE_CHOICES = [(use.value, label) for use, label in USES.items()]


class RoomForm(forms.Form):
    """A room with its seats."""

    name = forms.CharField(label=_("场地名称"), max_length=60)
    address = forms.CharField(label=_("地址"), max_length=200, help_text=_("楼、层、门牌"))
    use = forms.ChoiceField(label=_("用途"), choices=USE_CHOICES, initial=RoomUse.EVALUATION.value)
    seats = forms.IntegerField(label=_("座位数"), min_value=1, max_value=MOST_SEATS, initial=7)


class BookingForm(forms.Form):
    """When, for what and how many; the rooms that have so many free seats then are the choices."""

    use = forms.ChoiceField(label=_("用途"), choices=USE_CHOICES, initial=RoomUse.EVALUATION.value)
    starts_at = forms.DateTimeField(
        label=_("开始（北京时间）"),
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    ends_at = forms.DateTimeField(
        label=_("结束（北京时间）"),
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    seats = forms.IntegerField(label=_("座位数"), min_value=1, max_value=MOST_SEATS, initial=5)

    def span(self) -> Span:
        return Span(self.cleaned_data["starts_at"], self.cleaned_data["ends_at"])

    def use_of(self) -> RoomUse:
        return RoomUse(self.cleaned_data["use"])

    def wish(self) -> dict[str, Any]:
        """The same as the hidden fields of a chosen room."""
        return {name: self[name].value() for name in self.fields}
