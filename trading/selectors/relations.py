"""Declarations: an organisation reads its own; a finding between bids is made of those that it needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from trading.domain.actors import Actor
from trading.domain.relations import Declaration
from trading.models import OrganisationDeclaration

MOST_VERSIONS = 50
HIGHEST = 20
"""So many steps up a chain of control are followed."""


@dataclass(frozen=True, slots=True)
class DeclarationShown:
    """A version of the organisation's own, and who declared it when."""

    declared: Declaration
    at: datetime
    who: str


def own_declarations(actor: Actor) -> list[DeclarationShown]:
    """The newest first. Raises `BiddersOnly`."""
    rows = OrganisationDeclaration.objects.filter(organisation_id=actor.as_bidder().organisation_id)
    return [
        DeclarationShown(row.value, row.at, row.by.full_name or row.by.username)
        for row in rows.select_related("by")[:MOST_VERSIONS]
    ]


def newest_declaration(actor: Actor) -> OrganisationDeclaration | None:
    """What counts of the actor's own organisation. Raises `BiddersOnly`."""
    return OrganisationDeclaration.objects.filter(organisation_id=actor.as_bidder().organisation_id).first()


def declared_by(codes: Collection[str], until: datetime) -> dict[str, Declaration]:
    """By credit code, what these had declared at a moment of real time, and who is above them in any chain of control.

    Not a gate: whoever calls it has made sure that the bids concerned are open, and shows no more than a finding says.
    """
    found: dict[str, Declaration] = {}
    wanted = set(codes)
    for _ in range(HIGHEST):
        rows = OrganisationDeclaration.objects.filter(organisation__uscc__in=wanted, at__lte=until)
        newest = rows.order_by("organisation_id", "-pk").distinct("organisation_id").select_related("organisation")
        found |= {row.organisation.uscc: row.value for row in newest}
        wanted = {each.code for declared in found.values() for each in declared.controllers} - found.keys() - wanted
        if not wanted:
            break
    return found
