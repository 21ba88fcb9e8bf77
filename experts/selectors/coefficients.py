"""What a draw has decided for the price formula of a lot, where its notice leaves a number to one."""

from collections.abc import Iterable

from experts.domain.draw import Purpose
from experts.domain.draw_entries import ORDERED, read_ordered
from experts.domain.open_lists import drawn_coefficient
from experts.models import Draw
from trading.domain.evaluation_results import DrawnCoefficient
from trading.domain.scheme_terms import DrawnTerms, number
from trading.models import Entry, Lot


def newest_draw(lot: Lot, purpose: Purpose) -> Draw | None:
    """The draw that counts: one that was made again counts no more."""
    return next(iter(newest_of(lot, (purpose,))), None)


def newest_of(lot: Lot, purposes: Iterable[Purpose]) -> list[Draw]:
    """The same for several purposes."""
    rows = Draw.objects.defer("listed").select_related("lot__trade__agency")
    return list(
        rows.filter(lot=lot, purpose__in=[each.value for each in purposes], repeated_by=None).order_by("purpose")
    )


def seed_in(draw: Draw) -> bytes | None:
    """None until the order stands."""
    entry = Entry.objects.filter(draw_step__draw=draw, type=ORDERED).select_related("content").first()
    return None if entry is None else read_ordered(entry.content.body).seed


def coefficient_of(lot: Lot, drawn: DrawnTerms) -> DrawnCoefficient | None:
    """None before it is drawn, and while it is drawn again."""
    draw = newest_draw(lot, Purpose.COEFFICIENT)
    seed = None if draw is None else seed_in(draw)
    if draw is None or seed is None:
        return None
    return DrawnCoefficient(draw.pk, drawn.number, number(drawn_coefficient(lot.pk, seed, drawn.texts)))
