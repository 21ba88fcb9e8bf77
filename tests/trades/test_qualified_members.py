"""TR 37: whoever was qualified together bids together; nobody joins, leaves or takes another's place after the review."""

from io import BytesIO

import pytest
from django.test import Client

from bidding.domain.qualifying import Result, commitment_of
from bidding.models import Qualification, ReviewDecision
from bidding.selectors import live_bids
from bidding.selectors.findings import inquiry_of
from bidding.selectors.qualified import own_proof, own_qualification, qualified_members
from bidding.services import reviewing
from bidding.services.reviewing import ReviewRefused
from disclosure.domain.container import Container
from disclosure.services.bundles import build_bundle
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support import qualifying, world
from tests.support.cast import Person, make_bidders
from tests.support.world import Tender
from trading.domain.canonical import decode
from trading.domain.kinds.findings import FindingKind
from trading.domain.qualified import QUALIFICATION
from trading.models import Entry


@pytest.fixture(scope="module")
def bidders_of_module(scene: None) -> list[Person]:
    return make_bidders(5)


@pytest.fixture
def bidders(bidders_of_module: list[Person], db: None) -> list[Person]:
    return bidders_of_module


@pytest.fixture(scope="module")
def applied_for(agency: Person, bidders_of_module: list[Person]) -> Tender:
    """Baiyun and Changhe apply together, two others alone; all applications are in."""
    tender = qualifying.announce_prequalification(agency, joint_most=3)
    lead, other, *alone = bidders_of_module[:4]
    qualifying.apply_jointly(tender, lead, other)
    for bidder in alone:
        qualifying.apply(tender, bidder)
    return tender


@pytest.fixture
def tender(applied_for: Tender, bidders: list[Person]) -> Tender:
    return applied_for.copy()


def reviewed(tender: Tender, bidders: list[Person]) -> Tender:
    qualifying.review(tender, [bidders[0], *bidders[2:4]])
    return qualifying.invite(tender)


def opened(tender: Tender, bidding: list[Person]) -> Tender:
    world.close(tender)
    world.open_all(tender, bidding)
    return tender


def flagged(tender: Tender) -> dict[str, str]:
    found = inquiry_of(tender.agency.actor, tender.lot).findings
    changed = [finding for finding in found if finding.kind is FindingKind.MEMBERS_CHANGED]
    return {evidence.party: evidence.says for finding in changed for evidence in finding.evidence}


def verified(tender: Tender) -> dict[str, tuple[Status, str]]:
    out = BytesIO()
    build_bundle(tender.trade, out)
    bundle = Bundle(Container(out))
    results = {check.name: run(check, bundle, Pins()) for check in CHECKS}
    assert {name: result for name, result in results.items() if result.status is Status.FAILED} == {}
    return {name: (result.status, result.reason) for name, result in results.items()}


def test_a_joint_application_passes_only_with_the_members_that_its_reviewer_read(
    tender: Tender, bidders: list[Person]
) -> None:
    qualifying.close_applications(tender)
    row = next(each for each in live_bids(tender.lot, QUALIFICATION) if each.organisation.uscc == bidders[0].party)
    others = qualifying.stated(tender, row)["members"].replace(bidders[0].party, bidders[4].party)

    for members in ("", "[", others):
        with pytest.raises(ReviewRefused):
            reviewing.decide_applicant(
                lot_id=tender.lot_id,
                submission_id=row.pk,
                passed=True,
                reason="",
                members=members,
                by=tender.agency.actor,
            )
    assert not ReviewDecision.objects.exists()
    qualifying.review(tender, [bidders[0], *bidders[2:4]])

    together = tuple(sorted((bidders[0].party, bidders[1].party)))
    assert qualified_members(tender.lot) == {
        bidders[0].party: together,
        bidders[2].party: (bidders[2].party,),
        bidders[3].party: (bidders[3].party,),
    }


def test_the_same_members_bid_and_nothing_is_flagged(tender: Tender, bidders: list[Person]) -> None:
    reviewed(tender, bidders)
    world.submit_joint(tender, bidders[0], bidders[1], price="5900000.00", project_manager="甲")
    world.submit(tender, bidders[2], price="5913710.11", project_manager="乙")
    world.submit(tender, bidders[3], price="6020021.47", project_manager="丙")
    opened(tender, [bidders[0], *bidders[2:4]])

    assert flagged(tender) == {}
    assert verified(tender)["qualified_bids"] == (Status.PASSED, "3 bids")


def test_whoever_joins_leaves_or_is_exchanged_is_flagged_for_the_committee(
    tender: Tender, bidders: list[Person]
) -> None:
    """The bid is received and opened: that it is void is for the committee to say."""
    reviewed(tender, bidders)
    world.submit_joint(tender, bidders[0], bidders[4], price="5900000.00", project_manager="甲")
    world.submit(tender, bidders[2], price="5913710.11", project_manager="乙")
    world.submit(tender, bidders[3], price="6020021.47", project_manager="丙")
    opened(tender, [bidders[0], *bidders[2:4]])

    assert flagged(tender) == {bidders[1].party: "gone", bidders[4].party: "joined"}
    status, said = verified(tender)["qualified_bids"]
    assert status is Status.PASSED and f"{bidders[0].party} bid with other members" in said


def test_the_root_of_the_review_proves_each_result_to_its_applicant(tender: Tender, bidders: list[Person]) -> None:
    qualifying.review(tender, bidders[2:4], [bidders[0]])
    entry = Entry.objects.select_related("content").get(type="qualification.reviewed")
    own = own_qualification(bidders[0].actor, tender.lot)
    assert own is not None

    said = decode(own_proof(own) or b"{}")

    assert (said["passed"], said["said"], said["bidder"]) == (False, "资质等级不够。", bidders[0].party)
    salt = bytes.fromhex(str(said["salt"]))
    result = Result(
        str(tender.lot_id),
        own.submission.hash,
        bidders[0].party,
        tuple(sorted((bidders[0].party, bidders[1].party))),
        passed=False,
        reason=commitment_of("资质等级不够。", salt),
    )
    leaves = tender.lot.finished_review.leaves
    assert leaves[said["index"]] == result.leaf and len(leaves) == said["size"] == 16
    assert entry.content.body["root"] == tender.lot.finished_review.root
    assert len({row.salt for row in Qualification.objects.all()}) == 3


def test_a_result_is_downloaded_by_its_applicant_alone(tender: Tender, bidders: list[Person]) -> None:
    reviewed(tender, bidders)
    address = f"/lots/{tender.lot_id}/bid/qualification.json"

    answers = {}
    for person in (bidders[0], bidders[4]):
        client = Client()
        client.force_login(person.user)
        answers[person.party] = client.get(address)

    assert decode(answers[bidders[0].party].content)["bidder"] == bidders[0].party
    assert answers[bidders[4].party].status_code == 404
