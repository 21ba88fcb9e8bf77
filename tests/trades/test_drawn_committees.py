"""A committee from the request to its members: the pool is frozen, three parties draw, and the calls walk the order."""

from collections.abc import Iterator

import pytest

from experts.domain.committees import Departure, Reply
from experts.domain.walk import Result
from experts.models import CommitteeRequest, Expert
from experts.selectors.draws import progress_of
from experts.selectors.own import call_in
from experts.selectors.sealing import unseal
from experts.selectors.seats import committee_of
from experts.services import calling, drawing, walks
from experts.services.answering import leave_committee
from experts.services.convening import convene
from experts.services.draw import allow_repetition
from experts.services.requesting import withdraw_request
from tests.support import world
from tests.support.cast import Person, make_colleague, make_supervisor
from tests.support.draws import answer, play_for
from tests.support.experts import CALLS_FROM, make_experts, request_for, with_account
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.stages import Stage
from trading.models import Entry, User

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pool(scene: None) -> list[Expert]:
    return make_experts(14)


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    return make_supervisor()


@pytest.fixture(scope="module", autouse=True)
def by_the_draw() -> Iterator[None]:
    before = walks.walk()
    walks.use(drawing.DrawnOrder())
    yield
    walks.use(before)


@standing
def request_(tender: Tender, pool: list[Expert], by_the_draw: None) -> CommitteeRequest:
    """The time of calling has come, and the list is frozen."""
    request = request_for(tender)
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()
    world.place_news(tender)
    return request


@standing
def drawn(request_: CommitteeRequest, tender: Tender, supervisor: Person) -> CommitteeRequest:
    """Everybody has played its part, and the first are called."""
    play_for(request_, tender, supervisor)
    calling.call_experts()
    return request_


@standing
def accepted(drawn: CommitteeRequest) -> CommitteeRequest:
    """Whoever was called has accepted."""
    for call in drawn.calls.order_by("number"):
        answer(call, Reply.ACCEPTED)
    calling.call_experts()
    return drawn


@standing
def over(accepted: CommitteeRequest, tender: Tender, bidders: list[Person]) -> Tender:
    """The bids are opened, and the record is published; nobody sits yet."""
    assert convene() == 0, "before the opening record nobody sits"
    return world.bring_to("opened", tender, bidders)


def results(request: CommitteeRequest) -> list[Result]:
    draw = drawing.draw_of(request)
    assert draw is not None
    return [call.result for call in progress_of(draw, listed=True).walk.calls]


def test_nobody_is_called_before_the_draw_has_an_order(request_: CommitteeRequest, tender: Tender) -> None:
    assert drawing.draw_of(request_) is not None
    assert Entry.objects.filter(type="draw.list_frozen").count() == 1

    calling.call_experts()

    assert not request_.calls.exists()


def test_the_calls_follow_the_drawn_order_and_the_log_says_so(drawn: CommitteeRequest, tender: Tender) -> None:
    draw = drawing.draw_of(drawn)
    assert draw is not None
    order = [each.blinded for each in progress_of(draw, listed=True).walk.order]
    called = [unseal(call.sealed)["expert"] for call in drawn.calls.order_by("number")]
    people = {str(expert): blinded for blinded, expert in drawing._people(draw.pk, drawn.pk).items()}
    assert [people[expert] for expert in called] == order[:4]

    for call in drawn.calls.order_by("-number"):
        answer(call, Reply.ACCEPTED)

    assert results(drawn) == [Result.ACCEPTED] * 4
    calling.call_experts()
    drawn.refresh_from_db()
    assert drawn.formed_at is not None


def test_an_early_answer_waits_in_the_log_for_whoever_is_before_it(drawn: CommitteeRequest) -> None:
    first, second, *_ = drawn.calls.order_by("number")

    answer(second, Reply.ACCEPTED)
    assert results(drawn) == []
    answer(first, Reply.DECLINED)

    assert results(drawn) == [Result.DECLINED, Result.ACCEPTED]


def test_whoever_leaves_is_replaced_by_the_next_of_the_same_order(accepted: CommitteeRequest) -> None:
    drawn, calls = accepted, list(accepted.calls.order_by("number"))
    expert = Expert.objects.get(pk=unseal(calls[1].sealed)["expert"])

    leave_committee(call_id=calls[1].pk, cause=Departure.ILL, reason="住院", by=with_account(expert).actor)
    calling.call_experts()
    answer(drawn.calls.get(number=5), Reply.ACCEPTED)

    assert results(drawn) == [*[Result.ACCEPTED] * 4, Result.STOOD_DOWN, Result.ACCEPTED]


def test_whoever_was_drawn_and_accepted_sits_on_the_committee_under_the_id_of_the_draw(
    accepted: CommitteeRequest, over: Tender
) -> None:
    drawn, tender = accepted, over
    qian = make_colleague(tender.agency)
    User.objects.filter(pk=qian.user.pk).update(full_name="招标人代表")

    assert convene() == 5 and convene() == 0
    members = committee_of(tender.lot)
    draw = drawing.draw_of(drawn)
    assert draw is not None
    assert {each.blinded for each in members if each.is_expert} == set(progress_of(draw, listed=True).walk.seated)
    assert [each.user_id for each in members if each.is_representative] == [qian.user.pk]


def test_the_seat_of_a_member_who_leaves_goes_to_the_next_who_accepts(accepted: CommitteeRequest, over: Tender) -> None:
    drawn, tender = accepted, over
    convene()
    gone = drawn.calls.get(number=2)
    expert = Expert.objects.get(pk=unseal(gone.sealed)["expert"])
    assert call_in(with_account(expert).actor, tender.lot) == gone.pk, "its own way out"
    assert call_in(tender.agency.actor, tender.lot) is None

    leave_committee(call_id=gone.pk, cause=Departure.ILL, reason="住院", by=with_account(expert).actor)
    assert convene() == 0, "nobody has taken the place yet"
    calling.call_experts()
    answer(drawn.calls.get(number=5), Reply.ACCEPTED)
    convene()

    members = {each.user_id for each in committee_of(tender.lot)}
    assert expert.user_id not in members and len(members) == 4


def test_a_second_draw_of_a_lot_waits_for_the_supervisors_reason(
    request_: CommitteeRequest, tender: Tender, supervisor: Person
) -> None:
    before = drawing.draw_of(request_)
    assert before is not None
    withdraw_request(lot_id=tender.lot_id, by=tender.agency.actor)
    again = request_for(tender)
    calling.call_experts()
    assert not again.draws.exists()

    allow_repetition(draw_id=before.pk, reason="组建申请有误，重新申请", by=supervisor.actor)
    calling.call_experts()

    made = again.draws.get().draw
    assert made.repeats_id == before.pk and tender.stage == Stage.BIDDING
