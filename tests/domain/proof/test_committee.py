"""The verifier on how a committee came about."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from disclosure.verifier.report import Status
from experts.domain.committee_entries import EXTENDED, FORMED, REOPENED, REQUESTED, WITHDRAWN
from tests.domain.proof.test_changes import AFTER_THE_BIDS, AGENCY, HOUR, LOT, statuses, told
from tests.support.small_players import DEADLINE
from trading.domain.canonical import at_text
from trading.domain.entries import SYSTEM, By, EntryFacts

REQUEST = "00000000-0000-4000-8000-000000000007"
MINUTE = timedelta(minutes=1)


def requested(by: By = AGENCY, at: datetime = AFTER_THE_BIDS, **changes: Any) -> EntryFacts:
    body = {
        "calls_from": at_text(AFTER_THE_BIDS + HOUR),
        "evaluation_from": at_text(DEADLINE + HOUR),
        "evaluation_until": at_text(DEADLINE + 9 * HOUR),
        "experts": 4,
        "groups": [{"majors": ["A08"], "number": 1, "places": 3}, {"majors": ["A06"], "number": 2, "places": 1}],
        "lot": LOT,
        "members": 5,
        "region": "",
        "request": REQUEST,
    }
    return told(REQUESTED, body | changes, by, at)


def after(kind: str, minutes: int = 0, by: By = SYSTEM, request: str = REQUEST) -> EntryFacts:
    return told(kind, {"lot": LOT, "request": request}, by, AFTER_THE_BIDS + HOUR + minutes * MINUTE)


def extended(by: By = AGENCY, **changes: Any) -> EntryFacts:
    body = {"asked": 2, "evaluation_until": at_text(DEADLINE + 12 * HOUR), "lot": LOT, "members": 5, "request": REQUEST}
    return told(EXTENDED, body | changes, by, DEADLINE + 8 * HOUR)


def verdict(*entries: EntryFacts) -> Status:
    return statuses(*entries)["committee"]


def test_a_committee_that_was_formed_reopened_and_formed_again_passes() -> None:
    found = statuses(requested(), after(FORMED), after(REOPENED, 1), after(FORMED, 2))

    assert found["committee"] is Status.PASSED and Status.FAILED not in found.values()


def test_a_request_may_be_taken_back_and_made_again() -> None:
    taken_back = told(WITHDRAWN, {"lot": LOT, "request": REQUEST}, AGENCY, AFTER_THE_BIDS + MINUTE)

    assert verdict(requested(), taken_back, requested(at=AFTER_THE_BIDS + 2 * MINUTE)) is Status.PASSED


def test_time_that_more_than_a_third_asked_for_passes() -> None:
    """TR 48."""
    assert verdict(requested(), after(FORMED), extended()) is Status.PASSED


def test_without_a_request_there_is_nothing_to_check() -> None:
    assert statuses()["committee"] is Status.NOT_APPLICABLE


GROUPS = [{"majors": ["A08"], "number": 1, "places": 3}]


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([requested(by=SYSTEM)], id="not by the agency"),
        pytest.param([requested(experts=3, groups=GROUPS)], id="too few experts"),
        pytest.param([requested(members=6)], id="an even number"),
        pytest.param([requested(experts=5)], id="places do not add up"),
        pytest.param([requested(evaluation_from=at_text(DEADLINE - HOUR))], id="before the opening"),
        pytest.param([requested(), requested(at=AFTER_THE_BIDS + MINUTE)], id="two at a time"),
        pytest.param([after(FORMED)], id="nobody asked"),
        pytest.param([requested(), after(FORMED, request=LOT)], id="another request"),
        pytest.param([requested(), after(FORMED, -30)], id="before anybody was called"),
        pytest.param([requested(), after(FORMED, by=AGENCY)], id="formed by the agency"),
        pytest.param([requested(), after(FORMED), after(FORMED, 1)], id="formed twice"),
        pytest.param([requested(), after(REOPENED)], id="reopened before it was formed"),
        pytest.param([requested(), after(FORMED), after(WITHDRAWN, 1, by=AGENCY)], id="taken back when formed"),
        pytest.param([requested(), after(FORMED), extended(asked=1)], id="a fifth asked for time"),
        pytest.param([requested(), after(FORMED), extended(asked=6)], id="more asked than there are"),
        pytest.param([requested(), after(FORMED), extended(by=SYSTEM)], id="time not given by the agency"),
        pytest.param(
            [requested(), after(FORMED), extended(evaluation_until=at_text(DEADLINE + 9 * HOUR))], id="no time is given"
        ),
        pytest.param([requested(groups=[{**GROUPS[0], "number": 2}])], id="groups without a first"),
    ],
)
def test_a_forged_committee_is_found(entries: Sequence[EntryFacts]) -> None:
    assert verdict(*entries) is Status.FAILED
