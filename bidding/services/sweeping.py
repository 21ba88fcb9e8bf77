"""What is destroyed when it has lost its use: ciphertexts of replaced and withdrawn bids, uploads that nobody finished."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from bidding.domain.bids import read_bid
from bidding.models import SealedObject, Submission, Upload
from bidding.selectors import newest_versions
from trading.domain.qualified import MAIN, QUALIFICATION
from trading.models import Lot
from trading.services import files
from trading.services.moments import database_time

UNFINISHED_FOR = timedelta(days=1)


def destroy_replaced_objects(lot_id: UUID) -> int:
    """After the box is closed: destroy every object of the lot that no live bid names; returns how many files went."""
    lot = Lot.objects.get(pk=lot_id)
    if lot.closed_at is None:
        return 0
    kept = {item.sha256 for bid in _live(lot) for item in read_bid(bytes(bid.statement)).value.objects}
    useless = set(SealedObject.objects.filter(lot=lot).values_list("sha256", flat=True)) - kept
    elsewhere = SealedObject.objects.exclude(lot=lot).filter(sha256__in=useless)
    useless -= set(elsewhere.values_list("sha256", flat=True))
    for sha256 in useless:
        files.destroy(sha256)
    return len(useless)


def forget_unfinished_uploads() -> int:
    """Remove uploads that were begun a day ago and never finished, with what came in of them."""
    return forget_stale(Upload.objects.all())


@transaction.atomic
def forget_stale(uploads: QuerySet[Upload]) -> int:
    """The same among these uploads; one that is in use at this moment is left alone."""
    stale = uploads.filter(created_at__lt=database_time() - UNFINISHED_FOR).select_for_update(skip_locked=True)[:500]
    for upload in stale:
        files.incoming(upload.pk).unlink(missing_ok=True)
        upload.delete()
    return len(stale)


def _live(lot: Lot) -> list[Submission]:
    newest = (row for envelope in (MAIN, QUALIFICATION) for row in newest_versions(lot, envelope))
    return [row for row in newest if row.kind == Submission.Kind.BID]
