"""The decryption window, the keyholders' turn, and everything opened at once (O20 29-31)."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F

from bidding.domain import opening
from bidding.domain.opening import OpenedBid as Opened
from bidding.models import Attendance, ClosedBox, KeyholderKey, OpenedBid, PublishedWindowKey, Release, Submission
from bidding.selectors import BiddersOnly, live_bids
from bidding.services.box import fail
from trading.domain.actors import PLATFORM, Actor, Role
from trading.domain.entries import Method
from trading.domain.schedule import Instant
from trading.domain.stages import KeyFacts, Outcome, Stage, Step, WindowFacts
from trading.domain.statements import SignedStatement, read, sign
from trading.models import Lot
from trading.selectors.trades import is_agency_of, lot_for
from trading.services import files
from trading.services.clock import handles
from trading.services.keys import receipt_key
from trading.services.ledger import News, record
from trading.services.moments import Moment, lock_lot, lock_lot_shared
from trading.services.stages import advance


class ReleaseRefused(Exception):
    """The release was not accepted; `code` for programs, the message for people. The bidder may send another."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class WindowKeyRefused(Exception):
    """The window key was not accepted; `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def release_keys(*, lot_id: UUID, statement: bytes, by: Actor) -> Release:
    """Receive a bidder's sealed file keys and sign the acknowledgement. The same bytes again: the same answer.

    Nobody can read a price from it before the window keys are out. Raises `ReleaseRefused`, `BiddersOnly`, `NoSuchLot`.
    """
    if by.role is not Role.BIDDER or by.organisation_id is None:
        raise BiddersOnly
    signed = read(statement)
    try:
        with transaction.atomic():
            return _released(lot_for(by, lot_id), signed, by)
    except IntegrityError as error:
        known = Release.objects.filter(hash=signed.hash, submission__organisation_id=by.organisation_id).first()
        if known is not None:
            return known
        raise ReleaseRefused("already_released", "本单位的密钥已经收妥，不需要再次提交。") from error


def _released(lot: Lot, signed: SignedStatement, by: Actor) -> Release:
    bid = _live_bid_of(lot, by)
    _check_release(lot, bid, signed, by)
    moment = lock_lot_shared(lot)
    known = Release.objects.filter(submission=bid).first()
    if known is not None and known.hash == signed.hash:
        return known
    if known is not None:
        raise ReleaseRefused("already_released", "本单位的密钥已经收妥，不需要再次提交。")
    lot.refresh_from_db(fields=["stage"])
    if lot.stage != Stage.DECRYPTING or moment.at >= lot.schedule.instant(Instant.WINDOW_END):
        raise ReleaseRefused("window_closed", "现在不在解密时间内。")
    acknowledgement = opening.acknowledgement_statement(
        trade=lot.trade_id, lot=lot.pk, bid=bid.hash, release=signed.hash, received_at=moment.at
    )
    release = Release.objects.create(
        submission=bid,
        lot=lot,
        hash=signed.hash,
        statement=signed.bytes,
        acknowledgement=sign(acknowledgement, receipt_key()).bytes,
        received_at=moment.at,
    )
    _attend(lot, bid, moment)
    body = {"bid": bid.hash, "bidder": by.party, "lot": str(lot.pk), "release": signed.hash}
    record(News("release.received", body, method=Method.ED25519), trade=lot.trade, moment=moment, by=by)
    return release


def _live_bid_of(lot: Lot, by: Actor) -> Submission:
    newest = Submission.objects.filter(lot=lot, organisation_id=by.organisation_id).order_by("-version")
    bid = newest.select_related("account_key").first()
    if bid is None or bid.kind != Submission.Kind.BID:
        raise ReleaseRefused("no_bid", "本单位在投标箱中没有投标。")
    return bid


def _check_release(lot: Lot, bid: Submission, signed: SignedStatement, by: Actor) -> None:
    box = ClosedBox.objects.filter(lot=lot).first()
    if box is None:
        raise ReleaseRefused("box_open", "投标箱尚未封闭，现在不能提交密钥。")
    place = opening.Place(
        origin=settings.LOG_ORIGIN, trade=lot.trade_id, lot=lot.pk, envelope=bid.envelope, bidder=by.party or ""
    )
    try:
        opening.read_release(
            signed, place=place, bid=bid.hash, version=bid.version, box=box.root, key=bid.account_key.public_key
        )
    except opening.ReleaseWrong as error:
        raise ReleaseRefused("bad_release", f"提交的密钥文件不正确：{error}") from error


def _attend(lot: Lot, bid: Submission, moment: Moment) -> None:
    """Whoever releases is there."""
    Attendance.objects.bulk_create(
        [Attendance(lot=lot, organisation_id=bid.organisation_id, signed_in_at=moment.at)], ignore_conflicts=True
    )


@handles(Step.CLOSE_WINDOW)
def close_window(lot: Lot, moment: Moment) -> None:
    """Whoever has not released by now did not decrypt in time (O20 31)."""
    facts = WindowFacts(live=lot.box.bids, released=lot.releases.count())
    body = {"live": facts.live, "lot": str(lot.pk), "released": facts.released}
    news = News("window.closed", body, method=Method.SYSTEM)
    advance(lot=lot, outcome=Outcome.WINDOW_CLOSED, facts=facts, moment=moment, by=PLATFORM, news=news)


def close_complete_windows() -> int:
    """End the windows in which every live bid has released; returns how many. A job of the clock's thread."""
    complete = (
        Lot.objects.filter(stage=Stage.DECRYPTING.value)
        .annotate(released=Count("releases"))
        .filter(released__gte=F("box__bids"))
    )
    done = 0
    for lot_id in complete.values_list("pk", flat=True)[:50]:
        done += _close_complete_window(lot_id)
    return done


