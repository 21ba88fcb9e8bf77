"""The public bundle of a trade, made anew from the ledger at the newest checkpoint (docs/spec/bundle.md)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from django.conf import settings
from django.db.models import QuerySet

from bidding.domain import bodies
from bidding.domain.bids import read_bid
from bidding.domain.qualifying import write_proven
from bidding.models import OpenedBid, Submission
from bidding.selectors import newest_versions
from bidding.selectors.qualified import proven_results
from bidding.selectors.snapshot import one_state
from disclosure.domain.bundle import (
    BidFiles,
    BundleFacts,
    DrawFiles,
    HiddenLine,
    Line,
    LotFiles,
    PublicLine,
    WithdrawalFiles,
    write_bundle,
)
from experts.models import DrawNames
from trading.domain.bodies import ANNOUNCED, PARTY_KEY
from trading.domain.entries import Visibility, canonical
from trading.domain.merkle import Tree, leaf_hash
from trading.domain.rotations import KEY_ROTATED, Purpose
from trading.models import Checkpoint, Contract, Lot, Position, Trade
from trading.selectors.documents import published_documents
from trading.services import files
from trading.services.keys import chain_of, log_key
from trading.services.sequencing import facts_of


class NoCheckpoint(Exception):
    """Nothing of the trade is under a signed checkpoint yet; a second later it is."""


def build_bundle(trade: Trade, out: BinaryIO) -> None:
    """Write the trade's bundle. Everyone gets the same bytes at the same checkpoint. Raises `NoCheckpoint`."""
    with one_state():
        facts = _facts(trade)
    write_bundle(out, facts)


@dataclass(frozen=True, slots=True)
class _Log:
    """The log up to a checkpoint."""

    checkpoint: Checkpoint
    tree: Tree

    def line(self, position: Position, *, shown: bool) -> Line:
        proof = self.tree.inclusion_proof(position.log_index)
        if not shown:
            return HiddenLine(position.log_index, position.trade_seq, bytes(position.commitment), proof)
        entry = canonical(facts_of(position.entry), position.trade_seq)
        return PublicLine(position.log_index, entry, bytes(position.entry.content.salt), proof)


def _facts(trade: Trade) -> BundleFacts:
    log = _log()
    positions = list(_positions(log).filter(trade=trade).order_by("trade_seq"))
    if not positions:
        raise NoCheckpoint(trade.title)
    tendered = (lot for lot in trade.lots.order_by("number") if _is_tendered(positions, lot))
    lots = [replace(_lot(lot, _told(positions, lot)), draws=_draws(log, lot)) for lot in tendered]
    signers = {bid.hash for lot in lots for bid in lot.bids} | {gone.hash for lot in lots for gone in lot.withdrawals}
    return BundleFacts(
        origin=settings.LOG_ORIGIN,
        trade=trade.pk,
        log_key=log_key(log.checkpoint.size),
        receipt_key=chain_of(Purpose.RECEIPT, log.checkpoint.size).newest,
        checkpoint=log.checkpoint.note,
        entries=[log.line(each, shown=each.entry.visibility == Visibility.PUBLIC.value) for each in positions],
        parties=_parties(log, trade, signers),
        rotations=list(_shown(log, _positions(log).filter(entry__type=KEY_ROTATED))),
        documents={file.sha256: files.path_of(file.sha256) for file in published_documents(trade)},
        lots=lots,
    )


def _log() -> _Log:
    checkpoint = Checkpoint.objects.order_by("-pk").first()
    if checkpoint is None:
        raise NoCheckpoint
    rows = Position.objects.filter(log_index__lt=checkpoint.size).order_by("log_index")
    commitments = rows.values_list("commitment", flat=True).iterator(chunk_size=20_000)
    return _Log(checkpoint, Tree(leaf_hash(bytes(commitment)) for commitment in commitments))


def _positions(log: _Log) -> QuerySet[Position]:
    return Position.objects.filter(log_index__lt=log.checkpoint.size).select_related("entry__content")


