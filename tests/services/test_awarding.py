"""From the evaluation report to the archive: each step beside what the law refuses."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bidding.models import ContractSigned
from bidding.selectors.deposits import due_of, happened_to
from bidding.selectors.hall import bidders_are_public
from disclosure.domain.archive import read_archived
from disclosure.domain.container import Container
from disclosure.services.kept import bundle_of
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support import awards, world
from tests.support.cast import Person, make_bidder
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import BiddersOnly
from trading.domain.award import FallGround
from trading.domain.award_report import TYPE
from trading.domain.awarded import AWARDED, CANDIDATES_FELL, CONTRACT_SIGNED, read_awarded, read_contract, read_shown
from trading.domain.canonical import decode, sha256_hex
from trading.domain.periods import end_of
from trading.models import AwardReport, CandidateDisplay, Contract, ContractText, DocumentObjection, Entry, Message
from trading.selectors.awards import own_standing, validity_of, was_replaced
from trading.selectors.trades import NoSuchLot
from trading.services import clock
from trading.services.award_reporting import ReportRefused, report_award
from trading.services.awarding import AwardRefused, award_lot, fail_candidates
from trading.services.candidates import DisplayRefused, show_candidates
from trading.services.contracting import ContractRefused, offer_contract, sign_contract
from trading.services.disputing import answer_candidates, object_to_candidates
from trading.services.objecting import ObjectionRefused
from trading.services.readers import READERS
from trading.services.validity import ValidityRefused, ask_longer, extend_validity, reply_to_request

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def announced(agency: Person, bidders: list[Person]) -> Tender:
    """The module's tender stands after its evaluation."""
    return awards.evaluate(world.bring_to("opened", world.announce_tender(agency), bidders), bidders)


@standing
def shown(tender: Tender) -> Tender:
    awards.show(tender)
    return tender


@standing
def decidable(shown: Tender) -> Tender:
    """The display is over."""
    awards.end_display(shown)
    return shown


@standing
def awarded(decidable: Tender) -> Tender:
    awards.award(decidable)
    return decidable


def said(type_: str) -> dict[str, object]:
    body: dict[str, object] = Entry.objects.select_related("content").filter(type=type_).latest("order").content.body
    return body


def pass_on(tender: Tender, until: datetime) -> None:
    """Whatever is archived has its place in the log first."""
    world.pass_time(tender, until)
    clock.tick()
    world.place_news(tender)


def read_by(name: str, type_: str) -> None:
    """What this reader of the ledger does with the last entry of the type."""
    reader = next(each for each in READERS if each.name == name)
    reader.handlers[type_](Entry.objects.select_related("content", "trade").filter(type=type_).latest("order"))


def test_the_candidates_are_shown_as_the_report_ranks_them(tender: Tender, bidders: list[Person]) -> None:
    display = awards.show(tender)

    found = read_shown(display.entry.content.body)
    assert tender.stage == "candidates" and found.until == display.until
    assert [one.bidder for one in found.candidates] == [bidder.party for bidder in bidders]
    assert found.report == awards.REPORT


def test_a_display_below_the_days_of_the_law_is_refused(tender: Tender) -> None:
    """TR 54."""
    with pytest.raises(DisplayRefused):
        awards.show(tender, days=2)

    assert tender.stage == "evaluated" and not CandidateDisplay.objects.exists()


def test_a_display_says_everything_or_is_refused(tender: Tender, baiyun: Person) -> None:
    draft = awards.draft(tender)
    for broken in (
        replace(draft, qualified={1: "有"}),
        replace(draft, evaluation=" "),
        replace(draft, how_to_object=""),
    ):
        with pytest.raises(DisplayRefused):
            show_candidates(lot_id=tender.lot_id, draft=broken, by=tender.agency.actor)
    with pytest.raises(NoSuchLot):
        show_candidates(lot_id=tender.lot_id, draft=draft, by=baiyun.actor)


