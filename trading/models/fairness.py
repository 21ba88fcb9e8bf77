"""What was made sure of before a notice. Insert-only; instants are trade time."""

from django.db import models

from trading.models.parties import User
from trading.models.trades import Trade


class FairnessReview(models.Model):
    """Somebody of the agency has made sure that a draft has nothing of these `concerns`. `draft`: a hash of what it read;
    a draft that was changed since has to be reviewed again."""

    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="fairness_reviews")
    concerns = models.JSONField()
    draft = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
