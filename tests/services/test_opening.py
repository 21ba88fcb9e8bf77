"""Releases, window keys, and lots that fail; each refusal beside its success on the same setup."""

import pytest

from bidding.domain.age_keys import Identity
from bidding.domain.drafting import SealedBid
from bidding.domain.opening import Cause, Result
from bidding.domain.releases import make_release, read_acknowledgement
from bidding.models import ClosedBox, OpenedBid, Release
from bidding.services import opening
from bidding.services.opening import ReleaseRefused, WindowKeyRefused, publish_window_key, release_keys
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder
from tests.support.world import Tender
from trading.domain.canonical import FormatError
from trading.domain.schedule import Instant
from trading.models import Entry
from trading.services import clock, training
from trading.services.keys import receipt_public_key

NOTHING = "0" * 64
PRICES = ("5900000.00", "5901371.01", "5902742.02")


def statement_of(tender: Tender, bidder: Person, *, root: str | None = None, of: SealedBid | None = None) -> bytes:
    sealed = of or tender.sealed[bidder.party]
    root = root or ClosedBox.objects.get(lot=tender.lot).root
    return make_release(sealed.signed, root, sealed.form.file_key, sealed.attachment_keys, bidder.key).bytes


def send(tender: Tender, bidder: Person, statement: bytes) -> Release:
    return release_keys(lot_id=tender.lot_id, statement=statement, by=bidder.actor)


def refused(tender: Tender, bidder: Person, statement: bytes) -> str:
    with pytest.raises(ReleaseRefused) as refusal:
        send(tender, bidder, statement)
    return refusal.value.code


# --- releases -----------------------------------------------------------------------------------------------------


def test_a_release_is_acknowledged_by_a_signature(decrypting: Tender, baiyun: Person) -> None:
    release = send(decrypting, baiyun, statement_of(decrypting, baiyun))

    acknowledgement = read_acknowledgement(bytes(release.acknowledgement))
    assert acknowledgement.key == receipt_public_key()
    assert acknowledgement.value.release == release.hash


def test_no_release_before_the_box_is_closed(with_bids: Tender, baiyun: Person) -> None:
    assert refused(with_bids, baiyun, statement_of(with_bids, baiyun, root=NOTHING)) == "box_open"
    world.close(with_bids)
    assert send(with_bids, baiyun, statement_of(with_bids, baiyun))


def test_no_release_before_the_window_is_open(closed: Tender, baiyun: Person) -> None:
    assert refused(closed, baiyun, statement_of(closed, baiyun)) == "window_closed"
    clock.tick()
    assert send(closed, baiyun, statement_of(closed, baiyun))


def test_no_release_once_the_window_is_over_though_the_clock_sleeps(
    decrypting: Tender, baiyun: Person, changhe: Person
) -> None:
    world.release(decrypting, changhe)
    training.move_clock(trade_id=decrypting.trade.pk, to=decrypting.lot.schedule.instant(Instant.WINDOW_END))

    assert decrypting.stage == "decrypting"
    assert refused(decrypting, baiyun, statement_of(decrypting, baiyun)) == "window_closed"
    assert Release.objects.count() == 1


def test_no_release_into_another_box(decrypting: Tender, baiyun: Person) -> None:
    assert refused(decrypting, baiyun, statement_of(decrypting, baiyun, root=NOTHING)) == "bad_release"
    assert send(decrypting, baiyun, statement_of(decrypting, baiyun))


def test_no_release_of_the_bid_of_another(decrypting: Tender, baiyun: Person, changhe: Person) -> None:
    others = decrypting.sealed[changhe.party]

    assert refused(decrypting, baiyun, statement_of(decrypting, baiyun, of=others)) == "bad_release"
    assert send(decrypting, baiyun, statement_of(decrypting, baiyun))


def test_no_release_signed_by_another(decrypting: Tender, baiyun: Person, changhe: Person) -> None:
    sealed = decrypting.sealed[baiyun.party]
    root = ClosedBox.objects.get(lot=decrypting.lot).root
    forged = make_release(sealed.signed, root, sealed.form.file_key, (), changhe.key).bytes

    assert refused(decrypting, baiyun, forged) == "unknown_key"
    assert send(decrypting, baiyun, statement_of(decrypting, baiyun))


def test_no_release_from_whoever_has_nothing_in_the_box(decrypting: Tender, baiyun: Person) -> None:
    dongfang = make_bidder("dongfang")

    assert refused(decrypting, dongfang, statement_of(decrypting, dongfang, of=decrypting.sealed[baiyun.party])) == (
        "no_bid"
    )
    assert not Release.objects.exists()


def test_no_release_of_a_replaced_version(with_bids: Tender, baiyun: Person) -> None:
    replaced = with_bids.sealed[baiyun.party]
    world.submit(with_bids, baiyun, price="5800000.00")
    world.close(with_bids)

    assert refused(with_bids, baiyun, statement_of(with_bids, baiyun, of=replaced)) == "bad_release"
    assert send(with_bids, baiyun, statement_of(with_bids, baiyun))


