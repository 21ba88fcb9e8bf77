"""What an agency may ask for, and what is still to be called for: rules EX-1, EX-5, EX-6, EX-11."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.domain.committees import (
    CallState,
    Fault,
    Reply,
    RequestDraft,
    calls_from,
    faults,
    is_formed,
    seated,
    to_call,
)
from experts.domain.eligibility import Group, Span
from tests.support.experts import EVALUATION, draft
from tests.support.world import DEADLINE
from trading.domain.kinds import ALL

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class FiveOddTwoThirds:
    """EX-1 as the law has it."""

    least: int = 5
    odd: bool = True

    def experts_needed(self, members: int) -> int:
        return -(-2 * members // 3)


def found(wanted: RequestDraft, *, drawn: bool = True) -> tuple[Fault, ...]:
    calls = ALL[0].law.expert_calls_before
    assert calls is not None
    return faults(wanted, FiveOddTwoThirds(), calls.value, DEADLINE, drawn=drawn)


@pytest.mark.parametrize(
    ("experts", "representatives", "wrong"),
    [
        (4, 1, ()),
        (5, 0, ()),
        (5, 2, ()),
        (3, 2, (Fault.TOO_FEW_EXPERTS,)),
        (4, 0, (Fault.TOO_FEW, Fault.EVEN)),
        (4, 2, (Fault.EVEN,)),
        (6, 3, ()),
        (7, 4, (Fault.TOO_FEW_EXPERTS,)),
        (8, 3, ()),
    ],
)
def test_a_committee_has_five_or_more_an_odd_number_two_thirds_experts(
    experts: int, representatives: int, wrong: tuple[Fault, ...]
) -> None:
    assert found(draft(experts, 0, [f"代表{n}" for n in range(representatives)])) == wrong


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = replace(
        draft(4, 0, ["甲", "甲"]),
        groups=(Group(1, (), 4), Group(2, ("A06",), 0)),
        evaluation=Span(DEADLINE - HOUR, DEADLINE - 2 * HOUR),
        calls_before=HOUR,
        direct_reason="只有三人懂",
    )

    assert found(wrong) == (
        Fault.EVEN,
        Fault.EMPTY_GROUP,
        Fault.TWICE,
        Fault.BEFORE_OPENING,
        Fault.ENDS_BEFORE_IT_BEGINS,
        Fault.CALLS_OUT_OF_RANGE,
        Fault.DIRECT_CHOICE,
    )


def test_direct_choice_is_refused_unless_somebody_consented() -> None:
    wanted = replace(draft(), direct_reason="技术特别复杂")

    assert found(wanted) == (Fault.DIRECT_CHOICE,)
    assert found(wanted, drawn=False) == ()


def test_experts_are_called_as_late_as_possible_before_the_opening() -> None:
    assert calls_from(DEADLINE, 24 * HOUR) == DEADLINE - 24 * HOUR < EVALUATION.start


GROUPS = (Group(1, ("A08",), 3), Group(2, ("A06",), 1))
CALLS = st.lists(
    st.builds(CallState, st.sampled_from([1, 2]), st.none() | st.sampled_from(Reply), st.booleans()), max_size=12
)


@given(CALLS)
def test_no_more_are_called_than_places_are_empty_and_nobody_waits_for(calls: list[CallState]) -> None:
    missing, sitting = to_call(GROUPS, calls), seated(GROUPS, calls)

    for group in GROUPS:
        waiting = sum(call.reply is None for call in calls if call.group == group.number)
        assert missing[group.number] == max(group.places - sitting[group.number] - waiting, 0)
    assert is_formed(GROUPS, calls) == all(sitting[group.number] >= group.places for group in GROUPS)


def test_a_member_who_leaves_makes_room() -> None:
    sits = CallState(2, Reply.ACCEPTED)

    assert to_call(GROUPS, [sits]) == {1: 3, 2: 0}
    assert to_call(GROUPS, [replace(sits, departed=True)]) == {1: 3, 2: 1}
