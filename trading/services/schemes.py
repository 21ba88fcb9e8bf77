"""The method of evaluation of a draft. Drafts are working papers; the notice says it, and then it stands."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.scheme_terms import SchemeTerms, check_terms
from trading.models import Lot, SchemeDraft, Trade
from trading.selectors.schemes import scheme_of
from trading.selectors.trades import draft_for


@transaction.atomic
def name_scheme(*, trade_id: UUID, terms: SchemeTerms | None, by: Actor) -> None:
    """Write how the lots of the draft are evaluated; None: elsewhere. Raises `NoSuchTrade`, `SchemeUnlawful`."""
    trade = draft_for(by, trade_id, lock=True)
    if terms is None:
        SchemeDraft.objects.filter(trade=trade).delete()
        return
    _check(trade, terms, list(trade.lots.all()))
    SchemeDraft.objects.update_or_create(trade=trade, defaults={"terms": terms.members()})


def check_scheme(trade: Trade, lots: Sequence[Lot]) -> None:
    """Raise `SchemeUnlawful` unless what the draft names is lawful still: a ceiling may have gone since."""
    terms = scheme_of(trade)
    if terms is not None:
        _check(trade, terms, lots)


def _check(trade: Trade, terms: SchemeTerms, lots: Sequence[Lot]) -> None:
    check_terms(trade.spec.law, terms, has_ceiling=bool(lots) and all(lot.ceiling is not None for lot in lots))
