"""Trades, their lots, documents and clocks."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models

from trading.domain.kinds import KindSpec, spec
from trading.domain.phases import phase_of
from trading.domain.schedule import Schedule
from trading.domain.stages import Stage
from trading.domain.trade_time import Segment
from trading.models.parties import Organisation

SCHEDULE_INSTANTS = (
    "documents_from",
    "documents_until",
    "deadline",
    "suspended_at",
    "held_at",
    "closed_at",
    "window_opened_at",
    "window_closed_at",
    "prices_shown_at",
    "objections_closed_at",
    "stopped_at",
    "deposits_until",
)
SCHEDULE_STOP = ("stop_allows", "stopped_for")
SCHEDULE_CHANGES = (*SCHEDULE_INSTANTS, *SCHEDULE_STOP)
"""What may become different of a lot's times after its notice."""

SCHEDULE_LENGTHS = ("window", "keys_allowance", "objections", "confirmation", "extension", "decision")


class Trade(models.Model):
    """One trade of any kind. Its rules are the edition of its kind that it was announced under.

    `prequalification`: only whoever passes a review may bid. `state_controlled`: the state controls its money.
    A re-tender has the project code of the trade before it, `previous`; `round` counts the tenders from 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    edition = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, max_length=5000)
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trades")
    principal = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=6)
    industry = models.CharField(max_length=3)
    trade_class = models.CharField(max_length=3)
    project_code = models.CharField(max_length=17, db_index=True)
    tender_code = models.CharField(max_length=20, unique=True)
    opening_items = models.JSONField(default=list)
    training = models.BooleanField(default=False)
    prequalification = models.BooleanField(default=False)
    state_controlled = models.BooleanField(default=True)
    document_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    announced_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    joint_most = models.PositiveSmallIntegerField(default=0)
    own_grounds = models.JSONField(default=list)
    needs_approval = models.BooleanField(default=False)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="retenders")
    round = models.PositiveSmallIntegerField(default=1)
    validity_days = models.PositiveSmallIntegerField(default=90)

    def __str__(self) -> str:
        return self.title

    @property
    def spec(self) -> KindSpec:
        return spec(self.kind, self.edition)


class ClockSegment(models.Model):
    """A piece of the trade's clock (docs/spec/ledger.md). Insert-only; real trades have one, the identity."""

    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="clock_segments")
    number = models.PositiveIntegerField()
    anchor_real = models.DateTimeField()
    anchor_trade = models.DateTimeField()
    speed = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["trade", "number"], name="one_segment_per_number")]

    @property
    def value(self) -> Segment:
        return Segment(anchor_real=self.anchor_real, anchor_trade=self.anchor_trade, speed=self.speed)


class Lot(models.Model):
    """What is bid for. Instants are trade time, except `wake_at`, the real instant at which the clock next looks.

    The times are those of the phase that the lot stands in: in a pre-qualification `deadline` is when applications are
    due; the tender's notice brings its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="lots")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    scope = models.TextField(blank=True, max_length=2000)
    ceiling = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True)
    code = models.CharField(max_length=23, unique=True)
    deal_code = models.CharField(max_length=40, unique=True, null=True)
    stage = models.CharField(max_length=20, default=Stage.DRAFT.value)
    wake_at = models.DateTimeField(null=True)

    documents_from = models.DateTimeField(null=True)
    documents_until = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    window = models.DurationField(default=timedelta(minutes=60))
    keys_allowance = models.DurationField(default=timedelta(minutes=30))
    objections = models.DurationField(default=timedelta(minutes=10))
    confirmation = models.DurationField(default=timedelta(minutes=30))
    extension = models.DurationField(default=timedelta())
    decision = models.DurationField(default=timedelta())
    suspended_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    window_opened_at = models.DateTimeField(null=True)
    window_closed_at = models.DateTimeField(null=True)
    prices_shown_at = models.DateTimeField(null=True)
    objections_closed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_for = models.DurationField(default=timedelta())
    stop_allows = models.JSONField(default=list)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="again")
    deposits_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["trade", "number"], name="one_lot_per_number")]
        indexes: ClassVar = [
            models.Index(fields=["wake_at"], name="lots_to_wake", condition=models.Q(wake_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def receives(self) -> bool:
        """Whether its stage, and a stop order if there is one, let bids be received, or applications."""
        spec, stage = self.trade.spec, Stage(self.stage)
        receiving = stage in spec.receiving(phase_of(stage))
        return receiving and (self.stopped_at is None or spec.receives_while_stopped)

    @property
    def schedule(self) -> Schedule:
        """The lot's times as the domain knows them; only where the timetable is filled in."""
        fields: dict[str, Any] = {name: getattr(self, name) for name in (*SCHEDULE_INSTANTS, *SCHEDULE_LENGTHS)}
        return Schedule(**fields, stop_allows=tuple(self.stop_allows), stopped_for=self.stopped_for)

    @schedule.setter
    def schedule(self, schedule: Schedule) -> None:
        """Takes the instants; the lengths are the notice's and stay."""
        for name in SCHEDULE_INSTANTS:
            setattr(self, name, getattr(schedule, name))
        self.stop_allows, self.stopped_for = list(schedule.stop_allows), schedule.stopped_for


class Document(models.Model):
    """A file of a trade, stored by its hash. It is in force from version `since` of the documents until `until`.

    Version 0 is the notice's; each clarification makes the next.
    """

    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    since = models.PositiveSmallIntegerField(default=0)
    until = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["trade", "sha256"], condition=models.Q(until=None), name="one_document_per_content"
            ),
            models.UniqueConstraint(
                fields=["trade", "name"], condition=models.Q(until=None), name="one_document_per_name"
            ),
        ]


class CodeCounter(models.Model):
    """The last serial given out for a prefix of a code (docs/glossary.md, codes)."""

    prefix = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)
