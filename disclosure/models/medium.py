"""Notices on their way to the designated medium."""

from typing import ClassVar

from django.db import models

from disclosure.domain.medium import LONGEST_ADDRESS, LONGEST_REASON, LONGEST_RECEIPT, Standing
from trading.models import Entry, Trade


class MediumNotice(models.Model):
    """One notice that the medium has to publish as well, the message for it, and how far it has come.

    `told_at`, `due_at`, `published_at` are real time, for the medium has no clock of a trade. `ask_at`: when the medium is
    asked next; None where nothing is left to ask. `tries` counts since the last news. `trouble`: why the last try came to
    nothing, or why the medium refused. An erased trade loses these rows.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="for_medium")
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="for_medium")
    seq = models.PositiveBigIntegerField()
    number = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=100)
    message = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    told_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    standing = models.CharField(max_length=10, default=Standing.WAITING.value)
    ask_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=LONGEST_REASON, blank=True)
    receipt = models.CharField(max_length=LONGEST_RECEIPT, blank=True)
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ask_at"], name="medium_to_ask", condition=models.Q(ask_at__isnull=False)),
            models.Index(fields=["standing", "due_at"], name="medium_by_standing"),
        ]

    def __str__(self) -> str:
        return self.number
