"""Work in the background that can be done again at any time."""

from uuid import UUID

from celery import shared_task

from bidding.models import OpeningRecord
from disclosure.services.papers import record_paper


@shared_task
def draw_record(lot_id: str) -> None:
    """Draw the PDF of a lot's record before somebody asks for it."""
    record_paper(OpeningRecord.objects.get(pk=UUID(lot_id)))
