"""Rooms: the operator's page, and the agency's page to book seats for a lot."""

from typing import assert_never
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from trading.domain.actors import Role
from trading.domain.venues import BookingFault, RoomUse
from trading.models import Lot
from trading.selectors.venues import (
    NoSuchBooking,
    NoSuchRoom,
    bookable_lot,
    booking_for,
    bookings_at,
    bookings_of,
    own_rooms,
    rooms_for,
)
from trading.services.moments import database_time
from trading.services.venues import BookingRefused, RoomRefused, add_room, book, release, retire_room
from trading.venue_forms import USES, BookingForm, RoomForm
from trading.views.access import actor_of, for_role
from trading.views.methods import FORM


@never_cache
@FORM
@for_role(Role.VENUE)
def rooms(request: HttpRequest) -> HttpResponse:
    """The operator's rooms and what is booked in them from now on; new rooms are entered here."""
    actor, form = actor_of(request), RoomForm(request.POST or None)
    if form.is_valid() and _added(request, form):
        return redirect("venues:rooms")
    bookings = bookings_at(actor, database_time())
    context = {"form": form, "rooms": own_rooms(actor), "bookings": bookings, "uses": _uses()}
    return render(request, "venues/rooms.html", context)


@require_POST
@for_role(Role.VENUE)
def retirement(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The room takes no more bookings."""
    retire_room(room_id=room_id, by=actor_of(request))
    messages.success(request, _("不再接受预订，已有的预订不变。"))
    return redirect("venues:rooms")


@require_POST
def release_booking(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Give a booking back: its agency, or the operator of the room."""
    actor = actor_of(request)
    booking = booking_for(actor, booking_id)
    try:
        release(booking_id=booking_id, by=actor)
        messages.success(request, _("预订已取消。"))
    except BookingRefused as refused:
        messages.warning(request, _(str(refused)))
    return redirect("venues:rooms") if actor.role is Role.VENUE else redirect("agency:rooms", booking.lot_id)


@never_cache
@FORM
@for_role(Role.AGENCY)
def booking(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Say when and how many, see which rooms have them, take one."""
    actor = actor_of(request)
    lot = bookable_lot(actor, lot_id)
    form = BookingForm(request.POST if request.method == "POST" else request.GET if "use" in request.GET else None)
    wished = form.is_bound and form.is_valid()
    if wished and request.method == "POST" and _booked(request, lot, form):
        return redirect("agency:rooms", lot.pk)
    context = {
        "lot": lot,
        "form": form,
        "found": rooms_for(form.span(), form.use_of()) if wished and form.is_valid() else None,
        "wish": form.wish() if wished else {},
        "bookings": bookings_of(lot),
        "uses": _uses(),
    }
    return render(request, "venues/booking.html", context)


def sentence_of(fault: BookingFault) -> str:
    match fault:
        case BookingFault.ENDS_BEFORE_IT_BEGINS:
            return _("结束时间应当晚于开始时间。")
        case BookingFault.TOO_LONG:
            return _("一次最多预订 14 天。")
        case BookingFault.IN_THE_PAST:
            return _("开始时间已经过去。")
        case BookingFault.TOO_FAR_AHEAD:
            return _("最多提前一年预订。")
        case BookingFault.NO_SEATS:
            return _("至少预订一个座位。")
        case BookingFault.TOO_FEW_SEATS:
            return _("这个场地没有这么多座位。")
        case _:
            assert_never(fault)


def _uses() -> dict[str, str]:
    return {use.value: str(label) for use, label in USES.items()}


def _added(request: HttpRequest, form: RoomForm) -> bool:
    values = form.cleaned_data | {"use": RoomUse(form.cleaned_data["use"])}
    try:
        add_room(**values, by=actor_of(request))
    except RoomRefused as refused:
        form.add_error(None, _(str(refused)))
        return False
    messages.success(request, _("已登记。"))
    return True


def _booked(request: HttpRequest, lot: Lot, form: BookingForm) -> bool:
    seats, actor = form.cleaned_data["seats"], actor_of(request)
    try:
        room_id = UUID(request.POST.get("room", ""))
        book(lot_id=lot.pk, room_id=room_id, span=form.span(), seats=seats, by=actor)
    except (ValueError, NoSuchRoom, NoSuchBooking):
        form.add_error(None, _("请选择场地。"))
        return False
    except BookingRefused as refused:
        form.add_error(None, sentence_of(refused.fault) if refused.fault else _(str(refused)))
        return False
    messages.success(request, _("已预订。"))
    return True
