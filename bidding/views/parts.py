"""The large parts of a hall, rendered once for everybody who watches.

When an opening starts, or its prices are shown, all ask for them at the same moment; they are the same for all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bidding.selectors.hall import HallShown, Tally, bidders_are_public, bidders_of
from trading.domain.actors import Actor
from trading.models import Lot

SECONDS: Final = 1
PRICES_STAND: Final = 60
FEW: Final = 12
"""Up to so many bidders are shown as tiles, which name the viewer's own."""

_rendering = Lock()

ASIDES: list[Callable[[Lot, Actor], SafeString]] = []
"""What apps above this one show under the state of a hall; each adds its own when it is ready."""


@dataclass(frozen=True, slots=True)
class BiddersPart:
    """The part as HTML, complete up to `seq`, which may be a second behind: the socket brings the rest."""

    html: SafeString
    seq: int
    bidders: int


def bidders_part(lot: Lot, hall: HallShown, tally: Tally | None, actor: Actor) -> BiddersPart:
    """The part for this viewer."""
    if tally is None or tally.bids <= FEW:
        return _render(lot, hall, tally, actor)
    key = f"hall-bidders/{lot.pk}/{get_language()}"
    with _rendering:
        part: BiddersPart | None = cache.get(key)
        if part is None:
            part = _render(lot, hall, tally, None)
            cache.set(key, part, SECONDS)
    return BiddersPart(_with_own_marked(part.html, actor), part.seq, part.bidders)


def plot_part(lot: Lot, hall: HallShown) -> SafeString:
    """The prices as a drawing. Once shown they stand; before, and where the lot failed, there is nothing to draw."""
    if lot.prices_shown_at is None or not bidders_are_public(lot):
        return mark_safe("")
    key = f"hall-plot/{lot.pk}/{get_language()}"
    with _rendering:
        html: SafeString | None = cache.get(key)
        if html is None:
            html = render_to_string("hall/_plot.html", {"hall": hall, "bidders": bidders_of(lot)})
            cache.set(key, html, PRICES_STAND)
    return html


def _render(lot: Lot, hall: HallShown, tally: Tally | None, actor: Actor | None) -> BiddersPart:
    bidders = bidders_of(lot, me=actor.organisation_id if actor else None)
    context = {"hall": hall, "tally": tally, "bidders": bidders}
    return BiddersPart(render_to_string("hall/bidders.html", context), hall.seq, len(bidders))


def _with_own_marked(html: SafeString, actor: Actor) -> SafeString:
    """The same HTML with the viewer's own row and cell marked; a code is digits and capitals, so nothing is escaped."""
    if actor.party is None:
        return html
    own = f'data-bidder="{actor.party}"'
    return mark_safe(html.replace(own, f"{own} data-me"))  # noqa: S308 - made of a rendered template and a code
