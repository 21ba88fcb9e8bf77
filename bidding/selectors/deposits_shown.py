"""Deposits on pages: before the opening one's own; after it those of a lot, for its agency and for supervisors."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from bidding.domain.deposits import Due, Happened, Standing, interest_on, judge, shared_accounts
from bidding.models import DepositDecision, DepositInstrument, DepositPayment, OpenedBid, StatedDeposit
from bidding.selectors import NoSuchBid
from bidding.selectors.deposits import all_happened, all_lodged, ask_of_lot, due_of
from bidding.selectors.hall import bidders_are_public
from trading.domain.actors import Actor, Role
from trading.domain.money import Money
from trading.domain.periods import day_of
from trading.models import Lot
from trading.selectors.trades import is_agency_of, lot_for
from trading.services.moments import moment_of


class DepositState(StrEnum):
    """Where a bidder's deposit stands, in one word."""

    NONE_ASKED = "none_asked"
    TO_LODGE = "to_lodge"
    IN_ORDER = "in_order"
    NOT_IN_ORDER = "not_in_order"
    GOING_BACK = "going_back"
    RETURNED = "returned"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """A payment, and what went back of it."""

    amount: Decimal
    payer_account: str
    payer_name: str
    received_at: datetime
    returned_at: datetime | None
    interest: Decimal | None


@dataclass(frozen=True, slots=True)
class InstrumentShown:
    id: UUID
    form: str
    issuer: str
    number: str
    named: str
    amount: Decimal
    valid_until: date
    name: str
    size: int
    lodged_at: datetime


@dataclass(frozen=True, slots=True)
class DepositShown:
    """One bidder's deposit. `due` and `interest`: what goes back, and what is added to it today."""

    state: DepositState
    standing: Standing | None
    happened: Happened
    due: Due | None
    interest: Money | None
    payments: tuple[PaymentShown, ...]
    instruments: tuple[InstrumentShown, ...]
    kept: DepositDecision | None


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A line of the table after the opening. `shared`: others that were paid for from the same account."""

    organisation_id: UUID
    code: str
    name: str
    result: str
    stated: StatedDeposit | None
    deposit: DepositShown
    shared: tuple[str, ...]


def own_deposit(actor: Actor, lot: Lot) -> DepositShown:
    """The actor's own, for its pages alone. Raises `BiddersOnly`."""
    bidder = actor.as_bidder().organisation_id
    return _deposits(lot, [bidder])[bidder]


def may_see_deposits(actor: Actor, lot: Lot) -> bool:
    """After the prices are shown, and where bidders are public: the lot's agency, and supervisors."""
    if lot.prices_shown_at is None or not bidders_are_public(lot):
        return False
    return actor.role is Role.SUPERVISOR or is_agency_of(actor, lot.trade)


def deposits_for(actor: Actor, lot: Lot) -> list[DepositRow]:
    """Everybody whose bid was in the box, in order of receipt. Raises `NoSuchBid` for all who may not see it."""
    if not may_see_deposits(actor, lot):
        raise NoSuchBid
    rows = OpenedBid.objects.filter(lot=lot).select_related("submission__organisation", "submission__deposit")
    opened = list(rows.order_by("submission__received_at", "submission__hash"))
    bidders = [row.submission.organisation_id for row in opened]
    deposits, shared = _deposits(lot, bidders), _shared(lot, bidders)
    return [
        DepositRow(
            organisation_id=row.submission.organisation_id,
            code=row.submission.organisation.uscc,
            name=row.submission.organisation.name,
            result=row.outcome,
            stated=getattr(row.submission, "deposit", None),
            deposit=deposits[row.submission.organisation_id],
            shared=shared.get(row.submission.organisation_id, ()),
        )
        for row in opened
    ]


def instrument_for(actor: Actor, lot_id: UUID, instrument_id: UUID) -> DepositInstrument:
    """A paper with its file: for its bidder, and after the opening for whoever sees the deposits. Raises `NoSuchBid`."""
    lot = lot_for(actor, lot_id)
    paper = DepositInstrument.objects.filter(lot=lot, pk=instrument_id).first()
    if paper is None:
        raise NoSuchBid
    own = actor.role is Role.BIDDER and paper.organisation_id == actor.organisation_id
    if not own and not (may_see_deposits(actor, lot) and _was_opened(paper)):
        raise NoSuchBid
    return paper


