"""The people of an organisation, for its own members."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trading.domain.actors import Actor, Role
from trading.models import Invitation, Membership, MembershipChange, Organisation
from trading.models.parties import ROLE_LABELS

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class MemberShown:
    id: int
    name: str
    username: str
    administers: bool
    oneself: bool


@dataclass(frozen=True, slots=True)
class InvitationShown:
    id: UUID
    email: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeShown:
    at: datetime
    what: str
    who: str
    whom: str


@dataclass(frozen=True, slots=True)
class People:
    """`administers`: whether the reader may change anything; only then there are invitations."""

    name: str
    role_word: str
    administers: bool
    members: list[MemberShown]
    invitations: list[InvitationShown]
    changes: list[ChangeShown]


def organisation_of(actor: Actor, now: datetime) -> People:
    """The people who act for the actor's organisation in the same role, and what is open `now`; newest changes first."""
    assert actor.role is not None and actor.organisation_id is not None
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    role = actor.role.value
    members = organisation.memberships.filter(role=role).select_related("user").order_by("pk")[:MOST_SHOWN]
    shown = [_member(row, actor) for row in members]
    administers = any(one.oneself and one.administers for one in shown)
    changes = MembershipChange.objects.filter(organisation=organisation, role=role).select_related("by", "whom")
    return People(
        name=organisation.name,
        role_word=str(ROLE_LABELS[Role(role)]),
        administers=administers,
        members=shown,
        invitations=_invitations(organisation, role, now) if administers else [],
        changes=[_change(row) for row in changes.order_by("-at", "-pk")[:MOST_SHOWN]],
    )


def _member(row: Membership, actor: Actor) -> MemberShown:
    return MemberShown(
        row.pk, row.user.full_name, row.user.username, row.administers, oneself=row.user_id == actor.user_id
    )


def _invitations(organisation: Organisation, role: str, now: datetime) -> list[InvitationShown]:
    rows = Invitation.objects.filter(organisation=organisation, role=role, expires_at__gt=now)
    return [InvitationShown(row.pk, row.email, row.expires_at) for row in rows.order_by("expires_at")[:MOST_SHOWN]]


def _change(row: MembershipChange) -> ChangeShown:
    whom = (row.whom.full_name or row.whom.username) if row.whom else row.email
    return ChangeShown(row.at, str(row.get_what_display()), row.by.full_name or row.by.username, whom)
