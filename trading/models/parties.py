"""Organisations, people, and who may act for whom in which role."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from trading.domain.actors import Role

ROLE_LABELS = {
    Role.AGENCY: _("招标人或代理机构"),
    Role.BIDDER: _("投标人"),
    Role.EXPERT: _("评标专家"),
    Role.VENUE: _("场地运营"),
    Role.SUPERVISOR: _("监督机构"),
    Role.KEYHOLDER: _("密钥保管人"),
    Role.ADMINISTRATOR: _("平台管理员"),
}


class User(AbstractUser):
    """A person's account. What it may do comes from its memberships alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    full_name = models.CharField(max_length=60, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Organisation(models.Model):
    """A legal person, known by its unified social credit code (GB 32100)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200)
    registered_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """This person acts for this organisation in this role; who administers lets others in and out."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    administers = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership_per_role")
        ]


class Invitation(models.Model):
    """Whoever has the token may join the organisation in this role, once and until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20)
    administers = models.BooleanField(default=False)
    email = models.EmailField(blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()


class MembershipChange(models.Model):
    """Who let whom in or out of an organisation, and when. Insert-only; nobody but the organisation reads it."""

    class What(models.TextChoices):
        INVITED = "invited", _("发出邀请")
        WITHDRAWN = "withdrawn", _("收回邀请")
        JOINED = "joined", _("加入")
        REMOVED = "removed", _("移出")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=10, choices=What)
    role = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    whom = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    email = models.EmailField(blank=True)
    at = models.DateTimeField(db_default=Now())


class AccountKey(models.Model):
    """The Ed25519 key a bidder's browser made for its account. Insert-only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="account_keys")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_keys")
    public_key = models.CharField(max_length=44, unique=True)
    statement = models.BinaryField()
    registered_at = models.DateTimeField()


class DisclosedKey(models.Model):
    """The account key has its ledger entry `party.key`: it was used in a box that is public. Insert-only."""

    key = models.OneToOneField(AccountKey, on_delete=models.PROTECT, primary_key=True)
