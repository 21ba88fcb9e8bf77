"""Worked cases 8 and 9 of the rules (rules.md 11), as far as they need the services: TL 28, O20 26 to 31, TR 44.

The rest of them, and all other cases, are in `tests/domain/law/test_worked_cases.py`.
"""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest

from bidding.domain.opening import Cause, Result
from bidding.models import OpenedBid, OpeningRecord, SealedObject, Submission
from bidding.services.submissions import BidTooLate
from bidding.services.uploads import (
    UploadPlan,
    UploadRefused,
    append_piece,
    begin_upload,
    discard_upload,
    finish_upload,
)
from tests.services.test_submissions import at, hand_in
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.entries import Visibility
from trading.models import Entry
from trading.services import files, training

MICROSECOND = timedelta(microseconds=1)
PDF = b"%PDF-1.7 a price for everyone to read" * 20


# --- case 8: the deadline instant and a running upload


def test_a_bid_one_microsecond_before_the_deadline_is_received(
    tender: Tender, baiyun: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, tender, -MICROSECOND)

    assert world.submit(tender, baiyun).version == 1


@pytest.mark.parametrize("late_by", [timedelta(0), MICROSECOND], ids=["equal to the deadline", "a microsecond late"])
def test_a_late_bid_is_refused_and_the_version_before_stands(
    late_by: timedelta, tender: Tender, baiyun: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.submit(tender, baiyun)
    sealed = world.seal(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    at(monkeypatch, tender, late_by)

    with pytest.raises(BidTooLate):
        hand_in(tender, baiyun, sealed)

    assert list(Submission.objects.all()) == [first]


@pytest.mark.parametrize("before", [False, True], ids=["no version before", "a version before"])
def test_an_upload_that_still_runs_at_the_deadline_is_lost(tender: Tender, baiyun: Person, before: bool) -> None:
    """Case 8, O20 27: the replacement stood at 97 per cent; the complete version before it stays, if there is one."""
    kept = [world.submit(tender, baiyun)] if before else []
    sealed = world.seal(tender, baiyun)
    data = sealed.form.data
    sent = len(data) * 97 // 100
    plan = UploadPlan("form", 0, sealed.signed.value.version, sealed.form.sha256, len(data))
    upload = begin_upload(lot_id=tender.lot.pk, plan=plan, by=baiyun.actor)
    append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data[:sent]), by=baiyun.actor)

    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)
    append_piece(upload_id=upload.pk, offset=sent, piece=BytesIO(data[sent:]), by=baiyun.actor)
    finish_upload(upload_id=upload.pk, by=baiyun.actor)

    with pytest.raises(BidTooLate):
        hand_in(tender, baiyun, sealed)
    assert list(Submission.objects.all()) == kept


def test_a_file_that_is_not_encrypted_is_refused_with_words_and_an_encrypted_one_received(
    tender: Tender, baiyun: Person
) -> None:
    """Case 8, O20 26: half an hour before the deadline there is time to send it again."""
    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline - timedelta(minutes=30))
    plan = UploadPlan("form", 0, 1, sha256(PDF).hexdigest(), len(PDF))
    upload = begin_upload(lot_id=tender.lot.pk, plan=plan, by=baiyun.actor)
    append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(PDF), by=baiyun.actor)

    with pytest.raises(UploadRefused, match="加密") as refused:
        finish_upload(upload_id=upload.pk, by=baiyun.actor)
    discard_upload(upload_id=upload.pk, by=baiyun.actor)

    assert refused.value.code == "not_sealed"
    assert not SealedObject.objects.exists()
    assert world.submit(tender, baiyun).version == 1


# --- case 9: three bidders, and one that cannot be opened


def outcomes() -> dict[str, tuple[str, str | None]]:
    return {row.submission.organisation.uscc: (row.outcome, row.cause) for row in OpenedBid.objects.all()}


def test_whoever_lets_the_window_pass_is_revoked_and_the_opening_goes_on(tender: Tender, bidders: list[Person]) -> None:
    """Case 9(a), O20 31: three bids counted, two opened; whether that is competition is for the committee (O12 27)."""
    *timely, late = bidders
    world.bring_to("objections", tender, bidders, releasing=timely)

    assert outcomes() == {bidder.party: (Result.OPENED.value, None) for bidder in timely} | {
        late.party: (Result.REVOKED.value, Cause.NOT_RELEASED.value)
    }
    world.finish(tender)
    assert tender.stage == "opened"
    assert OpeningRecord.objects.filter(lot=tender.lot).exists()


def test_whoever_the_service_failed_counts_as_withdrawn_and_two_are_not_opened(
    tender: Tender, bidders: list[Person]
) -> None:
    """Case 9(b), O20 31, TR 44, rules 2.4-6: no further opening, and a new tender."""
    unlucky = bidders[-1]
    world.bring_to("unlocking", tender, bidders)
    files.destroy(tender.sealed[unlucky.party].form.sha256)

    world.publish_window_key(tender)

    assert outcomes()[unlucky.party] == (Result.WITHDRAWN.value, Cause.OBJECT_MISSING.value)
    assert {outcome for party, (outcome, _) in outcomes().items() if party != unlucky.party} == {Result.OPENED.value}
    assert tender.stage == "failed"
    failed = Entry.objects.select_related("content").get(type="lot.failed")
    assert failed.content.body["reason"] == "too_few_bids"
    assert not Entry.objects.filter(type="bids.opened", visibility=Visibility.PUBLIC.value).exists()
    assert not OpeningRecord.objects.exists()
