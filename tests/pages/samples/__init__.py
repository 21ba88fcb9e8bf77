"""Sample contexts of every page, by name."""

from tests.pages.gallery import Sample
from tests.pages.samples import account, agency, archive, bids, calendar, dialogue, draws, hall, public, supervision
from tests.pages.samples.common import site

__all__ = ["SAMPLES", "site"]

SAMPLES: dict[str, Sample] = {
    **public.SAMPLES,
    **agency.SAMPLES,
    **bids.SAMPLES,
    **hall.SAMPLES,
    **account.SAMPLES,
    **supervision.SAMPLES,
    **archive.SAMPLES,
    **calendar.SAMPLES,
    **dialogue.SAMPLES,
    **draws.SAMPLES,
}
