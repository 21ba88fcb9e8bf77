"""The method of evaluation that a trade names."""

from trading.domain.scheme_terms import SchemeTerms
from trading.models import SchemeDraft, Trade


def scheme_of(trade: Trade) -> SchemeTerms | None:
    """What the draft, and later its notice, names; a notice is never changed in this. None: evaluated elsewhere."""
    row = SchemeDraft.objects.filter(trade=trade).first()
    return None if row is None else row.value
