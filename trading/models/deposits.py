"""What the notice of a lot asks of a deposit."""

from django.db import models

from trading.domain.deposit_terms import Basis, DepositAsk, DepositForm, DepositHolder
from trading.domain.money import Money
from trading.models.trades import Lot


class DepositRequirement(models.Model):
    """A lot without one asks none. `estimate` is the tenderer's secret; None: the public ceiling is what counts."""

    lot = models.OneToOneField(Lot, on_delete=models.CASCADE, primary_key=True, related_name="deposit_requirement")
    amount = models.DecimalField(max_digits=17, decimal_places=2)
    estimate = models.DecimalField(max_digits=17, decimal_places=2, null=True)
    forms = models.JSONField()
    holder = models.CharField(max_length=10)
    valid_days = models.PositiveSmallIntegerField()

    @property
    def ask(self) -> DepositAsk:
        """As the notice says it."""
        return DepositAsk(
            Money(self.amount),
            Basis.CEILING if self.estimate is None else Basis.ESTIMATE,
            tuple(DepositForm(form) for form in self.forms),
            DepositHolder(self.holder),
            self.valid_days,
        )

    @property
    def estimated(self) -> Money | None:
        """What the share of the law is taken of."""
        found = self.lot.ceiling if self.estimate is None else self.estimate
        return None if found is None else Money(found)
