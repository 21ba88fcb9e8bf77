"""What comes after the evaluation. Public words are in the ledger; these rows say to which lot they belong."""

import uuid
from typing import ClassVar

from django.db import models

from trading.models.ledger import Entry
from trading.models.parties import AccountKey, Organisation, User
from trading.models.trades import Lot


class Evaluated(models.Model):
    """What the committee's report says (`trading.domain.awarded.Ranking`). Insert-only."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="evaluated")
    result = models.JSONField()
    received_at = models.DateTimeField()


class CandidateDisplay(models.Model):
    """The candidates are shown to the end of the day `until`. Insert-only."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="display")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField()
    until = models.DateField()


class ValidityRequest(models.Model):
    """All bidders whose bids are valid are asked to let them bind until the end of `until` (O12 40). Insert-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="validity_requests")
    number = models.PositiveSmallIntegerField()
    until = models.DateField()
    reason = models.TextField(max_length=2000)
    at = models.DateTimeField()
    answer_by = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["lot", "number"], name="one_validity_per_number")]


class ValidityReply(models.Model):
    """A bidder lets its bid bind longer, or does not. Insert-only."""

    request = models.ForeignKey(ValidityRequest, on_delete=models.PROTECT, related_name="replies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepts = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "organisation"], name="one_reply_per_validity_request")
        ]


class ValidityExtension(models.Model):
    """The request was carried out: bids of those who accepted bind longer, all others are out. Insert-only."""

    request = models.OneToOneField(
        ValidityRequest, on_delete=models.PROTECT, primary_key=True, related_name="extension"
    )
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")


class Award(models.Model):
    """A decision who wins; the one with the highest number is in force. Insert-only."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="awards")
    number = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="awards")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["lot", "number"], name="one_award_per_number")]


class AwardReport(models.Model):
    """The written report to the supervisor (TL 47), canonical JSON as it was sent. Insert-only."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, primary_key=True, related_name="report")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField()
    at = models.DateTimeField()


class ContractText(models.Model):
    """A contract that the agency offers to the winner, signed by its session; the newest is in force. Insert-only."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="contract_texts")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    terms = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Contract(models.Model):
    """The contract that both signed. Insert-only."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="contract")
    text = models.OneToOneField(ContractText, on_delete=models.PROTECT, related_name="contract")
    account_key = models.ForeignKey(AccountKey, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()


class SecondLook(models.Model):
    """The tenderer asks the committee to look at a candidate again before the award (TR 56). Insert-only.

    `answer_by`: until when it asks for an answer; nothing happens by itself then. None: it was asked before there was one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="second_looks")
    rank = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)


class SecondLookResult(models.Model):
    """What more than half of the committee said; `reasons` of those who do not confirm, without their names. Insert-only."""

    look = models.OneToOneField(SecondLook, on_delete=models.PROTECT, primary_key=True, related_name="result")
    able = models.BooleanField()
    reasons = models.TextField(blank=True)
    at = models.DateTimeField()


class SecondLookWithdrawal(models.Model):
    """The tenderer asks for it no more, before the committee has given it; why, as the asking. Insert-only."""

    look = models.OneToOneField(SecondLook, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal")
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