def test_an_objection_stops_the_lot_until_its_answer(shown: Tender, baiyun: Person) -> None:
    objection = object_to_candidates(lot_id=shown.lot_id, text="业绩不实。", by=baiyun.actor)

    assert shown.stage == "disputed" and baiyun.party not in str(said("candidates.objected"))
    awards.end_display(shown)
    with pytest.raises(AwardRefused):
        awards.award(shown)

    answer_candidates(lot_id=shown.lot_id, objection_id=objection.pk, text="经核实属实。", by=shown.agency.actor)
    assert shown.stage == "candidates"
    assert awards.award(shown).rank == 1


def test_the_lot_waits_for_the_last_answer(shown: Tender, baiyun: Person, changhe: Person) -> None:
    first, second = (
        object_to_candidates(lot_id=shown.lot_id, text="业绩不实。", by=bidder.actor) for bidder in (baiyun, changhe)
    )
    for objection, stage in ((first, "disputed"), (second, "candidates")):
        answer_candidates(lot_id=shown.lot_id, objection_id=objection.pk, text="属实。", by=shown.agency.actor)
        assert shown.stage == stage


def test_whoever_is_concerned_may_object_though_it_did_not_bid(shown: Tender) -> None:
    assert object_to_candidates(lot_id=shown.lot_id, text="业绩不实。", by=make_bidder("dongfang").actor)
    with pytest.raises(BiddersOnly):
        object_to_candidates(lot_id=shown.lot_id, text="业绩不实。", by=shown.agency.actor)


def test_an_objection_outside_the_display_is_refused(tender: Tender, baiyun: Person) -> None:
    with pytest.raises(ObjectionRefused):
        object_to_candidates(lot_id=tender.lot_id, text="业绩不实。", by=baiyun.actor)
    awards.show(tender)
    awards.end_display(tender)

    with pytest.raises(ObjectionRefused):
        object_to_candidates(lot_id=tender.lot_id, text="业绩不实。", by=baiyun.actor)
    assert not DocumentObjection.objects.exists()


def test_the_first_wins_after_the_display_and_not_before(shown: Tender, baiyun: Person) -> None:
    with pytest.raises(AwardRefused, match="公示期"):
        awards.award(shown)
    awards.end_display(shown)

    awards.award(shown)

    found = read_awarded(said(AWARDED))  # type: ignore[arg-type]
    assert (shown.stage, found.winner.bidder, found.number, found.passed) == ("awarded", baiyun.party, 1, ())


def test_the_second_wins_only_by_a_ground_against_the_first(decidable: Tender, changhe: Person) -> None:
    """TR 55."""
    with pytest.raises(AwardRefused, match="排名第一"):
        awards.award(decidable, rank=2)

    awards.award(decidable, rank=2, passed=[awards.passed(1)])

    found = read_awarded(said(AWARDED))  # type: ignore[arg-type]
    assert found.winner.bidder == changhe.party
    assert [(one.rank, one.ground) for one in found.passed] == [(1, FallGround.GAVE_UP)]
    assert decidable.trade.documents.filter(sha256=found.passed[0].evidence.sha256).exists()


def test_without_state_money_the_order_of_rank_does_not_bind(decidable: Tender) -> None:
    trade = decidable.trade
    trade.state_controlled = False
    trade.save(update_fields=["state_controlled"])

    assert awards.award(decidable, rank=3).rank == 3


def test_a_winner_is_replaced_only_when_it_fell(awarded: Tender) -> None:
    with pytest.raises(AwardRefused, match="不能更换"):
        awards.award(awarded, rank=2)

    made = awards.award(awarded, rank=2, passed=[awards.passed(1, FallGround.NO_PERFORMANCE_BOND)])
    assert (made.number, made.rank, awarded.stage) == (2, 2, "awarded")


def test_whoever_won_and_was_replaced_may_lose_its_deposit(awarded: Tender, baiyun: Person) -> None:
    """O30 81."""
    mine = baiyun.actor.as_bidder().organisation_id
    assert not was_replaced(awarded.lot, mine)

    awards.award(awarded, rank=2, passed=[awards.passed(1)])

    assert was_replaced(awarded.lot, mine)


