"""A coefficient and a lottery from the notice to the report: drawn by three parties, reckoned with, and found where forged."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest

from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from experts.domain import draw_entries as told
from experts.domain.draw import Purpose
from experts.domain.draw_entries import Voided
from experts.domain.nonces import Party
from experts.domain.open_lists import drawn_coefficient, open_list
from experts.domain.ranking import TieUndecided
from experts.models import Draw
from experts.selectors.coefficients import newest_draw, seed_in
from experts.selectors.draws import progress_of
from experts.selectors.evaluating import terms_of
from experts.selectors.lotteries import lottery_of
from experts.services import evaluating, reporting, seating
from experts.services.coefficients import begin_lottery, need_lottery
from experts.services.draw import DrawRefused, allow_repetition, freeze_list
from experts.services.draw_platform import advance_draws
from experts.services.seating import EvaluationRefused
from experts.simulation.draw_parties import DrawingParty
from tests.support import committee as at_work
from tests.support import world
from tests.support.cast import Person, make_agency, make_supervisor
from tests.support.draws import Table
from tests.support.small_draw import pool
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.scheme_terms import DrawnTerms
from trading.domain.scoring_methods import DrawnNumber
from trading.models import Entry
from trading.selectors.trades import NoSuchLot
from trading.services.readers import READERS, read_on

pytestmark = pytest.mark.django_db

D = Decimal
DRAWN = DrawnTerms(DrawnNumber.DISCOUNT, tuple(D(n) / 1000 for n in (10, 15, 20, 25, 30)))
SCHEME = replace(at_work.SCHEME, drawn=DRAWN)


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    return make_supervisor()


@pytest.fixture(scope="module")
def closed(agency: Person, bidders: list[Person]) -> Tender:
    """The opening has started: the bids are sealed, no price is known."""
    tender = world.announce_tender(agency, scheme=SCHEME)
    world.submit_all(tender, bidders)
    world.close(tender)
    return tender


@standing
def sealed(closed: Tender) -> Tender:
    return closed


@standing
def frozen(sealed: Tender, supervisor: Person) -> Table:
    """The parties at the draw of the coefficient, of which nobody has taken a step."""
    return table_of(sealed, Purpose.COEFFICIENT, supervisor)


@standing
def opened(agency: Person, bidders: list[Person], supervisor: Person) -> Tender:
    """Another tender whose coefficient is drawn, and whose record is published; two bids have one price."""
    tender = world.announce_tender(agency, scheme=replace(SCHEME, tie_breaks=at_work.TIES), title="浑河大桥维修")
    for bidder, price in zip(bidders, ("6000000.00", "5900000.00", "5900000.00"), strict=True):
        world.submit(tender, bidder, price=price)
    world.close(tender)
    table_of(tender, Purpose.COEFFICIENT, supervisor).play()
    world.open_all(tender, bidders)
    world.finish(tender, bidders)
    return tender


@standing
def started(opened: Tender) -> at_work.Committee:
    return at_work.started(opened)


@standing
def reviewed(started: at_work.Committee) -> at_work.Committee:
    return at_work.review(started)


@standing
def tied(reviewed: at_work.Committee) -> at_work.Committee:
    """All get the same points, so two are equal in points and price."""
    for member in reviewed.members:
        at_work.score_alike(reviewed, member, {"f1": "30", "f2": "20"})
    return reviewed


def table_of(tender: Tender, purpose: Purpose, supervisor: Person) -> Table:
    """The parties at the newest draw of the lot."""
    world.place_news(tender)
    read_all()
    world.place_news(tender)
    draw = newest_draw(tender.lot, purpose)
    assert draw is not None
    agency = DrawingParty(tender.agency.actor, Party.AGENCY)
    return Table(tender, draw, agency, DrawingParty(supervisor.actor, Party.SUPERVISOR), pool())


def read_all() -> None:
    """Only this reader: others hand work to programs that are not here."""
    (own,) = (reader for reader in READERS if reader.name == "experts.coefficients")
    with patch("trading.services.readers.READERS", [own]):
        while read_on():
            pass


def failed(tender: Tender) -> list[str]:
    return [result.name for result in verify(bundle_of(tender.trade)).failed]


# --- the coefficient ----------------------------------------------------------------------------------------------


def test_the_candidates_of_the_notice_are_frozen_when_the_opening_starts(sealed: Tender, frozen: Table) -> None:
    told_of = progress_of(frozen.draw).frozen
    expected = open_list(sealed.lot_id, Purpose.COEFFICIENT, DRAWN.texts)
    assert (told_of.purpose, told_of.root, told_of.size) == (Purpose.COEFFICIENT, expected.root, 5)
    assert not Entry.objects.filter(trade=sealed.trade, type="bids.opened").exists()
    read_all()
    assert Draw.objects.filter(lot=sealed.lot).count() == 1


def test_nothing_is_frozen_before_the_bids_are_sealed(agency: Person, bidders: list[Person], db: None) -> None:
    tender = world.announce_tender(agency, scheme=SCHEME, title="尚未截止")
    world.submit_all(tender, bidders)
    world.place_news(tender)
    read_all()

    assert newest_draw(tender.lot, Purpose.COEFFICIENT) is None


def test_nothing_is_drawn_where_the_notice_names_every_number(
    agency: Person, bidders: list[Person], supervisor: Person, db: None
) -> None:
    tender = world.announce_tender(agency, scheme=at_work.SCHEME, title="系数写明")
    world.submit_all(tender, bidders)
    world.close(tender)
    world.place_news(tender)
    read_all()

    assert not Draw.objects.filter(lot=tender.lot).exists()


def test_three_parties_draw_it_and_the_scheme_has_it(sealed: Tender, frozen: Table) -> None:
    assert terms_of(sealed.lot).coefficient is None

    frozen.play()

    seed = seed_in(frozen.draw)
    assert seed is not None
    expected = D(drawn_coefficient(sealed.lot_id, seed, DRAWN.texts))
    terms = terms_of(sealed.lot)
    assert (terms.coefficient, terms.price.discount if terms.price else None) == (expected, expected)
    assert failed(sealed) == []


def test_a_silent_party_voids_the_draw_and_only_the_supervisors_word_makes_another(
    sealed: Tender, frozen: Table, supervisor: Person
) -> None:
    table = frozen
    table.play([table.supervisor], until="acknowledged")
    world.pass_time(sealed, table.draw.acknowledge_by + timedelta(seconds=1))
    advance_draws()
    assert progress_of(table.draw).voided == Voided((Party.AGENCY,))
    with pytest.raises(DrawRefused, match="重新抽取"):
        listed = open_list(sealed.lot_id, Purpose.COEFFICIENT, DRAWN.texts).listed
        freeze_list(
            lot_id=sealed.lot_id, listed=listed, places={"": 1}, purpose=Purpose.COEFFICIENT, repeats=table.draw.pk
        )

    allow_repetition(draw_id=table.draw.pk, reason="代理机构的电脑故障。", by=supervisor.actor)

    again = table_of(sealed, Purpose.COEFFICIENT, supervisor)
    assert again.draw.repeats_id == table.draw.pk
    again.play()
    assert terms_of(sealed.lot).coefficient is not None
    assert failed(sealed) == []


def test_no_evaluation_begins_before_the_coefficient_is_drawn(
    sealed: Tender, bidders: list[Person], supervisor: Person
) -> None:
    world.open_all(sealed, bidders)
    world.finish(sealed, bidders)
    committee = at_work.seated(sealed)
    for member in committee.members:
        seating.undertake(lot_id=sealed.lot_id, by=member.actor)
    with pytest.raises(EvaluationRefused, match="系数"):
        evaluating.start_evaluation(lot_id=sealed.lot_id, by=committee.chair.actor)

    table_of(sealed, Purpose.COEFFICIENT, supervisor).play()

    assert evaluating.start_evaluation(lot_id=sealed.lot_id, by=committee.chair.actor)


def test_once_anybody_evaluates_no_word_draws_it_again(
    opened: Tender, started: at_work.Committee, supervisor: Person
) -> None:
    draw = newest_draw(opened.lot, Purpose.COEFFICIENT)
    assert draw is not None

    allow_repetition(draw_id=draw.pk, reason="还想再抽一次。", by=supervisor.actor)
    world.place_news(opened)
    read_all()

    assert newest_draw(opened.lot, Purpose.COEFFICIENT) == draw
    assert terms_of(opened.lot).coefficient is not None


def test_the_report_reckons_with_what_was_drawn_and_the_bundle_verifies(
    opened: Tender, reviewed: at_work.Committee, supervisor: Person
) -> None:
    begin_lottery(lot_id=opened.lot_id, by=opened.agency.actor)
    table_of(opened, Purpose.LOTTERY, supervisor).play()

    result = at_work.report(at_work.score_all(reviewed))

    draw = newest_draw(opened.lot, Purpose.COEFFICIENT)
    assert draw is not None and result.coefficient is not None
    assert (result.coefficient.draw, result.coefficient.number) == (draw.pk, DrawnNumber.DISCOUNT)
    mean = (D(6_000_000) + 2 * D(5_900_000)) / 3
    expected = (mean * (1 - result.coefficient.value)).quantize(D("0.000001"))
    assert result.benchmark is not None and abs(result.benchmark - expected) <= D("0.000001")
    found = {each.name: each for each in verify(bundle_of(opened.trade)).results}
    assert [name for name, each in found.items() if each.status is Status.FAILED] == []
    assert found["drawn"].status is found["draw_order"].status is Status.PASSED


# --- the lottery --------------------------------------------------------------------------------------------------


def test_equals_wait_for_a_lottery_among_all_bidders_and_are_parted_by_it(
    opened: Tender, tied: at_work.Committee, bidders: list[Person], supervisor: Person
) -> None:
    committee = tied
    lot, chair = opened.lot_id, committee.chair.actor
    with pytest.raises(TieUndecided):
        reporting.draw_up_report(lot_id=lot, by=chair)

    assert need_lottery(lot_id=lot, by=chair)
    assert not need_lottery(lot_id=lot, by=chair), "once"
    table = table_of(opened, Purpose.LOTTERY, supervisor)
    assert table.draw.size == len(bidders), "nobody sees who is tied"
    with pytest.raises(TieUndecided):
        reporting.draw_up_report(lot_id=lot, by=chair)
    table.play()
    at_work.signed(committee)
    result = reporting.hand_over_report(lot_id=lot, by=chair)

    lottery = lottery_of(opened.lot)
    assert lottery is not None and (result.lottery, result.lots) == (table.draw.pk, lottery.numbers)
    parted = [each for each in result.valid if each.by == "lot"]
    assert [each.bidder for each in parted] == sorted((each.bidder for each in parted), key=lottery.numbers.__getitem__)
    assert len(parted) == 2
    world.place_news(opened)
    assert failed(opened) == []


def test_only_the_agency_has_lots_drawn_and_only_once_the_prices_are_shown(
    sealed: Tender, bidders: list[Person], baiyun: Person
) -> None:
    lot = sealed.lot_id
    with pytest.raises(NoSuchLot):
        begin_lottery(lot_id=lot, by=sealed.agency.actor)
    world.open_all(sealed, bidders)
    for person in (baiyun, make_agency("dongfang")):
        with pytest.raises(NoSuchLot):
            begin_lottery(lot_id=lot, by=person.actor)

    draw = begin_lottery(lot_id=lot, by=sealed.agency.actor)

    assert draw.size == len(bidders)
    with pytest.raises(NoSuchLot):
        begin_lottery(lot_id=lot, by=sealed.agency.actor)


def test_a_member_who_does_not_chair_has_no_lots_drawn(opened: Tender, tied: at_work.Committee) -> None:
    assert not need_lottery(lot_id=opened.lot_id, by=tied.members[1].actor)
    assert not Entry.objects.filter(
        trade=opened.trade, type=told.LIST_FROZEN, content__body__purpose="lottery"
    ).exists()
