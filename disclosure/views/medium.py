"""Notices on their way to the designated medium: an agency's own, and all of them for supervisors."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from disclosure.selectors.medium import own_handovers, watched_handovers
from disclosure.services.medium import HandoverRefused, hand_over_again
from trading.domain.actors import Role
from trading.services.moments import database_time
from trading.views.access import actor_of, for_role


@never_cache
@require_safe
@for_role(Role.AGENCY)
def own(request: HttpRequest) -> HttpResponse:
    """What the medium published of one's own notices, what is on its way, and what needs somebody."""
    lines = own_handovers(actor_of(request), database_time())
    return render(request, "agency/medium.html", {"medium": settings.MEDIUM_NAME, "lines": lines})


@never_cache
@require_POST
@for_role(Role.AGENCY)
def handover(request: HttpRequest, trade_id: UUID, seq: int) -> HttpResponse:
    """Hand over once more what the medium refused, published otherwise, or owes."""
    try:
        hand_over_again(trade_id=trade_id, seq=seq, by=actor_of(request))
    except HandoverRefused as error:
        messages.error(request, _(str(error)))
    else:
        messages.success(request, _("已排队送交，片刻之后可以看到媒介的答复。"))
    return redirect("agency:medium")


@never_cache
@require_safe
@for_role(Role.SUPERVISOR)
def watched(request: HttpRequest) -> HttpResponse:
    """The same of all trades."""
    lines = watched_handovers(actor_of(request), database_time())
    return render(request, "supervision/medium.html", {"medium": settings.MEDIUM_NAME, "lines": lines})
