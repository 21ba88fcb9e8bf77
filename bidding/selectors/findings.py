"""What was found between the bids of a lot: after its opening, for its agency and for supervisors alone (O20 32 does not
make it public; whoever is named in a finding has not been heard yet)."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings

from bidding.domain.findings import Finding, Known, KnownBid, LodgedPaper, PaidFrom
from bidding.domain.forms import ItemKind, OpeningItem, members_item, parse_opening_items
from bidding.domain.inquiry import find_all
from bidding.domain.members import Grade, Member, lowest_grades, read_members
from bidding.domain.opening import Result
from bidding.domain.sealing import Role as SealedRole
from bidding.models import DepositInstrument, DepositPayment, OpenedBid, SealedObject
from bidding.selectors.hall import bidders_are_public, price_key_of
from bidding.selectors.qualified import qualified_members
from trading.domain.actors import Actor, Role
from trading.domain.qualified import MAIN
from trading.domain.relations import links_of
from trading.models import Entry, Lot, Organisation
from trading.selectors.relations import declared_by
from trading.selectors.trades import NoSuchLot, is_agency_of


@dataclass(frozen=True, slots=True)
class JointBid:
    """A joint bid, and by specialty the class that counts."""

    bidder: str
    members: tuple[Member, ...]
    grades: Mapping[str, Grade]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """`names` by credit code; `undeclared`: whoever takes part and had declared nothing at the deadline."""

    bids: int
    findings: tuple[Finding, ...]
    joint: tuple[JointBid, ...]
    undeclared: tuple[str, ...]
    names: Mapping[str, str]


def may_see_findings(actor: Actor, lot: Lot) -> bool:
    """Nobody before the prices are shown, and of a failed lot nobody ever."""
    opened = lot.prices_shown_at is not None and bidders_are_public(lot)
    return opened and (is_agency_of(actor, lot.trade) or (actor.role is Role.SUPERVISOR and actor.party is not None))


def inquiry_of(actor: Actor, lot: Lot) -> Inquiry:
    """Everything found in the lot. Raises `NoSuchLot` for whoever may not know."""
    if not may_see_findings(actor, lot):
        raise NoSuchLot
    return inquiry_for_committee(lot)


def inquiry_for_committee(lot: Lot) -> Inquiry:
    """The same for the committee, which decides on what was found. Not a gate: experts have one of their own."""
    known = known_of(lot)
    parties = [party for bid in known.bids for party in bid.parties]
    return Inquiry(
        bids=len(known.bids),
        findings=find_all(lot.trade.spec, known),
        joint=tuple(JointBid(bid.bidder, bid.members, lowest_grades(bid.members)) for bid in known.bids if bid.members),
        undeclared=tuple(dict.fromkeys(party for party in parties if party not in known.declared)),
        names=_names(known),
    )


def known_of(lot: Lot) -> Known:
    """What the opening announced and what the bidders had declared when they sealed. An evaluation takes it over.

    Not a gate. Withdrawn bids (撤回) are none; revoked ones (撤销) are bids without a price.
    """
    rows = OpenedBid.objects.filter(lot=lot).exclude(outcome=Result.WITHDRAWN.value)
    rows = rows.select_related("submission__organisation", "submission__declaration")
    opened = list(rows.defer("submission__statement", "submission__receipt"))
    items = parse_opening_items(lot.trade.opening_items)
    sizes, price_key = _sizes(lot), price_key_of(lot)
    bids = [
        _known_bid(row, items, price_key, sizes.get((row.submission.organisation_id, row.submission.version), ()))
        for row in opened
    ]
    codes = {party for bid in bids for party in bid.parties} | {settings.PLATFORM_USCC}
    declared = declared_by(codes, _closed_at(lot))
    declared |= {
        row.submission.organisation.uscc: row.submission.declaration.value
        for row in opened
        if row.submission.declaration is not None
    }
    return Known(
        bids=bids,
        declared=declared,
        links=links_of(declared),
        operator=settings.PLATFORM_USCC,
        staff=frozenset(lot.trade.spec.staff_items),
        accounts=_accounts(lot, codes),
        papers=_papers(lot, codes),
        qualified=qualified_members(lot),
    )


def _accounts(lot: Lot, codes: Set[str]) -> dict[str, list[PaidFrom]]:
    """Every payment for the lot, whether it was enough, in time, or went back meanwhile."""
    rows = DepositPayment.objects.filter(account__lot=lot, account__organisation__uscc__in=codes).order_by("pk")
    found: dict[str, list[PaidFrom]] = {}
    for code, account, name in rows.values_list("account__organisation__uscc", "payer_account", "payer_name"):
        found.setdefault(code, []).append(PaidFrom(account, name))
    return found


def _papers(lot: Lot, codes: Set[str]) -> dict[str, list[LodgedPaper]]:
    rows = DepositInstrument.objects.filter(lot=lot, organisation__uscc__in=codes).order_by("pk")
    found: dict[str, list[LodgedPaper]] = {}
    for code, sha256, issuer, number in rows.values_list("organisation__uscc", "sha256", "issuer", "number"):
        found.setdefault(code, []).append(LodgedPaper(sha256, issuer, number))
    return found


def _sizes(lot: Lot) -> dict[tuple[UUID, int], list[int]]:
    """By bidder and version, the sizes of the sealed attachments; the first is their list, and left out."""
    rows = SealedObject.objects.filter(lot=lot, envelope=MAIN, role=SealedRole.ATTACHMENT.value, index__gt=0)
    found: dict[tuple[UUID, int], list[int]] = {}
    for organisation, version, size in rows.order_by("index").values_list("organisation_id", "version", "size"):
        found.setdefault((organisation, version), []).append(size)
    return found


def _known_bid(row: OpenedBid, items: tuple[OpeningItem, ...], price_key: str, sizes: Sequence[int]) -> KnownBid:
    organisation = row.submission.organisation
    values: Mapping[str, str] = row.items or {}
    joint = members_item(items)
    members = read_members(values[joint.key], joint.most) if joint and values else ()
    texts = {item.key: values[item.key] for item in items if item.kind is ItemKind.TEXT and item.key in values}
    price = Decimal(values[price_key]) if price_key in values else None
    return KnownBid(organisation.uscc, organisation.name, members, price, texts, tuple(sizes))


def _closed_at(lot: Lot) -> datetime:
    """When the box was closed, in real time."""
    entries = Entry.objects.filter(trade_id=lot.trade_id, type="box.closed", content__body__lot=str(lot.pk))
    return entries.values_list("recorded_at", flat=True).get()


def _names(known: Known) -> dict[str, str]:
    """Bidders by their own names; others as the platform knows them, else as somebody declared or named them."""
    said = {each.code: each.name for declared in known.declared.values() for each in declared.controllers}
    said |= {member.code: member.name for bid in known.bids for member in bid.members}
    said |= {code: code for codes in known.qualified.values() for code in codes if code not in said}
    registered = dict(Organisation.objects.filter(uscc__in=said.keys()).values_list("uscc", "name"))
    return said | registered | {bid.bidder: bid.name for bid in known.bids}
