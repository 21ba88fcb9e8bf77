"""By the lowest evaluated price: what the notice says is counted, each member counts alone, and the bundle proves the price."""

from decimal import Decimal

import pytest

from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from experts.models import SheetRow
from experts.services import reporting, scoring
from experts.services.seating import EvaluationRefused
from tests.support import committee as at_work
from tests.support import world
from tests.support.cast import Person
from tests.support.committee import Committee
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.scheme_terms import FactorTerms, SchemeProblem, SchemeTerms, SchemeUnlawful
from trading.domain.scoring_methods import ScoringMethod
from trading.models import Entry
from trading.services.schemes import name_scheme

LATE = FactorTerms("d1", "工期延长", Decimal(8), "每晚一周计 1", rate=Decimal("0.005"))
MISSING = FactorTerms("d2", "清单漏项", Decimal(20), "每漏一项计 1", amount=Decimal("1200.50"))
SCHEME = SchemeTerms(ScoringMethod.LOWEST_EVALUATED_PRICE, at_work.TIES, (LATE, MISSING))
PRICES = ("5000000.00", "5030000.00", "5060000.00")


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, scheme=SCHEME)


@standing
def reviewed(announced: Tender, bidders: list[Person]) -> Committee:
    """The prices are shown, and nobody was rejected."""
    for bidder, price in zip(bidders, PRICES, strict=True):
        world.submit(announced, bidder, price=price)
    world.close(announced)
    world.open_all(announced, bidders)
    world.finish(announced, bidders)
    return at_work.reviewed(announced)


def count(committee: Committee, member: Person, *counted: tuple[Person, str, str]) -> None:
    """What the member counts in these bids, in weeks and items."""
    for bidder, late, missing in counted:
        points = {"d1": late, "d2": missing}
        bid = committee.bid_of(bidder)
        scoring.save_row(lot_id=committee.lot_id, bid=bid, points=points, reasons={}, by=member.actor)


def test_the_notice_says_what_is_counted_and_what_it_adds(announced: Tender, db: None) -> None:
    body = Entry.objects.get(trade=announced.trade, type="trade.announced").content.body

    late, missing = body["scheme"]["factors"]
    assert (late["rate"], missing["amount"], missing["most"]) == ("0.005", "1200.5", "20")
    assert "amount" not in late and "rate" not in missing


@pytest.mark.parametrize(
    "broken",
    [
        FactorTerms("d1", "不加价", Decimal(8)),
        FactorTerms("d1", "两样都加", Decimal(8), rate=Decimal("0.1"), amount=Decimal(1)),
        FactorTerms("d1", "不计", Decimal(0), amount=Decimal(1)),
        FactorTerms("d1", "加零", Decimal(8), amount=Decimal(0)),
        FactorTerms("d1", "加一倍", Decimal(8), rate=Decimal(1)),
    ],
    ids=lambda factor: factor.label,
)
def test_what_cannot_be_reckoned_is_not_announced(broken: FactorTerms, agency: Person, db: None) -> None:
    draft = world.draft_tender(agency, title="另一个项目")
    name_scheme(trade_id=draft.pk, terms=SCHEME, by=agency.actor)

    with pytest.raises(SchemeUnlawful) as refused:
        name_scheme(
            trade_id=draft.pk, terms=SchemeTerms(SCHEME.method, at_work.TIES, (broken, MISSING)), by=agency.actor
        )

    assert refused.value.problem is SchemeProblem.DEVIATIONS


def test_nothing_is_counted_beyond_what_the_notice_says(reviewed: Committee, baiyun: Person) -> None:
    wei = reviewed.chair
    for late in ("9", "-1", "一周"):
        with pytest.raises(EvaluationRefused):
            count(reviewed, wei, (baiyun, late, "0"))

    count(reviewed, wei, (baiyun, "8", "20"))
    with pytest.raises(scoring.SheetIncomplete):
        scoring.lock_sheet(lot_id=reviewed.lot_id, by=wei.actor)
    assert SheetRow.objects.count() == 1


def test_the_middle_of_what_members_count_is_added_and_the_bundle_proves_it(
    reviewed: Committee, bidders: list[Person]
) -> None:
    """O12 30 to 33: Baiyun bids lowest and is two weeks late by most of them, Changhe lacks twelve items."""
    baiyun, changhe, fuhe = bidders
    for member, weeks in zip(reviewed.members, ("2", "2", "2", "0", "8"), strict=True):
        count(reviewed, member, (baiyun, weeks, "0"), (changhe, "0", "12"), (fuhe, "0", "0"))
        scoring.lock_sheet(lot_id=reviewed.lot_id, by=member.actor)

    result = at_work.report(reviewed)

    found = {each.bidder: (each.place, each.merit) for each in result.valid}
    assert found == {
        changhe.party: (1, Decimal("5044406.00")),
        baiyun.party: (2, Decimal("5050000.00")),
        fuhe.party: (3, Decimal("5060000.00")),
    }
    assert result.candidates[0].price.amount == Decimal("5030000.00"), "the contract is at the bid"
    (late,) = [each.factors for each in result.valid if each.bidder == baiyun.party]
    assert late == {"d1": Decimal(2), "d2": Decimal(0)}
    lines = {line.name: line for line in verify(bundle_of(reviewed.tender.trade)).results}
    assert [name for name, line in lines.items() if line.status is Status.FAILED] == []
    assert lines["evaluations"].status is Status.PASSED


def test_no_report_before_all_have_counted(reviewed: Committee, bidders: list[Person]) -> None:
    count(reviewed, reviewed.chair, *((bidder, "0", "0") for bidder in bidders))
    scoring.lock_sheet(lot_id=reviewed.lot_id, by=reviewed.chair.actor)

    with pytest.raises(EvaluationRefused, match="没有锁定"):
        reporting.draw_up_report(lot_id=reviewed.lot_id, by=reviewed.chair.actor)
