"""A committee in numbers: the agency's request and what became of it, and the supervisors' view of all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from experts.domain.shapes import shape_of
from experts.forms import GroupForms, GroupFormSet, RequestForm, major_choices
from experts.selectors.committees import committee_of, own_lot, unknown_representatives, watched
from experts.selectors.pool import region_word
from experts.selectors.reviewing import reviews
from experts.services.requesting import (
    RequestRefused,
    has_committees,
    is_for_committee,
    request_committee,
    withdraw_request,
)
from experts.views.words import request_wrong
from trading.domain.actors import Role
from trading.domain.venues import RoomUse
from trading.models import Lot
from trading.selectors.trades import NoSuchLot
from trading.selectors.venues import next_booking
from trading.services.moments import database_time
from trading.views.access import actor_of, for_role
from trading.views.methods import FORM


@never_cache
@FORM
@for_role(Role.AGENCY)
def committee(request: HttpRequest, trade_id: UUID, lot_id: UUID) -> HttpResponse:
    """Ask for a committee, see how far it is, take the request back."""
    lot = own_lot(actor_of(request), trade_id, lot_id)
    calls = lot.trade.spec.law.expert_calls_before
    if not has_committees(lot.trade.spec) or calls is None:
        raise NoSuchLot
    shown = committee_of(actor_of(request), lot)
    is_open = shown is not None and shown.ended_at is None
    if is_open and request.method == "POST":
        return _withdrawn(request, lot)
    form = RequestForm(request.POST or None, calls=calls.value, reviewing=reviews(lot), initial=_proposed(lot))
    groups = GroupFormSet(request.POST or None, prefix="groups", form_kwargs={"majors": major_choices()})
    if request.method == "POST" and form.is_valid() and groups.is_valid() and _requested(request, lot, form, groups):
        return redirect("agency:committee", trade_id, lot_id)
    context = {
        "trade": lot.trade,
        "lot": lot,
        "committee": shown,
        "region": region_word(shown.region.ljust(6, "0")) if shown and shown.region else "",
        "open": is_open,
        "form": form,
        "groups": groups,
        "unknown": unknown_representatives(actor_of(request), lot),
        "least": shape_of(lot.trade.spec).least,
        "reviewing": reviews(lot),
        "wanted": is_for_committee(lot),
    }
    return render(request, "agency/committee.html", context)


@never_cache
@require_safe
@for_role(Role.SUPERVISOR)
def watching(request: HttpRequest) -> HttpResponse:
    """Every committee that is not over, in numbers."""
    return render(request, "supervision/committees.html", {"committees": watched(actor_of(request))})


def _proposed(lot: Lot) -> dict[str, object]:
    """The evaluation begins at the opening at the earliest, in the room that is booked, if one is."""
    booking = next_booking(lot, RoomUse.EVALUATION, database_time())
    return {"evaluation_from": lot.deadline, "place": "" if booking is None else booking.room.name}


def _requested(request: HttpRequest, lot: Lot, form: RequestForm, groups: GroupForms) -> bool:
    try:
        request_committee(lot_id=lot.pk, draft=form.draft(groups), by=actor_of(request))
    except RequestRefused as refused:
        said = [request_wrong(fault, get_language() or "zh") for fault in refused.faults] or [_(str(refused))]
        for sentence in said:
            form.add_error(None, sentence)
        return False
    messages.success(request, _("组建申请已提交。"))
    return True


def _withdrawn(request: HttpRequest, lot: Lot) -> HttpResponse:
    try:
        withdraw_request(lot_id=lot.pk, by=actor_of(request))
        messages.success(request, _("组建申请已撤回。"))
    except RequestRefused as refused:
        messages.warning(request, _(str(refused)))
    return redirect("agency:committee", lot.trade_id, lot.pk)
