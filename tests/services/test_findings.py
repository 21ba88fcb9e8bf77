"""What is found between the bids of a lot: from the opening on, for its agency and for supervisors, and nobody else."""

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

import pytest
from django.test import override_settings

from bidding.domain.drafting import AgreementMissing, PlainFile, seal_bid
from bidding.domain.findings import Finding
from bidding.domain.forms import FormInvalid
from bidding.domain.members import encode_members
from bidding.selectors.findings import inquiry_of, may_see_findings
from bidding.selectors.hall import bidders_of
from bidding.selectors.record import record_of, record_row
from disclosure.pdf import record_pdf
from tests.support import deposits, qualifying, world
from tests.support.cast import Person, code_of, make_agency, make_bidder, make_supervisor
from tests.support.world import Tender
from trading.domain.actors import ANONYMOUS
from trading.domain.kinds.findings import FindingKind, Ground
from trading.domain.money import Money
from trading.domain.relations import Control, Controller, Declaration
from trading.models import Entry
from trading.selectors.trades import NoSuchLot
from trading.services import drafting
from trading.services.deposits import ask_deposits
from trading.services.relations import declare

DECLARED = Declaration("张建国", "123X", "李四", "13900000001")
PRICES = ("5900000.00", "5913710.11", "6020021.47")


@pytest.fixture(scope="module")
def of_joint_bids(agency: Person) -> Tender:
    return world.announce_tender(agency, joint_most=3, title="滨河路绿化工程施工")


@pytest.fixture
def joint(of_joint_bids: Tender, bidders: list[Person], db: None) -> Tender:
    """A tender that takes joint bids of up to three members."""
    return of_joint_bids.copy()


def submit_each(tender: Tender, bidders: Iterable[Person]) -> None:
    for bidder, price in zip(bidders, PRICES, strict=False):
        world.submit(tender, bidder, price=price, project_manager=f"经理{bidder.party[-6:]}")


def opened(tender: Tender, bidders: Iterable[Person]) -> Tender:
    world.close(tender)
    world.open_all(tender, bidders)
    return tender


def found_in(tender: Tender) -> tuple[Finding, ...]:
    return inquiry_of(tender.agency.actor, tender.lot).findings


def test_ordinary_bids_show_nothing_and_say_who_declared_nothing(tender: Tender, bidders: list[Person]) -> None:
    declare(declaration=DECLARED, by=bidders[0].actor)
    submit_each(tender, bidders)
    opened(tender, bidders)

    inquiry = inquiry_of(tender.agency.actor, tender.lot)

    assert (inquiry.bids, inquiry.findings) == (3, ())
    assert set(inquiry.undeclared) == {bidders[1].party, bidders[2].party}


def test_what_was_declared_when_the_bids_were_sealed_is_compared(tender: Tender, bidders: list[Person]) -> None:
    holder = Controller(bidders[0].party, "白云", Control.HOLDS)
    declare(declaration=DECLARED, by=bidders[0].actor)
    declare(declaration=Declaration("王敏", "4567", "赵六", "13900000002", (holder,)), by=bidders[1].actor)
    submit_each(tender, bidders)
    declare(declaration=Declaration("王敏", "4567", "赵六", "13900000002"), by=bidders[1].actor)
    opened(tender, bidders)

    (finding,) = found_in(tender)

    assert finding.kind is FindingKind.CONTROL
    assert finding.bids == tuple(sorted((bidders[0].party, bidders[1].party)))


def test_who_declares_after_the_deadline_changes_nothing(tender: Tender, bidders: list[Person]) -> None:
    declare(declaration=DECLARED, by=bidders[0].actor)
    submit_each(tender, bidders)
    opened(tender, bidders)

    declare(declaration=DECLARED, by=bidders[1].actor)

    assert found_in(tender) == ()


