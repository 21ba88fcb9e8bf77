"""The gates to bids: before the opening a bid is there for its bidder alone."""

from django.conf import settings
from django.db.models import QuerySet

from bidding.domain.bids import Keyholder
from bidding.models import KeyholderKey, SealedObject, Submission
from trading.domain.actors import Actor, Bidder, BiddersOnly
from trading.domain.canonical import at_text
from trading.domain.qualified import MAIN, envelope_of
from trading.domain.stages import Stage
from trading.models import Lot
from trading.services.announcing import asked_items
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
    receipt_keys, envelope = receipt_public_keys(), envelope_of(Stage(lot.stage))
    return {
        "deadline": at_text(lot.schedule.deadline),
        "document": lot.trade.document_hash,
        "envelope": envelope,
        "keyholders": [holder.members() for holder in keyholders_of(lot)],
        "lot": str(lot.pk),
        "opening_items": asked_items(lot.trade, envelope),
        "origin": settings.LOG_ORIGIN,
        "receipt_key": receipt_keys[-1],
        "receipt_keys": receipt_keys,
        "trade": str(lot.trade_id),
    }


def own_submissions(actor: Actor, lot: Lot, envelope: str = "") -> QuerySet[Submission]:
    """All versions of the actor's own bid, newest first; of its application while the lot is in pre-qualification."""
    try:
        return versions_of(actor.as_bidder(), lot, envelope)
    except BiddersOnly:
        return Submission.objects.none()


def versions_of(bidder: Bidder, lot: Lot, envelope: str = "") -> QuerySet[Submission]:
    """All versions of what one bidder sealed in an envelope, newest first; in the one that the lot's stage is about."""
    rows = Submission.objects.filter(lot=lot, envelope=envelope or envelope_of(Stage(lot.stage)))
    return rows.filter(organisation_id=bidder.organisation_id).order_by("-version")


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


def newest_versions(lot: Lot, envelope: str = MAIN) -> QuerySet[Submission]:
    """The newest version of every bidder: live bids, and withdrawals that no bid replaced. Only for closing the box."""
    rows = Submission.objects.filter(lot=lot, envelope=envelope).order_by("organisation_id", "-version")
    rows = rows.distinct("organisation_id")
    return rows.select_related("organisation", "account_key")


def live_bids(lot: Lot, envelope: str = MAIN) -> list[Submission]:
    """The bids in a closed box, in order of receipt."""
    live = [row for row in newest_versions(lot, envelope) if row.kind == Submission.Kind.BID]
    return sorted(live, key=lambda row: (row.received_at, row.hash))
