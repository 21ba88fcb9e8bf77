"""Samples of the pages of rooms."""

from typing import Any

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples.common import LOT, TITLE, TRADE, at, thing

USES = {"opening": "开标室", "evaluation": "评标室"}
ADDRESS = "沈阳市浑南区全运五路 1 号二层 201"
LOT_TITLE = "步道土建与安装"


class RoomForm(forms.Form):
    """A name, a choice, a number."""

    name = forms.CharField(label="场地名称")
    address = forms.CharField(label="地址", help_text="楼、层、门牌")
    use = forms.ChoiceField(label="用途", choices=list(USES.items()), initial="evaluation")
    seats = forms.IntegerField(label="座位数", initial=7)


class BookingForm(forms.Form):
    """Two moments and a number."""

    use = forms.ChoiceField(label="用途", choices=list(USES.items()), initial="evaluation")
    starts_at = forms.CharField(label="开始（北京时间）", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends_at = forms.CharField(label="结束（北京时间）", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    seats = forms.IntegerField(label="座位数", initial=5)


def _room(number: int, **changes: Any) -> Any:
    facts = {
        "id": LOT,
        "name": f"评标{number}室",
        "address": ADDRESS,
        "use": "evaluation",
        "places": 7,
        "seats": 7,
        "free": 7 - number,
        "retired_at": None,
    }
    return thing(**(facts | changes))


def _booking(day: int) -> Any:
    lot = thing(id=LOT, title=LOT_TITLE, trade=thing(id=TRADE, title=TITLE))
    return thing(id=LOT, room=_room(1), lot=lot, starts_at=at(day, 9), ends_at=at(day, 17), places=5)


def _rooms(**changes: Any) -> dict[str, Any]:
    rooms = [_room(1), _room(2, retired_at=at(1, 9)), _room(3, name="第一开标室", use="opening", places=40)]
    return {"form": RoomForm(), "uses": USES, "rooms": rooms, "bookings": [_booking(16), _booking(17)]} | changes


def _wished(**changes: Any) -> dict[str, Any]:
    lot = thing(id=LOT, title=LOT_TITLE, trade=thing(id=TRADE, title=TITLE))
    wish = {"use": "evaluation", "starts_at": "2026-03-16T09:00", "ends_at": "2026-03-16T17:00", "seats": "5"}
    found = [_room(1), _room(2)]
    facts = {"lot": lot, "form": BookingForm(wish), "wish": wish, "uses": USES, "found": found, "bookings": []}
    return facts | changes


def _page(name: str, path: str, role: str, context: Any) -> Sample:
    return Sample(f"venues/{name}.html", context, path, role)


SAMPLES = {
    "venues/rooms": _page("rooms", "/venues/", "venue", _rooms),
    "venues/no-rooms": _page("rooms", "/venues/", "venue", lambda: _rooms(rooms=[], bookings=[])),
    "venues/booking": _page(
        "booking", f"/agency/lots/{LOT}/rooms/", "agency", lambda: _wished(form=BookingForm(), found=None)
    ),
    "venues/found": _page("booking", f"/agency/lots/{LOT}/rooms/", "agency", lambda: _wished(bookings=[_booking(16)])),
    "venues/none-found": _page("booking", f"/agency/lots/{LOT}/rooms/", "agency", lambda: _wished(found=[])),
}