@transaction.atomic
def _close_complete_window(lot_id: UUID) -> bool:
    rows = Lot.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("trade")
    lot = rows.filter(pk=lot_id, stage=Stage.DECRYPTING.value).first()
    if lot is None or not lot.trade.spec.window_ends_when_all_released:
        return False
    close_window(lot, lock_lot(lot))
    return True


@transaction.atomic
def publish_window_key(*, lot_id: UUID, identity: str, by: Actor) -> None:
    """A keyholder publishes the identity of its window key; with the last one everything opens at once.

    Raises `WindowKeyRefused`, `NoSuchLot`. Until the window is closed no key is taken, so that none can be out early.
    """
    lot = Lot.objects.select_for_update(no_key=True, of=("self",)).select_related("trade__agency").get(
        pk=lot_for(by, lot_id).pk
    )
    if not is_agency_of(by, lot.trade):
        raise WindowKeyRefused("not_keyholder", "只有保管人可以公布窗口密钥。")
    moment = lock_lot(lot)
    if lot.stage != Stage.UNLOCKING:
        raise WindowKeyRefused("not_now", "现在不能公布窗口密钥：解密时间还没有结束，或密钥已经公布。")
    key = KeyholderKey.objects.filter(lot=lot, role=by.role).order_by("-pk").first()
    if key is None or opening.recipient_of(identity) != key.window:
        raise WindowKeyRefused("wrong_key", "这把密钥与公告中的公钥不相符。")
    PublishedWindowKey.objects.create(key=key, identity=identity, published_at=moment.at)
    body = {
        "envelope": key.envelope,
        "identity": identity,
        "lot": str(lot.pk),
        "recipient": key.window,
        "role": key.role,
    }
    record(News("window.key_published", body), trade=lot.trade, moment=moment, by=by)
    open_everything(lot, identity, moment)


def open_everything(lot: Lot, identity: str, moment: Moment) -> None:
    """Open every release and every form, decide what became of each bid, and show all prices in one entry."""
    bids = live_bids(lot)
    releases = {release.submission_id: release for release in lot.releases.all()}
    outcomes = opening.open_all(
        [_sealed(lot, bid, releases.get(bid.pk)) for bid in bids],
        identity=identity,
        items=opening.items_of(lot.trade.opening_items),
    )
    OpenedBid.objects.bulk_create(
        OpenedBid(
            submission=bid,
            lot=lot,
            outcome=outcome.outcome.value,
            cause=outcome.cause.value if outcome.cause else None,
            form_key=outcome.form_key,
            items=outcome.items,
        )
        for bid, outcome in zip(bids, outcomes, strict=True)
    )
    advance(
        lot=lot,
        outcome=Outcome.KEYS_PUBLISHED,
        facts=KeyFacts(keyholders=1, published=1),
        moment=moment,
        by=PLATFORM,
        news=News("bids.opened", _opened(lot, bids, outcomes), method=Method.SYSTEM),
    )
    counted = sum(outcome.outcome is not opening.Outcome.WITHDRAWN for outcome in outcomes)
    if counted < lot.trade.spec.minimum_bidders:
        fail(lot, moment, counted, "too_few_bids")


@handles(Step.GIVE_UP_KEYS)
def give_up_keys(lot: Lot, moment: Moment) -> None:
    """The keyholder never published: no bidder's fault, so every bid counts as withdrawn (O20 31) and the lot fails."""
    news = News("lot.failed", {"lot": str(lot.pk), "reason": "window_key_missing"}, method=Method.SYSTEM)
    facts = KeyFacts(keyholders=1, published=0)
    advance(lot=lot, outcome=Outcome.KEYS_MISSING, facts=facts, moment=moment, by=PLATFORM, news=news)


def _sealed(lot: Lot, bid: Submission, release: Release | None) -> opening.SealedBid:
    return opening.SealedBid(
        bid=bid.hash,
        statement=bytes(bid.statement),
        release=bytes(release.statement) if release else None,
        form=_form_of(bid),
    )


def _form_of(bid: Submission) -> bytes | None:
    form = read(bytes(bid.statement)).statement["objects"][0]["sha256"]
    try:
        return files.path_of(form).read_bytes()
    except FileNotFoundError:
        return None


def _opened(lot: Lot, bids: list[Submission], outcomes: list[Opened]) -> Mapping[str, object]:
    return {
        "bids": [
            {
                "bid": bid.hash,
                "bidder": bid.organisation.uscc,
                "form_key": outcome.form_key,
                "items": outcome.items,
                "name": bid.organisation.name,
                "outcome": outcome.outcome.value,
            }
            | ({"cause": outcome.cause.value} if outcome.cause else {})
            for bid, outcome in zip(bids, outcomes, strict=True)
        ],
        "lot": str(lot.pk),
    }
