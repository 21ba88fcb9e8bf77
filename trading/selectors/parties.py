"""Organisations, their people and their registered keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trading.models import AccountKey, Membership, Position, User

MOST_KEYS = 50


@dataclass(frozen=True, slots=True)
class KeyShown:
    """A registered public key (base64) and its place in the ledger."""

    public_key: str
    at: datetime
    entry: int | None


def keys_of_organisation(organisation_id: UUID) -> list[KeyShown]:
    """The newest registered keys first."""
    rows = AccountKey.objects.filter(organisation_id=organisation_id).order_by("-registered_at", "-pk")[:MOST_KEYS]
    entries = Position.objects.filter(
        entry__type="party.key", entry__content__body__public_key__in=[row.public_key for row in rows]
    )
    places = dict(entries.values_list("entry__content__body__public_key", "log_index"))
    return [KeyShown(row.public_key, row.registered_at, places.get(row.public_key)) for row in rows]


def memberships_of(user: User) -> list[Membership]:
    """For whom a person may act, in the order in which it joined."""
    return list(Membership.objects.filter(user=user).select_related("organisation").order_by("pk"))
