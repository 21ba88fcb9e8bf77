"""Whom a signed-in person acts for."""

from django.contrib.auth.models import AnonymousUser

from trading.domain.actors import ANONYMOUS, Actor, Role
from trading.models import Membership, User


def actor_for(user: User | AnonymousUser, membership_id: int | None = None) -> Actor:
    """The person in the chosen membership, or the first there is; visitors and people without one are anonymous."""
    if isinstance(user, AnonymousUser):
        return ANONYMOUS
    memberships = Membership.objects.filter(user=user).select_related("organisation").order_by("pk")
    chosen = memberships.filter(pk=membership_id).first() if membership_id else None
    membership = chosen or memberships.first()
    if membership is None:
        return Actor(user_id=user.pk, name=user.full_name or user.username)
    return Actor(
        user_id=user.pk,
        organisation_id=membership.organisation_id,
        party=membership.organisation.uscc,
        name=membership.organisation.name,
        role=Role(membership.role),
    )
