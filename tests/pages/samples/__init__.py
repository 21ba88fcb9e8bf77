"""Sample contexts of every page, by name."""

from tests.pages.gallery import Sample
from tests.pages.samples import (
    account,
    agency,
    archive,
    award,
    bids,
    calendar,
    complaints,
    deposits,
    dialogue,
    draws,
    ended,
    evaluation,
    experts,
    files,
    finding,
    gaps,
    hall,
    lots,
    lowest,
    prequalification,
    public,
    relations,
    supervision,
    venues,
)
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
    **prequalification.SAMPLES,
    **complaints.SAMPLES,
    **deposits.SAMPLES,
    **relations.SAMPLES,
    **ended.SAMPLES,
    **venues.SAMPLES,
    **experts.SAMPLES,
    **draws.SAMPLES,
    **evaluation.SAMPLES,
    **files.SAMPLES,
    **award.SAMPLES,
    **lots.SAMPLES,
    **lowest.SAMPLES,
    **gaps.SAMPLES,
    **finding.SAMPLES,
}
