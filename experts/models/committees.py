"""Requests for committees and the calling of experts. No row says who was called: `callee` and `sealed` need the key.

Instants are trade time.
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models

from experts.domain.committees import Departure, Reply, calls_from
from experts.domain.draw import Purpose, purpose_of
from experts.domain.eligibility import Group, Span
from trading.domain.phases import Phase
from trading.models import Lot, User


class CommitteeRequest(models.Model):
    """An agency asks for a committee for a lot (组建申请). `ended_at`: nobody is called for it any more.

    `phase`: whether it evaluates bids, or reviews the applications of a pre-qualification (TR 18).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="committee_requests")
    phase = models.CharField(max_length=20, default=Phase.BIDDING.value)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    representatives = models.PositiveSmallIntegerField()
    representative_names = models.BinaryField()
    region = models.CharField(max_length=6, blank=True)
    evaluation_from = models.DateTimeField()
    evaluation_until = models.DateTimeField()
    place = models.CharField(max_length=200)
    calls_before = models.DurationField()
    answer_within = models.DurationField()
    formed_at = models.DateTimeField(null=True)
    bidders_checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "phase"], condition=models.Q(ended_at=None), name="one_committee_request_at_a_time"
            )
        ]

    @property
    def purpose(self) -> Purpose:
        """What its experts are drawn for."""
        return purpose_of(Phase(self.phase))

    @property
    def calls_from(self) -> datetime:
        """When calling begins: it moves with the deadline."""
        assert self.lot.deadline is not None
        return calls_from(self.lot.deadline, self.calls_before)

    @property
    def evaluation(self) -> Span:
        return Span(self.evaluation_from, self.evaluation_until)

    @property
    def groups(self) -> tuple[Group, ...]:
        rows = self.requested_groups.all()
        return tuple(Group(row.number, tuple(row.majors), row.places) for row in rows)


class RequestedGroup(models.Model):
    """So many places for experts of these majors. Insert-only."""

    request = models.ForeignKey(CommitteeRequest, on_delete=models.PROTECT, related_name="requested_groups")
    number = models.PositiveSmallIntegerField()
    majors = models.JSONField()
    places = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "number"], name="one_group_per_number")]


class Call(models.Model):
    """Somebody is asked to sit on a committee. Insert-only.

    `callee`: a keyed hash of the expert's id, the same in all its calls. `sealed`: the id, sealed to the notifier.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(CommitteeRequest, on_delete=models.PROTECT, related_name="calls")
    group = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    callee = models.CharField(max_length=64, db_index=True)
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "callee"], name="each_is_called_once_for_a_committee"),
            models.UniqueConstraint(fields=["request", "number"], name="one_call_per_number"),
        ]


class Passed(models.Model):
    """Somebody whose turn it was and who was not called, with the reason. Insert-only."""

    request = models.ForeignKey(CommitteeRequest, on_delete=models.PROTECT, related_name="passed")
    group = models.PositiveSmallIntegerField()
    callee = models.CharField(max_length=64)
    sealed = models.BinaryField()
    reason = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "callee"], name="each_is_passed_once_for_a_committee")
        ]


class CallNotice(models.Model):
    """The notifier has the call, and gave this receipt; only now the time for the answer runs. Insert-only."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="notice")
    receipt = models.CharField(max_length=64)
    at = models.DateTimeField()
    answer_until = models.DateTimeField()


class CallReply(models.Model):
    """How a call ended. Insert-only. `grounds`: what the expert declared."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="reply")
    reply = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Reply])
    grounds = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()


class MemberDeparture(models.Model):
    """A member who had accepted does not sit on the committee after all. Insert-only."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="departure")
    cause = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Departure])
    grounds = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
