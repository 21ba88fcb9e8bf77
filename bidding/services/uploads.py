"""Ciphertext on its way in, piece by piece (tus 1.0), and the check that it is what it says."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bidding.domain import bids
from bidding.domain.places import Place
from bidding.domain.sealing import Context, ContextWrong, read_sealed
from bidding.domain.sealing import Role as ObjectRole
from bidding.models import SealedObject, Upload
from bidding.selectors import versions_of
from bidding.selectors.qualified import NOT_QUALIFIED, may_bid
from bidding.services.receiving_words import HELD, LATE, NOT_OPEN, STOPPED
from bidding.services.sweeping import forget_stale
from trading.domain.actors import Actor, Bidder
from trading.domain.canonical import FormatError
from trading.domain.phases import phase_of
from trading.domain.qualified import envelope_of
from trading.domain.schedule import is_late
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.trades import lot_for
from trading.services import files
from trading.services.moments import moment_of

MAX_PIECE = 4 * 1024 * 1024
MAX_UNFINISHED = 100
HEADER_WITHIN = 4096
READ_AT_ONCE = 256 * 1024


class Readable(Protocol):
    """A request or an open file."""

    def read(self, size: int, /) -> bytes: ...


class UploadRefused(Exception):
    """The upload was not accepted; `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class WrongOffset(Exception):
    """The piece does not start where the last one ended; `offset` is where it should."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


class NoSuchUpload(Exception):
    """There is none, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """What the client says it will send: an object of its own next version. Sizes in bytes."""

    role: str
    index: int
    version: int
    sha256: str
    size: int


@transaction.atomic
def begin_upload(*, lot_id: UUID, plan: UploadPlan, by: Actor) -> Upload:
    """Make room for one object. Raises `UploadRefused`, `BiddersOnly`, `NoSuchLot`."""
    bidder = by.as_bidder()
    lot = lot_for(by, lot_id)
    _check_open(lot)
    _check_plan(lot, plan)
    if not may_bid(lot, bidder.organisation_id):
        raise UploadRefused("not_qualified", NOT_QUALIFIED)
    unfinished = Upload.objects.filter(organisation_id=bidder.organisation_id)
    forget_stale(unfinished)
    if unfinished.count() >= MAX_UNFINISHED:
        raise UploadRefused("too_many_uploads", "未完成的上传过多，请先完成或等待清理。")
    _check_room(lot, plan, bidder)
    return Upload.objects.create(
        lot=lot,
        envelope=envelope_of(Stage(lot.stage)),
        organisation_id=bidder.organisation_id,
        role=plan.role,
        index=plan.index,
        version=plan.version,
        sha256=plan.sha256,
        size=plan.size,
    )


def _check_room(lot: Lot, plan: UploadPlan, bidder: Bidder) -> None:
    """Only for the bidder's next version, and no more than twice what a bid may hold: nobody fills the disk."""
    last = versions_of(bidder, lot).values_list("version", flat=True).first() or 0
    if plan.version != last + 1:
        raise UploadRefused("version_taken", "投标版本不连续：可能已从另一个窗口提交，请刷新后再试。")
    mine = {
        "lot": lot,
        "envelope": envelope_of(Stage(lot.stage)),
        "organisation_id": bidder.organisation_id,
        "version": plan.version,
    }
    kept = [*SealedObject.objects.filter(**mine).values_list("size", flat=True)]
    kept += Upload.objects.filter(**mine).values_list("size", flat=True)
    if len(kept) >= 4 * bids.MOST_FILES or sum(kept) + plan.size > 2 * bids.LARGEST_ATTACHMENTS:
        raise UploadRefused("too_large", "本次投标上传的文件过多或过大。")


def upload_for(actor: Actor, upload_id: UUID) -> Upload:
    """The actor's own upload. Raises `NoSuchUpload`, `BiddersOnly`."""
    upload = Upload.objects.filter(pk=upload_id, organisation_id=actor.as_bidder().organisation_id).first()
    if upload is None:
        raise NoSuchUpload
    return upload


@transaction.atomic
def append_piece(*, upload_id: UUID, offset: int, piece: Readable, by: Actor) -> Upload:
    """Write a piece where the last one ended, without ever holding it whole. With the last byte `finish_upload` is due.

    Raises `WrongOffset`, `NoSuchUpload`, and `UploadRefused` for more than was announced.
    """
    upload = _locked(by, upload_id)
    if offset != upload.offset:
        raise WrongOffset(upload.offset)
    upload.offset += _write(upload, piece, most=min(MAX_PIECE, upload.size - offset))
    upload.save(update_fields=["offset"])
    return upload


@transaction.atomic
def finish_upload(*, upload_id: UUID, by: Actor) -> None:
    """Check a complete upload's hash and context, store it, and forget the upload. Does nothing before it is complete.

    Raises `UploadRefused` for a damaged or unencrypted one, which the caller then removes (`discard_upload`). A process
    that ended in the middle of this left either the upload, which can be finished again, or the stored object.
    """
    upload = _locked(by, upload_id)
    if upload.offset < upload.size:
        return
    path = _content_of(upload)
    _check_object(upload, path, by)
    files.adopt(path, upload.sha256)
    SealedObject.objects.get_or_create(
        lot=upload.lot,
        organisation_id=upload.organisation_id,
        sha256=upload.sha256,
        defaults={
            "envelope": upload.envelope,
            "role": upload.role,
            "index": upload.index,
            "version": upload.version,
            "size": upload.size,
        },
    )
    upload.delete()


@transaction.atomic
def discard_upload(*, upload_id: UUID, by: Actor) -> None:
    """Remove an upload and what came in of it."""
    upload = _locked(by, upload_id)
    files.incoming(upload.pk).unlink(missing_ok=True)
    upload.delete()


def place_of(lot: Lot, envelope: str = "") -> Place:
    """An envelope of this lot on this platform, as everything sealed or signed for it names it; the one it now takes."""
    return Place(settings.LOG_ORIGIN, lot.trade_id, lot.pk, envelope or envelope_of(Stage(lot.stage)))


def _check_open(lot: Lot) -> None:
    moment = moment_of(lot.trade)
    phase = phase_of(Stage(lot.stage))
    if lot.stage == phase.stages.held:
        raise UploadRefused("held", HELD[phase])
    if lot.stopped_at is not None and not lot.trade.spec.receives_while_stopped:
        raise UploadRefused("stopped", STOPPED[phase])
    receiving = (phase.stages.announced, *lot.trade.spec.receiving(phase))
    if lot.stage not in receiving or not lot.trade.spec.bids_are_sealed:
        raise UploadRefused("not_open", NOT_OPEN[phase])
    if lot.deadline is None or is_late(lot.trade.spec, lot.deadline, moment.at):
        raise UploadRefused("late", LATE[phase])


def _check_plan(lot: Lot, plan: UploadPlan) -> None:
    if plan.role not in (ObjectRole.FORM, ObjectRole.ATTACHMENT) or plan.index < 0 or plan.version < 1:
        raise UploadRefused("bad_plan", "上传的对象类型不正确。")
    most = max(bids.FORM_SIZES) if plan.role == ObjectRole.FORM else bids.LARGEST_ATTACHMENTS
    if not 0 < plan.size <= most or plan.index > bids.MOST_FILES:
        raise UploadRefused("too_large", "文件过大或过多。")
    if re.fullmatch("[0-9a-f]{64}", plan.sha256) is None:
        raise UploadRefused("bad_plan", "校验值不是小写十六进制的 SHA-256。")


def _locked(by: Actor, upload_id: UUID) -> Upload:
    """The actor's own upload, for one request at a time."""
    upload_for(by, upload_id)
    upload = Upload.objects.select_for_update(of=("self",)).select_related("lot__trade").filter(pk=upload_id).first()
    if upload is None:
        raise NoSuchUpload
    return upload


def _content_of(upload: Upload) -> Path:
    """Where the upload's bytes are; in the store already, if a process ended between moving them and saying so."""
    path = files.incoming(upload.pk)
    return path if path.exists() else files.path_of(upload.sha256)


def _check_object(upload: Upload, path: Path, by: Actor) -> None:
    if not path.exists() or files.hash_of(path) != upload.sha256:
        raise UploadRefused("damaged", "收到的文件与声明的校验值不一致，请重新上传。")
    with path.open("rb") as file:
        head = file.read(HEADER_WITHIN)
    place = place_of(upload.lot, upload.envelope)
    context = Context(place, by.as_bidder().party, upload.version, ObjectRole(upload.role), upload.index)
    try:
        read_sealed(head, context, recipients=1)
    except ContextWrong as error:
        raise UploadRefused("wrong_context", "文件是为别的标段、版本或投标人封存的，平台拒收。") from error
    except FormatError as error:
        raise UploadRefused("not_sealed", "文件没有按要求加密，平台拒收。") from error


def _write(upload: Upload, piece: Readable, most: int) -> int:
    """At the offset, over what a piece that was cut off may have left there; returns how many bytes came."""
    written = 0
    with open(os.open(files.incoming(upload.pk), os.O_WRONLY | os.O_CREAT, 0o600), "wb", buffering=0) as file:
        file.truncate(upload.offset)
        file.seek(upload.offset)
        while chunk := piece.read(READ_AT_ONCE):
            written += len(chunk)
            if written > most:
                raise UploadRefused("too_large", "收到的数据超过了声明的大小。")
            file.write(chunk)
    return written
