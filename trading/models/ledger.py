"""The append-only log (docs/spec/ledger.md). Rows here are only ever inserted, but for the queue of the sequencer."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from trading.models.trades import Trade


class Entry(models.Model):
    """What happened, without what it says. `order` is the order of insertion, not of the log."""

    order = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid.uuid4)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, null=True, related_name="entries")
    type = models.CharField(max_length=60)
    by = models.JSONField()
    visibility = models.CharField(max_length=10)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        # Whatever is signed asks which key is in force.
        indexes: ClassVar = [models.Index("order", name="rotations_of_keys", condition=models.Q(type="key.rotated"))]


class EntryBody(models.Model):
    """What it says, and the salt of its commitment: apart, so that it can be erased after the archive term."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="content")
    body = models.JSONField()
    salt = models.BinaryField(max_length=32)


class ErasureStep(models.Model):
    """One of the two persons without whom nothing is erased. Insert-only; the database itself reads it (ADR 0010)."""

    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="erasure_steps")
    type = models.CharField(max_length=60)
    person = models.ForeignKey("trading.User", on_delete=models.PROTECT)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["trade", "type"], name="each_step_of_an_erasure_once")]


class UnwantedFile(models.Model):
    """A file that belongs to nothing any more, below FILES_DIR; the sweeper removes it and then this row."""

    path = models.CharField(max_length=200, primary_key=True)


class PendingEntry(models.Model):
    """An entry that has no position yet; a trigger fills it, the sequencer empties it."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="pending")


class Position(models.Model):
    """The place of an entry in the log and in its trade, given by the sequencer."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="position")
    log_index = models.PositiveBigIntegerField(unique=True)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, null=True)
    trade_seq = models.PositiveBigIntegerField()
    commitment = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trade", "trade_seq"], name="one_entry_per_seq", nulls_distinct=False)
        ]


class Checkpoint(models.Model):
    """A signed tree head, and the frontier from which the tree grows on."""

    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    frontier = models.BinaryField()
    signed_at = models.DateTimeField(db_default=Now())


class Cursor(models.Model):
    """How far a reader of the ledger has come."""

    reader = models.CharField(max_length=60, primary_key=True)
    log_index = models.BigIntegerField(default=-1)


class Heartbeat(models.Model):
    """That the platform's clock was alive: a gap across a deadline is an incident."""

    beat_at = models.DateTimeField(db_default=Now(), db_index=True)
