"""The opening hall: one page for all stages and viewers, and its parts alone, as the same HTML."""

from dataclasses import replace
from typing import TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bidding.selectors.findings import may_see_findings
from bidding.selectors.floor import (
    ConfirmationShown,
    ObjectionShown,
    Viewer,
    confirmations_of,
    log_of,
    objections_of,
    viewer_of,
)
from bidding.selectors.hall import HallShown, Tally, sitting_of, tally_of
from bidding.selectors.own import own_keys
from bidding.selectors.snapshot import one_state
from bidding.views import page_data
from bidding.views.parts import ASIDES, bidders_part, plot_part
from bidding.views.shown import clock_of
from trading.domain.actors import ANONYMOUS, Actor
from trading.domain.qualified import QUALIFICATION, envelope_of
from trading.domain.stages import Stage
from trading.live import last_seq
from trading.models import Lot
from trading.selectors.trades import lot_for
from trading.views.access import actor_of


class State(TypedDict):
    """What the small part shows."""

    hall: HallShown
    tally: Tally | None
    viewer: Viewer | None
    objections: list[ObjectionShown]
    confirmations: list[ConfirmationShown]
    signed: int
    sees_findings: bool
    asides: list[SafeString]


@never_cache
@require_safe
def page(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The whole hall at one `seq`: what happens after it comes by the socket. Before the tender's notice there is none."""
    actor = actor_of(request)
    if envelope_of(Stage((lot := _public(lot_id)).stage)) == QUALIFICATION:
        return redirect("trades:detail", lot.trade_id)
    with one_state():
        lot = _public(lot_id)
        shown = _state(lot, actor)
        part = bidders_part(lot, shown["hall"], shown["tally"], actor)
        # The page is only as new as its oldest part: what came since comes again, and does no harm.
        shown["hall"] = replace(shown["hall"], seq=min(shown["hall"].seq, part.seq))
        data = page_data.common(request, lot, actor, clock_of(lot))
        data |= page_data.for_hall(shown["hall"], shown["viewer"], own_keys(actor), lot, actor)
        context = {
            **shown,
            "bidders_part": part,
            "log": log_of(lot, until=shown["hall"].seq),
            "page_data": data,
            "plot": plot_part(lot, shown["hall"]),
        }
    return render(request, "hall/hall.html", context)


@never_cache
@require_safe
def state(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The small part: where the opening stands and what this viewer can do. Fetched again after every step."""
    actor = actor_of(request)
    with one_state():
        shown = _state(_public(lot_id), actor)
    return render(request, "hall/state.html", dict(shown))


@never_cache
@require_safe
def bidders(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The large part: everybody who bids. Fetched once, when the opening starts."""
    with one_state():
        lot = _public(lot_id)
        part = bidders_part(lot, _sitting(lot), tally_of(lot), actor_of(request))
    return HttpResponse(part.html)


@never_cache
@require_safe
def plot(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The prices as a drawing, once they are shown."""
    with one_state():
        lot = _public(lot_id)
        return HttpResponse(plot_part(lot, _sitting(lot)))


def _public(lot_id: UUID) -> Lot:
    """A hall is public from the notice on; a draft has none, not even for its agency."""
    return lot_for(ANONYMOUS, lot_id)


def _state(lot: Lot, actor: Actor) -> State:
    hall = _sitting(lot)
    confirmations = confirmations_of(lot)
    return State(
        hall=hall,
        tally=tally_of(lot),
        viewer=viewer_of(actor, lot, hall),
        objections=objections_of(lot),
        confirmations=confirmations,
        signed=sum(one.at is not None for one in confirmations),
        sees_findings=may_see_findings(actor, lot),
        asides=[aside(lot, actor) for aside in ASIDES],
    )


def _sitting(lot: Lot) -> HallShown:
    """`seq` is read before the rest: what is newer than it comes again by the socket, and does no harm."""
    seq = last_seq(lot.trade)
    return sitting_of(lot, seq=seq, clock=clock_of(lot))
