"""TR 56: before the award the committee that evaluated looks at a candidate again, and the award waits for what it says."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from experts.models import LookVote
from experts.selectors.evaluating import sitting_of
from experts.selectors.second_looks import look_for
from experts.services.seating import EvaluationRefused
from experts.services.second_looks import vote_on_look
from tests.support import awards, looks, world
from tests.support import committee as at_work
from tests.support.cast import Person, make_agency, make_bidder, make_supervisor
from tests.support.committee import Committee
from tests.support.looks import said, the_look
from trading.domain.actors import PLATFORM
from trading.domain.award import FallGround
from trading.domain.second_looks import ASKED, GIVEN, read_asked, read_given
from trading.models import Entry, SecondLook, SecondLookResult
from trading.selectors.awards import is_unable, looks_of
from trading.selectors.trades import NoSuchLot
from trading.services.awarding import AwardRefused, fail_candidates
from trading.services.disputing import object_to_candidates
from trading.services.second_looks import LookRefused, ask_second_look


def test_the_award_waits_until_the_committee_has_confirmed_the_candidate(asked: Committee) -> None:
    with pytest.raises(AwardRefused, match="复核"):
        awards.award(asked.tender)

    looks.decide(asked, the_look(), able=True)

    assert awards.award(asked.tender).rank == 1
    assert asked.tender.stage == "awarded"


def test_everybody_learns_what_was_asked_and_what_came_of_it_and_nobody_why(asked: Committee) -> None:
    looks.decide(asked, the_look(), able=False)

    look = the_look()
    assert read_asked(said(ASKED)).rank == 1 and read_asked(said(ASKED)).look == look.pk  # type: ignore[arg-type]
    assert read_given(said(GIVEN)).look == look.pk and not read_given(said(GIVEN)).able  # type: ignore[arg-type]
    assert set(said(ASKED)) == {"answer_by", "look", "lot", "rank"} and set(said(GIVEN)) == {"able", "look", "lot"}
    assert Entry.objects.get(type=GIVEN).by["method"] == "system"


def test_the_next_wins_when_the_committee_does_not_confirm_the_first(asked: Committee) -> None:
    """TR 55, 56."""
    looks.decide(asked, the_look(), able=False)
    with pytest.raises(AwardRefused, match="排名第一"):
        awards.award(asked.tender, rank=2)

    made = awards.award(asked.tender, rank=2, passed=[awards.passed(1, FallGround.UNABLE)])

    assert made.rank == 2


def test_whoever_the_committee_does_not_confirm_cannot_win(asked: Committee) -> None:
    looks.decide(asked, the_look(), able=False)

    with pytest.raises(AwardRefused, match="没有确认"):
        awards.award(asked.tender)


def test_the_lot_may_fail_when_the_committee_does_not_confirm_the_first(asked: Committee) -> None:
    agency = asked.tender.agency.actor
    unable = [awards.passed(1, FallGround.UNABLE)]
    with pytest.raises(AwardRefused, match="复核"):
        fail_candidates(lot_id=asked.lot_id, passed=unable, reason="重新招标", by=agency)
    looks.decide(asked, the_look(), able=False)

    fail_candidates(lot_id=asked.lot_id, passed=unable, reason="重新招标", by=agency)

    assert asked.tender.stage == "failed"


def test_nobody_is_passed_over_as_unable_whom_the_committee_did_not_look_at(decidable: Committee) -> None:
    unable = [awards.passed(1, FallGround.UNABLE)]
    with pytest.raises(AwardRefused, match="复核"):
        awards.award(decidable.tender, rank=2, passed=unable)

    looks.decide(decidable, looks.ask(decidable.tender, rank=2), able=False)

    with pytest.raises(AwardRefused, match="复核"):
        awards.award(decidable.tender, rank=3, passed=unable)


def test_what_the_committee_says_last_counts(decidable: Committee) -> None:
    for able in (False, True):
        looks.decide(decidable, looks.ask(decidable.tender), able=able)

    assert not is_unable(decidable.tender.lot, 1) and len(looks_of(decidable.tender.lot)) == 2
    with pytest.raises(AwardRefused):
        awards.award(decidable.tender, rank=2, passed=[awards.passed(1, FallGround.UNABLE)])
    assert awards.award(decidable.tender).rank == 1


def test_a_look_may_be_asked_for_while_the_candidates_are_shown(shown: Committee) -> None:
    look = looks.ask(shown.tender)

    assert shown.tender.stage == "candidates" and not hasattr(look, "result")


def test_the_committee_goes_on_looking_while_an_objection_waits(shown: Committee, baiyun: Person) -> None:
    look = looks.ask(shown.tender)
    object_to_candidates(lot_id=shown.lot_id, text="业绩不实。", by=baiyun.actor)

    looks.decide(shown, look, able=True)

    assert (shown.tender.stage, SecondLookResult.objects.get().able) == ("disputed", True)


@pytest.mark.parametrize(
    ("rank", "reason", "words"),
    [
        pytest.param(1, "  ", "理由", id="no reason"),
        pytest.param(1, "冻" * 2001, "理由", id="too long a reason"),
        pytest.param(4, looks.REASON, "候选人", id="no such rank"),
        pytest.param(0, looks.REASON, "候选人", id="rank nought"),
    ],
)
def test_a_look_without_reason_or_candidate_is_refused(
    decidable: Committee, rank: int, reason: str, words: str
) -> None:
    with pytest.raises(LookRefused, match=words):
        looks.ask(decidable.tender, rank, reason)

    assert not SecondLook.objects.exists() and not Entry.objects.filter(type=ASKED).exists()
    assert looks.ask(decidable.tender, 3, "冻" * 2000)


def test_one_look_is_asked_for_at_a_time(asked: Committee) -> None:
    with pytest.raises(LookRefused, match="还没有结论"):
        looks.ask(asked.tender, rank=2)
    assert SecondLook.objects.count() == 1

    looks.decide(asked, the_look(), able=True)

    assert looks.ask(asked.tender, rank=2)


def test_a_look_is_asked_for_between_display_and_award_alone(reported: Committee) -> None:
    with pytest.raises(LookRefused, match="公示"):
        looks.ask(reported.tender)
    awards.show(reported.tender)
    awards.end_display(reported.tender)
    awards.award(reported.tender)

    with pytest.raises(LookRefused, match="可能中标"):
        looks.ask(reported.tender)

    assert not SecondLook.objects.exists()


def test_once_somebody_has_won_whoever_may_come_in_its_place_is_looked_at(decidable: Committee) -> None:
    """TR 55, 56: the winner gives up, and the next has fallen into trouble meanwhile."""
    awards.award(decidable.tender)

    look = looks.ask(decidable.tender, rank=2)
    gave_up = [awards.passed(1)]
    with pytest.raises(AwardRefused, match="复核"):
        awards.award(decidable.tender, rank=2, passed=gave_up)
    looks.decide(decidable, look, able=False)

    unable = [*gave_up, awards.passed(2, FallGround.UNABLE)]
    assert awards.award(decidable.tender, rank=3, passed=unable).rank == 3
    with pytest.raises(LookRefused, match="可能中标"):
        looks.ask(decidable.tender, rank=2)
    report = verify(bundle_of(decidable.tender.trade))
    assert [result.name for result in report.failed] == []


@pytest.mark.parametrize("within", [timedelta(), -timedelta(seconds=1), timedelta(days=200)], ids=str)
def test_an_answer_is_asked_for_ahead_and_while_bids_bind(decidable: Committee, within: timedelta) -> None:
    with pytest.raises(LookRefused, match="有效期"):
        looks.ask(decidable.tender, within=within)

    assert not SecondLook.objects.exists()
    look = looks.ask(decidable.tender)
    assert read_asked(said(ASKED)).answer_by == look.answer_by  # type: ignore[arg-type]


def test_the_committee_may_answer_late_and_the_award_waits_for_it(asked: Committee) -> None:
    look = the_look()
    assert look.answer_by is not None
    world.pass_time(asked.tender, look.answer_by)
    with pytest.raises(AwardRefused, match="复核"):
        awards.award(asked.tender)

    looks.decide(asked, look, able=True)

    assert awards.award(asked.tender).rank == 1


def test_only_the_agency_of_the_trade_asks(decidable: Committee, baiyun: Person) -> None:
    strangers = (baiyun, decidable.chair, make_agency("dongfang"), make_supervisor())
    for stranger in strangers:
        with pytest.raises(NoSuchLot):
            ask_second_look(
                lot_id=decidable.lot_id,
                rank=1,
                reason=looks.REASON,
                answer_by=world.DEADLINE + looks.DAY,
                by=stranger.actor,
            )

    assert looks.ask(decidable.tender)


def test_a_stopped_lot_is_not_looked_at(asked: Committee, stop: Callable[[], None]) -> None:
    looks.vote(asked, the_look(), 0, able=True)
    looks.vote(asked, the_look(), 1, able=True)

    stop()

    with pytest.raises(EvaluationRefused, match="责令暂停"):
        looks.vote(asked, the_look(), 2, able=True)
    assert LookVote.objects.count() == 2 and not SecondLookResult.objects.exists()


def test_a_stopped_lot_is_not_asked_about(asked: Committee, stop: Callable[[], None]) -> None:
    looks.decide(asked, the_look(), able=True)

    stop()

    with pytest.raises(LookRefused, match="责令暂停"):
        looks.ask(asked.tender, rank=2)


def test_more_than_half_of_all_members_decide_at_once(asked: Committee) -> None:
    """Five sit: two against two decide nothing, and the third decides."""
    look = the_look()
    for member, able in ((0, True), (1, False), (2, True), (3, False)):
        looks.vote(asked, look, member, able=able)
    assert not SecondLookResult.objects.exists()

    looks.vote(asked, look, 4, able=False, reason="工期不能保证。")

    result = SecondLookResult.objects.get()
    assert not result.able and result.reasons == f"{looks.UNABLE}；工期不能保证。"
    assert Entry.objects.filter(type=GIVEN).count() == 1


def test_a_member_may_say_otherwise_until_it_is_decided(asked: Committee) -> None:
    look = the_look()
    for able in (True, True, True):
        looks.vote(asked, look, 0, able=able)
    assert not SecondLookResult.objects.exists(), "three votes of one member are one"
    looks.vote(asked, look, 1, able=True)
    looks.vote(asked, look, 0, able=False)

    looks.vote(asked, look, 2, able=True)
    assert not SecondLookResult.objects.exists(), "the first has taken its word back"
    looks.vote(asked, look, 3, able=True)

    assert SecondLookResult.objects.get().able


def test_nobody_votes_once_it_is_decided(asked: Committee) -> None:
    looks.decide(asked, the_look(), able=True)

    with pytest.raises(EvaluationRefused, match="已经有结论"):
        looks.vote(asked, the_look(), 3, able=False)
    assert LookVote.objects.count() == 3


def test_nobody_votes_once_the_lot_has_failed(asked: Committee) -> None:
    """The first gave up meanwhile: there is nothing left to look at."""
    agency = asked.tender.agency.actor
    fail_candidates(lot_id=asked.lot_id, passed=[awards.passed(1)], reason="重新招标", by=agency)

    with pytest.raises(EvaluationRefused, match="不是评审的时间"):
        looks.vote(asked, the_look(), 0, able=True)


def test_whoever_does_not_confirm_says_why(asked: Committee) -> None:
    for reason in ("", " ", "冻" * 2001):
        with pytest.raises(EvaluationRefused, match="理由"):
            looks.vote(asked, the_look(), 0, able=False, reason=reason)
    assert not LookVote.objects.exists()

    looks.vote(asked, the_look(), 0, able=False, reason="冻" * 2000)

    assert LookVote.objects.get().reason == "冻" * 2000


def test_whoever_does_not_sit_on_the_committee_has_no_look(asked: Committee, baiyun: Person) -> None:
    look, agency = the_look(), asked.tender.agency
    strangers = (at_work.expert("late"), baiyun, make_bidder("dongfang"), agency, make_supervisor())
    for actor in (*(stranger.actor for stranger in strangers), PLATFORM):
        with pytest.raises(NoSuchLot):
            vote_on_look(lot_id=asked.lot_id, look_id=look.pk, able=True, reason="", by=actor)

    assert not LookVote.objects.exists()


def test_a_member_of_another_committee_has_no_look(asked: Committee, agency: Person, bidders: list[Person]) -> None:
    other = world.bring_to("opened", world.announce_tender(agency, title="另一项目"), bidders)
    committee = at_work.seated(other, ("late", "wei"))
    both, alone = committee.members[1], committee.members[0]

    for lot, by in ((asked.lot_id, alone), (other.lot_id, alone)):
        with pytest.raises((NoSuchLot, EvaluationRefused)):
            vote_on_look(lot_id=lot, look_id=the_look().pk, able=True, reason="", by=by.actor)
    with pytest.raises(NoSuchLot):
        look_for(sitting_of(alone.actor, other.lot_id), the_look().pk)
    with pytest.raises(NoSuchLot):
        vote_on_look(lot_id=asked.lot_id, look_id=uuid4(), able=True, reason="", by=both.actor)

    assert not LookVote.objects.exists()


def test_the_bundle_proves_that_the_committee_was_asked(asked: Committee) -> None:
    looks.decide(asked, the_look(), able=False)
    awards.award(asked.tender, rank=2, passed=[awards.passed(1, FallGround.UNABLE)])

    report = verify(bundle_of(asked.tender.trade))

    assert [result.name for result in report.failed] == []
    assert next(result for result in report.results if result.name == "awards").status is Status.PASSED
