"""What is said on the floor of a hall: objections and answers, confirmations, the log; and who is looking."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from bidding.models import Attendance, Confirmation, Objection, OpenedBid, Release, Submission
from bidding.selectors import NoSuchBid, own_submissions
from bidding.selectors.deposits_shown import may_see_deposits
from bidding.selectors.hall import HallShown, bidders_are_public
from bidding.selectors.lost import lost_form
from trading.domain.actors import Actor, Role
from trading.domain.entries import Visibility
from trading.domain.stages import Stage
from trading.live import PROJECTIONS
from trading.models import Lot, Position
from trading.selectors.trades import is_agency_of

LOG_LINES = 200
ANSWERING = (Stage.DECRYPTING, Stage.UNLOCKING, Stage.OBJECTIONS, Stage.CONFIRMING)


@dataclass(frozen=True, slots=True)
class ObjectionShown:
    id: UUID
    name: str
    at: datetime
    text: str
    answer: str
    answered_at: datetime | None
    entry: int | None


@dataclass(frozen=True, slots=True)
class ConfirmationShown:
    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """`who` is "" for the platform."""

    at: datetime
    type: str
    who: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """A party of the trade that looks at its hall, and what it may do there now."""

    role: str
    name: str
    has_bid: bool = False
    version: int = 0
    bid: str = ""
    receipt: bytes = b""
    signed_in: bool = False
    released_at: datetime | None = None
    may_object: bool = False
    confirms: bool = False
    confirmed_at: datetime | None = None
    may_answer: bool = False
    holds_key: bool = False
    sees_deposits: bool = False
    lost: str = ""


def viewer_of(actor: Actor, lot: Lot, hall: HallShown) -> Viewer | None:
    """The actor as this hall knows it: a bidder, the trade's own agency, a supervisor; None for the public."""
    if actor.role is Role.BIDDER:
        return _bidder(actor, lot)
    if is_agency_of(actor, lot.trade):
        waiting = any(one.role == Role.AGENCY and one.published_at is None for one in hall.keyholders)
        may_answer = lot.stage in ANSWERING
        holds_key = waiting and lot.stage == Stage.UNLOCKING
        sees = may_see_deposits(actor, lot)
        return Viewer("agency", actor.name, may_answer=may_answer, holds_key=holds_key, sees_deposits=sees)
    if actor.role is Role.SUPERVISOR:
        return Viewer("supervisor", actor.name, sees_deposits=may_see_deposits(actor, lot))
    return None


def _bidder(actor: Actor, lot: Lot) -> Viewer:
    newest = own_submissions(actor, lot).first()
    if newest is None or newest.kind != Submission.Kind.BID:
        return Viewer("bidder", actor.name)
    mine = {"lot": lot, "organisation_id": actor.organisation_id}
    confirmed_at = Confirmation.objects.filter(**mine).values_list("confirmed_at", flat=True).first()
    return Viewer(
        role="bidder",
        name=actor.name,
        has_bid=True,
        version=newest.version,
        bid=newest.hash,
        receipt=bytes(newest.receipt),
        signed_in=Attendance.objects.filter(**mine).exists(),
        released_at=Release.objects.filter(submission=newest).values_list("received_at", flat=True).first(),
        may_object=lot.stage in (Stage.DECRYPTING, Stage.OBJECTIONS),
        confirms=lot.stage in (Stage.OBJECTIONS, Stage.CONFIRMING),
        confirmed_at=confirmed_at,
        lost=lost_form(actor, lot),
    )


def objections_of(lot: Lot) -> list[ObjectionShown]:
    """In the order in which they were raised; none of a failed lot, for they name bidders."""
    if not bidders_are_public(lot):
        return []
    rows = Objection.objects.filter(lot=lot).select_related("organisation", "answer").order_by("raised_at", "pk")
    places = _places(lot) if rows else {}
    return [_objection(row, places.get(str(row.pk))) for row in rows]


def _objection(row: Objection, entry: int | None) -> ObjectionShown:
    answer = getattr(row, "answer", None)
    return ObjectionShown(
        id=row.pk,
        name=row.organisation.name,
        at=row.raised_at,
        text=row.text,
        answer=answer.text if answer else "",
        answered_at=answer.answered_at if answer else None,
        entry=entry,
    )


def _places(lot: Lot) -> dict[str, int]:
    """By objection, the place of its entry in the log."""
    entries = Position.objects.filter(trade_id=lot.trade_id, entry__type="objection.raised")
    return dict(entries.values_list(_member("objection"), "log_index"))


def lot_of_objection(objection_id: UUID) -> UUID:
    """Raises `NoSuchBid` where there is no such objection."""
    lot_id = Objection.objects.filter(pk=objection_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NoSuchBid
    return lot_id


def confirmations_of(lot: Lot) -> list[ConfirmationShown]:
    """Everybody who is to confirm the opening, in order of receipt, with the time where it has."""
    if not bidders_are_public(lot) or lot.prices_shown_at is None:
        return []
    given = dict(lot.confirmations.values_list("organisation_id", "confirmed_at"))
    signers = OpenedBid.objects.filter(lot=lot).order_by("submission__received_at", "submission__hash")
    rows = signers.values_list("submission__organisation_id", "submission__organisation__name")
    return [ConfirmationShown(name, given.get(organisation)) for organisation, name in rows]


def log_of(lot: Lot, *, until: int) -> list[LogLine]:
    """The newest public entries of the lot up to this `trade_seq`, newest first; no bidder where they are secret."""
    of_lot = Q(entry__content__body__lot=str(lot.pk)) | Q(entry__content__body__lot__isnull=True)
    rows = Position.objects.filter(of_lot, trade_id=lot.trade_id, trade_seq__lte=until, entry__type__in=PROJECTIONS)
    rows = rows.filter(entry__visibility=Visibility.PUBLIC.value).order_by("-trade_seq")
    if not bidders_are_public(lot):
        rows = rows.filter(entry__content__body__bidder__isnull=True)
    values = rows.values_list("entry__at", "entry__type", "entry__by", _member("name"))[:LOG_LINES]
    names = _names(lot) if bidders_are_public(lot) else {}
    return [LogLine(at, type_, name or names.get(by.get("party") or "", "")) for at, type_, by, name in values]


def _member(name: str) -> KeyTextTransform:
    """A member of an entry's body. (`KT` would lose its way in the chain of one-to-one keys.)"""
    return KeyTextTransform(name, "entry__content__body")


def _names(lot: Lot) -> dict[str, str]:
    """By code: the agency, and whoever has signed in."""
    present = lot.attendances.values_list("organisation__uscc", "organisation__name")
    return {lot.trade.agency.uscc: lot.trade.agency.name, **dict(present)}
