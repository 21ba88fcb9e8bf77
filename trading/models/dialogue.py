"""What is asked, objected to, clarified and told between the notice and the deadline.

Who asked or downloaded is secret by law (TL 22, O20 21): these rows are read by their own organisation alone.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from trading.models.ledger import Entry
from trading.models.parties import Organisation, User
from trading.models.trades import Lot, Trade


class Question(models.Model):
    """A bidder's question about the documents. Insert-only; times of the trade."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="questions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class Clarification(models.Model):
    """A clarification or correction (澄清、修改): the agency's working paper until it has its entry.

    `ceilings`: by the number of the lot, in yuan as text. `answers`: by the id of a question, its wording for the
    public and the answer. `deadline`, `summary` and `scheme` are None where they do not change.
    """

    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="clarifications")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=5000, blank=True)
    affects_bids = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    deadline = models.DateTimeField(null=True)
    summary = models.TextField(max_length=5000, null=True)
    ceilings = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    scheme = models.JSONField(null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="clarification")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trade", "number"], name="one_clarification_per_number"),
            models.UniqueConstraint(
                fields=["trade"], condition=models.Q(entry=None), name="one_clarification_at_a_time"
            ),
        ]


class Answer(models.Model):
    """The public answer to a question, in a published clarification. Insert-only."""

    question = models.OneToOneField(Question, on_delete=models.PROTECT, related_name="answer")
    clarification = models.ForeignKey(Clarification, on_delete=models.PROTECT, related_name="answered")
    text = models.TextField(max_length=2000)


class DocumentObjection(models.Model):
    """An objection (异议) to the documents; until its answer the trade stands still (TR 22). Insert-only.

    With `lot` it is one to the candidates of that lot, which stands still as long (TR 54).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="candidate_objections")
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="document_objections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=5000)
    at = models.DateTimeField()
    answer_by = models.DateField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class DocumentAnswer(models.Model):
    """The tenderer's answer to an objection to the documents. Insert-only."""

    objection = models.OneToOneField(DocumentObjection, on_delete=models.PROTECT, related_name="answer")
    text = models.TextField(max_length=5000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Follower(models.Model):
    """An organisation that took the documents, asked, or wants to be told. Insert-only, and shown to nobody."""

    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trade", "organisation"], name="each_follows_a_trade_once")
        ]


class Message(models.Model):
    """That an organisation was told of an entry of the ledger; `read_at` by the first of its people who looked.

    `text`: what the entry means for this organisation alone.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="messages")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    text = models.TextField(max_length=2000, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "entry"], name="each_is_told_of_an_entry_once")
        ]
        indexes: ClassVar = [
            models.Index("organisation", name="messages_unread", condition=models.Q(read_at__isnull=True))
        ]
