"""What is said in the hall, by whom and when; each refusal beside its success on the same setup."""

import json
from datetime import timedelta

import pytest

from bidding.models import Attendance, Confirmation, Objection, OpeningRecord
from bidding.services import hall
from bidding.services.hall import HallRefused, answer_objection, confirm_opening, object_to, sign_in
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder
from tests.support.world import Tender
from trading.domain.actors import BiddersOnly
from trading.models import Entry


def code_of(refusal: "pytest.ExceptionInfo[HallRefused]") -> str:
    return refusal.value.code


# --- signing in ---------------------------------------------------------------------------------------------------


def test_a_bidder_signs_in_once(decrypting: Tender, baiyun: Person) -> None:
    for _ in range(2):
        sign_in(lot_id=decrypting.lot_id, by=baiyun.actor)

    assert Attendance.objects.count() == 1
    assert Entry.objects.filter(type="bidder.signed_in").count() == 1


def test_nobody_signs_in_before_the_opening(with_bids: Tender, baiyun: Person) -> None:
    with pytest.raises(HallRefused) as refused:
        sign_in(lot_id=with_bids.lot_id, by=baiyun.actor)

    assert code_of(refused) == "not_now"
    world.close(with_bids)
    sign_in(lot_id=with_bids.lot_id, by=baiyun.actor)


def test_whoever_has_no_bid_in_the_box_has_no_say(decrypting: Tender, agency: Person) -> None:
    dongfang = make_bidder("dongfang")

    with pytest.raises(HallRefused) as refused:
        sign_in(lot_id=decrypting.lot_id, by=dongfang.actor)
    with pytest.raises(BiddersOnly):
        sign_in(lot_id=decrypting.lot_id, by=agency.actor)

    assert code_of(refused) == "no_bid"
    assert not Attendance.objects.exists()


def test_whoever_withdrew_has_no_say(tender: Tender, bidders: list[Person]) -> None:
    dongfang = make_bidder("dongfang")
    world.submit_all(tender, [*bidders, dongfang])
    world.withdraw(tender, dongfang)
    world.close(tender)

    with pytest.raises(HallRefused) as refused:
        object_to(lot_id=tender.lot_id, text="有异议", by=dongfang.actor)

    assert code_of(refused) == "no_bid"


# --- objections ---------------------------------------------------------------------------------------------------


def test_the_box_is_objected_to_in_the_window_and_the_opening_afterwards(
    decrypting: Tender, bidders: list[Person], baiyun: Person
) -> None:
    first = object_to(lot_id=decrypting.lot_id, text="投标箱里少了一份", by=baiyun.actor)
    world.open_all(decrypting, bidders)
    second = object_to(lot_id=decrypting.lot_id, text="唱标价格有误", by=baiyun.actor)

    assert (first.subject, second.subject) == (Objection.Subject.BOX, Objection.Subject.OPENING)


def test_no_objection_after_the_objections_are_closed(objections: Tender, baiyun: Person) -> None:
    object_to(lot_id=objections.lot_id, text="价格有误", by=baiyun.actor)
    world.end_objections(objections)

    with pytest.raises(HallRefused) as refused:
        object_to(lot_id=objections.lot_id, text="太迟", by=baiyun.actor)

    assert code_of(refused) == "not_now"
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "长" * 1001])
def test_an_objection_says_something_and_not_too_much(text: str, objections: Tender, baiyun: Person) -> None:
    with pytest.raises(HallRefused) as refused:
        object_to(lot_id=objections.lot_id, text=text, by=baiyun.actor)

    assert code_of(refused) == "bad_text"
    object_to(lot_id=objections.lot_id, text="长" * 1000, by=baiyun.actor)


