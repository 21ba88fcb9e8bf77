"""What the supervisor does about complaints, and stop orders."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trading.complaint_forms import DecisionForm, LiftingForm, StepForm, StopForm
from trading.domain.actors import Role
from trading.selectors import complaints as selectors
from trading.selectors.trades import trade_for
from trading.services import deciding
from trading.services.deciding import DecisionRefused, decide_complaint, lots_to_end
from trading.services.moments import database_time
from trading.services.stopping import StopRefused, lift_stop, order_stop
from trading.views.access import actor_of, for_role
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM

ACTS: Mapping[str, Callable[..., Any]] = {
    "acceptance": deciding.accept_complaint,
    "refusal": deciding.refuse_complaint,
    "break": deciding.begin_break,
    "result": deciding.end_break,
}
"""By the value of the button."""


@never_cache
@require_safe
@for_role(Role.SUPERVISOR)
def complaints(request: HttpRequest) -> HttpResponse:
    """All complaints, what is due first in front."""
    found = selectors.all_complaints(actor_of(request), real=database_time())
    return render(request, "supervision/complaints.html", {"complaints": found})


@never_cache
@FORM
@for_role(Role.SUPERVISOR)
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """One of them with its days; accept or refuse it, say when its time stands still."""
    actor = actor_of(request)
    found = selectors.complaint_for(actor, complaint_id, real=database_time())
    act = ACTS.get(request.POST.get("act", ""))
    form = StepForm(request.POST if act else None)
    if act is not None and form.is_valid():
        try:
            act(complaint_id=found.id, text=form.cleaned_data["text"], by=actor)
        except DecisionRefused as error:
            messages.warning(request, _(str(error)))
        else:
            messages.success(request, _("已记录。"))
        return redirect("supervision:complaint", found.id)
    trade = trade_for(actor, found.trade_id)
    context = {"complaint": found, "form": form, "law": trade.spec.law, "stop": selectors.stop_in_force(trade)}
    return render(request, "supervision/complaint.html", context)


@never_cache
@FORM
@for_role(Role.SUPERVISOR)
def decision(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """Decide and publish, confirmed by the password."""
    actor = actor_of(request)
    found = selectors.complaint_for(actor, complaint_id, real=database_time())
    trade = trade_for(actor, found.trade_id)
    form = DecisionForm(request.POST or None, user=person_of(request), lots=lots_to_end(trade))
    if may_try(request, form) and form.is_valid():
        said = {"measures": form.chosen, "text": form.cleaned_data["text"], "lots": form.ended}
        try:
            decide_complaint(complaint_id=found.id, by=actor, **said)
        except DecisionRefused as error:
            messages.warning(request, _(str(error)))
        else:
            messages.success(request, _("已作出决定并公开。"))
        return redirect("supervision:complaint", found.id)
    context = {"complaint": found, "form": form, "law": trade.spec.law}
    return render(request, "supervision/decision.html", context)


@never_cache
@FORM
@for_role(Role.SUPERVISOR)
def stop(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """Stop a trade, or let it go on if it is stopped; confirmed by the password."""
    trade = trade_for(actor_of(request), trade_id)
    standing, person = selectors.stop_in_force(trade), person_of(request)
    data = request.POST or None
    form = LiftingForm(data, user=person) if standing else StopForm(data, user=person, spec=trade.spec)
    if may_try(request, form) and form.is_valid() and _stopped(request, trade_id, form):
        return redirect("trades:detail", trade.pk)
    lots = trade.lots.order_by("number")
    stoppable = [each for each in lots if each.stage in trade.spec.stoppable]
    past = [each for each in selectors.stops_of(trade) if each.lifted_at is not None]
    context = {"trade": trade, "form": form, "stop": standing, "lots": stoppable, "past": past}
    return render(request, "supervision/stop.html", context)


def _stopped(request: HttpRequest, trade_id: UUID, form: StopForm | LiftingForm) -> bool:
    actor, reason = actor_of(request), form.cleaned_data["reason"]
    try:
        if isinstance(form, StopForm):
            order_stop(trade_id=trade_id, reason=reason, allows=form.allowed, by=actor)
            messages.success(request, _("已责令暂停并公告。"))
        else:
            lift_stop(trade_id=trade_id, reason=reason, by=actor)
            messages.success(request, _("已恢复并公告，期限相应顺延。"))
    except StopRefused as error:
        form.add_error(None, _(str(error)))
        return False
    return True
