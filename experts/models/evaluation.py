"""A committee at work. Instants are trade time. Who sits is in `CommitteeSeat` alone; the ledger knows members by `blinded`."""

import uuid
from typing import ClassVar

from django.db import models

from bidding.models import Submission
from trading.domain.phases import Phase
from trading.models import Lot, User


class CommitteeSeat(models.Model):
    """A member of the committee that a lot has in this `phase`, as `kind` (expert or representative). Insert-only;
    whoever leaves has a `SeatLeft`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="committee_seats")
    phase = models.CharField(max_length=20, default=Phase.BIDDING.value)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    blinded = models.CharField(max_length=64, unique=True)
    salt = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["blinded"]


class SeatLeft(models.Model):
    """The member was replaced (TR 48): nothing that it did counts. Insert-only."""

    seat = models.OneToOneField(CommitteeSeat, on_delete=models.PROTECT, primary_key=True, related_name="left")
    cause = models.CharField(max_length=20)
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField()


class Undertaking(models.Model):
    """The member has promised to be honest and silent, and declared that nothing bars it. Signed by the session."""

    seat = models.OneToOneField(CommitteeSeat, on_delete=models.PROTECT, primary_key=True, related_name="undertaking")
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()


class Evaluation(models.Model):
    """Where the work of a committee stands. `round` counts how often the sheets had to be locked anew; `short_of_time`:
    the seats whose members find the time too short since it was last extended."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="evaluation")
    started_at = models.DateTimeField()
    chair = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, null=True, related_name="+")
    review_closed_at = models.DateTimeField(null=True)
    rejected = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField(default=1)
    short_of_time = models.JSONField(default=list)


class ChairVote(models.Model):
    """A member's vote for who shall chair; the newest counts. Insert-only."""

    voter = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="chair_votes")
    choice = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Ballot(models.Model):
    """A member would reject a bid on a ground, or (`ground` empty) would not; the newest counts. Insert-only."""

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="ballots")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="ballots")
    ground = models.CharField(max_length=220, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()


class BidQuestion(models.Model):
    """The committee asks a bidder in writing (TR 52). Insert-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evaluation_questions")
    below_cost = models.BooleanField()
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    answer_by = models.DateTimeField()


class BidAnswer(models.Model):
    """The bidder's answer, given once and in time. Insert-only."""

    question = models.OneToOneField(BidQuestion, on_delete=models.PROTECT, primary_key=True, related_name="answer")
    text = models.TextField(max_length=5000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class SheetRow(models.Model):
    """What a member has written of one bid, until the sheet is locked. Points are texts of decimals."""

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="rows")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["seat", "submission"], name="one_row_per_bid")]


class LockedSheet(models.Model):
    """A sheet, byte for byte as it was locked and signed. Insert-only."""

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="sheets")
    round = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    salt = models.BinaryField(max_length=32)
    commitment = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["seat", "round"], name="one_sheet_per_round")]


class EvaluationReport(models.Model):
    """The report, byte for byte; the newest counts. Insert-only. `result`: the body of its entry but for the members'
    signatures."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="evaluation_reports")
    content = models.BinaryField()
    hash = models.CharField(max_length=64)
    result = models.JSONField()
    no_competition = models.BooleanField()
    at = models.DateTimeField()


class ReportSignature(models.Model):
    """How a member stands to a report: signed, dissented with its reasons, or recorded as silent. Insert-only."""

    report = models.ForeignKey(EvaluationReport, on_delete=models.PROTECT, related_name="signatures")
    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="+")
    stand = models.CharField(max_length=10)
    text = models.TextField(max_length=5000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "seat"], name="one_stand_per_member")]
