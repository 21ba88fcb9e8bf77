"""The method of evaluation that a draft names, until its notice says it."""

from django.db import models

from trading.domain.scheme_terms import SchemeTerms, read_scheme
from trading.models.trades import Trade


class SchemeDraft(models.Model):
    """All lots of a trade share it; a trade without one is evaluated elsewhere."""

    trade = models.OneToOneField(Trade, on_delete=models.CASCADE, primary_key=True, related_name="scheme_draft")
    terms = models.JSONField()

    @property
    def value(self) -> SchemeTerms:
        terms = read_scheme(self.terms)
        assert terms is not None
        return terms