def _told(positions: Collection[Position], lot: Lot) -> set[str]:
    """What the covered, public entries have told of the lot, by type."""
    return {
        row.entry.type
        for row in positions
        if row.entry.visibility == Visibility.PUBLIC.value and row.entry.content.body.get("lot") == str(lot.pk)
    }


def _is_tendered(positions: Collection[Position], lot: Lot) -> bool:
    """Whether the notice of the tender names it: not where it failed in a pre-qualification."""
    notices = (row.entry.content.body["lots"] for row in positions if row.entry.type == ANNOUNCED)
    return any(each["lot"] == str(lot.pk) for lots in notices for each in lots)


def _lot(lot: Lot, told: set[str]) -> LotFiles:
    if bodies.OPENING_STARTED not in told:
        return LotFiles(lot.pk)
    newest = list(newest_versions(lot).select_related("release"))
    opened = _opened(lot) if bodies.BIDS_OPENED in told else set()
    # Releases still come in until then: at one checkpoint everyone gets the same bytes.
    released = bodies.WINDOW_CLOSED in told
    return LotFiles(
        lot=lot.pk,
        bids=[_bid(row, row.hash in opened, released) for row in newest if row.kind == Submission.Kind.BID],
        withdrawals=[
            WithdrawalFiles(row.hash, bytes(row.statement), bytes(row.receipt))
            for row in newest
            if row.kind == Submission.Kind.WITHDRAWAL
        ],
        record=bytes(lot.record.content) if bodies.RECORD_PUBLISHED in told else None,
        qualified=_qualified(lot, newest),
    )


def _qualified(lot: Lot, newest: Iterable[Submission]) -> bytes | None:
    """Behind each bid of a lot with a pre-qualification the result that let it bid (TR 36, TR 37)."""
    bidders = frozenset(row.organisation_id for row in newest if row.kind == Submission.Kind.BID)
    proven, size = proven_results(lot, bidders)
    return write_proven(proven, size) if size else None


def _draws(log: _Log, lot: Lot) -> list[DrawFiles]:
    """List and names of the draws whose names are revealed under the checkpoint."""
    rows = DrawNames.objects.filter(draw__lot=lot, entry__position__log_index__lt=log.checkpoint.size)
    return [
        DrawFiles(row.draw_id, bytes(row.draw.listed), bytes(row.file))
        for row in rows.select_related("draw").order_by("entry_id")
    ]


def _bid(row: Submission, opened: bool, released: bool) -> BidFiles:
    release = getattr(row, "release", None) if released else None
    return BidFiles(
        hash=row.hash,
        bid=bytes(row.statement),
        receipt=bytes(row.receipt),
        form=files.path_of(read_bid(bytes(row.statement)).value.form.sha256) if opened else None,
        release=bytes(release.statement) if release else None,
        acknowledgement=bytes(release.acknowledgement) if release else None,
    )


def _opened(lot: Lot) -> set[str]:
    """The bids for which a file key is public."""
    keyed = OpenedBid.objects.filter(lot=lot, form_key__isnull=False)
    return set(keyed.values_list("submission__hash", flat=True))


def _parties(log: _Log, trade: Trade, signed: Collection[str]) -> list[PublicLine]:
    """The `party.key` entries of those whose signed statements are in the bundle: their keys are public with them."""
    keys = set(Submission.objects.filter(hash__in=signed).values_list("account_key__public_key", flat=True))
    keys |= set(Contract.objects.filter(lot__trade=trade).values_list("account_key__public_key", flat=True))
    rows = _positions(log).filter(entry__type=PARTY_KEY, entry__content__body__public_key__in=list(keys))
    return list(_shown(log, rows))


def _shown(log: _Log, rows: QuerySet[Position]) -> Iterator[PublicLine]:
    for row in rows:
        line = log.line(row, shown=True)
        assert isinstance(line, PublicLine)
        yield line
