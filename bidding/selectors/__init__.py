"""The gates to bids: before the opening a bid is there for its bidder alone."""

from django.conf import settings
from django.db.models import QuerySet

from bidding.domain.bids import Keyholder
from bidding.models import KeyholderKey, SealedObject, Submission
from trading.domain.actors import Actor, Bidder, BiddersOnly
from trading.domain.canonical import at_text
from trading.models import Lot
from trading.services.keys import receipt_public_keys


class NoSuchBid(Exception):
    """There is none, or the actor may not know of it."""


def keyholders_of(lot: Lot) -> list[Keyholder]:
    """The keys a lot's bids are sealed for; the last set that each keyholder made."""
    latest: dict[str, Keyholder] = {}
    for key in KeyholderKey.objects.filter(lot=lot).order_by("pk"):
        latest[key.role] = Keyholder(role=key.role, window=key.window, evaluation=key.evaluation)
    return [latest[role] for role in sorted(latest)]


def lot_notice(lot: Lot) -> dict[str, object]:
    """What a program needs to seal a bid for the lot; nothing in it changes with what is in the box."""
    receipt_keys = receipt_public_keys()
    return {
        "deadline": at_text(lot.schedule.deadline),
        "document": lot.trade.document_hash,
        "envelope": "main",
        "keyholders": [holder.members() for holder in keyholders_of(lot)],
        "lot": str(lot.pk),
        "opening_items": lot.trade.opening_items,
        "origin": settings.LOG_ORIGIN,
        "receipt_key": receipt_keys[-1],
        "receipt_keys": receipt_keys,
        "trade": str(lot.trade_id),
    }


def own_submissions(actor: Actor, lot: Lot) -> QuerySet[Submission]:
    """All versions of the actor's own bid, newest first."""
    try:
        return versions_of(actor.as_bidder(), lot)
    except BiddersOnly:
        return Submission.objects.none()


def versions_of(bidder: Bidder, lot: Lot) -> QuerySet[Submission]:
    """All versions of one bidder's bid, newest first."""
    return Submission.objects.filter(lot=lot, organisation_id=bidder.organisation_id).order_by("-version")


def own_submission(actor: Actor, lot: Lot, version: int) -> Submission:
    """One version of the actor's own. Raises `NoSuchBid`."""
    submission = own_submissions(actor, lot).filter(version=version).first()
    if submission is None:
        raise NoSuchBid
    return submission


def own_object(actor: Actor, lot: Lot, sha256: str) -> SealedObject:
    """A sealed object of the actor's own. Raises `NoSuchBid`, `BiddersOnly`."""
    mine = SealedObject.objects.filter(lot=lot, organisation_id=actor.as_bidder().organisation_id)
    found = mine.filter(sha256=sha256).first()
    if found is None:
        raise NoSuchBid
    return found


def newest_versions(lot: Lot) -> QuerySet[Submission]:
    """The newest version of every bidder: live bids, and withdrawals that no bid replaced. Only for closing the box."""
    rows = Submission.objects.filter(lot=lot).order_by("organisation_id", "-version").distinct("organisation_id")
    return rows.select_related("organisation", "account_key")


def live_bids(lot: Lot) -> list[Submission]:
    """The bids in a closed box, in order of receipt."""
    live = [row for row in newest_versions(lot) if row.kind == Submission.Kind.BID]
    return sorted(live, key=lambda row: (row.received_at, row.hash))
