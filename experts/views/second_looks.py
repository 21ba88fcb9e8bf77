"""A member's page of a second look at a candidate (TR 56). To everybody else there is no such page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from experts.evaluation_forms import LookVoteForm
from experts.selectors.evaluating import Sitting
from experts.selectors.second_looks import look_for, votes_on
from experts.services.seating import EvaluationRefused
from experts.services.second_looks import vote_on_look
from experts.views.committee import common, promised
from trading.domain.second_looks import LOOKING
from trading.models import SecondLook
from trading.selectors.awards import candidates_of
from trading.selectors.looks_shown import look_shown
from trading.views.access import actor_of
from trading.views.methods import FORM


@never_cache
@FORM
@login_required
def second_look(request: HttpRequest, lot_id: UUID, look_id: UUID) -> HttpResponse:
    """Why the tenderer asks, and what the member thinks of it, until the committee has decided."""
    sitting = promised(request, lot_id)
    look = look_for(sitting, look_id)
    own = votes_on(look, sitting.members).get(sitting.member.seat)
    form = LookVoteForm(request.POST or None, initial=LookVoteForm.words_of(own))
    if form.is_valid():
        try:
            vote_on_look(lot_id=lot_id, look_id=look_id, by=actor_of(request), **form.said)
        except EvaluationRefused as error:
            form.add_error(None, _(str(error)))
        else:
            messages.success(request, _("复核意见已保存。"))
            return redirect(request.path)
    context = common(sitting) | _shown(sitting, look) | {"form": form, "own": own}
    return render(request, "evaluation/look.html", context)


def _shown(sitting: Sitting, look: SecondLook) -> dict[str, object]:
    candidate = next(one for one in candidates_of(sitting.lot) if one.rank == look.rank)
    shown = look_shown(look, candidate.name)
    return {"look": shown, "open": shown.waits and sitting.lot.stage in LOOKING}
