"""What a draft asks of deposits. Drafts are working papers; the notice says it, and then it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.deposit_terms import DepositForm, DepositHolder, DepositUnlawful, check_ask
from trading.models import DepositRequirement, Lot
from trading.selectors.trades import draft_for


@dataclass(frozen=True, slots=True)
class DepositDraft:
    """What the agency asks for one lot. `estimate`: None where the ceiling is the estimate."""

    amount: Decimal
    forms: tuple[DepositForm, ...]
    holder: DepositHolder
    valid_days: int
    estimate: Decimal | None = None


class DepositsUnlawful(Exception):
    """The law does not let these lots ask this; by lot, why. Nothing has changed."""

    def __init__(self, refusals: Mapping[UUID, DepositUnlawful]) -> None:
        super().__init__(", ".join(str(refusal) for refusal in refusals.values()))
        self.refusals = dict(refusals)


@transaction.atomic
def ask_deposits(*, trade_id: UUID, asks: Mapping[UUID, DepositDraft | None], by: Actor) -> None:
    """Write what each lot of the draft asks; None asks nothing, and a lot that is left out stays as it is.

    Raises `NoSuchTrade`, `DepositsUnlawful`, and changes nothing then.
    """
    trade = draft_for(by, trade_id, lock=True)
    lots = [lot for lot in trade.lots.order_by("number") if lot.pk in asks]
    rows = [_requirement(lot, draft) for lot in lots if (draft := asks[lot.pk]) is not None]
    for row in rows:
        row.lot.trade = trade
    _check(rows)
    DepositRequirement.objects.filter(lot__in=lots).delete()
    DepositRequirement.objects.bulk_create(rows)


def check_deposits(lots: Iterable[Lot]) -> None:
    """Raise `DepositsUnlawful` unless what the lots ask is lawful still: a ceiling may have changed since."""
    rows = DepositRequirement.objects.filter(lot__in=list(lots)).select_related("lot__trade")
    _check(rows)


def _check(rows: Iterable[DepositRequirement]) -> None:
    refusals: dict[UUID, DepositUnlawful] = {}
    for row in rows:
        try:
            trade = row.lot.trade
            check_ask(trade.spec.law, row.ask, row.estimated, bids_bind=trade.validity_days)
        except DepositUnlawful as refusal:
            refusals[row.lot_id] = refusal
    if refusals:
        raise DepositsUnlawful(refusals)


def _requirement(lot: Lot, draft: DepositDraft) -> DepositRequirement:
    return DepositRequirement(
        lot=lot,
        amount=draft.amount,
        estimate=draft.estimate,
        forms=[form.value for form in draft.forms],
        holder=draft.holder.value,
        valid_days=draft.valid_days,
    )