def test_a_lot_fails_when_its_first_candidate_fell_and_not_otherwise(decidable: Tender) -> None:
    with pytest.raises(AwardRefused):
        fail_candidates(lot_id=decidable.lot_id, reason="重新招标", by=decidable.agency.actor)

    fail_candidates(
        lot_id=decidable.lot_id, passed=[awards.passed(1)], reason="第二名报价明显偏高", by=decidable.agency.actor
    )
    assert decidable.stage == "failed" and said("lot.failed")["reason"] == CANDIDATES_FELL
    assert bidders_are_public(decidable.lot), "the opening record was published and stays"


def test_winner_and_losers_are_told_and_see_their_own_rank(
    awarded: Tender, bidders: list[Person], changhe: Person
) -> None:
    read_by("trading.messages", AWARDED)

    told = Message.objects.filter(entry__type=AWARDED).values_list("organisation__uscc", flat=True)
    assert set(told) == {bidder.party for bidder in bidders}
    standing = own_standing(changhe.actor, awarded.lot)
    assert standing is not None and standing.rank == 2
    with pytest.raises(NoSuchLot):
        own_standing(make_bidder("dongfang").actor, awarded.lot)


def test_nobody_sees_its_score_before_the_decision(decidable: Tender, changhe: Person) -> None:
    with pytest.raises(NoSuchLot):
        own_standing(changhe.actor, decidable.lot)


def test_the_report_is_sent_once_and_is_what_the_ledger_said(awarded: Tender) -> None:
    awards.report(awarded)

    content = bytes(AwardReport.objects.get().content)
    assert sha256_hex(content) == said("award.reported")["report"]
    assert decode(content)["type"] == TYPE
    with pytest.raises(ReportRefused):
        report_award(lot_id=awarded.lot_id, by=awarded.agency.actor)


def test_a_contract_with_other_terms_than_the_bid_is_refused(awarded: Tender) -> None:
    """TL 46, TR 57."""
    for term, value in (("price", "1.00"), ("duration", "999"), ("project_manager", "李四")):
        draft = awards.contract_draft(awarded)
        draft = replace(draft, items={**draft.items, term: value})
        with pytest.raises(ContractRefused, match="不一致") as refused:
            offer_contract(lot_id=awarded.lot_id, draft=draft, by=awarded.agency.actor)
        assert refused.value.terms == (term,)
    assert not ContractText.objects.exists()


def test_a_performance_bond_is_at_most_a_tenth_and_needs_a_guarantee(awarded: Tender) -> None:
    """TR 58, O30 62. The price is 5,900,000.00."""
    for bond, guarantee in (("590000.01", True), ("590000.00", False)):
        with pytest.raises(ContractRefused):
            draft = awards.contract_draft(awarded, bond=bond, guarantee=guarantee)
            offer_contract(lot_id=awarded.lot_id, draft=draft, by=awarded.agency.actor)

    lawful = awards.contract_draft(awarded, bond="590000.00", guarantee=True)
    assert offer_contract(lot_id=awarded.lot_id, draft=lawful, by=awarded.agency.actor)


def test_the_winner_signs_what_was_offered_with_its_own_key(awarded: Tender, baiyun: Person, changhe: Person) -> None:
    text = awards.offer(awarded)
    good = awards.statement(awarded, baiyun, text)
    with pytest.raises(NoSuchLot):
        sign_contract(lot_id=awarded.lot_id, statement=good, by=changhe.actor)
    with pytest.raises(ContractRefused, match="密钥"):
        forged = awards.statement(awarded, replace(baiyun, key=changhe.key), text)
        sign_contract(lot_id=awarded.lot_id, statement=forged, by=baiyun.actor)
    awards.offer(awarded)
    other = ContractText(sha256="0" * 64, terms=text.terms)
    with pytest.raises(ContractRefused, match="不是现在的合同"):
        sign_contract(lot_id=awarded.lot_id, statement=awards.statement(awarded, baiyun, other), by=baiyun.actor)

    sign_contract(lot_id=awarded.lot_id, statement=good, by=baiyun.actor)

    found = read_contract(said(CONTRACT_SIGNED))  # type: ignore[arg-type]
    assert awarded.stage == "contracted" and found.bidder == baiyun.party and found.statement == good
    assert Contract.objects.get().text.sha256 == text.sha256


