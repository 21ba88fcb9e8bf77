"""Coefficients and lotteries: their lists hide nothing, and the draw runs as every other one (docs/spec/draw.md).

A coefficient's list is frozen when the opening starts: the bids are sealed then, and no price is known.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction

from bidding.domain.bodies import OPENING_STARTED
from experts.domain.draw import Purpose
from experts.domain.draw_entries import REPEATED
from experts.domain.open_lists import open_list
from experts.models import Draw, Evaluation
from experts.selectors.coefficients import newest_draw
from experts.selectors.evaluating import terms_of
from experts.selectors.lotteries import HELD_IN, bidders_opened, lot_to_part, may_be_held
from experts.services.draw import freeze_list
from experts.services.seating import at_work
from trading.domain.actors import Actor
from trading.domain.stages import Stage
from trading.models import Entry, Lot
from trading.selectors.schemes import scheme_of
from trading.services.readers import READERS, Reader

ONE_PLACE: Final = {"": 1}


@transaction.atomic
def begin_coefficient(lot: Lot) -> Draw | None:
    """Freeze the candidates of the notice, for the platform; None where nothing is drawn, or a draw was begun before."""
    terms = scheme_of(lot.trade)
    if terms is None or terms.drawn is None or newest_draw(lot, Purpose.COEFFICIENT) is not None:
        return None
    return _freeze(lot, Purpose.COEFFICIENT, terms.drawn.texts)


@transaction.atomic
def begin_lottery(*, lot_id: UUID, by: Actor) -> Draw:
    """The agency has the bidders draw lots, best at the opening: later it tells that some are equal.

    Raises `NoSuchLot`, `DrawRefused`.
    """
    lot = lot_to_part(by, lot_id)
    return _freeze(lot, Purpose.LOTTERY, bidders_opened(lot))


@transaction.atomic
def need_lottery(*, lot_id: UUID, by: Actor) -> bool:
    """The chair has come on equals that only a lottery parts: it is begun if none is; tells whether it was.

    Raises `NoSuchLot`, `EvaluationRefused`.
    """
    sitting, _moment = at_work(lot_id, by, Stage.EVALUATING)
    terms_of(sitting.lot)
    if not sitting.is_chair or not may_be_held(sitting.lot):
        return False
    _freeze(sitting.lot, Purpose.LOTTERY, bidders_opened(sitting.lot))
    return True


def starts(entry: Entry) -> None:
    """At the opening: a coefficient that the notice leaves to a draw is drawn."""
    lot = Lot.objects.select_related("trade__agency").filter(pk=(entry.content.body or {})["lot"]).first()
    if lot is not None:
        begin_coefficient(lot)


def starts_again(entry: Entry) -> None:
    """The supervisor has said why: the draw is made anew, a coefficient only before anybody evaluates."""
    before = Draw.objects.select_related("lot__trade__agency").filter(steps__entry=entry, repeated_by=None).first()
    if before is None:
        return
    lot, purpose, terms = before.lot, Purpose(before.purpose), scheme_of(before.lot.trade)
    if terms is None:
        return
    if purpose is Purpose.LOTTERY and Stage(lot.stage) in HELD_IN:
        _freeze(lot, purpose, bidders_opened(lot), repeats=before.pk)
    elif purpose is Purpose.COEFFICIENT and terms.drawn is not None and not Evaluation.objects.filter(lot=lot).exists():
        _freeze(lot, purpose, terms.drawn.texts, repeats=before.pk)


def register() -> None:
    READERS.append(Reader("experts.coefficients", {OPENING_STARTED: starts, REPEATED: starts_again}))


def _freeze(lot: Lot, purpose: Purpose, ids: Iterable[str], repeats: UUID | None = None) -> Draw:
    frozen = open_list(lot.pk, purpose, ids)
    places = ONE_PLACE if purpose is Purpose.COEFFICIENT else {"": frozen.size}
    return freeze_list(lot_id=lot.pk, listed=frozen.listed, places=places, purpose=purpose, repeats=repeats)
