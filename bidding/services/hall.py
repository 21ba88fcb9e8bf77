"""What people say in the hall: signing in, objecting, answering, confirming; and the record at the end."""

from uuid import UUID

from django.db import transaction

from bidding.domain.opening import Result
from bidding.domain.record import record_bytes
from bidding.models import (
    Attendance,
    Confirmation,
    Objection,
    ObjectionAnswer,
    OpeningRecord,
    Submission,
)
from bidding.selectors import versions_of
from bidding.services.recording import record_facts
from trading.domain.actors import PLATFORM, Actor, Bidder
from trading.domain.canonical import sha256_hex
from trading.domain.entries import Method
from trading.domain.facts import ConfirmationFacts, NoFacts
from trading.domain.stages import Outcome, Stage, Step
from trading.models import Lot
from trading.selectors.trades import is_agency_of, lot_for
from trading.services.clock import handles
from trading.services.ledger import News, record
from trading.services.moments import Moment, lock_lot, lock_lot_shared
from trading.services.stages import advance

MAX_OBJECTIONS = 20
HALL_IS_OPEN = (Stage.DECRYPTING, Stage.UNLOCKING, Stage.OBJECTIONS, Stage.CONFIRMING)


class HallRefused(Exception):
    """It cannot be said now, or not by this person; `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def sign_in(*, lot_id: UUID, by: Actor) -> None:
    """A bidder with a live bid is present. Twice is once."""
    lot, bidder, moment = _enter(lot_id, by, HALL_IS_OPEN)
    _, new = Attendance.objects.get_or_create(
        lot=lot, organisation_id=bidder.organisation_id, defaults={"signed_in_at": moment.at}
    )
    if not new:
        return
    body = {"bidder": bidder.party, "lot": str(lot.pk), "name": bidder.name}
    record(News("bidder.signed_in", body), trade=lot.trade, moment=moment, by=by)


@transaction.atomic
def object_to(*, lot_id: UUID, text: str, by: Actor) -> Objection:
    """Object to the box during the window, or to the opening on the spot afterwards (TR 44). At most 20 a bidder."""
    lot, bidder, moment = _enter(lot_id, by, (Stage.DECRYPTING, Stage.OBJECTIONS))
    text = text.strip()
    if not 0 < len(text) <= 1000:
        raise HallRefused("bad_text", "请写明异议内容，不超过 1000 字。")
    if lot.objections_raised.filter(organisation_id=bidder.organisation_id).count() >= MAX_OBJECTIONS:
        raise HallRefused("too_many", "本单位提出的异议已达上限。")
    subject = Objection.Subject.BOX if lot.stage == Stage.DECRYPTING else Objection.Subject.OPENING
    objection = Objection.objects.create(
        lot=lot, organisation_id=bidder.organisation_id, subject=subject, text=text, raised_at=moment.at
    )
    body = {
        "bidder": bidder.party,
        "lot": str(lot.pk),
        "name": bidder.name,
        "objection": str(objection.pk),
        "subject": subject.value,
        "text": text,
    }
    record(News("objection.raised", body), trade=lot.trade, moment=moment, by=by)
    return objection


@transaction.atomic
def answer_objection(*, objection_id: UUID, text: str, by: Actor) -> None:
    """The agency answers on the spot, once."""
    objection = Objection.objects.select_related("lot__trade").filter(pk=objection_id).first()
    if objection is None or not is_agency_of(by, objection.lot.trade):
        raise HallRefused("not_yours", "只有招标人或其代理机构可以答复。")
    moment = lock_lot_shared(objection.lot)
    text = text.strip()
    if not 0 < len(text) <= 1000:
        raise HallRefused("bad_text", "请写明答复内容，不超过 1000 字。")
    objection.lot.refresh_from_db(fields=["stage"])
    if objection.lot.stage not in (Stage.DECRYPTING, Stage.UNLOCKING, Stage.OBJECTIONS, Stage.CONFIRMING):
        raise HallRefused("too_late", "开标已经结束，不能再答复。")
    _, new = ObjectionAnswer.objects.get_or_create(
        objection=objection, defaults={"text": text, "answered_at": moment.at}
    )
    if not new:
        raise HallRefused("answered", "这条异议已经答复过。")
    body = {"lot": str(objection.lot_id), "objection": str(objection.pk), "text": text}
    record(News("objection.answered", body), trade=objection.lot.trade, moment=moment, by=by)


@transaction.atomic
def confirm_opening(*, lot_id: UUID, by: Actor) -> None:
    """A bidder confirms the opening as it was. Twice is once; silence is no objection."""
    lot, bidder, moment = _enter(lot_id, by, (Stage.OBJECTIONS, Stage.CONFIRMING))
    _, new = Confirmation.objects.get_or_create(
        lot=lot, organisation_id=bidder.organisation_id, defaults={"confirmed_at": moment.at}
    )
    if not new:
        return
    body = {"bidder": bidder.party, "lot": str(lot.pk), "name": bidder.name}
    record(News("record.confirmed", body), trade=lot.trade, moment=moment, by=by)


@handles(Step.CLOSE_OBJECTIONS)
def close_objections(lot: Lot, moment: Moment) -> None:
    unanswered = lot.objections_raised.filter(answer__isnull=True).count()
    body = {"lot": str(lot.pk), "unanswered": unanswered}
    news = News("objections.closed", body, method=Method.SYSTEM)
    advance(lot=lot, outcome=Outcome.OBJECTIONS_CLOSED, facts=NoFacts(), moment=moment, by=PLATFORM, news=news)


@handles(Step.CLOSE_CONFIRMATION)
def close_confirmation(lot: Lot, moment: Moment) -> None:
    """Publish the opening record (O20 32)."""
    facts = ConfirmationFacts(expected=_opened(lot), confirmed=lot.confirmations.count())
    content = record_bytes(record_facts(lot))
    OpeningRecord.objects.create(lot=lot, content=content, hash=sha256_hex(content), published_at=moment.at)
    news = News("record.published", {"lot": str(lot.pk), "record": sha256_hex(content)}, method=Method.SYSTEM)
    advance(lot=lot, outcome=Outcome.RECORD_CONFIRMED, facts=facts, moment=moment, by=PLATFORM, news=news)


def close_complete_confirmations() -> int:
    """End the confirmations that everybody has given; returns how many. A job of the clock's thread."""
    lots = Lot.objects.filter(stage=Stage.CONFIRMING.value, stopped_at=None).values_list("pk", flat=True)[:50]
    return sum(_close_complete_confirmation(lot_id) for lot_id in lots)


