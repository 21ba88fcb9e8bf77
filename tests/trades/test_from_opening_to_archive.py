"""One lot, from its opening through the committee's report to its archive, and the verifier's word on all of it."""

import pytest

from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from tests.support import awards, world
from tests.support import committee as at_work
from tests.support.cast import Person, make_bidders
from tests.support.committee import Committee
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.awarded import read_shown
from trading.selectors.awards import result_of
from trading.services import clock

AFTER_OPENING = ("evaluations", "candidates", "awards", "contracts", "archives")


@pytest.fixture(scope="module")
def bidders(scene: None) -> list[Person]:
    """One more than there may be candidates."""
    return make_bidders(4)


@pytest.fixture(scope="module")
def announced(agency: Person, bidders: list[Person]) -> Tender:
    return world.bring_to("opened", world.announce_tender(agency, scheme=at_work.SCHEME), bidders)


@standing
def scored(tender: Tender) -> Committee:
    return at_work.scored(tender)


def test_the_award_starts_from_the_report_of_the_committee(scored: Committee) -> None:
    tender, result = scored.tender, at_work.report(scored)

    ranking = result_of(tender.lot)
    assert tender.stage == "evaluated" and ranking.report == result.report
    assert [one.bid for one in ranking.shown] == [one.bid for one in result.candidates]
    by_place = sorted(result.valid, key=lambda one: one.place)
    assert [(one.rank, one.bid, one.score) for one in ranking.standings] == [
        (rank, one.bid, one.merit) for rank, one in enumerate(by_place, start=1)
    ]
    assert (ranking.candidates, ranking.valid) == (3, 4)


def test_a_lot_goes_from_its_opening_to_the_archive_and_its_bundle_verifies(
    scored: Committee, bidders: list[Person]
) -> None:
    tender, result = scored.tender, at_work.report(scored)
    display = awards.show(tender)
    awards.end_display(tender)
    awards.award(tender)
    awards.report(tender)
    awards.sign_by(tender, next(bidder for bidder in bidders if bidder.party == result.candidates[0].bidder))
    until = tender.lot.deposits_until
    assert until is not None
    world.pass_time(tender, until)
    clock.tick()
    world.place_news(tender)

    assert tender.stage == "archived"
    assert read_shown(display.entry.content.body).report == result.report
    found = {each.name: each for each in verify(bundle_of(tender.trade)).results}
    assert [(each.name, each.problems) for each in found.values() if each.status is Status.FAILED] == []
    assert {name: found[name].status for name in AFTER_OPENING} == dict.fromkeys(AFTER_OPENING, Status.PASSED)
