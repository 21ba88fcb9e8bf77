"""What a clarification makes of the method of evaluation: TL 23, TR 21."""

from collections.abc import Sequence

from django.utils.translation import override

from trading.domain.clarified import SCHEME
from trading.domain.scheme_terms import SchemeTerms, check_terms
from trading.models import Clarification, Lot, SchemeDraft
from trading.scheme_words import scheme_differences
from trading.selectors.schemes import scheme_in_hand, scheme_of
from trading.services.ledger import Json


def check_scheme(clarification: Clarification, terms: SchemeTerms | None, lots: Sequence[Lot]) -> None:
    """Raise `SchemeUnlawful` unless the method is lawful with the ceilings as the clarification leaves them."""
    if terms is None:
        return
    has_ceiling = all(lot.ceiling is not None or str(lot.number) in clarification.ceilings for lot in lots)
    check_terms(clarification.trade.spec.law, terms, has_ceiling=bool(lots) and has_ceiling)


def change_scheme(clarification: Clarification) -> list[Json]:
    """Bring the trade to the new method; returns what the entry says of that, nothing where it stays."""
    before, after = scheme_of(clarification.trade), scheme_in_hand(clarification)
    if before is None or after is None:
        return []
    SchemeDraft.objects.filter(trade=clarification.trade).update(terms=after.members())
    return [{"from": before.members(), "lot": None, "to": after.members(), "what": SCHEME}]


def scheme_in_words(clarification: Clarification) -> list[tuple[str, str, str]]:
    """What is said otherwise of the method, in the language of the documents: name, before, after."""
    before, after = scheme_of(clarification.trade), scheme_in_hand(clarification)
    if before is None or after is None:
        return []
    with override("zh-hans"):
        return scheme_differences(before, after)
