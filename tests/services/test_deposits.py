"""Deposits from the draft to the deadline: each refusal beside the success that it belongs to."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from bidding.domain.deposits import Defect
from bidding.models import DepositAccount, DepositInstrument, DepositPayment
from bidding.selectors import NoSuchBid
from bidding.selectors.deposits_shown import DepositState, deposits_for, instrument_for
from bidding.services.banks import BankAbsent, FakeBank
from bidding.services.deposits import (
    DepositRefused,
    collect_payments,
    lodge_instrument,
    open_deposit_account,
    register_basic_account,
)
from bidding.services.refunds import return_due
from tests.support import world
from tests.support.cast import Person, make_bidder, make_supervisor
from tests.support.deposits import (
    AMOUNT,
    ASKED,
    account_number,
    asked,
    defects,
    fake_bank,
    guarantee,
    lodge_money,
    lodge_paper,
    opened,
    pay,
    register_account,
    standing,
)
from tests.support.world import Tender
from trading.domain.actors import BiddersOnly
from trading.domain.deposit_terms import AskProblem, DepositForm
from trading.domain.facts import TerminationCause
from trading.domain.money import Money
from trading.models import Entry, Trade
from trading.selectors.trades import NoSuchTrade
from trading.services.announcing import announce_trade
from trading.services.deposits import DepositsUnlawful, ask_deposits
from trading.services.drafting import LotDraft, save_lots
from trading.services.moments import database_time
from trading.services.terminating import terminate_trade

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, deposit=ASKED)


@pytest.fixture(autouse=True)
def bank_of_the_test(settings: Settings, tmp_path: Path) -> FakeBank:
    settings.BANK_DIR = tmp_path
    return fake_bank()


# --- what a notice asks ---------------------------------------------------------------------------------------------


def test_a_draft_asks_no_more_than_the_law_lets_it(agency: Person, db: None) -> None:
    trade = world.draft_tender(agency)
    lot = trade.lots.get()
    ask_deposits(trade_id=trade.pk, asks={lot.pk: asked("126210.41")}, by=agency.actor)

    with pytest.raises(DepositsUnlawful) as refused:
        ask_deposits(trade_id=trade.pk, asks={lot.pk: asked("126210.42")}, by=agency.actor)

    (refusal,) = refused.value.refusals.values()
    assert (refusal.problem, refusal.most) == (AskProblem.ABOVE_THE_LAW, Money.parse("126210.41"))
    lot.refresh_from_db()
    assert lot.deposit_requirement.ask.amount == Money.parse("126210.41")
    with pytest.raises(NoSuchTrade):
        ask_deposits(trade_id=trade.pk, asks={lot.pk: None}, by=make_bidder("baiyun").actor)


def _announce(trade: Trade, agency: Person) -> None:
    world.review_fairness(agency, trade)
    keys = {lot.pk: [{"role": "agency"}] for lot in trade.lots.all()}
    announce_trade(trade_id=trade.pk, keyholders=keys, by=agency.actor)


def test_a_ceiling_that_is_lowered_afterwards_forbids_to_announce(agency: Person, db: None) -> None:
    trade = world.draft_tender(agency)
    lot = trade.lots.get()
    ask_deposits(trade_id=trade.pk, asks={lot.pk: ASKED}, by=agency.actor)
    save_lots(trade_id=trade.pk, lots=[LotDraft("第1段步道", ceiling=ASKED.amount)], by=agency.actor)

    with pytest.raises(DepositsUnlawful):
        _announce(trade, agency)


def test_a_deposit_that_binds_shorter_than_the_bids_is_refused_when_it_is_asked_and_when_it_is_announced(
    agency: Person, db: None
) -> None:
    """A notice would say two numbers for one thing (TR 26)."""
    trade = world.draft_tender(agency)
    lot = trade.lots.get()
    with pytest.raises(DepositsUnlawful) as refused:
        ask_deposits(trade_id=trade.pk, asks={lot.pk: replace(ASKED, valid_days=60)}, by=agency.actor)
    assert [each.problem for each in refused.value.refusals.values()] == [AskProblem.NOT_AS_THE_BIDS]

    ask_deposits(trade_id=trade.pk, asks={lot.pk: ASKED}, by=agency.actor)
    type(trade).objects.filter(pk=trade.pk).update(validity_days=120)

    with pytest.raises(DepositsUnlawful):
        _announce(trade, agency)


def test_the_notice_says_what_is_asked_and_not_the_estimate(agency: Person, db: None) -> None:
    tender = world.announce_tender(agency, deposit=asked("120000.00", estimate="7123456.78"))

    body = Entry.objects.get(trade=tender.trade, type="trade.announced").content.body

    assert body["lots"][0]["deposit"] == {
        "amount": "120000.00",
        "basis": "estimate",
        "forms": ["cash", "bank_guarantee", "insurance", "e_guarantee"],
        "holder": "centre",
        "valid_days": 90,
    }
    assert "7123456.78" not in str(body)


# --- lodging --------------------------------------------------------------------------------------------------------


def test_money_from_the_basic_account_is_in_order(tender: Tender, baiyun: Person) -> None:
    assert standing(tender, baiyun).state is DepositState.TO_LODGE

    lodge_money(tender, baiyun)

    assert standing(tender, baiyun).state is DepositState.IN_ORDER


def test_money_from_elsewhere_is_not_and_the_bidder_is_told_why(
    tender: Tender, baiyun: Person, changhe: Person
) -> None:
    register_account(baiyun)

    pay(tender, baiyun, payer=account_number(changhe))

    assert standing(tender, baiyun).state is DepositState.NOT_IN_ORDER
    assert defects(tender, baiyun) == (Defect.WRONG_ACCOUNT,)


def test_an_account_that_is_registered_after_the_payment_makes_it_good_until_the_deadline(
    tender: Tender, baiyun: Person, changhe: Person
) -> None:
    pay(tender, baiyun)
    pay(tender, changhe)
    assert defects(tender, baiyun) == (Defect.NO_BASIC_ACCOUNT,)

    register_account(baiyun)
    world.pass_time(tender, world.DEADLINE)
    register_account(changhe)

    assert defects(tender, baiyun) == ()
    assert defects(tender, changhe) == (Defect.NO_BASIC_ACCOUNT,)


def test_too_little_is_not_in_order_until_the_rest_comes(tender: Tender, baiyun: Person) -> None:
    register_account(baiyun)
    pay(tender, baiyun, Money.parse("119999.99"))
    assert defects(tender, baiyun) == (Defect.TOO_LITTLE,)

    pay(tender, baiyun, Money.parse("0.01"))

    assert defects(tender, baiyun) == ()


def test_a_statement_that_is_read_twice_counts_once(tender: Tender, baiyun: Person) -> None:
    lodge_money(tender, baiyun)

    assert collect_payments() == 0
    assert DepositPayment.objects.count() == 1


def test_money_paid_twice_is_in_order_and_goes_back_whole(tender: Tender, bidders: list[Person]) -> None:
    lodge_money(tender, bidders[0])
    pay(tender, bidders[0])
    assert standing(tender, bidders[0]).state is DepositState.IN_ORDER

    terminate_trade(
        trade_id=tender.trade.pk, cause=TerminationCause.FORCE_MAJEURE, reason="地震", by=tender.agency.actor
    )
    assert return_due() == 2

    assert sorted(fake_bank().paid().values(), key=str) == [AMOUNT, AMOUNT]


def test_money_that_comes_at_the_deadline_is_late(tender: Tender, baiyun: Person, changhe: Person) -> None:
    lodge_money(tender, changhe)
    register_account(baiyun)
    account = open_deposit_account(lot_id=tender.lot_id, by=baiyun.actor)
    world.pass_time(tender, world.DEADLINE)

    fake_bank().credit(account.number, account_number(baiyun), "白云", AMOUNT, database_time())
    collect_payments()

    assert Defect.LATE in defects(tender, baiyun)
    assert defects(tender, changhe) == ()
    with pytest.raises(DepositRefused):
        lodge_paper(tender, baiyun)
    with pytest.raises(DepositRefused):
        open_deposit_account(lot_id=tender.lot_id, by=make_bidder("dongfang").actor)


def test_each_bidder_has_one_number_of_its_own(tender: Tender, baiyun: Person, changhe: Person) -> None:
    first = open_deposit_account(lot_id=tender.lot_id, by=baiyun.actor)

    assert open_deposit_account(lot_id=tender.lot_id, by=baiyun.actor) == first
    assert open_deposit_account(lot_id=tender.lot_id, by=changhe.actor).number != first.number
    with pytest.raises(BiddersOnly):
        open_deposit_account(lot_id=tender.lot_id, by=tender.agency.actor)


def test_money_for_a_number_that_nobody_was_given_is_kept_apart(tender: Tender, baiyun: Person) -> None:
    fake_bank().credit("6228000000000000000", account_number(baiyun), "白云", AMOUNT, database_time())

    assert collect_payments() == 1

    assert DepositPayment.objects.get().account is None
    assert standing(tender, baiyun).state is DepositState.TO_LODGE


def test_a_guarantee_is_in_order_if_it_holds_as_long_as_the_bid(tender: Tender, baiyun: Person) -> None:
    lodge_paper(tender, baiyun, guarantee(valid_until=date(2026, 6, 27)))
    assert defects(tender, baiyun) == (Defect.NOT_VALID_LONG_ENOUGH,)

    lodge_paper(tender, baiyun, guarantee(), b"%PDF-1.4 a longer one")

    assert standing(tender, baiyun).state is DepositState.IN_ORDER


def test_a_guarantee_that_nobody_could_accept_is_refused(tender: Tender, baiyun: Person) -> None:
    lodge_paper(tender, baiyun)

    for wrong in (
        guarantee(issuer=" "),
        guarantee(number="BH\x00-1"),
        guarantee(amount=Money.parse("0.00")),
        guarantee(form=DepositForm.CASH),
        guarantee(name="\x00.pdf"),
    ):
        with pytest.raises(DepositRefused):
            lodge_paper(tender, baiyun, wrong, b"another")
    with pytest.raises(DepositRefused):
        lodge_paper(tender, baiyun)  # the same file again
    with pytest.raises(DepositRefused):
        lodge_instrument(lot_id=tender.lot_id, paper=guarantee(), chunks=[], by=baiyun.actor)
    assert DepositInstrument.objects.count() == 1


def test_an_account_number_is_digits(baiyun: Person) -> None:
    made = register_basic_account(bank_name="大连银行", number="2102 0000-0000 0001", by=baiyun.actor)
    assert made.number == "2102000000000001"

    for bank_name, number in (
        ("大连银行", "2102x"),
        ("大连银行", "123"),
        ("", "2102000000000001"),
        ("\x00", "2102000000000001"),
    ):
        with pytest.raises(DepositRefused):
            register_basic_account(bank_name=bank_name, number=number, by=baiyun.actor)


def test_a_lot_that_asks_no_deposit_takes_none(agency: Person, baiyun: Person) -> None:
    tender = world.announce_tender(agency)

    assert standing(tender, baiyun).state is DepositState.NONE_ASKED
    with pytest.raises(DepositRefused):
        lodge_paper(tender, baiyun)


def test_production_has_no_bank_that_is_not_real(tender: Tender, baiyun: Person, settings: Settings) -> None:
    settings.IS_PRODUCTION = True

    with pytest.raises(BankAbsent):
        open_deposit_account(lot_id=tender.lot_id, by=baiyun.actor)
    assert (collect_payments(), return_due()) == (0, 0)
    assert not DepositAccount.objects.exists()


# --- secrecy --------------------------------------------------------------------------------------------------------


def test_nothing_of_a_deposit_is_in_the_ledger_before_the_opening(tender: Tender, bidders: list[Person]) -> None:
    before = Entry.objects.count()

    lodge_money(tender, bidders[0])
    lodge_paper(tender, bidders[1])

    assert Entry.objects.count() == before


def test_nobody_else_sees_a_deposit_before_the_prices_are_shown(tender: Tender, bidders: list[Person]) -> None:
    paper = lodge_paper(tender, bidders[0])
    lodge_money(tender, bidders[1])
    others = [tender.agency.actor, make_supervisor().actor, bidders[1].actor]
    world.bring_to("unlocking", tender, bidders)

    for other in others:
        with pytest.raises(NoSuchBid):
            deposits_for(other, tender.lot)
        with pytest.raises(NoSuchBid):
            instrument_for(other, tender.lot_id, paper.pk)
    assert instrument_for(bidders[0].actor, tender.lot_id, paper.pk) == paper

    world.publish_window_key(tender)

    for other in others[:2]:
        assert len(deposits_for(other, tender.lot)) == 3
        assert instrument_for(other, tender.lot_id, paper.pk) == paper
    with pytest.raises(NoSuchBid):
        deposits_for(others[2], tender.lot)


def test_of_a_deposit_without_a_bid_nobody_learns_even_after_the_opening(tender: Tender, bidders: list[Person]) -> None:
    paper = lodge_paper(tender, make_bidder("dongfang"))
    opened(tender, bidders)

    with pytest.raises(NoSuchBid):
        instrument_for(tender.agency.actor, tender.lot_id, paper.pk)
    assert make_bidder("dongfang").party not in str(deposits_for(tender.agency.actor, tender.lot))
