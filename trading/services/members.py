"""Letting people into an organisation, and out of it."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.models import Invitation, Membership, MembershipChange, Organisation, User
from trading.services.moments import database_time

VALID_FOR = timedelta(days=7)
MOST_OPEN = 20
MOST_MEMBERS = 200
What = MembershipChange.What


class NotTheirs(Exception):
    """Only somebody who administers the organisation may do this."""


class InvitationVoid(Exception):
    """There is no such invitation, it has been used, or it has expired."""


class MembersRefused(Exception):
    """Nothing was changed; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its token, which is told once and not kept."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(*, email: str, administers: bool, by: Actor) -> Invited:
    """Make a link by which one person may join in the inviter's role, for seven days.

    `email` may be empty. Raises `NotTheirs`, and `MembersRefused` for too many open ones or members.
    """
    membership = administered(by, lock=True)
    organisation = membership.organisation
    _forget_expired(organisation)
    if organisation.invitations.count() >= MOST_OPEN or organisation.memberships.count() >= MOST_MEMBERS:
        raise MembersRefused("未使用的邀请或成员已经太多，请先收回一些。")
    token = token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=membership.role,
        administers=administers,
        email=email,
        invited_by=membership.user,
        token_hash=_hash(token),
        expires_at=database_time() + VALID_FOR,
    )
    _note(What.INVITED, membership, email=email)
    return Invited(invitation, token)


def invitation_for(token: str) -> Invitation:
    """What the holder of the token was invited to. Raises `InvitationVoid`."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    found = rows.filter(token_hash=_hash(token), expires_at__gt=database_time()).first()
    if found is None:
        raise InvitationVoid
    return found


@transaction.atomic
def accept(*, token: str, user: User) -> Membership:
    """Join; the invitation is used up. Who is a member in that role already stays one. Raises `InvitationVoid`."""
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_for(token).pk).first()
    if invitation is None:
        raise InvitationVoid
    membership, created = Membership.objects.get_or_create(
        user=user,
        organisation=invitation.organisation,
        role=invitation.role,
        defaults={"administers": invitation.administers},
    )
    if created:
        MembershipChange.objects.create(
            organisation=invitation.organisation,
            what=What.JOINED,
            role=invitation.role,
            by=invitation.invited_by,
            whom=user,
            email=invitation.email,
        )
    invitation.delete()
    return membership


@transaction.atomic
def withdraw_invitation(*, invitation_id: UUID, by: Actor) -> None:
    """The link leads nowhere from now on. Raises `NotTheirs`, `InvitationVoid`."""
    membership = administered(by, lock=True)
    invitation = membership.organisation.invitations.filter(pk=invitation_id, role=membership.role).first()
    if invitation is None:
        raise InvitationVoid
    _note(What.WITHDRAWN, membership, email=invitation.email)
    invitation.delete()


@transaction.atomic
def remove_member(*, membership_id: int, by: Actor) -> None:
    """From now on that person does not act for the organisation in this role.

    Raises `NotTheirs`, and `MembersRefused` for oneself: so somebody who administers always stays.
    """
    own = administered(by, lock=True)
    other = own.organisation.memberships.filter(pk=membership_id, role=own.role).first()
    if other is None:
        raise NotTheirs
    if other.user_id == own.user_id:
        raise MembersRefused("不能移出自己；请由另一位管理成员移出。")
    _note(What.REMOVED, own, whom=other.user)
    other.delete()


def administered(by: Actor, *, lock: bool = False) -> Membership:
    """The actor's own membership, if it administers; with `lock`, one change of the organisation's people at a time.

    Raises `NotTheirs`.
    """
    if by.user_id is None or by.organisation_id is None or by.role is None:
        raise NotTheirs
    if lock:
        Organisation.objects.select_for_update(no_key=True).filter(pk=by.organisation_id).first()
    rows = Membership.objects.select_related("organisation", "user")
    mine = rows.filter(user_id=by.user_id, organisation_id=by.organisation_id, role=by.role.value)
    found = mine.filter(administers=True).first()
    if found is None:
        raise NotTheirs
    return found


def _note(what: MembershipChange.What, own: Membership, *, whom: User | None = None, email: str = "") -> None:
    MembershipChange.objects.create(
        organisation=own.organisation, what=what, role=own.role, by=own.user, whom=whom, email=email
    )


def _forget_expired(organisation: Organisation) -> None:
    organisation.invitations.filter(expires_at__lte=database_time()).delete()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
