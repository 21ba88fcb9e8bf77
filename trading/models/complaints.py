"""Complaints (投诉) to the supervisor and stop orders (责令暂停): TR 60 to 62.

Who complained is known to the supervisor and to the complainant alone.
"""

import uuid
from typing import ClassVar

from django.db import models

from trading.models.ledger import Entry
from trading.models.parties import Organisation, User
from trading.models.trades import Trade


class Complaint(models.Model):
    """A complaint against a trade. Insert-only; `at` is the trade's time, `accept_by` the last day to accept or refuse."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="complaints")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(max_length=20)
    known_on = models.DateField()
    text = models.TextField(max_length=5000)
    asks = models.TextField(max_length=2000)
    at = models.DateTimeField()
    accept_by = models.DateField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class ComplaintFile(models.Model):
    """Evidence that came with a complaint. Insert-only."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]


class ComplaintStep(models.Model):
    """What was done about a complaint. Insert-only: how it stands is read from its steps.

    `upheld` and `measures` belong to the decision, whose `text` is the one for the public.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted"
        REFUSED = "refused"
        STATED = "stated"
        BREAK_BEGUN = "break_begun"
        BREAK_ENDED = "break_ended"
        DECIDED = "decided"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField(max_length=5000)
    upheld = models.BooleanField(null=True)
    measures = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(kind__in=["accepted", "refused"]),
                name="a_complaint_is_accepted_or_refused_once",
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=models.Q(kind="decided"), name="a_complaint_is_decided_once"
            ),
        ]


class StopOrder(models.Model):
    """A supervisor's order that a trade stands still. Insert-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="stop_orders")
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class StopLifting(models.Model):
    """The end of a stop order. Insert-only."""

    order = models.OneToOneField(StopOrder, on_delete=models.PROTECT, related_name="lifting")
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
