"""The platform's own calendar of working days (rules.md TM-7), by the State Council's yearly notices."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from trading.models.parties import User


class CalendarYear(models.Model):
    """A year whose notice has been published; others are provisional and block announcing."""

    year = models.PositiveSmallIntegerField(primary_key=True)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a make-up working day."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["day"]


class CalendarProposal(models.Model):
    """A yearly notice as one administrator typed it in. Insert-only: with the decisions it is the calendar's history.

    `days`: a list of [day, working, name]. `source` is the number of the State Council's document.
    """

    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=100)
    days = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-pk"]


class CalendarDecision(models.Model):
    """What another administrator decided on it. Insert-only."""

    proposal = models.OneToOneField(CalendarProposal, on_delete=models.PROTECT, related_name="decision")
    accepted = models.BooleanField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
