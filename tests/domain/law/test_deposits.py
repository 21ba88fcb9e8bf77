"""The law of deposits: how much, in order or not, when it goes back, with which interest, who may keep it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.domain.deposits import (
    Defect,
    Ground,
    Happened,
    Instrument,
    KeepRefused,
    Lodged,
    Payment,
    check_keep,
    due_back,
    interest,
    interest_on,
    judge,
    shared_accounts,
    valid_through,
)
from bidding.domain.opening import Result
from trading.domain.calendar import Calendar
from trading.domain.canonical import FormatError
from trading.domain.deposit_terms import (
    AskProblem,
    Basis,
    DepositAsk,
    DepositForm,
    DepositHolder,
    DepositUnlawful,
    KeepCause,
    check_ask,
    largest_deposit,
    read_ask,
)
from trading.domain.kinds.spec import KindSpec
from trading.domain.money import Money

DEADLINE = datetime(2026, 3, 30, 1, 30, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
EARLY = DEADLINE - 5 * DAY
OWN, OTHER = "2102000000000001", "2102000000000002"
ASK = DepositAsk(Money.parse("100000.00"), Basis.CEILING, tuple(DepositForm), DepositHolder.CENTRE, 90)


def yuan(text: str) -> Money:
    return Money.parse(text)


def paid(amount: str = "100000.00", account: str = OWN, at: datetime = EARLY) -> Payment:
    return Payment(yuan(amount), account, at)


def paper(**changes: object) -> Instrument:
    made = Instrument(DepositForm.E_GUARANTEE, yuan("100000.00"), date(2026, 6, 28), EARLY)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("estimate", "most"),
    [
        ("6310520.53", "126210.41"),  # 2 % rounded down: 126,210.4106
        ("40000000.00", "800000.00"),  # exactly at the cap
        ("39999999.99", "799999.99"),
        ("99000000.00", "800000.00"),
        ("0.49", "0.00"),
    ],
)
def test_two_percent_and_no_more_than_eight_hundred_thousand(tender: KindSpec, estimate: str, most: str) -> None:
    """TR 26, O30 37."""
    assert largest_deposit(tender.law, yuan(estimate)) == yuan(most)


@given(st.decimals(min_value=0, max_value=10**11, places=2, allow_nan=False))
def test_the_largest_deposit_is_lawful_and_a_cent_more_is_not(tender: KindSpec, estimate: Decimal) -> None:
    estimated = Money(estimate)
    most = largest_deposit(tender.law, estimated)
    assert most is not None

    if most.amount > 0:
        check_ask(tender.law, replace(ASK, amount=most), estimated)
    with pytest.raises(DepositUnlawful) as refusal:
        check_ask(tender.law, replace(ASK, amount=most + yuan("0.01")), estimated)

    assert (refusal.value.most, refusal.value.articles) == (most, ("TR 26", "O30 37"))


@pytest.mark.parametrize(
    ("changes", "estimate", "problem"),
    [
        ({}, None, AskProblem.NO_ESTIMATE),
        ({"amount": yuan("0.00")}, "6310520.53", AskProblem.NOTHING_ASKED),
        ({"forms": (DepositForm.CASH,)}, "6310520.53", AskProblem.FORM_REFUSED),
        ({"valid_days": 0}, "6310520.53", AskProblem.VALIDITY),
        ({"valid_days": 366}, "6310520.53", AskProblem.VALIDITY),
    ],
)
def test_what_a_notice_may_not_ask(
    tender: KindSpec, changes: dict[str, object], estimate: str | None, problem: AskProblem
) -> None:
    check_ask(tender.law, ASK, yuan("6310520.53"))

    with pytest.raises(DepositUnlawful) as refusal:
        check_ask(tender.law, replace(ASK, **changes), None if estimate is None else yuan(estimate))  # type: ignore[arg-type]

    assert refusal.value.problem is problem


def test_a_deposit_binds_exactly_as_long_as_the_bids_of_the_same_notice(tender: KindSpec) -> None:
    """TR 26: neither shorter, nor longer; a notice that says one number says it for both."""
    estimate = yuan("6310520.53")
    for bids_bind in (None, ASK.valid_days):
        check_ask(tender.law, ASK, estimate, bids_bind=bids_bind)

    for bids_bind in (ASK.valid_days - 1, ASK.valid_days + 1):
        with pytest.raises(DepositUnlawful) as refusal:
            check_ask(tender.law, ASK, estimate, bids_bind=bids_bind)
        assert refusal.value.problem is AskProblem.NOT_AS_THE_BIDS
        assert "TR 26" in refusal.value.articles


def test_a_kind_without_a_rule_of_deposits_asks_none(tender: KindSpec) -> None:
    with pytest.raises(DepositUnlawful):
        check_ask(replace(tender.law, deposit_forms=None), ASK, yuan("6310520.53"))


def test_what_the_notice_says_is_read_back() -> None:
    assert read_ask(ASK.members()) == ASK
    assert read_ask(None) is None
    for wrong in ({"amount": "1"}, {"forms": ["gold"]}, {"valid_days": 0}, {"holder": "agency"}):
        with pytest.raises(FormatError):
            read_ask(ASK.members() | wrong)
    with pytest.raises(FormatError):
        read_ask("100000.00")


@pytest.mark.parametrize(
    ("lodged", "form", "defects"),
    [
        (Lodged(), None, (Defect.NOTHING_LODGED,)),
        (Lodged([paid()], account=OWN), DepositForm.CASH, ()),
        (Lodged([paid("60000.00"), paid("40000.00")], account=OWN), DepositForm.CASH, ()),
        (Lodged([paid(), paid()], account=OWN), DepositForm.CASH, ()),
        (Lodged([paid("99999.99")], account=OWN), DepositForm.CASH, (Defect.TOO_LITTLE,)),
        (Lodged([paid(account=OTHER)], account=OWN), DepositForm.CASH, (Defect.WRONG_ACCOUNT,)),
        (Lodged([paid(account=OTHER), paid()], account=OWN), DepositForm.CASH, ()),
        (Lodged([paid()]), DepositForm.CASH, (Defect.NO_BASIC_ACCOUNT,)),
        (Lodged([paid(at=DEADLINE)], account=OWN), DepositForm.CASH, (Defect.LATE,)),
        (Lodged([paid(at=DEADLINE - SECOND)], account=OWN), DepositForm.CASH, ()),
        (
            Lodged([paid("60000.00"), paid("40000.00", at=DEADLINE)], account=OWN),
            DepositForm.CASH,
            (Defect.LATE, Defect.TOO_LITTLE),
        ),
        (Lodged(instruments=[paper()]), DepositForm.E_GUARANTEE, ()),
        (Lodged(instruments=[paper(amount=yuan("99999.99"))]), DepositForm.E_GUARANTEE, (Defect.TOO_LITTLE,)),
        (Lodged(instruments=[paper(lodged_at=DEADLINE)]), DepositForm.E_GUARANTEE, (Defect.LATE,)),
        (
            Lodged(instruments=[paper(valid_until=date(2026, 6, 27))]),
            DepositForm.E_GUARANTEE,
            (Defect.NOT_VALID_LONG_ENOUGH,),
        ),
        (Lodged([paid(account=OTHER)], [paper()], OWN), DepositForm.E_GUARANTEE, ()),
        (Lodged([paid()], [paper(amount=yuan("1.00"))], OWN), DepositForm.CASH, ()),
    ],
)
def test_whether_a_deposit_is_in_order(
    tender: KindSpec, lodged: Lodged, form: DepositForm | None, defects: tuple[Defect, ...]
) -> None:
    """TR 26: in time, enough, from the basic account, as long as the bid."""
    standing = judge(tender.law, ASK, lodged, DEADLINE)

    assert (standing.form, standing.defects, standing.in_order) == (form, defects, not defects)


def test_a_form_that_the_notice_does_not_take_is_not_in_order(tender: KindSpec) -> None:
    """Where the law of another kind leaves the forms to the notice."""
    ask = replace(ASK, forms=(DepositForm.CASH,))

    assert judge(tender.law, ask, Lodged(instruments=[paper()]), DEADLINE).defects == (Defect.FORM_NOT_TAKEN,)


def test_the_validity_runs_from_the_deadline() -> None:
    """TR 25: the deadline's own day is not counted."""
    assert valid_through(ASK, DEADLINE) == date(2026, 6, 28)