def test_a_contract_after_the_validity_of_the_bids_is_refused(awarded: Tender, baiyun: Person) -> None:
    """O12 49, O30 62."""
    text = awards.offer(awarded)
    world.pass_time(awarded, end_of(validity_of(awarded.lot).day))

    with pytest.raises(ContractRefused, match="有效期"):
        sign_contract(lot_id=awarded.lot_id, statement=awards.statement(awarded, baiyun, text), by=baiyun.actor)
    assert awarded.stage == "awarded"


def test_deposits_go_back_from_the_contract_on(awarded: Tender, baiyun: Person) -> None:
    awards.sign_by(awarded, baiyun)
    read_by("bidding.refunds", CONTRACT_SIGNED)

    assert ContractSigned.objects.get().at == Contract.objects.get().signed_at


def test_the_lot_is_archived_when_all_duties_are_done(awarded: Tender, baiyun: Person) -> None:
    awards.sign_by(awarded, baiyun)
    until = awarded.lot.deposits_until
    assert until is not None
    pass_on(awarded, until)
    assert awarded.stage == "contracted"  # the report is missing

    awards.report(awarded)
    pass_on(awarded, until + 2 * DAY)

    found = read_archived(said("lot.archived"))  # type: ignore[arg-type]
    assert (awarded.stage, awarded.lot.wake_at) == ("archived", None)
    assert found.lot == awarded.lot_id and found.entries > 10
    answer = Client().get(reverse("trades:manifest", args=[awarded.lot_id]))
    assert sha256_hex(b"".join(answer.streaming_content)) == found.manifest  # type: ignore[attr-defined]


def test_whoever_does_not_extend_is_out(decidable: Tender, bidders: list[Person]) -> None:
    """O12 40."""
    first, second, third = bidders
    lot = decidable.lot
    until, answer_by = validity_of(lot).day + 30 * DAY, world.now(decidable) + 3 * DAY
    request = ask_longer(lot_id=lot.pk, until=until, reason="等待审批", answer_by=answer_by, by=decidable.agency.actor)
    for bidder, accepts in ((first, False), (second, True)):
        reply_to_request(request_id=request.pk, accepts=accepts, by=bidder.actor)
    with pytest.raises(ValidityRefused):
        extend_validity(request_id=request.pk, by=decidable.agency.actor)
    with pytest.raises(ValidityRefused):
        reply_to_request(request_id=request.pk, accepts=True, by=first.actor)
    with pytest.raises(NoSuchLot):
        reply_to_request(request_id=request.pk, accepts=True, by=make_bidder("dongfang").actor)
    world.pass_time(decidable, answer_by)
    with pytest.raises(ValidityRefused):
        reply_to_request(request_id=request.pk, accepts=True, by=third.actor)

    extend_validity(request_id=request.pk, by=decidable.agency.actor)

    assert validity_of(decidable.lot).day == until
    assert said("validity.extended")["out"] == sorted([first.party, third.party])
    for rank in (1, 3):
        with pytest.raises(AwardRefused):
            award_lot(lot_id=lot.pk, rank=rank, by=decidable.agency.actor)
    due = due_of(lot, happened_to(lot, first.actor.as_bidder().organisation_id))
    assert due is not None and due.since > request.at
    assert awards.award(decidable, rank=2).rank == 2


def test_the_bundle_of_an_archived_lot_verifies(decidable: Tender, changhe: Person) -> None:
    awards.award(decidable, rank=2, passed=[awards.passed(1)])
    awards.sign_by(decidable, changhe)
    awards.report(decidable)
    until = decidable.lot.deposits_until
    assert until is not None
    pass_on(decidable, until)

    with bundle_of(decidable.trade).open("rb") as file:
        bundle = Bundle(Container(file))
        found = {check.name: run(check, bundle, Pins()) for check in CHECKS}

    assert [(name, line.problems) for name, line in found.items() if line.status is Status.FAILED] == []
    assert {found[name].status for name in ("candidates", "awards", "contracts", "archives")} == {Status.PASSED}
