"""The result of a lot for bidders: the candidates, one's own rank, objections, longer validity; and for the supervisor."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trading.award_forms import CandidateObjectionForm, ReplyForm
from trading.domain import award_days
from trading.domain.actors import Role
from trading.domain.stages import Stage
from trading.models import ContractText, Lot, ValidityRequest
from trading.selectors import award_shown, awards, dialogue
from trading.selectors.looks_shown import looks_shown
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for
from trading.services import files
from trading.services.disputing import object_to_candidates
from trading.services.moments import database_time, moment_of
from trading.services.objecting import ObjectionRefused
from trading.services.validity import ValidityRefused, may_reply, reply_to_request
from trading.views.access import actor_of, for_role
from trading.views.downloads import send_file
from trading.views.methods import FORM

SHOWN = (Stage.CANDIDATES, Stage.DISPUTED)


@never_cache
@FORM
@for_role(Role.BIDDER)
def result(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """What everybody may know, and what is one's own: rank, objections, the answer on longer validity."""
    lot = lot_for(actor_of(request), lot_id)
    waiting = _asked(request, lot)
    if award_shown.displayed(lot) is None and waiting is None:
        raise NoSuchLot
    what = request.POST.get("what", "")
    objecting = CandidateObjectionForm(request.POST if what == "objection" else None)
    replying = ReplyForm(request.POST if what == "reply" else None)
    if objecting.is_valid() and _objected(request, lot, objecting):
        return redirect("trades:result", lot.pk)
    if waiting is not None and replying.is_valid() and _replied(request, waiting.pk, replying):
        return redirect("trades:result", lot.pk)
    return render(request, "trades/result.html", _context(request, lot) | _forms(objecting, replying, waiting))


@never_cache
@require_safe
@for_role(Role.SUPERVISOR)
def reports(request: HttpRequest) -> HttpResponse:
    """All awards, what is not reported yet in front."""
    lines = award_shown.reports_for(actor_of(request), database_time())
    return render(request, "supervision/awards.html", {"lines": lines})


@never_cache
@require_safe
@for_role(Role.SUPERVISOR)
def report(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The written report on the decision in force (TL 47)."""
    lot = lot_for(actor_of(request), lot_id)
    award = awards.award_of(lot)
    if award is None:
        raise NoSuchLot
    content = award_shown.report_of(actor_of(request), award)
    context = {"lot": lot, "trade": lot.trade, "award": award, "report": content, "sent_at": award.report.at}
    letters = {"letters": award_shown.told_of(lot, award), "winner": award.organisation.uscc}
    return render(request, "supervision/award.html", context | letters | {"looks": looks_shown(lot)})


@never_cache
@require_safe
def contract_text(request: HttpRequest, lot_id: UUID) -> HttpResponseBase:
    """The contract as a file, for the two who sign it and the supervisor; for everybody else it is not there."""
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    award = awards.award_of(lot)
    text = award_shown.offered_to(award)
    wins = award is not None and actor.role is Role.BIDDER and award.organisation_id == actor.organisation_id
    if text is None or not (wins or is_agency_of(actor, lot.trade) or actor.role is Role.SUPERVISOR):
        raise NoSuchLot
    return _file(request, text)


def _file(request: HttpRequest, text: ContractText) -> HttpResponseBase:
    return send_file(request, files.path_of(text.sha256), name=text.name, media_type=text.media_type)


def _context(request: HttpRequest, lot: Lot) -> dict[str, object]:
    actor, now = actor_of(request), moment_of(lot.trade).at
    display, award = award_shown.displayed(lot), awards.award_of(lot)
    own, bid = None, False
    if award is not None and actor.party in awards.bidders_of(lot):
        own, bid = awards.own_standing(actor, lot), True
    shown = display is not None and lot.stage in SHOWN
    return {
        "trade": lot.trade,
        "lot": lot,
        "display": display,
        "candidates": awards.candidates_of(lot) if display is not None else (),
        "may_object": shown and display and award_days.objection_open(display.shown_at, display.until, now),
        "objections": dialogue.own_objections_to_candidates(actor, lot),
        "winner": award_shown.winner_of(award),
        "party": actor.party,
        "won": award is not None and award.organisation_id == actor.organisation_id,
        "bid": bid,
        "own": own,
        "contract": award_shown.contract_of(lot),
        "text": award_shown.offered_to(award),
    }


def _forms(objecting: CandidateObjectionForm, replying: ReplyForm, waiting: object) -> dict[str, object]:
    return {"objecting": objecting, "replying": replying, "validity_request": waiting}


def _asked(request: HttpRequest, lot: Lot) -> ValidityRequest | None:
    """The request that the bidder has not answered yet, and may."""
    actor = actor_of(request)
    if actor.organisation_id is None or not hasattr(lot, "evaluated") or actor.party not in may_reply(lot):
        return None
    found = award_shown.open_request(lot)
    if found is None or found.replies.filter(organisation_id=actor.organisation_id).exists():
        return None
    return found if moment_of(lot.trade).at < found.answer_by else None


def _objected(request: HttpRequest, lot: Lot, form: CandidateObjectionForm) -> bool:
    try:
        object_to_candidates(lot_id=lot.pk, text=form.cleaned_data["text"], by=actor_of(request))
    except ObjectionRefused as error:
        form.add_error("text", _(str(error)))
        return False
    messages.success(request, _("异议已送达招标人，答复之前不定标。"))
    return True


def _replied(request: HttpRequest, request_id: UUID, form: ReplyForm) -> bool:
    accepts = form.cleaned_data["reply"] == ReplyForm.YES
    try:
        reply_to_request(request_id=request_id, accepts=accepts, by=actor_of(request))
    except ValidityRefused as error:
        form.add_error("reply", _(str(error)))
        return False
    messages.success(request, _("已答复。"))
    return True
