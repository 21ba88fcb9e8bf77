"""What bidders have released for the evaluation. Not a gate: the agency of the lot alone may have it, when it evaluates."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bidding.domain.age_keys import Identity
from bidding.domain.bids import read_bid
from bidding.domain.opening import Result
from bidding.domain.releases import open_release, read_release
from bidding.models import OpenedBid, PublishedWindowKey, Submission
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class ReleasedKeys:
    """A bid with files: its statement, and what holds the file keys, sealed to the evaluation keys."""

    statement: bytes
    sealed: bytes


def released_keys(lot: Lot, start: int, most: int) -> tuple[list[ReleasedKeys], int]:
    """Of the opened bids from number `start` on, at most `most`, those with files; and how many bids were opened."""
    window_keys = {
        row.key.role: Identity.parse(row.identity)
        for row in PublishedWindowKey.objects.filter(key__lot=lot).select_related("key")
    }
    rows = opened_submissions(lot)
    found = [_released(row, window_keys) for row in rows[start : start + most]]
    return [each for each in found if each is not None], rows.count()


def opened_submissions(lot: Lot) -> QuerySet[Submission]:
    """The bids that were opened, in order of receipt."""
    opened = OpenedBid.objects.filter(lot=lot, outcome=Result.OPENED.value).values("submission")
    rows = Submission.objects.filter(pk__in=opened).select_related("organisation", "release")
    return rows.order_by("received_at", "hash")


def _released(row: Submission, window_keys: dict[str, Identity]) -> ReleasedKeys | None:
    """What was opened could be read, so it still can."""
    bid = read_bid(bytes(row.statement)).value
    keys = open_release(read_release(bytes(row.release.statement)).value, bid, window_keys)
    return None if keys.attachments is None else ReleasedKeys(bytes(row.statement), keys.attachments)
