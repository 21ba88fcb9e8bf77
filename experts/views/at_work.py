"""What the agency does for a committee at work: it names who chairs, and gives more time when members ask for it."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from experts.evaluation_forms import MoreTimeForm
from experts.services.more_time import extend, find_too_short
from experts.services.seating import name_chair
from experts.views.committee import did
from trading.domain.actors import Role
from trading.views.access import actor_of, for_role


@require_POST
@for_role(Role.AGENCY)
def naming(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The agency names who chairs."""
    by, blinded = actor_of(request), request.POST.get("member", "")
    did(request, lot_id, lambda: name_chair(lot_id=lot_id, blinded=blinded, by=by), _("组长已确定。"))
    return redirect("evaluation:result", lot_id)


@require_POST
@login_required
def shortage(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """A member finds the time too short."""
    by = actor_of(request)
    did(
        request,
        lot_id,
        lambda: find_too_short(lot_id=lot_id, by=by),
        _("已提出。超过三分之一的成员提出的，招标人应当延长。"),
    )
    return redirect("evaluation:bench", lot_id)


@require_POST
@for_role(Role.AGENCY)
def extension(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The agency gives more time."""
    agency, form = actor_of(request), MoreTimeForm(request.POST)
    by = form.length if form.is_valid() else timedelta(0)
    did(
        request,
        lot_id,
        lambda: extend(lot_id=lot_id, by=by, agency=agency),
        _("评标时间已延长，写入账本。评标室请一并续订。"),
    )
    return redirect("evaluation:result", lot_id)
