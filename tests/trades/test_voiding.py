"""A decision that finds something void, or orders a new tender, ends its lots by itself; then the way to a re-tender is open."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest

from bidding.models import ClosedBox
from bidding.selectors.deposits import due_of, happened_to
from bidding.services.submissions import BidTooLate
from bidding.services.uploads import UploadRefused
from disclosure.domain.container import Container
from disclosure.services.bundles import build_bundle
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support import deposits, qualifying, world
from tests.support.cast import Person, make_bidders, make_supervisor
from tests.support.world import Tender
from trading.domain.matters import Matter, Measure
from trading.domain.periods import day_of
from trading.domain.retendering import FailureCause, Hindrance, NextStep, failures_in
from trading.domain.stages import Outcome
from trading.models import Entry, Message
from trading.selectors.failures import after_failures, chain_of, failed_lots
from trading.services import clock, retendering
from trading.services.complaining import ComplaintDraft, complain
from trading.services.deciding import DecisionRefused, accept_complaint, decide_complaint, lots_to_end
from trading.services.deposits import ask_deposits
from trading.services.readers import read_on
from trading.services.stopping import order_stop

WHY = retendering.Analysis((FailureCause.TERMS,), "评审标准不合理。", "删除该标准。")
Decide = Callable[..., None]


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    return make_supervisor()


def decide(tender: Tender, supervisor: Person, by: Person, *measures: Measure, lots: list[UUID] | None = None) -> None:
    """From the complaint of a bidder to the decision of the supervisor."""
    draft = ComplaintDraft(Matter.OTHER, day_of(world.now(tender)), "评审标准倾斜。", "责令重新招标。")
    complaint = complain(trade_id=tender.trade.pk, draft=draft, by=by.actor)
    accept_complaint(complaint_id=complaint.pk, text="受理。", by=supervisor.actor)
    decide_complaint(complaint_id=complaint.pk, measures=measures, text="投诉成立。", by=supervisor.actor, lots=lots)
    world.place_news(tender)


def verified(tender: Tender) -> dict[str, Status]:
    out = BytesIO()
    build_bundle(tender.trade, out)
    bundle = Bundle(Container(out))
    results = {check.name: run(check, bundle, Pins()) for check in CHECKS}
    assert {name: result for name, result in results.items() if result.status is Status.FAILED} == {}
    return {name: result.status for name, result in results.items()}


@pytest.mark.at("tender", "decrypting", "unlocking", "objections", "opened")
@pytest.mark.parametrize(
    ("measure", "reason"), [(Measure.VOID, "voided"), (Measure.RETENDER, "retender_ordered")], ids=["void", "retender"]
)
def test_the_lot_ends_with_the_decision_and_its_reason_wherever_it_stands(
    placed: Tender, bidders: list[Person], supervisor: Person, measure: Measure, reason: str
) -> None:
    """TR 61, TR 62."""
    tender = placed

    decide(tender, supervisor, bidders[0], measure)

    failed = Entry.objects.select_related("content").get(trade=tender.trade, type="lot.failed")
    decided = Entry.objects.select_related("content").get(trade=tender.trade, type="complaint.decided")
    assert (tender.stage, tender.lot.wake_at) == ("failed", None)
    assert (failed.by["role"], failed.content.body["reason"]) == ("supervisor", reason)
    assert decided.content.body["lots"] == [str(tender.lot_id)] and failed.order > decided.order
    assert verified(tender)["stops"] is Status.PASSED


def test_what_can_be_corrected_goes_on(tender: Tender, bidders: list[Person], supervisor: Person) -> None:
    decide(tender, supervisor, bidders[0], Measure.CORRECT)

    assert tender.stage == "bidding" and not Entry.objects.filter(trade=tender.trade, type="lot.failed").exists()


def test_nothing_is_received_or_closed_any_more(tender: Tender, bidders: list[Person], supervisor: Person) -> None:
    sealed = world.seal(tender, bidders[0])
    decide(tender, supervisor, bidders[1], Measure.VOID)

    with pytest.raises((BidTooLate, UploadRefused)):
        world.upload(tender, bidders[0], sealed)
    world.pass_time(tender, tender.lot.schedule.deadline)

    assert tender.stage == "failed" and not ClosedBox.objects.exists()


def test_a_stopped_lot_ends_without_a_lifting(tender: Tender, bidders: list[Person], supervisor: Person) -> None:
    order_stop(trade_id=tender.trade.pk, reason="查处。", allows=[Outcome.CLARIFIED], by=supervisor.actor)
    world.place_news(tender)

    decide(tender, supervisor, bidders[0], Measure.RETENDER)

    assert (tender.stage, tender.lot.stopped_at) == ("failed", None)
    assert verified(tender)["stops"] is Status.PASSED


def test_only_the_lots_of_the_decision_end(agency: Person, bidders: list[Person], supervisor: Person) -> None:
    tender = world.announce_tender(agency, lots=2)
    first, second = tender.of_lot(1), tender.of_lot(2)
    assert lots_to_end(tender.trade) == [first.lot, second.lot]

    decide(tender, supervisor, bidders[0], Measure.VOID, lots=[second.lot_id])

    assert (first.stage, second.stage) == ("bidding", "failed")
    with pytest.raises(DecisionRefused, match="选择"):
        decide(tender, supervisor, bidders[0], Measure.VOID, lots=[second.lot_id])
    with pytest.raises(DecisionRefused, match="选择"):
        decide(tender, supervisor, bidders[0], Measure.VOID, lots=[])
    assert first.stage == "bidding"


def test_afterwards_it_is_analysed_and_tendered_again_and_counts_as_no_failure(
    with_bids: Tender, bidders: list[Person], supervisor: Person
) -> None:
    """O30 38 counts failures for want of bidders; tendering is not left off after what was void."""
    decide(with_bids, supervisor, bidders[0], Measure.RETENDER)
    (failed,) = failed_lots(with_bids.agency.actor, with_bids.trade)
    assert failed.hindrances[NextStep.RETENDER] is Hindrance.NOT_ANALYSED and failed.failures == 0

    retendering.analyse_failure(
        trade_id=with_bids.trade.pk, lots=[with_bids.lot_id], analysis=WHY, by=with_bids.agency.actor
    )
    draft = retendering.begin_retender(trade_id=with_bids.trade.pk, lots=[with_bids.lot_id], by=with_bids.agency.actor)

    assert draft.round == 2 and failures_in(chain_of(with_bids.lot)) == 0
    (shown,) = after_failures(with_bids.trade)
    assert shown.reason == "retender_ordered"
    while read_on():
        pass
    assert Message.objects.filter(entry__type="lot.failed", organisation__uscc=bidders[0].party).exists()


def test_deposits_go_back_after_it(agency: Person, bidders: list[Person], supervisor: Person) -> None:
    """TR 31, TR 57."""
    trade = world.draft_tender(agency)
    ask_deposits(trade_id=trade.pk, asks={trade.lots.get().pk: deposits.ASKED}, by=agency.actor)
    tender = qualifying.announce(agency, trade)
    deposits.lodge_money(tender, bidders[0])

    decide(tender, supervisor, bidders[0], Measure.VOID)

    organisation = bidders[0].actor.as_bidder().organisation_id
    assert due_of(tender.lot, happened_to(tender.lot, organisation)) is not None


def test_a_prequalification_ends_as_well(agency: Person, supervisor: Person, db: None) -> None:
    applicants = make_bidders(4)
    tender = qualifying.announce_prequalification(agency)
    for applicant in applicants:
        qualifying.apply(tender, applicant)
    qualifying.close_applications(tender)

    decide(tender, supervisor, applicants[0], Measure.RETENDER)

    clock.tick()
    assert tender.stage == "failed" and verified(tender)["prequalification"] is Status.PASSED
