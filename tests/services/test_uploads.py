"""Only what is sealed for this bidder, lot and version gets in; each refusal beside its success on the same setup."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from bidding.domain.bids import FORM_SIZES, LARGEST_ATTACHMENTS
from bidding.domain.drafting import BidDraft, seal_bid
from bidding.models import SealedObject, Upload
from bidding.services import uploads
from bidding.services.uploads import (
    MAX_PIECE,
    NoSuchUpload,
    UploadPlan,
    UploadRefused,
    WrongOffset,
    append_piece,
    begin_upload,
    discard_upload,
    finish_upload,
)
from tests.support import world
from tests.support.cast import Person, code_of
from tests.support.world import Tender
from trading.domain.actors import BiddersOnly
from trading.services import files, training

ELSEWHERE: dict[str, Callable[[BidDraft], BidDraft]] = {
    "another lot": lambda draft: replace(draft, place=replace(draft.place, lot=uuid4())),
    "another bidder": lambda draft: replace(draft, bidder=code_of("changhe")),
    "another version": lambda draft: replace(draft, version=2, previous="0" * 64),
}


def sealed_form(tender: Tender, bidder: Person) -> bytes:
    return world.seal(tender, bidder).form.data


def plan_for(data: bytes, **changes: Any) -> UploadPlan:
    return replace(UploadPlan("form", 0, 1, sha256(data).hexdigest(), len(data)), **changes)


def send(tender: Tender, bidder: Person, data: bytes, plan: UploadPlan | None = None) -> UUID:
    """All of it in one piece, as far as the end; the object is not checked yet."""
    upload = begin_upload(lot_id=tender.lot_id, plan=plan or plan_for(data), by=bidder.actor)
    append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data), by=bidder.actor)
    return upload.pk


def finish(upload: UUID, bidder: Person) -> None:
    finish_upload(upload_id=upload, by=bidder.actor)


def refuse(upload: UUID, bidder: Person) -> str:
    """It is refused, and nothing of it is kept; returns the code."""
    with pytest.raises(UploadRefused) as refused:
        finish(upload, bidder)
    discard_upload(upload_id=upload, by=bidder.actor)
    assert not SealedObject.objects.exists()
    assert not files.incoming(upload).exists()
    return refused.value.code


def test_a_sealed_form_is_stored_under_its_hash(tender: Tender, baiyun: Person) -> None:
    data = sealed_form(tender, baiyun)

    finish(send(tender, baiyun, data), baiyun)

    stored = SealedObject.objects.get()
    assert files.path_of(stored.sha256).read_bytes() == data
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 a price for everyone to read" * 20, b"age-encryption.org/v1\n-> X25519 a\n"]
)
def test_what_is_not_sealed_is_refused(data: bytes, tender: Tender, baiyun: Person) -> None:
    upload = send(tender, baiyun, data)

    assert refuse(upload, baiyun) == "not_sealed"
    finish(send(tender, baiyun, sealed_form(tender, baiyun)), baiyun)
    assert SealedObject.objects.count() == 1


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_is_sealed_for_something_else_is_refused(case: str, tender: Tender, baiyun: Person) -> None:
    draft = world.draft_of(tender, baiyun)
    wrong = seal_bid(ELSEWHERE[case](draft), baiyun.key).form.data

    assert refuse(send(tender, baiyun, wrong), baiyun) == "wrong_context"
    finish(send(tender, baiyun, sealed_form(tender, baiyun)), baiyun)
    assert SealedObject.objects.count() == 1


def test_a_form_does_not_pass_for_an_attachment(tender: Tender, baiyun: Person) -> None:
    data = sealed_form(tender, baiyun)

    assert refuse(send(tender, baiyun, data, plan_for(data, role="attachment", index=1)), baiyun) == "wrong_context"


def test_a_damaged_object_is_refused_and_may_be_sent_again(tender: Tender, baiyun: Person) -> None:
    data = sealed_form(tender, baiyun)
    damaged = data[:-1] + bytes([data[-1] ^ 1])

    assert refuse(send(tender, baiyun, damaged, plan_for(data)), baiyun) == "damaged"
    finish(send(tender, baiyun, data), baiyun)
    assert SealedObject.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"size": max(FORM_SIZES) + 1},
        {"size": LARGEST_ATTACHMENTS + 1, "role": "attachment"},
        {"size": 0},
        {"index": 21, "role": "attachment"},
    ],
    ids=str,
)
def test_what_is_too_large_or_too_many_is_refused_before_it_comes(
    changes: dict[str, object], tender: Tender, baiyun: Person
) -> None:
    data = sealed_form(tender, baiyun)

    with pytest.raises(UploadRefused) as refused:
        begin_upload(lot_id=tender.lot_id, plan=plan_for(data, **changes), by=baiyun.actor)

    assert refused.value.code == "too_large"
    assert begin_upload(lot_id=tender.lot_id, plan=plan_for(data), by=baiyun.actor).offset == 0


@pytest.mark.parametrize(
    "changes",
    [{"sha256": "../../etc/passwd"}, {"sha256": "AB" * 32}, {"role": "release"}, {"version": 0}],
    ids=str,
)
def test_a_plan_that_makes_no_sense_is_refused(changes: dict[str, object], tender: Tender, baiyun: Person) -> None:
    plan = plan_for(sealed_form(tender, baiyun), **changes)

    with pytest.raises(UploadRefused) as refused:
        begin_upload(lot_id=tender.lot_id, plan=plan, by=baiyun.actor)

    assert refused.value.code == "bad_plan"


def test_a_piece_beyond_the_announced_size_is_refused_and_the_rest_still_fits(tender: Tender, baiyun: Person) -> None:
    data = sealed_form(tender, baiyun)
    upload = begin_upload(lot_id=tender.lot_id, plan=plan_for(data), by=baiyun.actor)

    for piece in (data + b"x", b"x" * (MAX_PIECE + 1)):
        with pytest.raises(UploadRefused) as refused:
            append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(piece), by=baiyun.actor)
        assert refused.value.code == "too_large"

    append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data), by=baiyun.actor)
    finish(upload.pk, baiyun)


def test_a_piece_goes_where_the_last_one_ended_and_nowhere_else(tender: Tender, baiyun: Person) -> None:
    data = sealed_form(tender, baiyun)
    upload = begin_upload(lot_id=tender.lot_id, plan=plan_for(data), by=baiyun.actor)
    append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data[:100]), by=baiyun.actor)

    for offset in (0, 99, 101):
        with pytest.raises(WrongOffset) as refused:
            append_piece(upload_id=upload.pk, offset=offset, piece=BytesIO(data[offset:]), by=baiyun.actor)
        assert refused.value.offset == 100

    append_piece(upload_id=upload.pk, offset=100, piece=BytesIO(data[100:]), by=baiyun.actor)
    finish(upload.pk, baiyun)
    assert SealedObject.objects.get().size == len(data)


def test_what_a_cut_off_piece_left_behind_is_written_over(tender: Tender, baiyun: Person) -> None:
    """The bytes came in, and the process ended before the offset was saved."""
    data = sealed_form(tender, baiyun)
    upload = begin_upload(lot_id=tender.lot_id, plan=plan_for(data), by=baiyun.actor)
    append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data[:100]), by=baiyun.actor)
    with files.incoming(upload.pk).open("ab") as file:
        file.write(b"half a piece" * 1000)

    append_piece(upload_id=upload.pk, offset=100, piece=BytesIO(data[100:]), by=baiyun.actor)
    finish(upload.pk, baiyun)

    assert SealedObject.objects.count() == 1


def test_an_upload_is_finished_once_more_where_the_process_ended_after_moving_the_file(
    tender: Tender, baiyun: Person
) -> None:
    data = sealed_form(tender, baiyun)
    upload = send(tender, baiyun, data)
    files.adopt(files.incoming(upload), sha256(data).hexdigest())

    finish(upload, baiyun)

    assert SealedObject.objects.get().sha256 == sha256(data).hexdigest()


def test_an_upload_whose_bytes_are_lost_is_damaged(tender: Tender, baiyun: Person) -> None:
    upload = send(tender, baiyun, sealed_form(tender, baiyun))
    files.incoming(upload).unlink()

    assert refuse(upload, baiyun) == "damaged"


def test_an_upload_is_there_for_its_bidder_alone(
    tender: Tender, baiyun: Person, changhe: Person, agency: Person
) -> None:
    data = sealed_form(tender, baiyun)
    upload = begin_upload(lot_id=tender.lot_id, plan=plan_for(data), by=baiyun.actor)

    with pytest.raises(NoSuchUpload):
        append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data), by=changhe.actor)
    with pytest.raises(BiddersOnly):
        append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data), by=agency.actor)

    append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data), by=baiyun.actor)


def test_no_upload_begins_once_the_deadline_has_come(tender: Tender, baiyun: Person) -> None:
    plan = plan_for(sealed_form(tender, baiyun))
    begin_upload(lot_id=tender.lot_id, plan=plan, by=baiyun.actor)
    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)

    with pytest.raises(UploadRefused) as refused:
        begin_upload(lot_id=tender.lot_id, plan=plan, by=baiyun.actor)

    assert refused.value.code == "late"


def test_unfinished_uploads_are_limited_and_forgotten_ones_make_room(
    tender: Tender, baiyun: Person, changhe: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_UNFINISHED", 2)
    plan = plan_for(sealed_form(tender, baiyun))
    old = [send(tender, baiyun, b"x", replace(plan, size=9)), send(tender, baiyun, b"x", replace(plan, size=9))]

    with pytest.raises(UploadRefused) as refused:
        begin_upload(lot_id=tender.lot_id, plan=plan, by=baiyun.actor)

    assert refused.value.code == "too_many_uploads"
    assert begin_upload(lot_id=tender.lot_id, plan=plan, by=changhe.actor)
    for upload in Upload.objects.filter(pk__in=old):
        Upload.objects.filter(pk=upload.pk).update(created_at=upload.created_at - timedelta(days=2))
    assert begin_upload(lot_id=tender.lot_id, plan=plan, by=baiyun.actor)
    assert not any(files.incoming(upload).exists() for upload in old)
