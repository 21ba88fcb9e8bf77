"""The verifier on stop orders: by whom, what happened meanwhile, and that nobody lost time."""

from datetime import datetime
from uuid import UUID

import pytest

from disclosure.verifier.report import Status
from tests.domain.proof.test_changes import AGENCY, DAY, HOUR, LOT, clarified, failed, move, statuses, told
from tests.support.small_players import CREATED, DEADLINE
from tests.vectors.cast import ANSHAN
from trading.domain.entries import By, EntryFacts, Method
from trading.domain.stopped import DECIDED, LIFTED, ORDERED

SUPERVISOR = By(Method.SESSION, ANSHAN, "supervisor")
ORDER = str(UUID(int=7, version=4))
EARLY = DEADLINE - 5 * DAY
STOPPED, RESUMED = EARLY - HOUR, EARLY + 4 * DAY


def ordered(at: datetime = STOPPED, by: By = SUPERVISOR, lot: str = LOT, allows: tuple[str, ...] = ()) -> EntryFacts:
    return told(ORDERED, {"allows": list(allows), "lots": [lot], "order": ORDER, "reason": "…"}, by, at)


def lifted(at: datetime = RESUMED, by: By = SUPERVISOR, to: datetime | None = None, order: str = ORDER) -> EntryFacts:
    moves = [move(EARLY, EARLY + (RESUMED - STOPPED) if to is None else to)]
    return told(LIFTED, {"moves": moves, "order": order, "reason": "…"}, by, at)


def test_the_new_deadline_is_in_force() -> None:
    early = DEADLINE - HOUR
    stop = (ordered(CREATED + DAY), told(LIFTED, _moved(early, DEADLINE), SUPERVISOR, CREATED + DAY + HOUR))

    assert failed(*stop, notice=early) == set()
    assert statuses(*stop, notice=early)["stops"] is Status.PASSED


def _moved(before: datetime, after: datetime) -> dict[str, object]:
    return {"moves": [move(before, after)], "order": ORDER, "reason": "…"}


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(DEADLINE - 2 * HOUR, id="it gives back too little"),
        pytest.param(DEADLINE, id="it gives a friend more time"),
    ],
)
def test_a_deadline_that_moved_by_another_length_is_found(after: datetime) -> None:
    early = DEADLINE - 3 * HOUR
    lifting = told(LIFTED, _moved(early, after), SUPERVISOR, CREATED + DAY + 2 * HOUR)

    assert "stops" in failed(ordered(CREATED + DAY), lifting, notice=early)


def test_a_deadline_that_stayed_after_a_stop_is_found() -> None:
    body = {"moves": [], "order": ORDER, "reason": "…"}

    assert "stops" in failed(ordered(CREATED + DAY), told(LIFTED, body, SUPERVISOR, CREATED + DAY + HOUR))


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([ordered(by=AGENCY)], id="the agency orders"),
        pytest.param([ordered(), lifted(by=AGENCY)], id="the agency lifts"),
        pytest.param([lifted()], id="lifted without an order"),
        pytest.param([ordered(), lifted(order=str(UUID(int=8, version=4)))], id="another order lifted"),
        pytest.param([ordered(CREATED + DAY)], id="never lifted, and the box is closed"),
        pytest.param(
            [ordered(DEADLINE - 3 * DAY), told(LIFTED, _moved(DEADLINE, DEADLINE), SUPERVISOR, DEADLINE - HOUR / 2)],
            id="bids were received meanwhile",
        ),
        pytest.param([ordered(), clarified(at=STOPPED + HOUR), lifted()], id="clarified though not allowed"),
        pytest.param(
            [
                told(
                    DECIDED,
                    {"complaint": ORDER, "measures": [], "text": "不成立", "upheld": False},
                    AGENCY,
                    CREATED + DAY,
                )
            ],
            id="the agency decides on a complaint",
        ),
    ],
)
def test_what_a_stop_does_not_allow_is_found(entries: list[EntryFacts]) -> None:
    assert "stops" in failed(*entries, notice=EARLY if len(entries) > 2 else DEADLINE)


def test_a_stop_of_another_lot_stops_not_this_one() -> None:
    other = str(UUID(int=3, version=4))

    assert "stops" not in failed(ordered(CREATED + DAY, lot=other))


def test_a_decision_on_a_complaint_is_read_strictly() -> None:
    body = {"complaint": ORDER, "measures": ["correct"], "text": "责令改正。", "upheld": True}

    assert statuses(told(DECIDED, body, SUPERVISOR, CREATED + DAY))["stops"] is Status.PASSED
    assert "stops" in failed(told(DECIDED, body | {"measures": []}, SUPERVISOR, CREATED + DAY))


def decided(*lots: str, measures: tuple[str, ...] = ("void",), at: datetime = DEADLINE + 2 * DAY) -> EntryFacts:
    body = {"complaint": ORDER, "lots": list(lots), "measures": list(measures), "text": "…", "upheld": bool(measures)}
    return told(DECIDED, body, SUPERVISOR, at)


def voided(
    reason: str = "voided", *, by: By = SUPERVISOR, complaint: str = ORDER, at: datetime = DEADLINE + 2 * DAY
) -> EntryFacts:
    return told("lot.failed", {"complaint": complaint, "lot": LOT, "reason": reason}, by, at)


def test_a_lot_that_a_decision_ends_is_verified() -> None:
    """TR 61."""
    assert "stops" not in failed(decided(LOT), voided())
    assert "stops" not in failed(decided(LOT, measures=("correct", "retender")), voided("retender_ordered"))
    assert "stops" not in failed(decided(measures=("correct",)))


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([decided(LOT)], id="it did not end"),
        pytest.param([decided(), voided()], id="it ended and was not named"),
        pytest.param([voided()], id="it ended without a decision"),
        pytest.param([decided(LOT), voided("retender_ordered")], id="for another reason"),
        pytest.param([decided(LOT), voided(by=AGENCY)], id="by the agency"),
        pytest.param([decided(LOT), voided(complaint=str(UUID(int=9, version=4)))], id="by another complaint"),
        pytest.param([decided(LOT), voided(at=DEADLINE + 3 * DAY)], id="a day later"),
        pytest.param([voided(at=DEADLINE + DAY), decided(LOT)], id="before it"),
        pytest.param([decided(LOT, measures=("correct",))], id="what is corrected ends nothing"),
    ],
)
def test_a_lot_that_ended_otherwise_than_decided_is_found(entries: list[EntryFacts]) -> None:
    assert "stops" in failed(*entries)
