"""Draws (docs/spec/draw.md). Nothing here names anybody before the names are revealed. All rows are only inserted."""

import uuid
from typing import ClassVar

from django.db import models

from trading.models import Entry, Lot


class Draw(models.Model):
    """A draw from its frozen list. `listed`: the lines of the list; `acknowledge_by` is trade time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="draws")
    purpose = models.CharField(max_length=20)
    listed = models.BinaryField()
    root = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    acknowledge_by = models.DateTimeField()
    repeats = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="repeated_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "purpose"], condition=models.Q(repeats=None), name="one_first_draw_for_a_purpose"
            )
        ]


class DrawStep(models.Model):
    """A step of a draw: what it was is said by its entry, its list first."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="steps")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="draw_step")

    class Meta:
        ordering: ClassVar = ["entry_id"]


class PlatformKey(models.Model):
    """The platform's own two keys of a draw, as secret as the database is."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, primary_key=True, related_name="platform_key")
    identity = models.CharField(max_length=80)
    signer = models.BinaryField(max_length=32)


class PlatformHalf(models.Model):
    """What opens a half that the platform has sealed to another party."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="platform_halves")
    recipient = models.CharField(max_length=20)
    file_key = models.BinaryField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "recipient"], name="one_half_of_the_platform_for_each")
        ]


class DrawNames(models.Model):
    """Who was on the list, once the law lets it be known: the lines of the names' file."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, primary_key=True, related_name="names")
    file = models.BinaryField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
