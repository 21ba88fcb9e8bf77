"""What the members of a review committee think of the applications (TR 18). Instants are trade time."""

from django.db import models

from bidding.models import Submission
from experts.models.evaluation import CommitteeSeat


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
