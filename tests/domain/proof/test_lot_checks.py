"""The verifier on what an evaluation takes from draws: a forged coefficient, forged lots and forged seats are found."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from disclosure.domain.bundle import contents
from disclosure.domain.container import Container, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Result, Status
from experts.domain import draw_entries as told
from experts.domain.draw import Purpose
from experts.domain.draw_entries import ListFrozen
from experts.domain.open_lists import drawn_coefficient, drawn_numbers
from experts.domain.walk import Result as CallResult
from tests.support.small_draw import Drawing, OpenDrawing
from tests.support.small_evaluation import MEMBERS, SCHEME, bids_in, small_evaluation
from tests.support.small_players import DEADLINE
from tests.support.small_trade import SmallTrade, by_the_law, small_trade
from tests.vectors.cast import PLACE
from trading.domain.evaluation_results import (
    MEMBER_REPLACED,
    REPORTED,
    SHEET_COMMITTED,
    STARTED,
    DrawnCoefficient,
)
from trading.domain.scheme_terms import DrawnTerms
from trading.domain.scoring_methods import DrawnNumber

Body = dict[str, Any]
D = Decimal
LOT = str(PLACE.lot)
DRAWS = DrawnTerms(DrawnNumber.DISCOUNT, tuple(D(n) / 1000 for n in (10, 15, 20, 25, 30)))
TERMS = replace(SCHEME, drawn=DRAWS)
COEFFICIENT, LOTTERY = UUID(int=0xC0), UUID(int=0x107)
LATER = DEADLINE + timedelta(hours=3)
BINDING = ("draw_list", "draw_nonces", "draw_order", "evaluations", "drawn", "seats")


@cache
def _drawn(ids: tuple[str, ...] = DRAWS.texts, lottery: bool = True) -> tuple[DrawnCoefficient, dict[str, int]]:
    """What the honest draws give: they are the same in every run."""
    trade = opened()
    first = drawing_of(trade, COEFFICIENT, Purpose.COEFFICIENT, ids).to_order()
    value = D(drawn_coefficient(PLACE.lot, first.progress.expected_seed, ids))
    bidders = [bid.bidder for bid in bids_in(trade.outcomes)]
    numbers = {}
    if lottery:
        second = drawing_of(trade, LOTTERY, Purpose.LOTTERY, bidders, after=first).to_order()
        numbers = drawn_numbers(PLACE.lot, second.progress.expected_seed, bidders)
    return DrawnCoefficient(COEFFICIENT, DrawnNumber.DISCOUNT, value), numbers


def opened() -> SmallTrade:
    trade = small_trade()
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in trade.log.rows}
    by_the_law(bodies)
    bodies["trade.announced"] |= {"grounds": {"law": ["not_responsive"], "own": []}, "scheme": TERMS.members()}
    return trade


def drawing_of(
    trade: SmallTrade, draw: UUID, purpose: Purpose, ids: Sequence[str], after: Drawing | None = None
) -> OpenDrawing:
    real = LATER if after is None else after.real + timedelta(minutes=1)
    return OpenDrawing(trade.log, real, draw=draw, purpose=purpose, ids=ids)


def checked(
    forge: Callable[[Body], object] = lambda body: None,
    *,
    ids: tuple[str, ...] = DRAWS.texts,
    bidders: Sequence[str] | None = None,
    late: bool = False,
) -> dict[str, Result]:
    """What the verifier says of a trade with both draws whose report was changed by `forge`; `late`: drawn afterwards."""
    trade = opened()
    coefficient, lots = _drawn()
    evaluation = small_evaluation(trade.outcomes, terms=TERMS, coefficient=coefficient, lots=lots, lottery=LOTTERY)
    entries: list[tuple[str, Body]] = [(STARTED, dict(evaluation.started))]
    entries += [(SHEET_COMMITTED, dict(body)) for body in evaluation.committed]
    reported = deepcopy(dict(evaluation.reported))
    forge(reported)
    everybody = [bid.bidder for bid in bids_in(trade.outcomes)] if bidders is None else bidders
    first = drawing_of(trade, COEFFICIENT, Purpose.COEFFICIENT, ids)
    if late:
        tell(trade, entries, LATER - timedelta(minutes=5))
        entries = []
    first.to_order()
    second = drawing_of(trade, LOTTERY, Purpose.LOTTERY, everybody, after=first).to_order()
    tell(trade, [*entries, (REPORTED, reported)], second.real)
    return verified(trade)


def tell(trade: SmallTrade, entries: Sequence[tuple[str, Body]], real: Any) -> None:
    for number, (kind, body) in enumerate(entries, 1):
        trade.log.add(kind, body, real + timedelta(seconds=number))


def verified(trade: SmallTrade) -> dict[str, Result]:
    out = BytesIO()
    write_container(out, dict(sorted(dict(contents(trade.bundle_facts)).items())))
    bundle = Bundle(Container(out))
    return {check.name: run(check, bundle, Pins()) for check in CHECKS if check.name in BINDING}


def failed(found: dict[str, Result]) -> set[str]:
    return {name for name, result in found.items() if result.status is Status.FAILED}


def test_an_honest_coefficient_and_lottery_pass() -> None:
    found = checked()

    assert {name: result.problems for name, result in found.items() if result.problems} == {}
    assert found["drawn"].status is found["draw_list"].status is Status.PASSED
    assert found["seats"].status is Status.NOT_APPLICABLE


def another_value(body: Body) -> None:
    drawn = body["coefficient"]["value"]
    body["coefficient"]["value"] = next(text for text in DRAWS.texts if text != drawn)


def swapped_lots(body: Body) -> None:
    body["lots"] = dict(zip(body["lots"], reversed(body["lots"].values()), strict=True))


FORGED: dict[str, Callable[[Body], object]] = {
    "another candidate": another_value,
    "no coefficient": lambda body: body.update(coefficient=None),
    "the coefficient of another number": lambda body: body["coefficient"].update(number="mean_share"),
    "the coefficient of another draw": lambda body: body["coefficient"].update(draw=str(LOTTERY)),
    "lots the other way round": swapped_lots,
    "lots of no draw": lambda body: body.update(lottery=None),
    "the lots of another draw": lambda body: body.update(lottery=str(COEFFICIENT)),
    "a bidder less in the lottery": lambda body: body["lots"].popitem(),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_coefficient_or_lottery_is_found(forged: str) -> None:
    assert "drawn" in failed(checked(FORGED[forged]))


def test_with_a_forged_coefficient_the_price_points_do_not_reckon_either() -> None:
    assert "evaluations" in failed(checked(another_value))


def test_a_coefficient_drawn_from_other_candidates_than_the_notice_has_is_found() -> None:
    assert "draw_list" in failed(checked(ids=DRAWS.texts[1:]))


def test_a_lottery_without_one_of_the_bidders_is_found() -> None:
    everybody = [bid.bidder for bid in bids_in(small_trade().outcomes)]

    assert "draw_list" in failed(checked(bidders=everybody[1:]))


def test_a_coefficient_drawn_when_the_scores_are_known_is_found() -> None:
    assert "drawn" in failed(checked(late=True))


# --- seats (TR 46, 48) --------------------------------------------------------------------------------------------


def committee(
    members: Callable[[tuple[str, ...]], Sequence[str]] = lambda drawn: [*drawn, MEMBERS[4]],
    *,
    leaves: bool = False,
    replace_by: Callable[[tuple[str, ...]], str] | None = None,
    log_replacement: bool = True,
) -> Result:
    """A drawn committee of four experts and a representative evaluates; `leaves`: one of them stands down on the way."""
    trade = small_trade()
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in trade.log.rows}
    by_the_law(bodies)
    bodies["trade.announced"] |= {"grounds": {"law": ["not_responsive"], "own": []}, "scheme": SCHEME.members()}
    drawing = FourSeats(trade.log, LATER).to_order()
    while not drawing.is_full():
        drawing.call(CallResult.ACCEPTED)
    before = drawing.progress.walk.seated
    sit = list(members(before))
    real = drawing.real
    tell(trade, [(STARTED, {"experts": 4, "lot": LOT, "members": sorted(sit)})], real)
    if leaves:
        drawing.real = real + timedelta(minutes=1)
        drawing.leave(before[0])
        drawing.call(CallResult.ACCEPTED)
        after = drawing.progress.walk.seated
        seated = replace_by(after) if replace_by else after[-1]
        if log_replacement:
            change = {"left": before[0], "lot": LOT, "seated": seated}
            tell(trade, [(MEMBER_REPLACED, change)], drawing.real)
            sit = [seated if each == before[0] else each for each in sit]
    evaluation = small_evaluation(trade.outcomes, members=sit)
    tell(trade, [(REPORTED, dict(evaluation.reported))], drawing.real + timedelta(minutes=1))
    return verified(trade)["seats"]


class FourSeats(Drawing):
    """Four places in one group."""

    def freeze(self, *, repeats: UUID | None = None) -> None:
        listed = self.listed
        until = self.real + timedelta(hours=2)
        self.say(told.LIST_FROZEN, ListFrozen(Purpose.EXPERTS, listed.root, listed.size, {"A01": 4}, until).members())


def test_the_drawn_experts_evaluate_also_when_one_is_replaced() -> None:
    assert committee().problems == ()
    assert committee().status is Status.PASSED
    assert committee(leaves=True).problems == ()


def test_a_seat_for_somebody_who_was_not_drawn_is_found() -> None:
    forged = committee(lambda drawn: [*drawn[1:], MEMBERS[0], MEMBERS[4]])

    assert forged.status is Status.FAILED


def test_a_replacement_by_somebody_who_was_not_drawn_is_found() -> None:
    assert committee(leaves=True, replace_by=lambda after: MEMBERS[0]).status is Status.FAILED


def test_a_report_by_a_member_who_had_left_is_found() -> None:
    assert committee(leaves=True, log_replacement=False).status is Status.FAILED


def test_a_committee_that_was_never_drawn_is_said_to_be_so() -> None:
    trade = small_trade()
    evaluation = small_evaluation(trade.outcomes)
    tell(trade, [(STARTED, dict(evaluation.started)), (REPORTED, dict(evaluation.reported))], LATER)

    assert verified(trade)["seats"].status is Status.NOT_APPLICABLE
