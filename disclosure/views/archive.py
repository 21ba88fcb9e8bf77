"""The end of the archive: administrators ask for an erasure, others confirm it, and what is left says so."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from disclosure.selectors.archive import Expired, expired_trades
from disclosure.services import erasing
from trading.domain.actors import Actor, Role
from trading.domain.erasure import ErasureRefused
from trading.forms import ConfirmationForm
from trading.models import Entry, Trade
from trading.views.access import actor_of, for_role
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM


@never_cache
@require_safe
@for_role(Role.ADMINISTRATOR)
def expired(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/list.html", {"trades": expired_trades(actor_of(request))})


@never_cache
@FORM
@for_role(Role.ADMINISTRATOR)
def erasure_request(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """The first person asks, by the password once more."""
    return _step(request, trade_id, erasing.ask, _("销毁申请已写入账本，等待另一位管理员确认。"))


@never_cache
@FORM
@for_role(Role.ADMINISTRATOR)
def erasure(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """The second person confirms, by the password once more, and everything goes."""
    return _step(request, trade_id, erasing.confirm, _("内容已销毁，账本中保留承诺。"))


def erased(request: HttpRequest, trade: Trade) -> HttpResponse:
    """The page of a trade of which nothing is left but its commitments."""
    return render(request, "archive/erased.html", {"at": trade.erased_at}, status=410)


def _step(request: HttpRequest, trade_id: UUID, step: Callable[..., Entry], done: str) -> HttpResponse:
    actor = actor_of(request)
    trade = _shown(trade_id, actor)
    form = ConfirmationForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid() and _taken(form, trade_id, actor, step):
        messages.success(request, done)
        return redirect("archive:list")
    context = {"trade": trade, "form": form, "confirms": step is erasing.confirm}
    return render(request, "archive/step.html", context)


def _shown(trade_id: UUID, actor: Actor) -> Expired:
    found = next((each for each in expired_trades(actor) if each.id == trade_id), None)
    if found is None:
        raise Http404
    return found


def _taken(form: ConfirmationForm, trade_id: UUID, actor: Actor, step: Callable[..., Entry]) -> bool:
    try:
        step(trade_id=trade_id, by=actor)
    except ErasureRefused as refusal:
        form.add_error(None, _(str(refusal)))
        return False
    return True
