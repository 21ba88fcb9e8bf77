"""Deposits from the draft to their return: each refusal beside the success that it belongs to."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from bidding.domain.bank import PaymentOrder, StatementLine
from bidding.domain.deposits import Defect, Ground, interest
from bidding.models import DepositAccount, DepositDecision, DepositInstrument, DepositPayment, DepositReturn
from bidding.selectors import NoSuchBid
from bidding.selectors.deposits_shown import DepositShown, DepositState, deposits_for, instrument_for, own_deposit
from bidding.services.banks import BankAbsent, FakeBank
from bidding.services.deposits import (
    DepositRefused,
    collect_payments,
    lodge_instrument,
    open_deposit_account,
    register_basic_account,
)
from bidding.services.refunds import DecisionRefused, contract_signed, keep_deposit, let_go, return_due
from disclosure.domain.container import Container
from disclosure.selectors.archive import archive_of
from disclosure.services import erasing
from disclosure.services.kept import bundle_of
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support import world
from tests.support.cast import Person, make_bidder, make_colleague, make_official, make_supervisor
from tests.support.deposits import (
    AMOUNT,
    ASKED,
    account_number,
    asked,
    fake_bank,
    guarantee,
    lodge_money,
    lodge_paper,
    pay,
    register_account,
)
from tests.support.world import Tender
from trading.domain.actors import BiddersOnly, Role
from trading.domain.canonical import decode
from trading.domain.deposit_terms import AskProblem, DepositForm, KeepCause
from trading.domain.erasure import term_ends
from trading.domain.money import Money
from trading.domain.periods import day_of
from trading.domain.stages import TerminationCause
from trading.models import Entry, UnwantedFile
from trading.selectors.trades import NoSuchLot, NoSuchTrade
from trading.services.announcing import announce_trade
from trading.services.deposits import DepositsUnlawful, ask_deposits
from trading.services.drafting import LotDraft, save_lots
from trading.services.moments import database_time, moment_of
from trading.services.terminating import terminate_trade

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, deposit=ASKED)


@pytest.fixture(autouse=True)
def bank_of_the_test(settings: Settings, tmp_path: Path) -> FakeBank:
    settings.BANK_DIR = tmp_path
    return fake_bank()


def standing(tender: Tender, bidder: Person) -> DepositShown:
    return own_deposit(bidder.actor, tender.lot)


def defects(tender: Tender, bidder: Person) -> tuple[Defect, ...]:
    found = standing(tender, bidder).standing
    assert found is not None
    return found.defects


def opened(tender: Tender, bidders: list[Person], *, releasing: list[Person] | None = None) -> Tender:
    return world.bring_to("objections", tender, bidders, releasing)


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


def test_a_ceiling_that_is_lowered_afterwards_forbids_to_announce(agency: Person, db: None) -> None:
    trade = world.draft_tender(agency)
    lot = trade.lots.get()
    ask_deposits(trade_id=trade.pk, asks={lot.pk: ASKED}, by=agency.actor)
    save_lots(trade_id=trade.pk, lots=[LotDraft("第1段步道", ceiling=ASKED.amount)], by=agency.actor)

    with pytest.raises(DepositsUnlawful):
        announce_trade(trade_id=trade.pk, keyholders={lot.pk: [{"role": "agency"}]}, by=agency.actor)


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
    account = open_deposit_account(lot_id=tender.lot.pk, by=baiyun.actor)
    world.pass_time(tender, world.DEADLINE)

    fake_bank().credit(account.number, account_number(baiyun), "白云", AMOUNT, database_time())
    collect_payments()

    assert Defect.LATE in defects(tender, baiyun)
    assert defects(tender, changhe) == ()
    with pytest.raises(DepositRefused):
        lodge_paper(tender, baiyun)
    with pytest.raises(DepositRefused):
        open_deposit_account(lot_id=tender.lot.pk, by=make_bidder("dongfang").actor)


def test_each_bidder_has_one_number_of_its_own(tender: Tender, baiyun: Person, changhe: Person) -> None:
    first = open_deposit_account(lot_id=tender.lot.pk, by=baiyun.actor)

    assert open_deposit_account(lot_id=tender.lot.pk, by=baiyun.actor) == first
    assert open_deposit_account(lot_id=tender.lot.pk, by=changhe.actor).number != first.number
    with pytest.raises(BiddersOnly):
        open_deposit_account(lot_id=tender.lot.pk, by=tender.agency.actor)


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
        lodge_instrument(lot_id=tender.lot.pk, paper=guarantee(), chunks=[], by=baiyun.actor)
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
        open_deposit_account(lot_id=tender.lot.pk, by=baiyun.actor)
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
            instrument_for(other, tender.lot.pk, paper.pk)
    assert instrument_for(bidders[0].actor, tender.lot.pk, paper.pk) == paper

    world.publish_window_key(tender)

    for other in others[:2]:
        assert len(deposits_for(other, tender.lot)) == 3
        assert instrument_for(other, tender.lot.pk, paper.pk) == paper
    with pytest.raises(NoSuchBid):
        deposits_for(others[2], tender.lot)


def test_of_a_deposit_without_a_bid_nobody_learns_even_after_the_opening(tender: Tender, bidders: list[Person]) -> None:
    paper = lodge_paper(tender, make_bidder("dongfang"))
    opened(tender, bidders)

    with pytest.raises(NoSuchBid):
        instrument_for(tender.agency.actor, tender.lot.pk, paper.pk)
    assert make_bidder("dongfang").party not in str(deposits_for(tender.agency.actor, tender.lot))


# --- the opening ----------------------------------------------------------------------------------------------------


def test_the_opening_states_form_and_order_of_each_opened_bid(tender: Tender, bidders: list[Person]) -> None:
    lodge_money(tender, bidders[0])
    lodge_paper(tender, bidders[1], guarantee(amount=Money.parse("1.00")))
    opened(tender, bidders, releasing=bidders)

    entry = Entry.objects.get(type="deposits.stated", trade=tender.trade)
    said = {line["bidder"]: (line["form"], line["in_order"]) for line in entry.content.body["deposits"]}

    assert said == {
        bidders[0].party: ("cash", True),
        bidders[1].party: ("e_guarantee", False),
        bidders[2].party: (None, False),
    }
    assert entry.visibility == "public"
    assert account_number(bidders[0]) not in str(entry.content.body)


def test_a_bid_that_is_not_opened_has_its_deposit_not_stated(tender: Tender, bidders: list[Person]) -> None:
    lodge_money(tender, bidders[0])
    opened(tender, bidders, releasing=bidders[1:])

    entry = Entry.objects.get(type="deposits.stated", trade=tender.trade)

    assert bidders[0].party not in str(entry.content.body)
    assert len(entry.content.body["deposits"]) == 2


def test_two_bidders_from_one_account_are_shown_to_people(tender: Tender, bidders: list[Person]) -> None:
    """TR 40(6): the second is not in order either, for the account is not its own."""
    lodge_money(tender, bidders[0])
    register_account(bidders[1])
    pay(tender, bidders[1], payer=account_number(bidders[0]))
    opened(tender, bidders)

    rows = {row.code: row for row in deposits_for(make_supervisor().actor, tender.lot)}

    assert rows[bidders[0].party].shared == (bidders[1].actor.name,)
    assert rows[bidders[1].party].shared == (bidders[0].actor.name,)
    assert rows[bidders[2].party].shared == ()
    assert rows[bidders[0].party].deposit.state is DepositState.IN_ORDER


# --- afterwards -----------------------------------------------------------------------------------------------------


def test_what_was_withdrawn_goes_back_with_interest_to_where_it_came_from(
    tender: Tender, bidders: list[Person]
) -> None:
    """TR 35: within five days, here on the last of them, if no other bid comes."""
    lodge_money(tender, bidders[0])
    world.pass_time(tender, world.DEADLINE - 12 * DAY)
    world.submit(tender, bidders[0])
    world.withdraw(tender, bidders[0])
    assert standing(tender, bidders[0]).state is DepositState.GOING_BACK
    assert return_due() == 0

    world.pass_time(tender, world.DEADLINE - 7 * DAY)
    assert (return_due(), return_due()) == (1, 0)

    (back,) = DepositReturn.objects.all()
    days = (day_of(back.returned_at) - day_of(back.payment.received_at or back.returned_at)).days
    expected = interest(tender.lot.trade.spec.law, AMOUNT, date(2026, 3, 1), date(2026, 3, 1) + days * DAY)
    assert (back.ground, back.interest) == (Ground.WITHDRAWN.value, expected.amount)
    assert back.interest > 0 and day_of(back.returned_at) <= back.by_day
    assert list(fake_bank().paid().values()) == [AMOUNT + expected]
    assert standing(tender, bidders[0]).state is DepositState.RETURNED


def test_whoever_bids_again_keeps_its_deposit_lodged(tender: Tender, baiyun: Person) -> None:
    lodge_money(tender, baiyun)
    world.submit(tender, baiyun)
    world.withdraw(tender, baiyun)
    world.submit(tender, baiyun)

    world.pass_time(tender, world.DEADLINE - DAY)

    assert return_due() == 0
    assert standing(tender, baiyun).state is DepositState.IN_ORDER


def test_a_deposit_that_went_back_does_not_secure_a_later_bid(tender: Tender, baiyun: Person) -> None:
    lodge_money(tender, baiyun)
    world.submit(tender, baiyun)
    world.withdraw(tender, baiyun)
    world.pass_time(tender, world.DEADLINE - DAY)
    return_due()

    world.submit(tender, baiyun)

    assert standing(tender, baiyun).state is DepositState.TO_LODGE


def test_when_the_lot_fails_everything_goes_back(tender: Tender, bidders: list[Person]) -> None:
    lodge_money(tender, bidders[0])
    lodge_money(tender, bidders[1])
    world.submit_all(tender, bidders[:1])

    world.close(tender)

    assert tender.stage == "failed"
    assert return_due() == 2
    assert set(DepositReturn.objects.values_list("ground", flat=True)) == {"failed", "no_bid"}


def test_after_the_contract_all_but_the_kept_go_back(tender: Tender, bidders: list[Person]) -> None:
    """TR 57."""
    for bidder in bidders:
        lodge_money(tender, bidder)
    opened(tender, bidders, releasing=bidders[1:])
    keep_deposit(
        lot_id=tender.lot.pk,
        organisation_id=bidders[0].actor.as_bidder().organisation_id,
        cause=KeepCause.REVOKED,
        reason="未在解密时限内提交密钥",
        by=tender.agency.actor,
    )
    assert return_due() == 0

    contract_signed(lot=tender.lot, moment=moment_of(tender.trade))

    assert return_due() == 2
    assert standing(tender, bidders[0]).state is DepositState.KEPT
    assert standing(tender, bidders[1]).state is DepositState.RETURNED


def test_a_deposit_is_kept_in_public_and_only_by_the_law(tender: Tender, bidders: list[Person]) -> None:
    lodge_money(tender, bidders[0])
    opened(tender, bidders, releasing=bidders[1:])

    def keep(bidder: Person, cause: KeepCause = KeepCause.REVOKED, by: Person = tender.agency) -> DepositDecision:
        return keep_deposit(
            lot_id=tender.lot.pk,
            organisation_id=bidder.actor.as_bidder().organisation_id,
            cause=cause,
            reason="未在解密时限内提交密钥",
            by=by.actor,
        )

    with pytest.raises(DecisionRefused):
        keep(bidders[1])
    with pytest.raises(DecisionRefused):
        keep(bidders[1], KeepCause.CONTRACT_REFUSED)
    with pytest.raises(NoSuchLot):
        keep(bidders[0], by=make_supervisor())
    keep(bidders[0])

    entry = Entry.objects.get(type="deposit.kept")
    assert entry.visibility == "public" and entry.by["party"] == tender.agency.party
    assert (entry.content.body["cause"], entry.content.body["bidder"]) == ("revoked", bidders[0].party)
    with pytest.raises(DecisionRefused):
        keep(bidders[0])


def test_the_agency_may_let_a_deposit_go_before_the_contract(tender: Tender, bidders: list[Person]) -> None:
    lodge_money(tender, bidders[1])
    opened(tender, bidders)
    mine = {"lot_id": tender.lot.pk, "organisation_id": bidders[1].actor.as_bidder().organisation_id}

    for reason in ("", "有\x00", "长" * 501):
        with pytest.raises(DecisionRefused):
            let_go(**mine, reason=reason, by=tender.agency.actor)
    let_go(**mine, reason="未进入候选", by=tender.agency.actor)

    assert standing(tender, bidders[1]).state is DepositState.GOING_BACK
    assert return_due() == 1
    with pytest.raises(DecisionRefused):
        let_go(**mine, reason="再次", by=tender.agency.actor)


# --- the bank: what any bank must do --------------------------------------------------------------------------------


@pytest.fixture(params=[FakeBank])
def some_bank(request: pytest.FixtureRequest, tmp_path: Path) -> FakeBank:
    made: FakeBank = request.param(tmp_path / "another")
    return made


def credit(bank: FakeBank, account: str, amount: str = "1.00") -> StatementLine:
    return bank.credit(account, "2102000000000001", "白云", Money.parse(amount), world.DEADLINE)


def test_a_bank_never_gives_a_number_twice(some_bank: FakeBank) -> None:
    numbers = [some_bank.open_account() for _ in range(50)]

    assert len(set(numbers)) == 50
    assert all(number.isdecimal() and 8 <= len(number) <= 32 for number in numbers)


def test_a_bank_tells_what_came_in_in_order_and_from_where_one_stopped(some_bank: FakeBank) -> None:
    account = some_bank.open_account()
    lines = [credit(some_bank, account, f"{n}.00") for n in range(1, 4)]

    assert some_bank.statement(0) == lines
    assert some_bank.statement(lines[1].number) == lines[2:]
    assert some_bank.statement(lines[2].number) == []


def test_a_bank_carries_out_an_order_once(some_bank: FakeBank) -> None:
    order = PaymentOrder("back-1", "2102000000000001", "白云", Money.parse("1.00"))

    assert some_bank.pay(order) == some_bank.pay(order)
    assert some_bank.paid() == {"back-1": Money.parse("1.00")}


def test_the_settings_name_a_place_for_the_bank_of_demos() -> None:
    assert django_settings.BANK_DIR


# --- the proof ------------------------------------------------------------------------------------------------------


def test_the_bundle_of_a_trade_with_deposits_verifies(tender: Tender, bidders: list[Person]) -> None:
    """The record, too, says of each opened bid how its deposit stood."""
    lodge_money(tender, bidders[0])
    lodge_paper(tender, bidders[1])
    opened(tender, bidders, releasing=bidders[:2])
    keep_deposit(
        lot_id=tender.lot.pk,
        organisation_id=bidders[2].actor.as_bidder().organisation_id,
        cause=KeepCause.REVOKED,
        reason="未在解密时限内提交密钥",
        by=tender.agency.actor,
    )
    world.finish(tender, bidders)

    lines = decode(bytes(tender.lot.record.content))["bids"]
    with bundle_of(tender.trade).open("rb") as file:
        bundle = Bundle(Container(file))
        found = {check.name: run(check, bundle, Pins()) for check in CHECKS}

    assert [name for name, line in found.items() if line.status is Status.FAILED] == []
    assert found["deposits"].status is Status.PASSED and found["record"].status is Status.PASSED
    assert sorted(str(line["deposit"]) for line in lines) == sorted(  # type: ignore[index, call-overload, union-attr]
        [
            "{'form': 'cash', 'in_order': True}",
            "{'form': 'e_guarantee', 'in_order': True}",
            "None",
        ]
    )


def test_deposits_go_with_their_trade_after_the_archive_term(tender: Tender, bidders: list[Person]) -> None:
    lodge_money(tender, bidders[0])
    paper = lodge_paper(tender, bidders[1])
    opened(tender, bidders)
    contract_signed(lot=tender.lot, moment=moment_of(tender.trade))
    return_due()
    world.finish(tender, bidders)
    ended = archive_of(tender.trade).ended
    assert ended is not None
    ends = term_ends(tender.trade.spec, ended)
    assert ends is not None
    world.pass_time(tender, ends)
    first = make_official(Role.ADMINISTRATOR)

    erasing.ask(trade_id=tender.trade.pk, by=first.actor)
    erasing.confirm(trade_id=tender.trade.pk, by=make_colleague(first).actor)

    left = (DepositAccount, DepositPayment, DepositReturn, DepositInstrument)
    assert [table.__name__ for table in left if table._default_manager.exists()] == []
    assert UnwantedFile.objects.filter(path__endswith=paper.sha256).exists()


def test_in_a_demo_somebody_can_pay_by_a_command(tender: Tender, baiyun: Person, settings: Settings) -> None:
    payer, account = register_account(baiyun), open_deposit_account(lot_id=tender.lot.pk, by=baiyun.actor)

    for wrong in ((account.number, payer, "白云", "120000"), (account.number, "12x", "白云", "120000.00")):
        with pytest.raises(CommandError):
            call_command("pay_deposit", *wrong)
    call_command("pay_deposit", account.number, payer, "白云", AMOUNT.text)

    assert standing(tender, baiyun).state is DepositState.IN_ORDER
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("pay_deposit", account.number, payer, "白云", AMOUNT.text)
