"""Draws that hide nothing, on pages: a coefficient with its candidates, a lottery with its numbers; in the hall as well."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bidding.views.parts import ASIDES
from experts.domain.draw import Purpose
from experts.domain.draw_entries import ORDERED, VOIDED
from experts.models import Draw
from experts.selectors.coefficients import coefficient_of, newest_of
from experts.selectors.lotteries import Behind, lot_to_part, may_be_held, numbered
from experts.services.coefficients import begin_lottery
from experts.services.draw import DrawRefused
from experts.views.draw_page import PURPOSES
from trading.domain.actors import Actor, Role
from trading.live import PROJECTIONS
from trading.models import Lot
from trading.scheme_words import DRAWN_WORDS, share
from trading.selectors.schemes import scheme_of
from trading.selectors.trades import is_agency_of
from trading.views.access import actor_of, for_role
from trading.views.methods import FORM

OPEN: Final = (Purpose.COEFFICIENT, Purpose.LOTTERY)


@dataclass(frozen=True, slots=True)
class OpenDraw:
    """What is drawn (`word`), from what, and what came of it: `drawn` for a coefficient, the numbers of `rows` in a lottery."""

    is_lottery: bool
    word: str
    rows: list[Behind]
    drawn: str


@dataclass(frozen=True, slots=True)
class InHall:
    """A draw of the lot as the hall shows it; `state`: live, done or bad."""

    id: UUID
    word: str
    state: str
    behind: OpenDraw


def behind(draw: Draw) -> OpenDraw | None:
    """None for a draw of experts, and where the notice no longer says what the list was made of."""
    if draw.purpose == Purpose.LOTTERY:
        return OpenDraw(True, str(PURPOSES[draw.purpose]), numbered(draw), "")
    terms = scheme_of(draw.lot.trade) if draw.purpose == Purpose.COEFFICIENT else None
    if terms is None or terms.drawn is None:
        return None
    rows = [Behind(text, share(value)) for text, value in zip(terms.drawn.texts, terms.drawn.candidates, strict=True)]
    found = coefficient_of(draw.lot, terms.drawn)
    counts = found is not None and found.draw == draw.pk
    drawn = share(found.value) if found is not None and counts else ""
    return OpenDraw(False, str(DRAWN_WORDS[terms.drawn.number]), rows, drawn)


@never_cache
@FORM
@for_role(Role.AGENCY)
def lottery(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The agency has all bidders draw lots; once a lot, and only while nothing is reported."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            draw = begin_lottery(lot_id=lot_id, by=actor)
        except DrawRefused as error:
            messages.warning(request, _(str(error)))
            return redirect("hall:hall", lot_id)
        return redirect("draws:page", draw.pk)
    lot = lot_to_part(actor, lot_id)
    return render(request, "draws/lottery.html", {"lot": lot, "trade": lot.trade})


def in_hall(lot: Lot, actor: Actor) -> SafeString:
    """What the hall shows to everybody of the lot's draws, and to its agency where it may begin one."""
    if lot.window_opened_at is None:
        return SafeString()
    begins = is_agency_of(actor, lot.trade) and may_be_held(lot)
    draws = [found for draw in newest_of(lot, OPEN) if (found := _in_hall(draw)) is not None]
    if not draws and not begins:
        return SafeString()
    context = {"draws": draws, "begins": begins, "lot_id": lot.pk}
    return SafeString(render_to_string("draws/_in_hall.html", context))


def register() -> None:
    """The hall shows the draws, and hears of them live."""
    ASIDES.append(in_hall)
    for kind in ("draw.list_frozen", "draw.list_checked", "draw.halves_acknowledged", ORDERED, VOIDED):
        PROJECTIONS[kind] = lambda _body: {}


def _in_hall(draw: Draw) -> InHall | None:
    shown = behind(draw)
    if shown is None:
        return None
    ends = set(draw.steps.filter(entry__type__in=(ORDERED, VOIDED)).values_list("entry__type", flat=True))
    state = "bad" if VOIDED in ends else "done" if ends else "live"
    return InHall(draw.pk, str(PURPOSES[draw.purpose]), state, shown)
