"""The method of evaluation that a trade names."""

from trading.domain.scheme_terms import SchemeTerms, read_scheme
from trading.models import Clarification, SchemeDraft, Trade


def scheme_of(trade: Trade) -> SchemeTerms | None:
    """What the draft, and later its notice, names, with what clarifications changed of it. None: evaluated elsewhere."""
    row = SchemeDraft.objects.filter(trade=trade).first()
    return None if row is None else row.value


def scheme_in_hand(clarification: Clarification) -> SchemeTerms | None:
    """What a clarification makes of the method; None: it stays."""
    return None if clarification.scheme is None else read_scheme(clarification.scheme)
