"""What the opening record says (docs/spec/opening.md, "Record"), from the lot's own tables."""

from collections.abc import Iterator

from bidding.domain.forms import parse_opening_items
from bidding.domain.opening import BidOutcome, Cause, Result
from bidding.domain.record import ObjectionLine, RecordFacts, RecordLine
from bidding.domain.stated import DepositLine
from bidding.models import OpenedBid, PublishedWindowKey, StatedDeposit, Submission
from bidding.selectors.deposits import ask_of_lot
from bidding.services.uploads import place_of
from trading.domain.canonical import parse_base64
from trading.domain.deposit_terms import DepositForm
from trading.models import Lot


def record_facts(lot: Lot) -> RecordFacts:
    """Everything the record of an opened lot states. The ledger alone gives the same (`facts_from_ledger`)."""
    assert lot.window_opened_at and lot.window_closed_at and lot.prices_shown_at
    published = PublishedWindowKey.objects.filter(key__lot=lot).values_list("published_at", flat=True)
    return RecordFacts(
        place=place_of(lot),
        title=lot.trade.title,
        lot_code=lot.code,
        lot_title=lot.title,
        opening_items=parse_opening_items(lot.trade.opening_items),
        box_root=lot.box.root,
        box_size=lot.box.size,
        closed_at=lot.box.closed_at,
        window_opened_at=lot.window_opened_at,
        window_closed_at=lot.window_closed_at,
        keys_published_at=max(published),
        opened_at=lot.prices_shown_at,
        bids=tuple(_lines(lot)),
        objections=tuple(_objections(lot)),
        asks_deposit=ask_of_lot(lot) is not None,
    )


def _lines(lot: Lot) -> Iterator[RecordLine]:
    released = dict(lot.releases.values_list("submission_id", "received_at"))
    signed_in = dict(lot.attendances.values_list("organisation_id", "signed_in_at"))
    confirmed = dict(lot.confirmations.values_list("organisation_id", "confirmed_at"))
    rows = OpenedBid.objects.filter(lot=lot).select_related("submission__organisation", "submission__deposit")
    for row in rows.defer("submission__statement", "submission__receipt"):
        bid = row.submission
        yield RecordLine(
            outcome=_outcome(row),
            received_at=bid.received_at,
            released_at=released.get(bid.pk),
            signed_in_at=signed_in.get(bid.organisation_id),
            confirmed_at=confirmed.get(bid.organisation_id),
            deposit=_deposit(bid),
        )


def _outcome(row: OpenedBid) -> BidOutcome:
    return BidOutcome(
        bid=row.submission.hash,
        bidder=row.submission.organisation.uscc,
        name=row.submission.organisation.name,
        result=Result(row.outcome),
        cause=Cause(row.cause) if row.cause else None,
        form_key=parse_base64(row.form_key) if row.form_key else None,
        items=row.items,
    )


def _deposit(bid: Submission) -> DepositLine | None:
    stated: StatedDeposit | None = getattr(bid, "deposit", None)
    if stated is None:
        return None
    form = None if stated.form is None else DepositForm(stated.form)
    return DepositLine(bid.hash, bid.organisation.uscc, form, stated.in_order)


def _objections(lot: Lot) -> Iterator[ObjectionLine]:
    for row in lot.objections_raised.select_related("organisation", "answer"):
        answer = getattr(row, "answer", None)
        yield ObjectionLine(
            bidder=row.organisation.uscc,
            subject=row.subject,
            text=row.text,
            at=row.raised_at,
            answer=answer.text if answer else None,
            answered_at=answer.answered_at if answer else None,
        )
