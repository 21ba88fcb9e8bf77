"""The demo world has a trade in every stage that a visitor may want to see, brought there by the doors that people use."""

import pytest

from bidding.simulation.cast import MEMBER
from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from experts.selectors.seats import committee_of
from experts.simulation.past import STORIES, PastTender, tell
from experts.simulation.pool import make_demo_pool
from trading.domain.stages import Stage
from trading.models import User
from trading.selectors.awards import looks_of

NOT_STAGES = {"stopped": Stage.BIDDING, "committee": Stage.REVIEWING}
PASSING = {Stage.DRAFT, Stage.ANNOUNCED, Stage.PREQ_ANNOUNCED}
"""Where a trade of the demo does not rest: what is drafted or announced there is the visitor's."""
LIVE = {Stage.CLOSED, Stage.DECRYPTING, Stage.UNLOCKING, Stage.OBJECTIONS, Stage.CONFIRMING}
HELD = {Stage.HELD, Stage.PREQ_HELD, Stage.PREQ_SUSPENDED}
ON_THE_WAY = ("evaluated", "candidates", "awarded", "contracted", "opened")
"""Told again by every story that goes further."""

pytestmark = pytest.mark.django_db


def test_every_stage_in_which_a_trade_rests_has_its_story() -> None:
    told = {NOT_STAGES.get(name, name) for name in STORIES}
    assert {stage.value for stage in Stage} - told == PASSING | LIVE | HELD


@pytest.mark.parametrize("name", [name for name in STORIES if name not in ON_THE_WAY])
def test_each_story_ends_in_its_stage(name: str) -> None:
    make_demo_pool()

    tender = tell(name)

    assert tender.lot.stage == NOT_STAGES.get(name, name)
    assert (tender.lot.stopped_at is not None) == (name == "stopped")
    if name == "archived":
        assert tender.lot.draws.filter(purpose="coefficient").exists()
        assert [look.result.able for look in looks_of(tender.lot)] == [True]
    if name in ("archived", "qualified"):
        _verifies(tender)


def test_the_accounts_that_the_readme_names_sit_where_it_says() -> None:
    make_demo_pool()

    evaluating, reviewing = ({member.name for member in committee_of(tell(name).lot)} for name in list(STORIES)[:2])

    names = dict(User.objects.filter(username__startswith=MEMBER).values_list("username", "full_name"))
    assert {names[f"{MEMBER}{number}"] for number in (1, 2, 3, 4)} <= evaluating
    assert names[f"{MEMBER}5"] in reviewing


def test_a_committee_has_a_candidate_to_look_at_again() -> None:
    make_demo_pool()

    lot = tell("candidates").lot

    assert [hasattr(look, "result") for look in looks_of(lot)] == [False]


def _verifies(tender: PastTender) -> None:
    found = verify(bundle_of(tender.lot.trade)).results
    assert [(each.name, each.problems) for each in found if each.status is Status.FAILED] == []