def _was_opened(paper: DepositInstrument) -> bool:
    """Of bidders that withdrew or never bid nobody learns anything."""
    return OpenedBid.objects.filter(lot=paper.lot_id, submission__organisation=paper.organisation_id).exists()


def _deposits(lot: Lot, bidders: Sequence[UUID]) -> dict[UUID, DepositShown]:
    """How the deposits of these bidders stand now."""
    law, ask, today = lot.trade.spec.law, ask_of_lot(lot), day_of(moment_of(lot.trade).at)
    lodged, happened = all_lodged(lot, bidders), all_happened(lot, bidders)
    payments, papers = _payments(lot, bidders), _instruments(lot, bidders)
    decisions = DepositDecision.objects.filter(lot=lot, organisation_id__in=bidders, kept=True)
    kept = {decision.organisation_id: decision for decision in decisions}
    shown = {}
    for bidder in bidders:
        something = bidder in payments or bidder in papers
        due = due_of(lot, happened[bidder]) if something and bidder not in kept else None
        standing = None
        if ask is not None and lot.deadline is not None:
            standing = judge(law, ask, lodged[bidder], lot.deadline)
        shown[bidder] = DepositShown(
            state=_state(standing, due, payments.get(bidder, []), kept.get(bidder)),
            standing=standing,
            happened=happened[bidder],
            due=due,
            interest=interest_on(law, lodged[bidder].payments, today) if due else None,
            payments=tuple(payments.get(bidder, ())),
            instruments=tuple(papers.get(bidder, ())),
            kept=kept.get(bidder),
        )
    return shown


def _state(
    standing: Standing | None, due: Due | None, payments: Sequence[PaymentShown], kept: DepositDecision | None
) -> DepositState:
    if standing is None:
        return DepositState.NONE_ASKED
    if kept is not None:
        return DepositState.KEPT
    if due is not None:
        returned = bool(payments) and all(payment.returned_at for payment in payments)
        return DepositState.RETURNED if returned else DepositState.GOING_BACK
    if standing.in_order:
        return DepositState.IN_ORDER
    return DepositState.TO_LODGE if standing.form is None else DepositState.NOT_IN_ORDER


def _shared(lot: Lot, bidders: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """By bidder, the names of the others whose deposit came from the same account (TR 40)."""
    rows = DepositPayment.objects.filter(account__lot=lot, account__organisation_id__in=bidders)
    payers = list(rows.values_list("account__organisation_id", "account__organisation__name", "payer_account"))
    names = {str(bidder): name for bidder, name, _account in payers}
    found: dict[UUID, set[str]] = defaultdict(set)
    for several in shared_accounts((str(bidder), account) for bidder, _name, account in payers).values():
        for bidder in several:
            found[UUID(bidder)].update(names[other] for other in several if other != bidder)
    return {bidder: tuple(sorted(others)) for bidder, others in found.items()}


def _payments(lot: Lot, bidders: Sequence[UUID]) -> Mapping[UUID, list[PaymentShown]]:
    found: dict[UUID, list[PaymentShown]] = {}
    rows = DepositPayment.objects.filter(account__lot=lot, account__organisation_id__in=bidders)
    for row in rows.select_related("account", "returned").order_by("pk"):
        assert row.account is not None and row.received_at is not None
        returned = getattr(row, "returned", None)
        shown = PaymentShown(
            amount=row.amount,
            payer_account=row.payer_account,
            payer_name=row.payer_name,
            received_at=row.received_at,
            returned_at=returned.returned_at if returned else None,
            interest=returned.interest if returned else None,
        )
        found.setdefault(row.account.organisation_id, []).append(shown)
    return found


def _instruments(lot: Lot, bidders: Sequence[UUID]) -> Mapping[UUID, list[InstrumentShown]]:
    """By bidder, the newest first."""
    names = ("form", "issuer", "number", "named", "amount", "valid_until", "name", "size", "lodged_at")
    found: dict[UUID, list[InstrumentShown]] = {}
    for row in DepositInstrument.objects.filter(lot=lot, organisation_id__in=bidders).order_by("-lodged_at", "pk"):
        shown = InstrumentShown(id=row.pk, **{name: getattr(row, name) for name in names})
        found.setdefault(row.organisation_id, []).append(shown)
    return found