def test_equal_prices_are_found_and_nothing_is_decided(tender: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        world.submit(tender, bidder, price="6000000.00", project_manager=f"经理{bidder.party[-6:]}")
    opened(tender, bidders)

    (finding,) = found_in(tender)

    assert (finding.kind, finding.state) == (FindingKind.EQUAL_PRICES, "open")
    assert tender.stage == "objections"


@pytest.mark.at("with_bids", "closed", "decrypting", "unlocking")
def test_nobody_sees_a_finding_before_the_prices_are_shown(placed: Tender, bidders: list[Person]) -> None:
    for person in (placed.agency, make_supervisor(), bidders[0]):
        with pytest.raises(NoSuchLot):
            inquiry_of(person.actor, placed.lot)


def test_afterwards_the_agency_and_supervisors_see_it_and_nobody_else(
    objections: Tender, bidders: list[Person]
) -> None:
    for person in (objections.agency, make_supervisor()):
        assert inquiry_of(person.actor, objections.lot).bids == 3
    for actor in (ANONYMOUS, bidders[0].actor, make_bidder("dongfang").actor, make_agency("dongfang").actor):
        assert not may_see_findings(actor, objections.lot)
        with pytest.raises(NoSuchLot):
            inquiry_of(actor, objections.lot)


def test_of_a_failed_lot_nobody_learns_anything(tender: Tender, bidders: list[Person]) -> None:
    world.submit_all(tender, bidders[:2])
    world.close(tender)

    assert tender.stage == "failed"
    for person in (tender.agency, make_supervisor()):
        assert not may_see_findings(person.actor, tender.lot)


# --- joint bids ---------------------------------------------------------------------------------------------------


def test_the_notice_says_whether_joint_bids_are_taken(joint: Tender, announced: Tender) -> None:
    bodies = {
        entry.trade_id: entry.content.body
        for entry in Entry.objects.filter(type="trade.announced").select_related("content")
    }

    kinds = {
        trade.pk: [item["kind"] for item in bodies[trade.pk]["lots"][0]["opening_items"]]
        for trade in (joint.trade, announced.trade)
    }
    assert (bodies[joint.trade.pk]["joint_most"], bodies[announced.trade.pk]["joint_most"]) == (3, 0)
    assert ("members" in kinds[joint.trade.pk], "members" in kinds[announced.trade.pk]) == (True, False)


def test_more_members_than_the_law_has_are_refused_in_drafting(agency: Person, db: None) -> None:
    with pytest.raises(drafting.DraftRefused):
        world.draft_tender(agency, joint_most=6)
    with pytest.raises(drafting.DraftRefused):
        world.draft_tender(agency, joint_most=1)
    assert world.draft_tender(agency, joint_most=5).opening_items[-1]["most"] == 5


def test_a_form_has_no_place_for_members_where_joint_bids_are_not_taken(tender: Tender, baiyun: Person) -> None:
    with pytest.raises(FormInvalid):
        world.seal(tender, baiyun, {"members": "[]"})


def test_no_joint_bid_is_sealed_without_the_agreement(joint: Tender, bidders: list[Person]) -> None:
    tender, (baiyun, changhe, _) = joint, bidders
    members = encode_members([world.member(person) for person in (baiyun, changhe)])

    with pytest.raises(AgreementMissing):
        seal_bid(world.draft_of(tender, baiyun, {"members": members}), baiyun.key)
    assert seal_bid(world.draft_of(tender, baiyun), baiyun.key).attachments == ()


def test_members_are_announced_with_the_other_items(joint: Tender, bidders: list[Person]) -> None:
    tender, (baiyun, changhe, fuhe), dongfang = joint, bidders, make_bidder("dongfang")
    world.submit_joint(tender, baiyun, dongfang, price=PRICES[0])
    submit_each(tender, (changhe, fuhe))
    opened(tender, bidders)
    world.finish(tender, bidders)

    shown = {one.code: {item.key: item.value for item in one.items} for one in bidders_of(tender.lot)}
    recorded = {row.code: {item.key: item.value for item in row.items} for row in record_of(tender.lot).rows}

    assert dongfang.actor.name in shown[baiyun.party]["members"]
    assert shown[changhe.party]["members"] == "独立投标"
    assert shown == recorded
    content = bytes(record_row(tender.lot).content)
    assert record_pdf(content, "https://example.cn", training=True).startswith(b"%PDF")
    (alone,) = inquiry_of(tender.agency.actor, tender.lot).joint
    assert [member.code for member in alone.members] == [baiyun.party, dongfang.party]
    assert alone.grades == {"市政公用工程施工总承包": "first"}


def test_a_member_that_bids_alone_too_is_found_with_both_bids(joint: Tender, bidders: list[Person]) -> None:
    tender, (baiyun, changhe, fuhe) = joint, bidders
    world.submit_joint(tender, baiyun, changhe, price=PRICES[2], project_manager="周岚")
    submit_each(tender, (changhe, fuhe))
    opened(tender, bidders)

    (finding,) = found_in(tender)

    assert finding.kind is FindingKind.MEMBER_TWICE
    assert finding.bids == tuple(sorted((baiyun.party, changhe.party)))
    assert finding.articles == ("TR 37",)


def test_the_operator_of_the_platform_is_found(tender: Tender, bidders: list[Person]) -> None:
    operator = Controller(code_of("official-9"), "平台运营有限公司", Control.HOLDS)
    declare(declaration=replace(DECLARED, controllers=(operator,)), by=bidders[0].actor)
    submit_each(tender, bidders)
    opened(tender, bidders)

    with override_settings(PLATFORM_USCC=operator.code):
        (finding,) = found_in(tender)

    assert (finding.kind, finding.bids) == (FindingKind.OPERATOR_AFFILIATE, (bidders[0].party,))
    assert found_in(tender) == ()


# --- deposits -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asking(agency: Person) -> Tender:
    trade = world.draft_tender(agency, title="滨河路泵站施工")
    ask_deposits(trade_id=trade.pk, asks={trade.lots.get().pk: deposits.ASKED}, by=agency.actor)
    return qualifying.announce(agency, trade)


def test_deposits_that_came_from_one_account_are_found(asking: Tender, bidders: list[Person], db: None) -> None:
    """TR 40(6): from the rows of the bank; what was paid too late or too little is a trace as well."""
    tender = asking.copy()
    for bidder in bidders:
        deposits.lodge_money(tender, bidder)
    deposits.pay(tender, bidders[1], Money.parse("0.01"), payer=deposits.account_number(bidders[0]))
    submit_each(tender, bidders)
    opened(tender, bidders)

    (finding,) = found_in(tender)

    assert (finding.kind, finding.ground) == (FindingKind.ONE_ACCOUNT, Ground.COLLUSION)
    assert finding.bids == tuple(sorted((bidders[0].party, bidders[1].party)))
    assert not any(deposits.account_number(bidders[0]) in evidence.says for evidence in finding.evidence)


def test_one_guarantee_lodged_by_two_is_found(asking: Tender, bidders: list[Person], db: None) -> None:
    """TR 40(5)."""
    tender = asking.copy()
    for bidder in bidders[:2]:
        deposits.lodge_paper(tender, bidder)
    submit_each(tender, bidders)
    opened(tender, bidders)

    (finding,) = found_in(tender)

    assert finding.kind is FindingKind.SAME_PAPER


def test_attachments_of_one_size_are_found(tender: Tender, bidders: list[Person]) -> None:
    """TR 40(4): the list of files comes first and does not count."""
    for bidder, price in zip(bidders, PRICES, strict=True):
        content = bidder.party.encode() * 2000
        file = PlainFile(
            "技术方案.pdf", "application/pdf", BytesIO(content[: 30_000 if bidder != bidders[2] else 30_001])
        )
        world.submit_files(tender, bidder, [file], {"price": price, "project_manager": f"经理{bidder.party[-6:]}"})
    opened(tender, bidders)

    (finding,) = found_in(tender)

    assert finding.kind is FindingKind.SAME_SIZE_FILES
    assert finding.bids == tuple(sorted((bidders[0].party, bidders[1].party)))
