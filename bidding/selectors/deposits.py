"""The facts about deposits, for many bidders at once. No gates here: for services, and for `deposits_shown`, which has them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bidding.domain.deposits import Due, Happened, Instrument, Lodged, Payment, due_back
from bidding.domain.opening import Result
from bidding.models import (
    BasicAccount,
    ContractSigned,
    DepositAccount,
    DepositDecision,
    DepositInstrument,
    DepositPayment,
    OpenedBid,
    Submission,
)
from trading.domain.awarded import VALIDITY_EXTENDED
from trading.domain.bodies import LOT_FAILED
from trading.domain.clarified import TERMINATED
from trading.domain.deposit_terms import DepositAsk, DepositForm
from trading.domain.money import Money
from trading.domain.phases import PREQUALIFYING
from trading.domain.qualified import MAIN
from trading.domain.stages import Stage
from trading.domain.trade_time import BeforeTheClock, Segment, trade_time
from trading.models import DepositRequirement, Entry, Lot, Organisation
from trading.selectors.calendar import working_calendar
from trading.services.moments import segments_of


def ask_of_lot(lot: Lot) -> DepositAsk | None:
    """What the notice of the lot asks; None: nothing. That of a pre-qualification asks nothing yet."""
    if lot.stage in PREQUALIFYING:
        return None
    row = DepositRequirement.objects.filter(lot=lot).first()
    return None if row is None else row.ask


def basic_account_of(organisation_id: UUID) -> BasicAccount | None:
    """The one in force now."""
    return BasicAccount.objects.filter(organisation_id=organisation_id).order_by("-pk").first()


def account_of(organisation_id: UUID, lot: Lot) -> DepositAccount | None:
    """The one-time number that this bidder was given for the lot."""
    return DepositAccount.objects.filter(lot=lot, organisation_id=organisation_id).first()


def all_lodged(lot: Lot, bidders: Sequence[UUID]) -> Mapping[UUID, Lodged]:
    """By bidder, what counts for the lot; what went back already does not. Four queries, however many there are."""
    payments: dict[UUID, list[Payment]] = defaultdict(list)
    rows = DepositPayment.objects.filter(account__lot=lot, account__organisation_id__in=bidders, returned=None)
    for row in rows.select_related("account").order_by("pk"):
        assert row.account is not None and row.received_at is not None
        paid = Payment(Money(row.amount), row.payer_account, row.received_at)
        payments[row.account.organisation_id].append(paid)
    papers: dict[UUID, list[Instrument]] = defaultdict(list)
    for paper in DepositInstrument.objects.filter(lot=lot, organisation_id__in=bidders).order_by("pk"):
        value = Instrument(DepositForm(paper.form), Money(paper.amount), paper.valid_until, paper.lodged_at)
        papers[paper.organisation_id].append(value)
    accounts = _accounts(lot, bidders)
    return {pk: Lodged(tuple(payments[pk]), tuple(papers[pk]), accounts.get(pk)) for pk in bidders}


def all_happened(lot: Lot, bidders: Sequence[UUID]) -> Mapping[UUID, Happened]:
    """By bidder, what happened that its deposit hangs on."""
    rows = Submission.objects.filter(lot=lot, envelope=MAIN, organisation_id__in=bidders)
    rows = rows.order_by("organisation_id", "-version")
    newest = {row.organisation_id: row for row in rows.distinct("organisation_id").defer("statement", "receipt")}
    opened = OpenedBid.objects.filter(lot=lot, submission__organisation_id__in=bidders)
    results = dict(opened.values_list("submission_id", "outcome"))
    let_go = DepositDecision.objects.filter(lot=lot, organisation_id__in=bidders, kept=False)
    released = _out_of_validity(lot) | dict(let_go.values_list("organisation_id", "at"))
    terminated_at, failed_at = _ended(lot, Stage.TERMINATED, TERMINATED), _ended(lot, Stage.FAILED, LOT_FAILED)
    contract_at = ContractSigned.objects.filter(lot=lot).values_list("at", flat=True).first()

    def happened(bidder: UUID) -> Happened:
        last = newest.get(bidder)
        has_bid = last is not None and last.kind == Submission.Kind.BID
        result = results.get(last.pk) if last is not None else None
        return Happened(
            closed_at=lot.closed_at,
            has_bid=has_bid,
            withdrawn_at=last.received_at if last is not None and not has_bid else None,
            terminated_at=terminated_at,
            failed_at=failed_at,
            result=None if result is None else Result(result),
            opened_at=lot.prices_shown_at,
            released_at=released.get(bidder),
            contract_at=contract_at,
        )

    return {bidder: happened(bidder) for bidder in bidders}


def happened_to(lot: Lot, bidder: UUID) -> Happened:
    """The same of one bidder."""
    return all_happened(lot, [bidder])[bidder]


def due_of(lot: Lot, happened: Happened) -> Due | None:
    """Whether and until when it goes back, by the rules of the lot's trade."""
    if lot.deadline is None:
        return None
    return due_back(lot.trade.spec.law, happened, lot.deadline, working_calendar())


def _out_of_validity(lot: Lot) -> dict[UUID, datetime]:
    """By bidder that did not let its bid bind longer, since when it is out: its deposit goes back (O12 40, O30 29)."""
    rows = Entry.objects.filter(trade_id=lot.trade_id, type=VALIDITY_EXTENDED, content__body__lot=str(lot.pk))
    since = {party: entry.at for entry in rows.select_related("content") for party in entry.content.body["out"]}
    found = Organisation.objects.filter(uscc__in=since).values_list("pk", "uscc")
    return {pk: since[party] for pk, party in found}


def _accounts(lot: Lot, bidders: Sequence[UUID]) -> dict[UUID, str]:
    """By bidder, the basic account that was registered last before the deadline."""
    segments = segments_of(lot.trade)
    rows = BasicAccount.objects.filter(organisation_id__in=bidders).order_by("pk")
    return {
        row.organisation_id: row.number
        for row in rows
        if lot.deadline is None or _trade_time(segments, row.registered_at) < lot.deadline
    }


def _trade_time(segments: tuple[Segment, ...], real: datetime) -> datetime:
    """Of what was before the trade's clock, the clock's beginning."""
    try:
        return trade_time(segments, real)
    except BeforeTheClock:
        return segments[0].anchor_trade


def _ended(lot: Lot, stage: Stage, type_: str) -> datetime | None:
    if lot.stage != stage:
        return None
    named = Q(content__body__lot=str(lot.pk)) | Q(content__body__lots__contains=str(lot.pk))
    return Entry.objects.filter(named, trade_id=lot.trade_id, type=type_).values_list("at", flat=True).first()
