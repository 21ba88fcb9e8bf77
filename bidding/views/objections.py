"""What is said in the hall: by its script as JSON, and by plain forms where no script runs."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bidding.selectors.floor import lot_of_objection
from bidding.services.hall import HallRefused, answer_objection, confirm_opening, object_to, sign_in
from bidding.views import api
from trading.domain.actors import Actor, BiddersOnly
from trading.views.access import actor_of, words_of


@require_POST
def sign_ins(request: HttpRequest, lot_id: UUID) -> HttpResponseBase:
    if _from_script(request):
        return api.sign_ins(request, lot_id)
    return _by_form(request, lot_id, lambda by: sign_in(lot_id=lot_id, by=by), _("已签到。"))


@require_POST
def objections(request: HttpRequest, lot_id: UUID) -> HttpResponseBase:
    if _from_script(request):
        return api.objections(request, lot_id)
    text = _text(request)
    return _by_form(request, lot_id, lambda by: object_to(lot_id=lot_id, text=text, by=by), _("异议已提交并公开。"))


@require_POST
def confirmations(request: HttpRequest, lot_id: UUID) -> HttpResponseBase:
    if _from_script(request):
        return api.confirmations(request, lot_id)
    return _by_form(request, lot_id, lambda by: confirm_opening(lot_id=lot_id, by=by), _("已确认开标记录。"))


@require_POST
def answer(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """The agency's answer by a plain form; its script uses the address of the lot."""
    lot_id, text = lot_of_objection(objection_id), _text(request)

    def give(by: Actor) -> None:
        answer_objection(objection_id=objection_id, text=text, by=by)

    return _by_form(request, lot_id, give, _("答复已提交并公开。"))


def _from_script(request: HttpRequest) -> bool:
    return request.content_type == api.JSON


def _by_form(request: HttpRequest, lot_id: UUID, act: Callable[[Actor], object], thanks: str) -> HttpResponse:
    """Do it and go back to the hall, which says what came of it."""
    hall = reverse("hall:hall", args=[lot_id])
    if not request.user.is_authenticated:
        return redirect_to_login(hall)
    try:
        act(actor_of(request))
        messages.success(request, thanks)
    except (HallRefused, BiddersOnly) as error:
        messages.error(request, words_of(error)[1])
    return redirect(hall)


def _text(request: HttpRequest) -> str:
    """What was typed; browsers send line ends as two characters, which would count twice."""
    return request.POST.get("text", "").replace("\r\n", "\n")
