"""Checks of deposits: docs/spec/ledger.md, "Deposits"."""

from bidding.domain.bodies import BIDS_OPENED, read_bids_opened
from bidding.domain.opening import BidOutcome, Result
from bidding.domain.stated import KEPT, STATED, read_kept, read_stated
from disclosure.verifier.change_checks import AGENCY, law_of
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain.bodies import ANNOUNCED
from trading.domain.deposit_terms import Basis, DepositUnlawful, KeepCause, check_ask
from trading.domain.entries import SYSTEM
from trading.domain.kinds import KindSpec
from trading.domain.money import Money


def deposits(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Asked within the law, stated of each opened bid before its price, kept by the agency and for what the law says."""
    law = law_of(bundle)
    for lot in bundle.lots:
        if lot.announced.deposit is not None:
            _check_ask(found, lot, law, _bids_bind(bundle))
        _check_stated(found, lot)
        _check_kept(found, lot, law)
    if not found.looked_at:
        raise NotApplicable("no lot asks a deposit")


def _check_ask(found: Findings, lot: LotView, law: KindSpec | None, bids_bind: int | None) -> None:
    """The share is of the public ceiling; of an estimate that is secret only the cap can be checked."""
    ask = lot.announced.deposit
    assert ask is not None
    found.looked_at += 1
    if law is None:
        found.note(f"{lot.announced.code}: the law of this edition is not known here, so the amount was not checked")
        return
    estimate = lot.announced.ceiling
    if ask.basis is Basis.ESTIMATE:
        found.note(f"{lot.announced.code}: the estimate is secret, so of the amount only the cap was checked")
        cap, share = law.law.deposit_cap, law.law.deposit_share
        # The least estimate of which the cap is the share: any amount up to the cap is lawful by it.
        estimate = Money(cap.value / share.value) if cap is not None and share is not None else ask.amount
    try:
        check_ask(law.law, ask, estimate, bids_bind=bids_bind)
    except DepositUnlawful as refusal:
        found.wrong(f"{lot.announced.code}: the notice asks a deposit that the law does not allow: {refusal.problem}")


def _bids_bind(bundle: Bundle) -> int | None:
    """For how many days, by the tender's notice; one that asks a deposit may leave that to the deposit."""
    for entry in (each for each in bundle.entries if each.type == ANNOUNCED):
        days = entry.body.get("validity_days")
        return days if isinstance(days, int) else None
    return None


def _check_stated(found: Findings, lot: LotView) -> None:
    stated, opened = lot.only(STATED), lot.only(BIDS_OPENED)
    if opened is None:
        if stated is not None:
            found.wrong(f"{lot.announced.code}: deposits were stated of bids that are not opened")
        return
    if stated is None:
        if lot.announced.deposit is not None:
            found.wrong(f"{lot.announced.code}: no deposits were stated")
        return
    lines = read_stated(stated.body)
    found.looked_at += len(lines)
    if lot.announced.deposit is None or stated.facts.by != SYSTEM or stated.seq > opened.seq:
        found.wrong(f"{lot.announced.code}, entry {stated.seq}: deposits are stated where asked, before the prices")
    shown = [(bid.bid, bid.bidder) for bid in read_bids_opened(opened.body) if bid.result is Result.OPENED]
    if [(line.bid, line.bidder) for line in lines] != shown:
        found.wrong(f"{lot.announced.code}, entry {stated.seq}: the deposits are not those of the opened bids")
    taken = lot.announced.deposit.forms if lot.announced.deposit is not None else ()
    for line in lines:
        if line.in_order and line.form not in taken:
            found.wrong(f"{lot.announced.code}: {line.bidder} is in order with a form that the notice does not take")


def _check_kept(found: Findings, lot: LotView, law: KindSpec | None) -> None:
    results = _results(lot)
    rule = law.law.deposit_kept_for if law is not None else None
    seen = set()
    for entry in lot.of_type(KEPT):
        found.looked_at += 1
        kept, where = read_kept(entry.body), f"{lot.announced.code}, entry {entry.seq}"
        outcome = results.get(kept.bidder)
        if entry.facts.by.role != AGENCY:
            found.wrong(f"{where}: a deposit was kept by {entry.facts.by.role}, not by the agency")
        if rule is not None and kept.cause not in rule.value:
            found.wrong(f"{where}: the law does not let a deposit be kept for {kept.cause}")
        wanted = Result.REVOKED if kept.cause is KeepCause.REVOKED else Result.OPENED
        if outcome is None or outcome.result is not wanted or kept.bidder in seen:
            found.wrong(f"{where}: what became of the bid of {kept.bidder} does not let its deposit be kept")
        seen.add(kept.bidder)


def _results(lot: LotView) -> dict[str, BidOutcome]:
    opened = lot.only(BIDS_OPENED)
    return {} if opened is None else {bid.bidder: bid for bid in read_bids_opened(opened.body)}
