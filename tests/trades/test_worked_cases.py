"""Worked cases 8 and 9 of the rules (rules.md 11), as far as they need the services: TL 28, O20 26 to 31, TR 44.

The rest of them, and all other cases, are in `tests/domain/law/test_worked_cases.py`.
"""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest

from bidding.domain.opening import Cause, Result
from bidding.models import OpenedBid, OpeningRecord, SealedObject, Submission
from bidding.selectors import NoSuchBid
from bidding.selectors.lost import lost_form
from bidding.services import opening
from bidding.services.remedies import SupplyRefused, supply_form
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
from tests.support.cast import Person, make_bidder
from tests.support.world import Tender
from trading.domain.canonical import at_text
from trading.domain.entries import Visibility
from trading.domain.schedule import Instant
from trading.domain.trade_time import real_time, trade_time
from trading.models import Entry, Heartbeat, Message
from trading.services import files, training
from trading.services.moments import Moment, segments_of
from trading.services.readers import read_on

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
    upload = begin_upload(lot_id=tender.lot_id, plan=plan, by=baiyun.actor)
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
    upload = begin_upload(lot_id=tender.lot_id, plan=plan, by=baiyun.actor)
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
    unlocking: Tender, bidders: list[Person]
) -> None:
    """Case 9(b), O20 31, TR 44, rules 2.4-6: no further opening, and a new tender."""
    unlucky = bidders[-1]
    files.destroy(unlocking.sealed[unlucky.party].form.sha256)

    world.publish_window_key(unlocking)

    assert outcomes()[unlucky.party] == (Result.WITHDRAWN.value, Cause.OBJECT_MISSING.value)
    assert {outcome for party, (outcome, _) in outcomes().items() if party != unlucky.party} == {Result.OPENED.value}
    assert unlocking.stage == "failed"
    failed = Entry.objects.select_related("content").get(type="lot.failed")
    assert failed.content.body["reason"] == "too_few_bids"
    assert not Entry.objects.filter(type="bids.opened", visibility=Visibility.PUBLIC.value).exists()
    assert not OpeningRecord.objects.exists()


# --- case 9(c): the remedies of the documents


def away(tender: Tender, since: timedelta, until: timedelta) -> Moment:
    """The platform gives signs of life from the opening on, is away for a while, and comes back; when it is back."""
    lot, clock = tender.lot, segments_of(tender.trade)
    assert lot.window_opened_at is not None
    begin = real_time(clock, lot.window_opened_at)
    beats = (begin + timedelta(seconds=each) for each in range(0, int(since.total_seconds()) + 1, 20))
    Heartbeat.objects.bulk_create(Heartbeat(beat_at=beat) for beat in beats)
    return Moment(real=begin + until, at=trade_time(clock, begin + until))


def test_an_outage_in_the_window_gives_its_time_back_and_whoever_then_releases_counts(
    decrypting: Tender, bidders: list[Person]
) -> None:
    """Case 9(c), O20 31: ten of the sixty minutes are lost, and C uses the ten that it gets."""
    *timely, late = bidders
    for bidder in timely:
        world.release(decrypting, bidder)

    back = away(decrypting, timedelta(minutes=50), timedelta(minutes=70))
    opening.close_window(decrypting.lot, back)

    told = Entry.objects.select_related("content").get(type="window.prolonged").content.body
    until = decrypting.lot.schedule.instant(Instant.WINDOW_END)
    assert (decrypting.stage, told["until"]) == ("decrypting", at_text(until))
    assert abs(until - back.at - timedelta(minutes=10)) <= timedelta(seconds=20)
    world.release(decrypting, late)
    world.end_window(decrypting)
    world.publish_window_key(decrypting)
    assert outcomes() == {bidder.party: (Result.OPENED.value, None) for bidder in bidders}


@pytest.mark.parametrize("since", [timedelta(minutes=59, seconds=40), timedelta(hours=2)], ids=["20 s", "not at all"])
def test_without_an_outage_the_window_is_closed_when_its_time_is_up(decrypting: Tender, since: timedelta) -> None:
    """Case 9(a): whoever has not released by then has let it pass."""
    opening.close_window(decrypting.lot, away(decrypting, since, timedelta(minutes=60)))

    assert decrypting.stage == "unlocking"
    assert not Entry.objects.filter(type="window.prolonged").exists()


def test_where_all_have_released_nobody_needs_the_time_back(decrypting: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        world.release(decrypting, bidder)

    opening.close_window(decrypting.lot, away(decrypting, timedelta(minutes=1), timedelta(minutes=70)))

    assert decrypting.stage == "unlocking"


def test_a_form_that_the_platform_lost_is_handed_in_again_and_counts(unlocking: Tender, bidders: list[Person]) -> None:
    """Case 9(c), O20 31: the hash that was signed before the deadline decides."""
    unlucky = bidders[-1]
    form = unlocking.sealed[unlucky.party].form
    assert lost_form(unlucky.actor, unlocking.lot) == ""
    files.destroy(form.sha256)
    assert lost_form(unlucky.actor, unlocking.lot) == form.sha256

    for _twice in range(2):
        supply_form(lot_id=unlocking.lot_id, sha256=form.sha256, content=form.data, by=unlucky.actor)
    world.publish_window_key(unlocking)

    assert outcomes() == {bidder.party: (Result.OPENED.value, None) for bidder in bidders}
    supplied = Entry.objects.select_related("content").get(type="form.supplied")
    assert supplied.content.body == {"bidder": unlucky.party, "lot": str(unlocking.lot_id), "object": form.sha256}


def test_nothing_but_the_own_signed_form_is_handed_in(unlocking: Tender, bidders: list[Person]) -> None:
    own, other = (unlocking.sealed[bidder.party].form for bidder in bidders[:2])
    for form in (own, other):
        files.destroy(form.sha256)
    lot, by = unlocking.lot_id, bidders[0].actor

    with pytest.raises(SupplyRefused, match="哈希值"):
        supply_form(lot_id=lot, sha256=own.sha256, content=other.data, by=by)
    for stranger in (by, unlocking.agency.actor, make_bidder("dongfang").actor):
        with pytest.raises(NoSuchBid):
            supply_form(lot_id=lot, sha256=other.sha256, content=other.data, by=stranger)
    world.publish_window_key(unlocking)
    with pytest.raises(SupplyRefused, match="不能补交"):
        supply_form(lot_id=lot, sha256=own.sha256, content=own.data, by=by)

    assert not files.path_of(own.sha256).exists()


def test_each_bidder_learns_why_its_bid_was_not_opened_and_what_follows(tender: Tender, bidders: list[Person]) -> None:
    """Rules 2.4-5, O20 31, TR 44: the cause, the consequence, and where to object."""
    *timely, late = bidders
    world.bring_to("unlocking", tender, bidders, releasing=timely)
    files.destroy(tender.sealed[timely[0].party].form.sha256)
    world.publish_window_key(tender)
    while read_on():
        pass

    said = dict(Message.objects.filter(entry__type="bids.opened").values_list("organisation__uscc", "text"))

    assert set(said) == {late.party, timely[0].party}
    assert "未提交密钥" in said[late.party] and "视为撤销" in said[late.party]
    assert "平台丢失密文" in said[timely[0].party] and "视为撤回" in said[timely[0].party]
    assert all("第四十四条" in text for text in said.values())
