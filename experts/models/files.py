"""How the files of the bids reach the committee (docs/spec/evaluation.md, "Files"). All insert-only; instants are trade time."""

from typing import ClassVar

from django.db import models

from bidding.models import Submission
from experts.models.evaluation import CommitteeSeat
from trading.models import Lot, User


class MemberKey(models.Model):
    """An age recipient that a member made in its browser for this evaluation; its newest counts."""

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="keys")
    recipient = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()


class GivenKeys(models.Model):
    """The file keys of all bids, sealed to a member's key by the agency; the newest counts. `hash`: of `sealed`."""

    key = models.ForeignKey(MemberKey, on_delete=models.PROTECT, related_name="given")
    sealed = models.BinaryField()
    hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "hash"], name="same_keys_are_given_once")]


class LostKeys(models.Model):
    """The agency has lost its evaluation key: the committee works without the files."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="lost_keys")
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class FileNote(models.Model):
    """A member could not read a file of a bid. `index`: of the attachment object; 0 is the list of files."""

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="file_notes")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="file_notes")
    index = models.PositiveSmallIntegerField()
    problem = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "submission", "index"], name="each_notes_a_file_once")
        ]
