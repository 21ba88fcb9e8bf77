"""What the tenderer did after a failure. Words are in the ledger; these rows say to which lot they belong."""

from django.db import models

from trading.models.ledger import Entry
from trading.models.trades import Lot


class FailureAnalysis(models.Model):
    """The failure of the lot was analysed, in this entry (O30 38). Insert-only."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="analysis")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")


class LeavingOff(models.Model):
    """The lot is not tendered again, by this entry (O30 38). Insert-only."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="leaving")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
