"""Who may put what into the box, and until when; each refusal beside its success on the same setup."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bidding.domain.age_keys import Identity
from bidding.domain.bids import Keyholder, Withdrawal, sign_bid, sign_withdrawal
from bidding.domain.drafting import BidDraft, SealedBid, seal_bid
from bidding.domain.receipts import Kind, read_receipt
from bidding.models import Submission
from bidding.services import submissions
from bidding.services.submissions import BidRefused, BidTooLate, submit_bid, withdraw_bid
from tests.support import world
from tests.support.cast import Person, code_of, make_agency, make_supervisor
from tests.support.world import Tender
from trading.domain.actors import BiddersOnly
from trading.domain.canonical import FormatError
from trading.models import Lot
from trading.selectors.trades import NoSuchLot
from trading.services import files, moments, training
from trading.services.keys import receipt_public_key
from trading.services.moments import Moment

Change = Callable[[BidDraft], BidDraft]
MICROSECOND = timedelta(microseconds=1)
NOTHING = "0" * 64
OTHER_KEYS = Keyholder("agency", str(Identity.generate().recipient), str(Identity.generate().recipient))

WRONG: dict[str, tuple[str, Change]] = {
    "another lot": ("wrong_lot", lambda draft: replace(draft, place=replace(draft.place, lot=uuid4()))),
    "another trade": ("wrong_lot", lambda draft: replace(draft, place=replace(draft.place, trade=uuid4()))),
    "another platform": (
        "wrong_lot",
        lambda draft: replace(draft, place=replace(draft.place, origin="other.cn/mingzheng")),
    ),
    "another bidder": ("wrong_bidder", lambda draft: replace(draft, bidder=code_of("changhe"))),
    "a version too far": ("version_taken", lambda draft: replace(draft, version=2, previous=NOTHING)),
    "old documents": ("old_documents", lambda draft: replace(draft, document=NOTHING)),
    "other keyholders": ("wrong_keyholders", lambda draft: replace(draft, keyholders=(OTHER_KEYS,))),
}


def hand_in(tender: Tender, bidder: Person, sealed: SealedBid) -> Submission:
    return submit_bid(lot_id=tender.lot_id, statement=sealed.signed.bytes, by=bidder.actor)


def at(monkeypatch: pytest.MonkeyPatch, tender: Tender, since_deadline: timedelta) -> None:
    """Submissions take the lot's lock as always, and the trade's clock then shows exactly this."""

    def lock(lot: Lot) -> Moment:
        return replace(moments.lock_lot_shared(lot), at=tender.lot.schedule.deadline + since_deadline)

    monkeypatch.setattr(submissions, "lock_lot_shared", lock)


def test_a_bid_leaves_with_a_signed_receipt(tender: Tender, baiyun: Person) -> None:
    submission = world.submit(tender, baiyun)

    receipt = read_receipt(bytes(submission.receipt))
    assert receipt.key == receipt_public_key()
    assert (receipt.value.bid, receipt.value.bidder, receipt.value.version) == (submission.hash, baiyun.party, 1)
    assert receipt.value.received_at == submission.received_at


def test_a_late_bid_is_refused_though_the_clock_has_not_closed_the_box(tender: Tender, baiyun: Person) -> None:
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)

    with pytest.raises(BidTooLate):
        hand_in(tender, baiyun, sealed)

    assert tender.stage == "bidding"


def test_a_closed_box_stays_closed_whatever_the_clock_says(
    tender: Tender, baiyun: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    world.close(tender, start=False)
    at(monkeypatch, tender, -timedelta(days=1))

    with pytest.raises(BidTooLate):
        hand_in(tender, baiyun, sealed)


@pytest.mark.parametrize("case", WRONG)
def test_a_bid_for_something_else_is_refused_and_the_right_one_is_received(
    case: str, tender: Tender, baiyun: Person
) -> None:
    code, change = WRONG[case]
    draft = world.draft_of(tender, baiyun)

    with pytest.raises(BidRefused) as refused:
        hand_in(tender, baiyun, seal_bid(change(draft), baiyun.key))

    assert refused.value.code == code
    assert not Submission.objects.exists()
    assert world.submit(tender, baiyun).version == 1


def test_a_bid_is_refused_until_its_object_has_been_uploaded(tender: Tender, baiyun: Person) -> None:
    sealed = world.seal(tender, baiyun)

    with pytest.raises(BidRefused) as refused:
        hand_in(tender, baiyun, sealed)

    assert refused.value.code == "object_missing"
    world.upload(tender, baiyun, sealed)
    assert hand_in(tender, baiyun, sealed).version == 1


def test_a_bid_is_refused_where_the_file_of_its_object_is_gone(tender: Tender, baiyun: Person) -> None:
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    files.destroy(sealed.form.sha256)

    with pytest.raises(BidRefused) as refused:
        hand_in(tender, baiyun, sealed)

    assert refused.value.code == "object_missing"
    world.upload(tender, baiyun, sealed)  # supplied again, by the same bidder
    assert hand_in(tender, baiyun, sealed).version == 1


def test_the_object_of_another_bidder_does_not_count_as_ones_own(
    tender: Tender, baiyun: Person, changhe: Person
) -> None:
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    stolen = replace(sealed.signed.value, bidder=changhe.party)

    with pytest.raises(BidRefused) as refused:
        submit_bid(lot_id=tender.lot_id, statement=sign_bid(stolen, changhe.key).bytes, by=changhe.actor)

    assert refused.value.code == "object_missing"
    assert hand_in(tender, baiyun, sealed).version == 1


def test_the_same_bytes_again_give_the_same_receipt(tender: Tender, baiyun: Person) -> None:
    first = world.submit(tender, baiyun)

    again = submit_bid(lot_id=tender.lot_id, statement=bytes(first.statement), by=baiyun.actor)

    assert bytes(again.receipt) == bytes(first.receipt)
    assert Submission.objects.count() == 1


def test_the_same_bytes_give_their_receipt_after_the_deadline_too(tender: Tender, baiyun: Person) -> None:
    """The answer may have been lost on its way, in the last second."""
    first = world.submit(tender, baiyun)
    world.close(tender)

    again = submit_bid(lot_id=tender.lot_id, statement=bytes(first.statement), by=baiyun.actor)

    assert bytes(again.receipt) == bytes(first.receipt)


def test_of_two_browsers_of_one_bidder_the_second_is_told_and_the_first_stands(tender: Tender, baiyun: Person) -> None:
    one, other = world.seal(tender, baiyun), world.seal(tender, baiyun, {"price": "1.00"})
    for sealed in (one, other):
        world.upload(tender, baiyun, sealed)
    received = hand_in(tender, baiyun, one)

    with pytest.raises(BidRefused) as refused:
        hand_in(tender, baiyun, other)

    assert refused.value.code == "version_taken"
    assert list(Submission.objects.all()) == [received]


def test_a_replacement_follows_the_version_before_it(tender: Tender, baiyun: Person) -> None:
    first = world.submit(tender, baiyun)
    draft = world.draft_of(tender, baiyun)

    with pytest.raises(BidRefused) as refused:
        hand_in(tender, baiyun, seal_bid(replace(draft, previous=NOTHING), baiyun.key))

    assert refused.value.code == "version_taken"
    second = world.submit(tender, baiyun)
    assert (first.version, second.version) == (1, 2)


def test_a_bid_signed_by_a_key_of_somebody_else_is_refused(tender: Tender, baiyun: Person, changhe: Person) -> None:
    draft = world.draft_of(tender, baiyun)

    with pytest.raises(BidRefused) as refused:
        hand_in(tender, baiyun, seal_bid(draft, changhe.key))

    assert refused.value.code == "unknown_key"
    assert world.submit(tender, baiyun).version == 1


def test_a_signed_bid_is_refused_from_the_hands_of_another(tender: Tender, baiyun: Person, changhe: Person) -> None:
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)

    with pytest.raises(BidRefused):
        hand_in(tender, changhe, sealed)

    assert hand_in(tender, baiyun, sealed).version == 1


def test_only_bidders_bid(tender: Tender, agency: Person, baiyun: Person) -> None:
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)

    for stranger in (agency, make_supervisor()):
        with pytest.raises(BiddersOnly):
            hand_in(tender, stranger, sealed)

    assert hand_in(tender, baiyun, sealed).version == 1


def test_nobody_bids_for_a_draft(baiyun: Person, tender: Tender) -> None:
    (lot,) = world.draft_tender(make_agency("dongfang")).lots.all()
    statement = world.seal(tender, baiyun).signed.bytes

    with pytest.raises(NoSuchLot):
        submit_bid(lot_id=lot.pk, statement=statement, by=baiyun.actor)


def test_a_changed_byte_or_an_oversized_statement_is_no_bid(tender: Tender, baiyun: Person) -> None:
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    good = sealed.signed.bytes

    for bad in (good.replace(b'"version":1', b'"version":2'), good + b" " * 40_000, b"\x00" + good, b""):
        with pytest.raises(FormatError):
            submit_bid(lot_id=tender.lot_id, statement=bad, by=baiyun.actor)

    assert submit_bid(lot_id=tender.lot_id, statement=good, by=baiyun.actor).version == 1


# --- withdrawals --------------------------------------------------------------------------------------------------


def test_a_bid_is_withdrawn_with_a_receipt_and_may_be_followed_by_another(tender: Tender, baiyun: Person) -> None:
    world.submit(tender, baiyun)

    gone = world.withdraw(tender, baiyun)
    back = world.submit(tender, baiyun)

    assert read_receipt(bytes(gone.receipt)).value.kind is Kind.WITHDRAWAL
    assert (gone.version, back.version) == (2, 3)


def test_what_is_not_there_or_is_gone_cannot_be_withdrawn(tender: Tender, baiyun: Person) -> None:
    first = world.submit(tender, baiyun)
    place = tender.sealed[baiyun.party].signed.value.place

    def withdraw(version: int, bid: str) -> None:
        statement = sign_withdrawal(Withdrawal(place, baiyun.party, version, bid), baiyun.key)
        withdraw_bid(lot_id=tender.lot_id, statement=statement.bytes, by=baiyun.actor)

    with pytest.raises(BidRefused) as refused:
        withdraw(2, NOTHING)
    assert refused.value.code == "nothing_to_withdraw"
    withdraw(2, first.hash)
    with pytest.raises(BidRefused) as refused:
        withdraw(3, first.hash)

    assert refused.value.code == "nothing_to_withdraw"
    assert [row.version for row in Submission.objects.order_by("version")] == [1, 2]


def test_a_late_withdrawal_is_refused(tender: Tender, baiyun: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    world.submit(tender, baiyun)
    at(monkeypatch, tender, timedelta(0))

    with pytest.raises(BidTooLate):
        world.withdraw(tender, baiyun)

    assert Submission.objects.count() == 1
