"""What the supervisor decides: whether an outage across a deadline moves it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trading.domain.actors import Role
from trading.domain.trade_time import trade_time
from trading.forms import OutageForm
from trading.selectors.complaints import all_complaints
from trading.selectors.dialogue import unanswered
from trading.selectors.incidents import HeldLot, held_lot, held_lots, past_incidents
from trading.selectors.looks_shown import late_looks
from trading.services.incidents import NotHeld, dismiss_outage, extend_deadline
from trading.services.moments import database_time, segments_of
from trading.views.access import actor_of, for_role
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM


@never_cache
@require_safe
@for_role(Role.SUPERVISOR)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what was announced and decided."""
    actor = actor_of(request)
    due = [each for each in all_complaints(actor, real=database_time()) if each.due is not None]
    context = {
        "held": held_lots(actor),
        "past": past_incidents(actor),
        "unanswered": unanswered(actor),
        "late_looks": late_looks(actor, database_time()),
        "complaints_due": len(due),
        "complaints_late": any(each.overdue for each in due),
    }
    return render(request, "supervision/home.html", context)


@never_cache
@FORM
@for_role(Role.SUPERVISOR)
def outage(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Decide on one, confirmed by the password; a decision without a reason is none."""
    held = held_lot(actor_of(request), lot_id)
    form = OutageForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid():
        return _decided(request, lot_id, form)
    return render(request, "supervision/outage.html", {"held": held, "form": form} | _clock(held))


def _decided(request: HttpRequest, lot_id: UUID, form: OutageForm) -> HttpResponse:
    extend = form.cleaned_data["decision"] == OutageForm.EXTEND
    decide = extend_deadline if extend else dismiss_outage
    try:
        decide(lot_id=lot_id, reason=form.cleaned_data["reason"], by=actor_of(request))
    except NotHeld:
        messages.warning(request, _("已经有决定，或者决定的时间已过。"))
        return redirect("supervision:home")
    done = _("已延长投标截止时间并公告。") if extend else _("已决定不延长，投标箱随即封闭。")
    messages.success(request, done)
    return redirect("supervision:home")


def _clock(held: HeldLot) -> dict[str, object]:
    segments = segments_of(held.lot.trade)
    return {"now": trade_time(segments, database_time()), "speed": segments[-1].speed}
