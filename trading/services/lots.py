"""All lots of a trade at once, for what concerns the whole trade."""

from collections.abc import Iterable

from trading.domain.stages import Stage
from trading.models import Lot, Trade
from trading.services.moments import Moment, lock_lot, moment_of


def locked_lots(trade: Trade, stages: Iterable[Stage]) -> tuple[list[Lot], Moment]:
    """The lots that stand in these stages, locked in the order of the clock and by number, and the moment after that.

    Nothing is received for them, and the clock passes them by, until the transaction ends.
    """
    rows = Lot.objects.select_for_update(no_key=True, of=("self",)).filter(trade=trade).order_by("number")
    lots = list(rows)
    for lot in lots:
        lot.trade = trade
        lock_lot(lot)
    wanted = {stage.value for stage in stages}
    return [lot for lot in lots if lot.stage in wanted], moment_of(trade)


def locked_lot(lot: Lot) -> tuple[Lot, Moment]:
    """One lot as it stands once it is locked, and the moment after that. Its gate was passed before."""
    row = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade__agency").get(pk=lot.pk)
    return row, lock_lot(row)
