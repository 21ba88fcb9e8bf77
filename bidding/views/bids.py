"""A bidder's own pages: its bids, what is to do for one, the form that is sealed in the browser, receipts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bidding.models import Release, Submission
from bidding.selectors import NoSuchBid, own_submission, own_submissions
from bidding.selectors.deposits_shown import own_deposit
from bidding.selectors.own import (
    live_version,
    open_trades,
    own_bids,
    own_keys,
    previous_of,
    receipt_of,
)
from bidding.selectors.qualified import NOT_QUALIFIED, may_bid, own_proof, own_qualification
from bidding.views import page_data
from bidding.views.declared import declared_of
from bidding.views.shown import LotShown, TradeShown, clock_of, limit_text, qualified_shown, tasks_of
from trading.domain.actors import Actor, Role
from trading.domain.phases import Phase, phase_of
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.trades import lot_for
from trading.views.access import actor_of, for_role

JSON = "application/json"


@never_cache
@require_safe
@for_role(Role.BIDDER)
def home(request: HttpRequest) -> HttpResponse:
    bids = own_bids(actor_of(request))
    return render(request, "bids/home.html", {"bids": bids, "open_trades": open_trades(bids)})


@never_cache
@require_safe
@for_role(Role.BIDDER)
def tasks(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """What there is to do for one lot, from the documents to the hall."""
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    live, keys, result = live_version(actor, lot), own_keys(actor), own_qualification(actor, lot)
    has_key, has_declared, deposit = bool(keys), declared_of(actor) is not None, own_deposit(actor, lot)
    groups = tasks_of(lot, live, has_key=has_key, has_declared=has_declared, result=result, deposit=deposit)
    context = {"groups": groups, "live": live, "key": has_key, "result": result}
    return render(request, "bids/tasks.html", _about(lot) | context)


@never_cache
@require_safe
@for_role(Role.BIDDER)
def compose(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The form. What is typed into it is sealed by the page's script and never sent as it is."""
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    if not lot.receives:
        messages.warning(request, _("本标段现在不接收投标。"))
        return redirect("bids:tasks", lot.pk)
    if not may_bid(lot, actor.as_bidder().organisation_id):
        messages.warning(request, _(NOT_QUALIFIED))
        return redirect("bids:tasks", lot.pk)
    previous, live = previous_of(actor, lot), live_version(actor, lot)
    data = page_data.common(request, lot, actor, clock_of(lot))
    data |= page_data.for_sealing(previous, own_keys(actor), lot, actor)
    context = _about(lot) | {
        "bidder": {"code": actor.party, "name": actor.name},
        "declared": declared_of(actor),
        "items": page_data.opening_items(lot),
        "limit_text": limit_text(lot),
        "page_data": data,
        "previous_at": live.received_at if live else None,
        "qualified": qualified_shown(own_qualification(actor, lot)),
        "version": data["version"],
    }
    return render(request, "bids/form.html", context)


@never_cache
@require_safe
@for_role(Role.BIDDER)
def newest_receipt(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The receipt of the newest version, whichever that is by now."""
    actor = actor_of(request)
    newest = previous_of(actor, lot_for(actor, lot_id))
    if newest is None:
        raise NoSuchBid
    return redirect("bids:receipt", lot_id, newest.version)


@never_cache
@require_safe
@for_role(Role.BIDDER)
def receipt(request: HttpRequest, lot_id: UUID, version: int) -> HttpResponse:
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    return render(request, "bids/receipt.html", _receipt(request, actor, lot, own_submission(actor, lot, version)))


@never_cache
@require_safe
@for_role(Role.BIDDER)
def receipt_file(request: HttpRequest, lot_id: UUID, version: int) -> HttpResponse:
    """The signed receipt, byte for byte."""
    actor = actor_of(request)
    row = own_submission(actor, lot_for(actor, lot_id), version)
    return _file(bytes(row.receipt), f"mingzheng-receipt-{str(lot_id)[:8]}-v{version}.json")


@never_cache
@require_safe
@for_role(Role.BIDDER)
def qualification(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The own result of a pre-qualification with its place under the root of the review, for whoever wants to check it."""
    actor = actor_of(request)
    own = own_qualification(actor, lot_for(actor, lot_id))
    proof = own_proof(own) if own else None
    if proof is None:
        raise NoSuchBid
    return _file(proof, f"mingzheng-qualification-{str(lot_id)[:8]}.json")


@never_cache
@require_safe
@for_role(Role.BIDDER)
def acknowledgement(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The signed acknowledgement that the bidder's keys were received, byte for byte."""
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    released = Release.objects.filter(submission__in=own_submissions(actor, lot)).first()
    if released is None:
        raise NoSuchBid
    return _file(bytes(released.acknowledgement), f"mingzheng-acknowledgement-{str(lot_id)[:8]}.json")


@never_cache
@require_safe
@for_role(Role.BIDDER)
def withdrawal(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Withdrawing the live version, signed in the browser."""
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    live = live_version(actor, lot)
    if live is None or not lot.receives:
        messages.warning(request, _("现在没有可以撤回的投标。"))
        return redirect("bids:tasks", lot.pk)
    return render(request, "bids/withdraw.html", _receipt(request, actor, lot, live))


def _receipt(request: HttpRequest, actor: Actor, lot: Lot, row: Submission) -> dict[str, object]:
    shown = receipt_of(actor, lot, row)
    data = page_data.common(request, lot, actor, clock_of(lot))
    data |= page_data.for_receipt(shown, row, own_keys(actor), lot)
    return _about(lot) | {
        "may_change": shown.live and lot.receives,
        "page_data": data,
        "receipt": shown,
        "verify_url": request.build_absolute_uri(reverse("verify")),
    }


def _about(lot: Lot) -> dict[str, object]:
    applied_for = phase_of(Stage(lot.stage)) is Phase.PREQUALIFICATION
    return {"lot": LotShown.of(lot), "trade": TradeShown.of(lot), "applied_for": applied_for}


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=JSON, headers={"Content-Disposition": f'attachment; filename="{name}"'})
