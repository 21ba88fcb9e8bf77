"""The demo world has a trade in every stage that a visitor may want to see, brought there by the doors that people use."""

import pytest

from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from experts.simulation.past import STORIES, PastTender, tell
from experts.simulation.pool import make_demo_pool
from trading.domain.stages import Stage

NOT_STAGES = {"stopped": Stage.BIDDING}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", STORIES)
def test_each_story_ends_in_its_stage(name: str) -> None:
    make_demo_pool()

    tender = tell(name)

    assert tender.lot.stage == NOT_STAGES.get(name, name)
    assert (tender.lot.stopped_at is not None) == (name == "stopped")
    if name == "archived":
        _verifies(tender)


def _verifies(tender: PastTender) -> None:
    found = verify(bundle_of(tender.lot.trade)).results
    assert [(each.name, each.problems) for each in found if each.status is Status.FAILED] == []
