"""Places, ties and candidates: TR 53, rules 7.1."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.domain.committee import Fault, Member, Seat, faults, most_representatives
from experts.domain.ranking import Entrant, LotsBroken, Placed, Ranking, TieUndecided, candidates, rank
from trading.domain.award import CommitteeShape
from trading.domain.kinds import ALL
from trading.domain.scoring_methods import TieBreak

BOTH = (TieBreak.LOWER_PRICE, TieBreak.LOT)
FEW = st.integers(1, 3).map(Decimal)
ENTRANTS = st.lists(st.tuples(FEW, FEW), max_size=9).map(
    lambda pairs: [Entrant(f"bidder {number}", *pair) for number, pair in enumerate(pairs)]
)


def entrant(bidder: str, merit: int, price: int = 100) -> Entrant:
    return Entrant(bidder, Decimal(merit), Decimal(price))


@given(entrants=ENTRANTS, seed=st.integers(0, 99))
def test_the_order_of_input_does_not_matter(entrants: list[Entrant], seed: int) -> None:
    mixed = entrants.copy()
    Random(seed).shuffle(mixed)

    assert rank(mixed, BOTH) == rank(entrants, BOTH)


@given(entrants=ENTRANTS)
def test_a_place_is_one_more_than_the_bidders_who_are_better(entrants: list[Entrant]) -> None:
    places = {placed.bidder: placed.place for placed in rank(entrants, BOTH).placed}

    for one in entrants:
        better = [other for other in entrants if (-other.merit, other.price) < (-one.merit, one.price)]
        assert places[one.bidder] == 1 + len(better)


@given(entrants=ENTRANTS, seed=st.integers(0, 99))
def test_with_a_draw_nobody_is_tied(entrants: list[Entrant], seed: int) -> None:
    numbers = list(range(len(entrants)))
    Random(seed).shuffle(numbers)
    lots = {one.bidder: number for one, number in zip(entrants, numbers, strict=True)}
    ranking = rank(entrants, BOTH, lots)

    assert ranking.tied == ()
    assert [placed.place for placed in ranking.placed] == list(range(1, len(entrants) + 1))
    assert candidates(ranking, 3) == tuple(placed.bidder for placed in ranking.placed[:3])


def test_it_is_said_what_parted_two_of_equal_merit() -> None:
    ranking = rank([entrant("A", 91, 500), entrant("B", 91, 498), entrant("C", 90, 1)], BOTH)

    assert ranking == Ranking(
        (Placed(1, "B", TieBreak.LOWER_PRICE), Placed(2, "A", TieBreak.LOWER_PRICE), Placed(3, "C")), ()
    )


def test_a_tie_behind_the_candidates_hinders_nobody() -> None:
    four = [entrant("A", 94), entrant("B", 93), entrant("C", 92), entrant("D", 91), entrant("E", 91)]

    assert candidates(rank(four, BOTH), 3) == ("A", "B", "C")
    with pytest.raises(TieUndecided) as undecided:
        candidates(rank([*four[:2], *four[3:]], BOTH), 3)
    assert undecided.value.bidders == ("D", "E")


def test_fewer_bidders_make_fewer_candidates() -> None:
    assert candidates(rank([entrant("A", 94), entrant("B", 93)], BOTH), 3) == ("A", "B")
    assert candidates(rank([], BOTH), 3) == ()


def test_a_draw_needs_a_number_for_each_of_the_tied_and_none_twice() -> None:
    three = [entrant("A", 91), entrant("B", 91), entrant("C", 90)]

    assert rank(three, BOTH, {"A": 2, "B": 1}).placed[0].bidder == "B"
    for lots in ({"A": 1}, {"A": 1, "B": 1}):
        with pytest.raises(LotsBroken):
            rank(three, BOTH, lots)


def test_without_a_rule_for_ties_equal_merit_is_equal() -> None:
    assert rank([entrant("A", 91, 500), entrant("B", 91, 498)], ()).tied == (("A", "B"),)


def shape() -> CommitteeShape:
    assert ALL[0].law.committee is not None
    return ALL[0].law.committee.value


@pytest.mark.parametrize("members, experts", [(5, 4), (7, 5), (9, 6), (11, 8)])
def test_the_experts_of_a_committee_are_two_thirds_rounded_up(members: int, experts: int) -> None:
    """EX-1."""
    assert shape().experts_needed(members) == experts
    assert most_representatives(shape(), members) == members - experts


def test_nobody_sits_twice_on_a_committee() -> None:
    five = [*(Member(f"expert {number}", Seat.EXPERT) for number in range(4)), Member("sun", Seat.REPRESENTATIVE)]

    assert faults(shape(), five) == ()
    assert faults(shape(), [*five[:4], Member("expert 0", Seat.REPRESENTATIVE)]) == (Fault.TWICE,)
    assert faults(shape(), []) == (Fault.TOO_FEW, Fault.EVEN)
