"""After a failure: what may be done next, and what an analysis must not say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.canonical import FormatError, JsonObject
from trading.domain.duties import Duty, DutyKind
from trading.domain.kinds import ALL
from trading.domain.kinds.spec import KindSpec
from trading.domain.periods import Period, Unit
from trading.domain.retendering import (
    Attempt,
    Hindrance,
    NextStep,
    counts_bids,
    failures_in,
    hindrance,
    may_still_be_announced,
    read_analysed,
    read_left,
)
from trading.domain.stages import Stage

FAILED = Attempt(Stage.FAILED)
ANALYSED = Attempt(Stage.FAILED, analysed=True)
BEFORE = Attempt(Stage.FAILED, analysed=True, again=True)
LOT = "6f1a3a52-0a0e-4d4e-9a55-0d6a4c1f2b01"


@pytest.mark.parametrize(
    ("chain", "analyse", "retender", "leave"),
    [
        pytest.param([FAILED], None, Hindrance.NOT_ANALYSED, Hindrance.NOT_ANALYSED, id="it has just failed"),
        pytest.param([ANALYSED], Hindrance.ALREADY_ANALYSED, None, Hindrance.TOO_FEW_FAILURES, id="analysed"),
        pytest.param([BEFORE], *(3 * [Hindrance.TENDERED_AGAIN]), id="tendered again"),
        pytest.param([BEFORE, FAILED], None, Hindrance.NOT_ANALYSED, Hindrance.NOT_ANALYSED, id="failed again"),
        pytest.param([BEFORE, ANALYSED], Hindrance.ALREADY_ANALYSED, None, None, id="the second failure"),
        pytest.param([BEFORE, BEFORE, ANALYSED], Hindrance.ALREADY_ANALYSED, None, None, id="the third failure"),
        pytest.param(
            [BEFORE, replace(ANALYSED, drafted=True)], Hindrance.ALREADY_ANALYSED, Hindrance.IN_DRAFT, None, id="draft"
        ),
        pytest.param([BEFORE, replace(ANALYSED, left=True)], *(3 * [Hindrance.LEFT_OFF]), id="left"),
        pytest.param([BEFORE, Attempt(Stage.BIDDING)], *(3 * [Hindrance.NOT_FAILED]), id="it takes bids"),
        pytest.param([Attempt(Stage.TERMINATED)], *(3 * [Hindrance.NOT_FAILED]), id="terminated"),
    ],
)
def test_what_may_be_done_next(
    tender: KindSpec,
    chain: list[Attempt],
    analyse: Hindrance | None,
    retender: Hindrance | None,
    leave: Hindrance | None,
) -> None:
    """TL 28, O30 38."""
    found = [hindrance(tender, step, chain) for step in (NextStep.ANALYSE, NextStep.RETENDER, NextStep.LEAVE)]

    assert found == [analyse, retender, leave]


def test_a_project_that_needs_approval_is_left_with_consent_alone(tender: KindSpec) -> None:
    chain = [replace(BEFORE, needs_approval=True), ANALYSED]

    assert hindrance(tender, NextStep.LEAVE, chain) is Hindrance.CONSENT_MISSING
    assert hindrance(tender, NextStep.LEAVE, chain, consent=True) is None
    assert hindrance(tender, NextStep.RETENDER, chain) is None


def test_a_kind_without_such_a_rule_never_leaves(tender: KindSpec) -> None:
    other = replace(tender, law=replace(tender.law, failures_before_leave=None))

    assert hindrance(other, NextStep.LEAVE, [BEFORE, ANALYSED]) is Hindrance.NEVER_LEFT


def test_a_kind_may_ask_for_no_analysis(tender: KindSpec) -> None:
    other = replace(tender, law=replace(tender.law, retender_after_analysis=None))

    assert hindrance(other, NextStep.RETENDER, [FAILED]) is None


attempts = st.builds(
    Attempt,
    stage=st.sampled_from(Stage),
    analysed=st.booleans(),
    drafted=st.booleans(),
    again=st.booleans(),
    left=st.booleans(),
    needs_approval=st.booleans(),
)


@given(chain=st.lists(attempts, min_size=1, max_size=5), consent=st.booleans())
def test_nobody_leaves_who_may_not_tender_again_or_failed_too_seldom(chain: list[Attempt], consent: bool) -> None:

    if hindrance(ALL[0], NextStep.LEAVE, chain, consent=consent) is None:
        assert failures_in(chain) >= 2 and chain[-1].analysed
        assert hindrance(ALL[0], NextStep.RETENDER, chain) in (None, Hindrance.IN_DRAFT)
        assert may_still_be_announced(chain) is None


@pytest.mark.parametrize(
    "text",
    ["只有两家投标", "仅2家", "１ 家 递交", "收到 2 份投标文件", "无人投标。", "没有投标人", "only one bid", "No bids"],
)
def test_a_number_of_bids_is_found(text: str) -> None:
    assert counts_bids(text)


@pytest.mark.parametrize(
    "text",
    [
        "投标人不足三家",
        "少于 3 家",
        "限价偏低，按二月信息价重新测算",
        "延长投标时间至 30 日",
        "争取三家以上投标",
        "第2标段",
    ],
)
def test_what_the_law_itself_says_is_no_number(text: str) -> None:
    assert not counts_bids(text)


ANALYSIS: JsonObject = {"causes": ["price"], "lots": [LOT], "measures": "…", "text": "…"}
LEAVING: JsonObject = {"consent": None, "failures": 2, "lots": [LOT], "reason": "…"}


@pytest.mark.parametrize(
    "changes", [{"lots": []}, {"lots": [LOT, LOT]}, {"causes": []}, {"causes": ["weather"]}, {"measures": ""}]
)
def test_an_analysis_is_read_strictly(changes: JsonObject) -> None:
    assert [str(lot) for lot in read_analysed(ANALYSIS).lots] == [LOT]
    with pytest.raises(FormatError):
        read_analysed(ANALYSIS | changes)


@pytest.mark.parametrize("changes", [{"failures": 0}, {"lots": ["x"]}, {"consent": {}}])
def test_leaving_is_read_strictly(changes: JsonObject) -> None:
    assert read_left(LEAVING).failures == 2
    with pytest.raises(FormatError):
        read_left(LEAVING | changes)


def test_a_duty_reads_as_a_sentence_part() -> None:
    assert str(Duty(DutyKind.PAY_DAMAGES)) == "pay damages"
    assert str(Duty(DutyKind.RETURN_DEPOSITS, Period(5, Unit.DAY))) == "return deposits within 5 days"