@pytest.mark.parametrize(
    ("amount", "received", "returned", "expected"),
    [
        ("120000.00", date(2026, 3, 20), date(2026, 3, 20), "0.00"),
        ("120000.00", date(2026, 3, 20), date(2026, 3, 21), "0.17"),  # 0.1666…
        ("120000.00", date(2026, 3, 20), date(2026, 5, 19), "10.00"),  # 60 days
        ("800000.00", date(2026, 1, 1), date(2027, 1, 1), "405.56"),  # 365 days of a year of 360
        ("3600.00", date(2026, 3, 20), date(2026, 3, 21), "0.01"),  # half a cent goes up
        ("3599.00", date(2026, 3, 20), date(2026, 3, 21), "0.00"),
        ("120000.00", date(2026, 3, 21), date(2026, 3, 20), "0.00"),
    ],
)
def test_the_interest_of_a_demand_deposit(
    tender: KindSpec, amount: str, received: date, returned: date, expected: str
) -> None:
    """The first day counts, the last does not; one rounding, half up, at the end."""
    assert interest(tender.law, yuan(amount), received, returned) == yuan(expected)


def test_every_payment_has_its_own_days(tender: KindSpec) -> None:
    payments = [paid("60000.00", at=EARLY), paid("60000.00", at=EARLY + DAY)]

    assert interest_on(tender.law, payments, date(2026, 4, 24)) == yuan("4.92")  # 2.50 for 30 days, 2.42 for 29


