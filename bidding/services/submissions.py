"""Bids, replacements and withdrawals before the deadline; each leaves with a receipt."""

from typing import TypeAlias
from uuid import UUID

from django.db import IntegrityError, transaction

from bidding.domain.bids import Bid, Withdrawal, read_bid, read_withdrawal
from bidding.domain.receipts import Kind, make_receipt
from bidding.models import SealedObject, Submission
from bidding.selectors import keyholders_of, versions_of
from bidding.services.uploads import place_of
from trading.domain.actors import Actor, Bidder
from trading.domain.schedule import is_late
from trading.domain.stages import Stage
from trading.domain.statements import Signed
from trading.models import AccountKey, Lot, OrganisationDeclaration
from trading.selectors.trades import lot_for
from trading.services import files
from trading.services.followers import follow
from trading.services.keys import receipt_key
from trading.services.moments import Moment, lock_lot_shared

Received: TypeAlias = Signed[Bid] | Signed[Withdrawal]


class BidTooLate(Exception):
    """The deadline has passed; equal to the deadline is late (TL 28)."""


class BidRefused(Exception):
    """The bid was not accepted; `code` for programs, the message for people. An earlier version stands."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def submit_bid(*, lot_id: UUID, statement: bytes, by: Actor) -> Submission:
    """Receive a bid.json, a first or a replacing one, and sign its receipt. The same bytes again: the same receipt.

    Raises `BidTooLate`, `BidRefused`, `BiddersOnly`, `NoSuchLot`; then nothing has changed.
    """
    return _receive(lot_id=lot_id, signed=read_bid(statement), by=by)


def withdraw_bid(*, lot_id: UUID, statement: bytes, by: Actor) -> Submission:
    """Receive a signed withdrawal (撤回) of the live bid. Raises as `submit_bid`."""
    return _receive(lot_id=lot_id, signed=read_withdrawal(statement), by=by)


def _receive(*, lot_id: UUID, signed: Received, by: Actor) -> Submission:
    bidder = by.as_bidder()
    try:
        with transaction.atomic():
            lot = lot_for(by, lot_id)
            received = _received(lot, signed, bidder)
            follow(lot.trade, by)
            return received
    except IntegrityError as error:
        known = Submission.objects.filter(hash=signed.hash, organisation_id=bidder.organisation_id).first()
        if known is not None:
            return known
        raise BidRefused("version_taken", "另一个窗口刚刚提交了同一版本，请刷新后再试。") from error


def _received(lot: Lot, signed: Received, by: Bidder) -> Submission:
    bid = signed.value
    key = _known_key(signed, by)
    moment = lock_lot_shared(lot)
    known = Submission.objects.filter(hash=signed.hash, organisation_id=by.organisation_id).first()
    if known is not None:
        return known
    _check_in_time(lot, moment)
    _check_place(lot, bid, by)
    last = versions_of(by, lot).first()
    if bid.version != (last.version + 1 if last else 1):
        raise BidRefused("version_taken", "投标版本不连续：可能已从另一个窗口提交，请刷新后再试。")
    match bid:
        case Bid():
            _check_bid(lot, bid, last, by)
            kind = Kind.BID
        case _:
            if last is None or last.kind != Submission.Kind.BID or bid.bid != last.hash:
                raise BidRefused("nothing_to_withdraw", "没有可以撤回的投标。")
            kind = Kind.WITHDRAWAL
    receipt = make_receipt(signed, moment.at, moment.real, receipt_key(moment.real))
    return Submission.objects.create(
        lot=lot,
        organisation_id=by.organisation_id,
        account_key=key,
        kind=kind.value,
        version=bid.version,
        hash=signed.hash,
        statement=signed.bytes,
        receipt=receipt.bytes,
        received_at=moment.at,
        recorded_at=moment.real,
        declaration=OrganisationDeclaration.objects.filter(organisation_id=by.organisation_id).first(),
    )


def _known_key(signed: Received, by: Bidder) -> AccountKey:
    key = AccountKey.objects.filter(public_key=signed.key, organisation_id=by.organisation_id).first()
    if key is None:
        raise BidRefused("unknown_key", "签名所用的密钥没有登记在本单位名下。")
    return key


def _check_in_time(lot: Lot, moment: Moment) -> None:
    lot.refresh_from_db(fields=["stage", "deadline", "stopped_at"])
    lot.trade.refresh_from_db(fields=["document_hash"])
    if lot.stage == Stage.ANNOUNCED:
        raise BidRefused("not_open", "招标文件尚未开始提供，现在不能投标。")
    if lot.stage == Stage.HELD:
        raise BidRefused("held", "平台在截止时刻中断过，投标暂停，等待监督部门决定是否延长。")
    if lot.stopped_at is not None and not lot.trade.spec.receives_while_stopped:
        raise BidRefused("stopped", "监督部门责令暂停，暂停期间不接收投标、替换和撤回；截止时间随之顺延。")
    if lot.stage == Stage.TERMINATED:
        raise BidRefused("terminated", "项目已经终止，不再接收投标。")
    if (
        lot.stage not in lot.trade.spec.receiving_stages
        or lot.deadline is None
        or is_late(lot.trade.spec, lot.deadline, moment.at)
    ):
        raise BidTooLate


def _check_place(lot: Lot, bid: Bid | Withdrawal, by: Bidder) -> None:
    if bid.place != place_of(lot):
        raise BidRefused("wrong_lot", "这份投标是为别的平台、项目或标段封存的。")
    if bid.bidder != by.party:
        raise BidRefused("wrong_bidder", "这份投标写的是别的投标人。")


def _check_bid(lot: Lot, bid: Bid, last: Submission | None, by: Bidder) -> None:
    if bid.previous != (last.hash if last else None):
        raise BidRefused("version_taken", "投标没有接在本单位的上一版之后，请刷新后再试。")
    if bid.document != lot.trade.document_hash:
        raise BidRefused("old_documents", "招标文件已有变化，请按现行文件重新封存。")
    if list(bid.keyholders) != keyholders_of(lot):
        raise BidRefused("wrong_keyholders", "投标没有按公告的保管人公钥封存。")
    mine = SealedObject.objects.filter(lot=lot, organisation_id=by.organisation_id, version=bid.version)
    there = {(row.role, row.index, row.sha256, row.size) for row in mine}
    for item in bid.objects:
        if (item.role.value, item.index, item.sha256, item.size) not in there or not files.path_of(
            item.sha256
        ).exists():
            raise BidRefused("object_missing", "有文件没有完整上传，请重新上传后再提交。")
