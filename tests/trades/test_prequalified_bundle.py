"""What is left of a trade with pre-qualification: a bundle that verifies, and after the archive term nothing but commitments."""

from datetime import timedelta
from io import BytesIO

from bidding.models import ClosedApplications, FinishedReview, Handover, Qualification, ReviewDecision, Submission
from disclosure.domain.container import Container
from disclosure.selectors.archive import archive_of
from disclosure.services import erasing
from disclosure.services.bundles import build_bundle
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support import qualifying, world
from tests.support.cast import Person, make_bidders, make_colleague, make_official
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.erasure import term_ends
from trading.services import clarifying
from trading.services.clarifying import ClarificationDraft

DAY = timedelta(days=1)


@standing
def opened(agency: Person) -> Tender:
    """Two lots are applied for: the second fails, the first is clarified, reviewed, tendered and opened."""
    tender, bidders = qualifying.announce_prequalification(agency, lots=2), make_bidders(4)
    for bidder in bidders:
        qualifying.apply(tender, bidder)
    clarifying.begin_clarification(trade_id=tender.trade.pk, by=agency.actor)
    later = ClarificationDraft("补充", "业绩要求改为一项。", affects_bids=True, deadline=qualifying.DUE + DAY)
    clarifying.save_clarification(trade_id=tender.trade.pk, draft=later, by=agency.actor)
    clarifying.publish_clarification(trade_id=tender.trade.pk, by=agency.actor)
    qualifying.review(tender, bidders[:3], bidders[3:])
    qualifying.finish_review(tender.of_lot(2))
    qualifying.invite(tender)
    return world.bring_to("opened", tender, bidders[:3])


def test_the_bundle_verifies_and_names_no_applicant_who_did_not_bid(opened: Tender) -> None:
    out = BytesIO()
    build_bundle(opened.trade, out)
    bundle = Bundle(Container(out))
    results = {check.name: run(check, bundle, Pins()) for check in CHECKS}

    assert {name: result for name, result in results.items() if result.status is Status.FAILED} == {}
    assert results["prequalification"].status is results["clarifications"].status is Status.PASSED
    assert (results["qualified_bids"].status, results["qualified_bids"].reason[:6]) == (Status.PASSED, "3 bids")
    assert opened.of_lot(2).stage == "failed"
    assert make_bidders(4)[3].party.encode() not in out.getvalue()


def test_two_persons_erase_the_applications_with_the_bids(opened: Tender) -> None:
    wei = make_official(Role.ADMINISTRATOR)
    ended = archive_of(opened.trade).ended
    ends = term_ends(opened.trade.spec, ended) if ended else None
    assert ends is not None
    world.pass_time(opened, ends)

    erasing.ask(trade_id=opened.trade.pk, by=wei.actor)
    erasing.confirm(trade_id=opened.trade.pk, by=make_colleague(wei).actor)

    for table in (Submission, Handover, ReviewDecision, Qualification, ClosedApplications, FinishedReview):
        assert not table.objects.exists(), table
