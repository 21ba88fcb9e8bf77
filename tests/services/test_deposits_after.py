"""What is said of deposits at the opening, what goes back or is kept, and what the bundle proves."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from bidding.domain.deposits import Ground, interest
from bidding.models import DepositAccount, DepositDecision, DepositInstrument, DepositPayment, DepositReturn
from bidding.selectors.deposits_shown import DepositState, deposits_for
from bidding.services.banks import FakeBank
from bidding.services.deposits import (
    open_deposit_account,
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
from tests.support.cast import Person, make_colleague, make_official, make_supervisor
from tests.support.deposits import (
    AMOUNT,
    ASKED,
    account_number,
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
from trading.domain.actors import Role
from trading.domain.canonical import decode
from trading.domain.deposit_terms import KeepCause
from trading.domain.erasure import term_ends
from trading.domain.money import Money
from trading.domain.periods import day_of
from trading.models import Entry, UnwantedFile
from trading.selectors.trades import NoSuchLot
from trading.services.moments import moment_of

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, deposit=ASKED)


@pytest.fixture(autouse=True)
def bank_of_the_test(settings: Settings, tmp_path: Path) -> FakeBank:
    settings.BANK_DIR = tmp_path
    return fake_bank()


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
        lot_id=tender.lot_id,
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
            lot_id=tender.lot_id,
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
    mine = {"lot_id": tender.lot_id, "organisation_id": bidders[1].actor.as_bidder().organisation_id}

    for reason in ("", "有\x00", "长" * 501):
        with pytest.raises(DecisionRefused):
            let_go(**mine, reason=reason, by=tender.agency.actor)
    let_go(**mine, reason="未进入候选", by=tender.agency.actor)

    assert standing(tender, bidders[1]).state is DepositState.GOING_BACK
    assert return_due() == 1
    with pytest.raises(DecisionRefused):
        let_go(**mine, reason="再次", by=tender.agency.actor)


# --- the proof ------------------------------------------------------------------------------------------------------


def test_the_bundle_of_a_trade_with_deposits_verifies(tender: Tender, bidders: list[Person]) -> None:
    """The record, too, says of each opened bid how its deposit stood."""
    lodge_money(tender, bidders[0])
    lodge_paper(tender, bidders[1])
    opened(tender, bidders, releasing=bidders[:2])
    keep_deposit(
        lot_id=tender.lot_id,
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
    payer, account = register_account(baiyun), open_deposit_account(lot_id=tender.lot_id, by=baiyun.actor)

    for wrong in ((account.number, payer, "白云", "120000"), (account.number, "12x", "白云", "120000.00")):
        with pytest.raises(CommandError):
            call_command("pay_deposit", *wrong)
    call_command("pay_deposit", account.number, payer, "白云", AMOUNT.text)

    assert standing(tender, baiyun).state is DepositState.IN_ORDER
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("pay_deposit", account.number, payer, "白云", AMOUNT.text)