@transaction.atomic
def _close_complete_confirmation(lot_id: UUID) -> bool:
    rows = Lot.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("trade")
    lot = rows.filter(pk=lot_id, stage=Stage.CONFIRMING.value, stopped_at=None).first()
    if lot is None or lot.confirmations.count() < _opened(lot):
        return False
    close_confirmation(lot, lock_lot(lot))
    return True


def _opened(lot: Lot) -> int:
    """How many signatures are expected: whoever did not open its bid is not waited for."""
    return lot.opened_bids.filter(outcome=Result.OPENED.value).count()


def _enter(lot_id: UUID, by: Actor, stages: tuple[Stage, ...]) -> tuple[Lot, Bidder, Moment]:
    """The gate of the hall: a bidder whose bid is in the box, in one of these stages; under the lot's shared lock."""
    bidder = by.as_bidder()
    lot = lot_for(by, lot_id)
    moment = lock_lot_shared(lot)
    lot.refresh_from_db(fields=["stage", "stopped_at"])
    if lot.stopped_at is not None:
        raise HallRefused("stopped", "监督部门责令暂停，开标在恢复后继续。")
    if lot.stage not in stages:
        raise HallRefused("not_now", "开标现在不在这个环节。")
    newest = versions_of(bidder, lot).first()
    if newest is None or newest.kind != Submission.Kind.BID:
        raise HallRefused("no_bid", "本单位在投标箱中没有投标。")
    return lot, bidder, moment
