"""What members say beside an evaluation: of applications before it (TR 18), of a candidate after it (TR 56). Instants are
trade time."""

from django.db import models

from bidding.models import Submission
from experts.models.evaluation import CommitteeSeat
from trading.models import SecondLook


class ReviewBallot(models.Model):
    """A member would let the applicant pass, or not and why; the newest counts. Insert-only.

    `members`: that item of the application as the member read it, where joint ones are taken (TR 37).
    """

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="review_ballots")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="review_ballots")
    passed = models.BooleanField()
    reason = models.TextField(max_length=1000, blank=True)
    members = models.TextField(blank=True, default="")
    at = models.DateTimeField()


class LookVote(models.Model):
    """A member's answer to a second look at a candidate; the newest counts (TR 56). Insert-only."""

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="look_votes")
    look = models.ForeignKey(SecondLook, on_delete=models.PROTECT, related_name="votes")
    able = models.BooleanField()
    reason = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()


class LookNotice(models.Model):
    """The notifier has the message that asks a member for its answer to a second look. Insert-only.

    `id`: the key of the message, made of look and seat. `receipt` is empty where nobody knows how to reach the member.
    `at` is real time.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="look_notices")
    look = models.ForeignKey(SecondLook, on_delete=models.PROTECT, related_name="notices")
    receipt = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
