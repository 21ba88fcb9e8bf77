"""The pool of experts (专家库). Names are here and nowhere else; who sits on a committee is in no row in the clear.

Numbers of identity documents and contact data are sealed to a key outside the database. No model shows a name by
itself: what Python or Django prints of a row is its id.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from trading.domain.experts import Title
from trading.models import User

TITLE_LABELS = {Title.SENIOR: _("高级职称"), Title.EQUIVALENT: _("同等专业水平"), Title.OTHER: _("其他")}


class Standing(models.TextChoices):
    """Where an expert stands in the pool."""

    AVAILABLE = "available", _("在库")
    SUSPENDED = "suspended", _("暂停")
    LEFT = "left", _("已退出")


class MajorCode(models.Model):
    """A code of the national table of expert specialities (评标专家专业分类标准): 3, 5 or 7 characters."""

    code = models.CharField(primary_key=True, max_length=7)
    name = models.CharField(max_length=100)

    class Meta:
        ordering: ClassVar = ["code"]


class Expert(models.Model):
    """A person in the pool. `identity_hash` is keyed: without the key nobody can try numbers out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="expert")
    identity_hash = models.CharField(max_length=64, unique=True)
    identity = models.BinaryField()
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=20, choices=[(title.value, label) for title, label in TITLE_LABELS.items()])
    working_since = models.DateField()
    region = models.CharField(max_length=6)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.AVAILABLE)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["region", "standing"], name="experts_by_region"),
            models.Index(fields=["name", "id"], name="experts_by_name"),
        ]


class StandingChange(models.Model):
    """Who changed the standing of an expert, when and why. Insert-only."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="standing_changes")
    standing = models.CharField(max_length=10, choices=Standing)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class ExpertMajor(models.Model):
    """That an expert knows a speciality."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="majors")
    major = models.ForeignKey(MajorCode, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["major"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["expert", "major"], name="each_major_once")]


class Employer(models.Model):
    """From `since` an expert worked for an employer: until `until`, or until its next one, or still. Insert-only."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="employers")
    code = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["expert", "code", "name", "since"], name="each_employment_once")
        ]


class Contact(models.Model):
    """How an expert is reached, sealed; the newest counts. Read by the notifier alone. Insert-only."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="contacts")
    sealed = models.BinaryField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-pk"]


class CreditRecord(models.Model):
    """A reward or a punishment of an expert (table 208). Insert-only."""

    class Kind(models.TextChoices):
        REWARD = "reward", _("奖励")
        PUNISHMENT = "punishment", _("处罚")

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="credit")
    kind = models.CharField(max_length=10, choices=Kind)
    authority = models.CharField(max_length=200)
    basis = models.CharField(max_length=500)
    result = models.CharField(max_length=500)
    day = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]


class ExpertInvitation(models.Model):
    """Whoever has the token may link its account to this entry of the pool, once and until it expires.

    `invited_by` is None where the platform gave it to whoever accepted a call by its link.
    """

    expert = models.OneToOneField(Expert, on_delete=models.PROTECT, related_name="invitation")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
