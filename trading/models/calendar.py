"""The platform's own calendar of working days (rules.md TM-7), by the State Council's yearly notices."""

from typing import ClassVar

from django.db import models


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
