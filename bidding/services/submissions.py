"""Bids, replacements and withdrawals before the deadline; each leaves with a receipt."""

from typing import TypeAlias
from uuid import UUID

from django.db import IntegrityError, transaction

from bidding.domain.bids import Bid, Withdrawal, read_bid, read_withdrawal
from bidding.domain.handovers import Handover, check_handover, read_handover
from bidding.domain.receipts import Kind, make_receipt
from bidding.models import Handover as StoredHandover
from bidding.models import SealedObject, Submission
from bidding.selectors import keyholders_of, versions_of
from bidding.selectors.qualified import NOT_QUALIFIED, may_bid
from bidding.services.receiving_words import CHANGED, HELD, STOPPED
from bidding.services.uploads import place_of
from trading.domain.actors import Actor, Bidder
from trading.domain.phases import PREQUALIFYING, Phase, phase_of
from trading.domain.qualified import MAIN, QUALIFICATION
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
    return _receive(lot_id=lot_id, signed=read_bid(statement), by=by, envelope=MAIN)


def submit_application(*, lot_id: UUID, statement: bytes, handover: bytes, by: Actor) -> Submission:
    """Receive an application to be qualified: a bid.json for that envelope, with its file keys for the reviewers.

    It is received, replaced and withdrawn as a bid (O20 28). Raises as `submit_bid`, and `FormatError`.
    """
    signed = read_bid(statement)
    keys = read_handover(handover)
    check_handover(keys, signed)
    return _receive(lot_id=lot_id, signed=signed, by=by, envelope=QUALIFICATION, handover=keys)


def withdraw_bid(*, lot_id: UUID, statement: bytes, by: Actor) -> Submission:
    """Receive a signed withdrawal (撤回) of the live bid, or application. Raises as `submit_bid`."""
    signed = read_withdrawal(statement)
    envelope = QUALIFICATION if signed.value.place.envelope == QUALIFICATION else MAIN
    return _receive(lot_id=lot_id, signed=signed, by=by, envelope=envelope)


def _receive(
    *, lot_id: UUID, signed: Received, by: Actor, envelope: str, handover: Signed[Handover] | None = None
) -> Submission:
    bidder = by.as_bidder()
    try:
        with transaction.atomic():
            lot = lot_for(by, lot_id)
            received = _received(lot, signed, bidder, envelope)
            if handover is not None:
                _keep(handover, received)
            follow(lot.trade, by)
            return received
    except IntegrityError as error:
        known = Submission.objects.filter(hash=signed.hash, organisation_id=bidder.organisation_id).first()
        if known is not None:
            return known
        raise BidRefused("version_taken", "另一个窗口刚刚提交了同一版本，请刷新后再试。") from error


def _keep(handover: Signed[Handover], received: Submission) -> None:
    """The keys that came first stand: the same application twice is one."""
    StoredHandover.objects.get_or_create(
        submission=received, defaults={"hash": handover.hash, "statement": handover.bytes}
    )


def _received(lot: Lot, signed: Received, by: Bidder, envelope: str) -> Submission:
    bid = signed.value
    key = _known_key(signed, by)
    moment = lock_lot_shared(lot)
    known = Submission.objects.filter(hash=signed.hash, organisation_id=by.organisation_id).first()
    if known is not None:
        return known
    _check_in_time(lot, moment, envelope)
    _check_place(lot, bid, by, envelope)
    if not may_bid(lot, by.organisation_id):
        raise BidRefused("not_qualified", NOT_QUALIFIED)
    last = versions_of(by, lot, envelope).first()
    if bid.version != (last.version + 1 if last else 1):
        raise BidRefused("version_taken", "投标版本不连续：可能已从另一个窗口提交，请刷新后再试。")
    match bid:
        case Bid():
            _check_bid(lot, bid, last, by)
            _check_objects(lot, bid, by, envelope)
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
        envelope=envelope,
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


def _check_in_time(lot: Lot, moment: Moment, envelope: str) -> None:
    lot.refresh_from_db(fields=["stage", "deadline", "stopped_at"])
    lot.trade.refresh_from_db(fields=["document_hash"])
    phase = Phase.PREQUALIFICATION if envelope == QUALIFICATION else Phase.BIDDING
    if phase is Phase.BIDDING and lot.stage in PREQUALIFYING:
        raise BidRefused("not_open", "正在资格预审，现在不能投标。")
    if lot.stage == phase.stages.announced:
        raise BidRefused("not_open", "招标文件尚未开始提供，现在不能投标。")
    if lot.stage == phase.stages.held:
        raise BidRefused("held", HELD[phase])
    if lot.stopped_at is not None and not lot.trade.spec.receives_while_stopped:
        raise BidRefused("stopped", STOPPED[phase])
    if lot.stage == Stage.TERMINATED:
        raise BidRefused("terminated", "项目已经终止，不再接收投标。")
    if (
        lot.stage not in lot.trade.spec.receiving(phase)
        or lot.deadline is None
        or is_late(lot.trade.spec, lot.deadline, moment.at)
    ):
        raise BidTooLate


def _check_place(lot: Lot, bid: Bid | Withdrawal, by: Bidder, envelope: str) -> None:
    if bid.place != place_of(lot, envelope):
        raise BidRefused("wrong_lot", "这份投标是为别的平台、项目或标段封存的。")
    if bid.bidder != by.party:
        raise BidRefused("wrong_bidder", "这份投标写的是别的投标人。")


def _check_bid(lot: Lot, bid: Bid, last: Submission | None, by: Bidder) -> None:
    if bid.previous != (last.hash if last else None):
        raise BidRefused("version_taken", "投标没有接在本单位的上一版之后，请刷新后再试。")
    if bid.document != lot.trade.document_hash:
        raise BidRefused("old_documents", CHANGED[phase_of(Stage(lot.stage))])
    if list(bid.keyholders) != keyholders_of(lot):
        raise BidRefused("wrong_keyholders", "投标没有按公告的保管人公钥封存。")


def _check_objects(lot: Lot, bid: Bid, by: Bidder, envelope: str) -> None:
    mine = SealedObject.objects.filter(
        lot=lot, envelope=envelope, organisation_id=by.organisation_id, version=bid.version
    )
    there = {(row.role, row.index, row.sha256, row.size) for row in mine}
    for item in bid.objects:
        if (item.role.value, item.index, item.sha256, item.size) not in there or not files.path_of(
            item.sha256
        ).exists():
            raise BidRefused("object_missing", "有文件没有完整上传，请重新上传后再提交。")