def test_nothing_goes_back_while_the_bid_stands(tender: KindSpec, calendar: Calendar) -> None:
    for happened in (
        Happened(),
        Happened(has_bid=True, closed_at=DEADLINE),
        Happened(has_bid=True, closed_at=DEADLINE, opened_at=DEADLINE, result=Result.OPENED),
        Happened(has_bid=True, closed_at=DEADLINE, opened_at=DEADLINE, result=Result.REVOKED),
    ):
        assert due_back(tender.law, happened, DEADLINE, calendar) is None


@pytest.mark.parametrize(
    ("happened", "ground", "by"),
    [
        # TR 35. Wednesday 1 April + 5 days is Monday 6 April of Qingming: the last day is Tuesday.
        (Happened(withdrawn_at=datetime(2026, 4, 1, 2, tzinfo=UTC)), Ground.WITHDRAWN, date(2026, 4, 7)),
        (Happened(closed_at=DEADLINE), Ground.NO_BID, date(2026, 4, 7)),  # 30 March + 5 = Saturday 4 April, to the 7th
        (Happened(has_bid=True, terminated_at=EARLY), Ground.TERMINATED, date(2026, 3, 30)),
        (Happened(has_bid=True, failed_at=DEADLINE), Ground.FAILED, date(2026, 4, 7)),
        (
            Happened(has_bid=True, closed_at=DEADLINE, opened_at=DEADLINE, result=Result.WITHDRAWN),
            Ground.NOT_OPENED,
            date(2026, 4, 7),
        ),
        (
            Happened(has_bid=True, result=Result.OPENED, contract_at=datetime(2026, 5, 11, 2, tzinfo=UTC)),
            Ground.CONTRACT,
            date(2026, 5, 18),  # the 16th is a Saturday
        ),
        (Happened(has_bid=True, result=Result.OPENED, released_at=EARLY), Ground.RELEASED, date(2026, 3, 30)),
    ],
)
def test_when_a_deposit_goes_back(
    tender: KindSpec, calendar: Calendar, happened: Happened, ground: Ground, by: date
) -> None:
    due = due_back(tender.law, happened, DEADLINE, calendar)

    assert due is not None and (due.ground, due.by) == (ground, by)
    assert due.articles


def test_a_withdrawn_deposit_waits_for_another_bid_as_long_as_the_law_lets_it(
    tender: KindSpec, calendar: Calendar
) -> None:
    """A replacement by withdrawing and bidding again needs its deposit; TR 35 gives five days."""
    early = due_back(tender.law, Happened(withdrawn_at=DEADLINE - 10 * DAY), DEADLINE, calendar)
    late = due_back(tender.law, Happened(withdrawn_at=DEADLINE - DAY), DEADLINE, calendar)

    assert early is not None and early.by == date(2026, 3, 25)
    assert early.pay_from == datetime(2026, 3, 24, 16, tzinfo=UTC)
    assert late is not None and late.pay_from == DEADLINE


@given(st.integers(0, 40), st.integers(0, 40))
def test_money_is_never_paid_out_after_the_last_day(
    tender: KindSpec, calendar: Calendar, withdrawn: int, deadline: int
) -> None:
    at, limit = EARLY + withdrawn * DAY, EARLY + deadline * DAY
    due = due_back(tender.law, Happened(withdrawn_at=at), limit, calendar)

    assert due is not None and due.since <= due.pay_from
    assert due.pay_from.astimezone(UTC).date() <= due.by


def test_a_deposit_is_kept_only_for_what_the_law_says(tender: KindSpec) -> None:
    """TR 35, O30 40: revoked after the deadline. O30 81: the winner refuses the contract."""
    revoked = Happened(has_bid=True, opened_at=DEADLINE, result=Result.REVOKED)
    opened = replace(revoked, result=Result.OPENED)

    assert "TR 35" in check_keep(tender.law, KeepCause.REVOKED, revoked)
    assert "O30 81" in check_keep(tender.law, KeepCause.CONTRACT_REFUSED, opened, won=True)
    for cause, happened, won in (
        (KeepCause.REVOKED, opened, False),
        (KeepCause.REVOKED, replace(revoked, result=Result.WITHDRAWN), False),
        (KeepCause.REVOKED, replace(revoked, failed_at=DEADLINE), False),
        (KeepCause.CONTRACT_REFUSED, opened, False),
        (KeepCause.CONTRACT_REFUSED, revoked, True),
        (KeepCause.CONTRACT_REFUSED, replace(opened, contract_at=DEADLINE), True),
    ):
        with pytest.raises(KeepRefused):
            check_keep(tender.law, cause, happened, won=won)


def test_one_account_that_paid_for_two_bidders_is_found() -> None:
    """TR 40(6)."""
    payers = [("白云", OWN), ("长河", OWN), ("福禾", OTHER), ("福禾", OTHER)]

    assert shared_accounts(payers) == {OWN: ("白云", "长河")}