def test_the_same_release_again_gives_the_same_acknowledgement(decrypting: Tender, baiyun: Person) -> None:
    statement = statement_of(decrypting, baiyun)
    first = send(decrypting, baiyun, statement)

    again = send(decrypting, baiyun, statement)

    assert bytes(again.acknowledgement) == bytes(first.acknowledgement)
    assert Entry.objects.filter(type="release.received").count() == 1


def test_another_release_of_the_same_bid_is_refused(decrypting: Tender, baiyun: Person) -> None:
    send(decrypting, baiyun, statement_of(decrypting, baiyun))

    assert refused(decrypting, baiyun, statement_of(decrypting, baiyun)) == "already_released"
    assert Release.objects.count() == 1


def test_a_damaged_release_is_refused(decrypting: Tender, baiyun: Person) -> None:
    statement = statement_of(decrypting, baiyun)

    for bad in (statement[:-1], b"\x00" + statement, b"{}", b""):
        with pytest.raises(FormatError):
            send(decrypting, baiyun, bad)

    assert send(decrypting, baiyun, statement)


def test_the_window_ends_early_only_when_all_have_released(decrypting: Tender, bidders: list[Person]) -> None:
    for bidder in bidders[:-1]:
        world.release(decrypting, bidder)
    assert opening.close_complete_windows() == 0

    world.release(decrypting, bidders[-1])

    assert opening.close_complete_windows() == 1
    assert decrypting.stage == "unlocking"


# --- window keys --------------------------------------------------------------------------------------------------


def refused_key(tender: Tender, identity: str, by: Person) -> str:
    with pytest.raises(WindowKeyRefused) as refusal:
        publish_window_key(lot_id=tender.lot_id, identity=identity, by=by.actor)
    assert not Entry.objects.filter(type="window.key_published").exists()
    return refusal.value.code


def test_no_window_key_is_taken_before_the_window_is_closed(decrypting: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        world.release(decrypting, bidder)

    assert refused_key(decrypting, decrypting.window.text, decrypting.agency) == "not_now"
    world.end_window(decrypting)
    world.publish_window_key(decrypting)
    assert decrypting.stage == "objections"


def test_a_wrong_window_key_is_refused_and_opens_nothing(unlocking: Tender) -> None:
    for wrong in (Identity.generate().text, unlocking.evaluation.text, "AGE-SECRET-KEY-1", ""):
        assert refused_key(unlocking, wrong, unlocking.agency) == "wrong_key"

    assert not OpenedBid.objects.exists()
    world.publish_window_key(unlocking)
    assert unlocking.stage == "objections"


def test_the_window_key_is_taken_from_its_keyholder_alone(unlocking: Tender, baiyun: Person) -> None:
    for stranger in (baiyun, make_agency("dongfang")):
        assert refused_key(unlocking, unlocking.window.text, stranger) == "not_keyholder"

    world.publish_window_key(unlocking)
    assert unlocking.stage == "objections"


def test_the_window_key_is_taken_once(unlocking: Tender) -> None:
    world.publish_window_key(unlocking)

    with pytest.raises(WindowKeyRefused):
        world.publish_window_key(unlocking)

    assert Entry.objects.filter(type="bids.opened").count() == 1


def test_whoever_did_not_release_is_revoked_and_the_others_are_opened(tender: Tender, bidders: list[Person]) -> None:
    dongfang = make_bidder("dongfang")
    world.bring_to("objections", tender, [*bidders, dongfang], releasing=bidders)

    outcomes = {row.submission.organisation.uscc: (row.outcome, row.cause) for row in OpenedBid.objects.all()}
    assert outcomes == {bidder.party: (Result.OPENED.value, None) for bidder in bidders} | {
        dongfang.party: (Result.REVOKED.value, Cause.NOT_RELEASED.value)
    }


# --- lots that fail -----------------------------------------------------------------------------------------------


def test_a_withdrawn_bid_does_not_count(with_bids: Tender, baiyun: Person) -> None:
    world.withdraw(with_bids, baiyun)

    world.close(with_bids)

    assert with_bids.stage == "failed"


def test_a_keyholder_who_never_comes_fails_the_lot_and_no_bidder(unlocking: Tender) -> None:
    world.pass_time(unlocking, unlocking.lot.schedule.instant(Instant.KEYS_END))

    assert unlocking.stage == "failed"
    failed = Entry.objects.select_related("content").get(type="lot.failed")
    assert failed.content.body["reason"] == "window_key_missing"
    assert not OpenedBid.objects.exists()
    with pytest.raises(WindowKeyRefused):
        world.publish_window_key(unlocking)


def test_a_keyholder_in_the_last_moment_is_in_time(unlocking: Tender) -> None:
    """The twin."""
    world.pass_time(unlocking, unlocking.lot.schedule.instant(Instant.KEYS_END) - 30 * world.SECOND)

    world.publish_window_key(unlocking)

    assert unlocking.stage == "objections"
