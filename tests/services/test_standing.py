"""The scenes of the tests themselves: whatever a test does, the next one finds them as they were made."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from bidding.models import OpenedBid
from tests.support import world
from tests.support.cast import Person
from tests.support.standing import Pile, Plan, Scene
from tests.support.world import Tender
from trading.models import Heartbeat
from trading.services import files

NOON = datetime(2026, 3, 16, 4, tzinfo=UTC)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_scene_that_was_spoiled_is_whole_for_the_next_test(
    turn: str, unlocking: Tender, bidders: list[Person]
) -> None:
    left = Path(settings.FILES_DIR) / "papers" / "left-behind"
    forms = [files.path_of(unlocking.sealed[bidder.party].form.sha256) for bidder in bidders]

    assert (unlocking.stage, OpenedBid.objects.count(), left.exists()) == ("unlocking", 0, False)
    assert all(form.exists() for form in forms)

    world.publish_window_key(unlocking)
    files.destroy(forms[0].name)
    forms[1].write_bytes(b"something else")
    unlocking.sealed.clear()
    left.parent.mkdir(exist_ok=True)
    left.write_text("by a test")


def test_a_pile_is_right_in_any_order_and_makes_nothing_twice_that_stands(db: None) -> None:
    made: list[str] = []

    def beat(name: str, hour: int) -> None:
        made.append(name)
        Heartbeat.objects.create(beat_at=NOON + timedelta(hours=hour))

    low, high = Scene("low", lambda: beat("low", 1)), Scene("high", lambda low: beat("high", 2))
    other = Scene("other", lambda low: beat("other", 3))
    pile, before = Pile(time.time_ns()), Heartbeat.objects.count()

    counts = []
    for scenes in ((low,), (low, high), (low, high), (low, other), (), (low, high), (low,)):
        pile.bring(Plan(scenes=scenes), lambda name: None)
        counts.append(Heartbeat.objects.count() - before)
    pile.clear()

    assert counts == [1, 2, 2, 2, 0, 2, 1]
    assert made == ["low", "high", "other", "low", "high"]
    assert Heartbeat.objects.count() == before