def test_one_bidder_cannot_flood_the_hall(objections: Tender, bidders: list[Person]) -> None:
    baiyun, changhe, _ = bidders
    for number in range(hall.MAX_OBJECTIONS):
        object_to(lot_id=objections.lot_id, text=f"第{number}条", by=baiyun.actor)

    with pytest.raises(HallRefused) as refused:
        object_to(lot_id=objections.lot_id, text="再一条", by=baiyun.actor)

    assert code_of(refused) == "too_many"
    object_to(lot_id=objections.lot_id, text="别人的一条", by=changhe.actor)


def test_the_agency_alone_answers_and_once(objections: Tender, baiyun: Person, agency: Person) -> None:
    objection = object_to(lot_id=objections.lot_id, text="价格有误", by=baiyun.actor)

    def answer(by: Person) -> None:
        answer_objection(objection_id=objection.pk, text="已核对", by=by.actor)

    for stranger in (baiyun, make_agency("dongfang")):
        with pytest.raises(HallRefused) as refused:
            answer(stranger)
        assert code_of(refused) == "not_yours"
    answer(agency)
    with pytest.raises(HallRefused) as refused:
        answer(agency)

    assert code_of(refused) == "answered"
    assert Entry.objects.filter(type="objection.answered").count() == 1


def test_no_answer_once_the_record_is_published(objections: Tender, bidders: list[Person], agency: Person) -> None:
    objection = object_to(lot_id=objections.lot_id, text="价格有误", by=bidders[0].actor)
    world.finish(objections, bidders)

    with pytest.raises(HallRefused) as refused:
        answer_objection(objection_id=objection.pk, text="太迟", by=agency.actor)

    assert code_of(refused) == "too_late"


def test_objections_without_an_answer_are_counted_and_stand_in_the_record(
    objections: Tender, bidders: list[Person], agency: Person
) -> None:
    answered = object_to(lot_id=objections.lot_id, text="价格有误", by=bidders[0].actor)
    object_to(lot_id=objections.lot_id, text="没有人回答", by=bidders[1].actor)
    answer_objection(objection_id=answered.pk, text="已核对", by=agency.actor)

    world.finish(objections, bidders)

    closed = Entry.objects.select_related("content").get(type="objections.closed")
    assert closed.content.body["unanswered"] == 1
    record = json.loads(bytes(OpeningRecord.objects.get().content))
    assert [(each["text"], each["answer"]) for each in record["objections"]] == [
        ("价格有误", "已核对"),
        ("没有人回答", None),
    ]


# --- confirmations and the record ---------------------------------------------------------------------------------


def test_a_bidder_confirms_once_and_not_before_prices_are_shown(
    decrypting: Tender, bidders: list[Person], baiyun: Person
) -> None:
    with pytest.raises(HallRefused) as refused:
        confirm_opening(lot_id=decrypting.lot_id, by=baiyun.actor)
    assert code_of(refused) == "not_now"
    world.open_all(decrypting, bidders)

    for _ in range(2):
        confirm_opening(lot_id=decrypting.lot_id, by=baiyun.actor)

    assert Confirmation.objects.count() == 1
    assert Entry.objects.filter(type="record.confirmed").count() == 1


def test_the_record_is_published_when_all_have_confirmed(objections: Tender, bidders: list[Person]) -> None:
    world.end_objections(objections)
    for bidder in bidders[:-1]:
        confirm_opening(lot_id=objections.lot_id, by=bidder.actor)
    assert hall.close_complete_confirmations() == 0

    confirm_opening(lot_id=objections.lot_id, by=bidders[-1].actor)

    assert hall.close_complete_confirmations() == 1
    assert objections.stage == "opened"


def test_silence_is_no_objection_to_the_record(objections: Tender) -> None:
    world.finish(objections)

    assert objections.stage == "opened"
    assert OpeningRecord.objects.count() == 1


def test_objections_stay_open_for_their_whole_time(objections: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        confirm_opening(lot_id=objections.lot_id, by=bidder.actor)
    end = objections.lot.schedule.prices_shown_at
    assert end is not None

    world.pass_time(objections, end + objections.lot.schedule.objections - timedelta(seconds=30))
    hall.close_complete_confirmations()

    assert objections.stage == "objections"
