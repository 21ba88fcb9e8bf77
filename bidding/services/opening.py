"""The decryption window, the keyholders' turn, and everything opened at once (O20 29-31)."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F

from bidding.domain import opening, releases
from bidding.domain.age_keys import Identity
from bidding.domain.bids import read_bid
from bidding.domain.forms import parse_opening_items
from bidding.models import (
    Attendance,
    ClosedBox,
    KeyholderKey,
    OpenedBid,
    PublishedWindowKey,
    Release,
    Submission,
)
from bidding.selectors import live_bids, versions_of
from bidding.services.box import fail
from bidding.services.refunds import state_deposits
from trading.domain.actors import PLATFORM, Actor
from trading.domain.canonical import FormatError, base64_text
from trading.domain.entries import Method, Visibility
from trading.domain.facts import KeyFacts, WindowFacts
from trading.domain.schedule import Instant
from trading.domain.stages import Outcome, Stage, Step
from trading.domain.statements import Signed
from trading.models import Lot
from trading.selectors.trades import is_agency_of, lot_for
from trading.services import files
from trading.services.clock import handles
from trading.services.incidents import prolong_window
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
    bidder = by.as_bidder()
    signed = releases.read_release(statement)
    try:
        with transaction.atomic():
            return _released(lot_for(by, lot_id), signed, by)
    except IntegrityError as error:
        known = Release.objects.filter(hash=signed.hash, submission__organisation_id=bidder.organisation_id).first()
        if known is not None:
            return known
        raise ReleaseRefused("already_released", "本单位的密钥已经收妥，不需要再次提交。") from error


def _released(lot: Lot, signed: Signed[releases.Release], by: Actor) -> Release:
    bid = _live_bid_of(lot, by)
    _check_release(lot, bid, signed)
    moment = lock_lot_shared(lot)
    known = Release.objects.filter(submission=bid).first()
    if known is not None and known.hash == signed.hash:
        return known
    if known is not None:
        raise ReleaseRefused("already_released", "本单位的密钥已经收妥，不需要再次提交。")
    lot.refresh_from_db(fields=["stage", "stopped_at", "stopped_for"])
    if lot.stopped_at is not None:
        raise ReleaseRefused("stopped", "监督部门责令暂停，暂停期间不接收密钥；解密时间在恢复后继续。")
    if lot.stage != Stage.DECRYPTING or moment.at >= lot.schedule.instant(Instant.WINDOW_END):
        raise ReleaseRefused("window_closed", "现在不在解密时间内。")
    acknowledgement = releases.make_acknowledgement(signed, moment.at, moment.real, receipt_key(moment.real))
    release = Release.objects.create(
        submission=bid,
        lot=lot,
        hash=signed.hash,
        statement=signed.bytes,
        acknowledgement=acknowledgement.bytes,
        received_at=moment.at,
    )
    _attend(lot, bid, moment)
    body = {"bid": bid.hash, "bidder": by.party, "lot": str(lot.pk), "release": signed.hash}
    record(News("release.received", body, method=Method.ED25519), trade=lot.trade, moment=moment, by=by)
    return release


def _live_bid_of(lot: Lot, by: Actor) -> Submission:
    bid = versions_of(by.as_bidder(), lot).select_related("account_key").first()
    if bid is None or bid.kind != Submission.Kind.BID:
        raise ReleaseRefused("no_bid", "本单位在投标箱中没有投标。")
    return bid


def _check_release(lot: Lot, bid: Submission, signed: Signed[releases.Release]) -> None:
    box = ClosedBox.objects.filter(lot=lot).values_list("root", flat=True).first()
    if box is None:
        raise ReleaseRefused("box_open", "投标箱尚未封闭，现在不能提交密钥。")
    if signed.key != bid.account_key.public_key:
        raise ReleaseRefused("unknown_key", "签名所用的密钥不是签署投标的那一把。")
    try:
        releases.check_release(signed.value, read_bid(bytes(bid.statement)), box)
    except FormatError as error:
        raise ReleaseRefused("bad_release", "提交的密钥文件不是为这份投标和这个投标箱制作的。") from error


def _attend(lot: Lot, bid: Submission, moment: Moment) -> None:
    """Whoever releases is there."""
    Attendance.objects.bulk_create(
        [Attendance(lot=lot, organisation_id=bid.organisation_id, signed_in_at=moment.at)], ignore_conflicts=True
    )


@handles(Step.CLOSE_WINDOW)
def close_window(lot: Lot, moment: Moment) -> None:
    """Whoever has not released by now did not decrypt in time (O20 31), unless the platform was away meanwhile."""
    facts = WindowFacts(live=lot.box.bids, released=lot.releases.count())
    if facts.released < facts.live and prolong_window(lot, "opening.started", moment):
        return
    body = {"live": facts.live, "lot": str(lot.pk), "released": facts.released}
    news = News("window.closed", body, method=Method.SYSTEM)
    advance(lot=lot, outcome=Outcome.WINDOW_CLOSED, facts=facts, moment=moment, by=PLATFORM, news=news)


def close_complete_windows() -> int:
    """End the windows in which every live bid has released; returns how many. A job of the clock's thread."""
    complete = (
        Lot.objects.filter(stage=Stage.DECRYPTING.value, stopped_at=None)
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
    lot = rows.filter(pk=lot_id, stage=Stage.DECRYPTING.value, stopped_at=None).first()
    if lot is None or not lot.trade.spec.window_ends_when_all_released:
        return False
    close_window(lot, lock_lot(lot))
    return True


@transaction.atomic
def publish_window_key(*, lot_id: UUID, identity: str, by: Actor) -> None:
    """A keyholder publishes the identity of its window key; with the last one everything opens at once.

    Raises `WindowKeyRefused`, `NoSuchLot`. Until the window is closed no key is taken, so that none can be out early.
    """
    lot = (
        Lot.objects.select_for_update(no_key=True, of=("self",))
        .select_related("trade__agency")
        .get(pk=lot_for(by, lot_id).pk)
    )
    if not is_agency_of(by, lot.trade):
        raise WindowKeyRefused("not_keyholder", "只有保管人可以公布窗口密钥。")
    moment = lock_lot(lot)
    if lot.stopped_at is not None:
        raise WindowKeyRefused("stopped", "监督部门责令暂停，恢复之前不能公布窗口密钥。")
    if lot.stage != Stage.UNLOCKING:
        raise WindowKeyRefused("not_now", "现在不能公布窗口密钥：解密时间还没有结束，或密钥已经公布。")
    key = KeyholderKey.objects.filter(lot=lot, role=by.role).order_by("-pk").first()
    if key is None or not _matches(identity, key.window):
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
    open_everything(lot, {key.role: Identity.parse(identity)}, moment)


def open_everything(lot: Lot, window_keys: dict[str, Identity], moment: Moment) -> None:
    """Open every release and every form, decide what became of each bid, and show all prices in one entry.

    Where withdrawn bids (撤回) leave too few, no price is shown and the lot fails (rules 2.4-6).
    """
    bids = {bid.hash: bid for bid in live_bids(lot)}
    outcomes = opening.open_all(_sealed(lot, bids), window_keys, parse_opening_items(lot.trade.opening_items))
    OpenedBid.objects.bulk_create(
        OpenedBid(
            submission=bids[outcome.bid],
            lot=lot,
            outcome=outcome.result.value,
            cause=outcome.cause.value if outcome.cause else None,
            form_key=base64_text(outcome.form_key) if outcome.form_key else None,
            items=dict(outcome.items) if outcome.items else None,
        )
        for outcome in outcomes
    )
    counted = sum(outcome.result is not opening.Result.WITHDRAWN for outcome in outcomes)
    enough = counted >= lot.trade.spec.minimum_bidders
    body = {"bids": [outcome.members() for outcome in outcomes], "lot": str(lot.pk)}
    if enough:
        state_deposits(lot, moment)
    advance(
        lot=lot,
        outcome=Outcome.KEYS_PUBLISHED,
        facts=KeyFacts(keyholders=len(window_keys), published=len(window_keys)),
        moment=moment,
        by=PLATFORM,
        news=News("bids.opened", body, Visibility.PUBLIC if enough else Visibility.PARTIES, Method.SYSTEM),
    )
    if not enough:
        fail(lot, moment, counted, "too_few_bids")


@handles(Step.GIVE_UP_KEYS)
def give_up_keys(lot: Lot, moment: Moment) -> None:
    """The keyholder never published: no bidder's fault, so every bid counts as withdrawn (O20 31) and the lot fails."""
    news = News("lot.failed", {"lot": str(lot.pk), "reason": "window_key_missing"}, method=Method.SYSTEM)
    facts = KeyFacts(keyholders=1, published=0)
    advance(lot=lot, outcome=Outcome.KEYS_MISSING, facts=facts, moment=moment, by=PLATFORM, news=news)


def _sealed(lot: Lot, bids: dict[str, Submission]) -> list[opening.LiveBid]:
    released = {
        release.submission_id: releases.read_release(bytes(release.statement)).value for release in lot.releases.all()
    }
    return [_live(bid, released.get(bid.pk)) for bid in bids.values()]


def _live(bid: Submission, release: releases.Release | None) -> opening.LiveBid:
    signed = read_bid(bytes(bid.statement))
    return opening.LiveBid(
        bid=signed,
        name=bid.organisation.name,
        received_at=bid.received_at,
        form=_stored(signed.value.form.sha256),
        release=release,
    )


def _stored(sha256: str) -> bytes | None:
    try:
        return files.path_of(sha256).read_bytes()
    except FileNotFoundError:
        return None


def _matches(identity: str, recipient: str) -> bool:
    try:
        return str(Identity.parse(identity).recipient) == recipient
    except FormatError:
        return False
