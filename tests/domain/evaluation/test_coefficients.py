"""Coefficients and lotteries: what a notice may leave to a draw, what the draw makes of it, and where it shows again."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.domain.benchmark import DRAWN
from experts.domain.derivation import Term, reckons, steps
from experts.domain.draw import ListRefused, Purpose
from experts.domain.open_lists import drawn_coefficient, drawn_numbers, open_list
from experts.domain.reports import reckon_means
from experts.domain.schemes import CoefficientMissing, scheme_by
from tests.support.small_evaluation import SCHEME, bids_in
from tests.support.small_trade import small_trade
from trading.domain.canonical import FormatError, decode, encode
from trading.domain.kinds import ALL
from trading.domain.scheme_terms import (
    DrawnTerms,
    PriceTerms,
    SchemeProblem,
    SchemeTerms,
    SchemeUnlawful,
    check_terms,
    read_scheme,
)
from trading.domain.scoring_methods import DrawnNumber

D = Decimal
LAW = ALL[0].law
LOT, OTHER = UUID(int=1), UUID(int=2)
TEXTS = ("0.01", "0.015", "0.02", "0.025", "0.03", "0.035", "0.04", "0.045", "0.05")
DISCOUNT = DrawnTerms(DrawnNumber.DISCOUNT, tuple(map(D, TEXTS)))
DRAWS = replace(SCHEME, drawn=DISCOUNT)
SEEDS = st.binary(min_size=32, max_size=32)


def with_price(**numbers: object) -> PriceTerms:
    assert SCHEME.price is not None
    return replace(SCHEME.price, **numbers)  # type: ignore[arg-type]


# --- what the notice says (O12 35; rules 7.1) ---------------------------------------------------------------------


def test_a_notice_with_a_drawn_number_is_read_as_it_was_written_and_names_no_value_for_it() -> None:
    body = decode(encode(DRAWS.members()))

    assert read_scheme(body) == DRAWS
    assert body["price"]["discount"] is None  # type: ignore[index,call-overload]


def test_a_notice_that_names_candidates_and_a_value_is_refused() -> None:
    body = decode(encode(DRAWS.members()))
    body["price"]["discount"] = "0.02"  # type: ignore[index,call-overload]

    with pytest.raises(FormatError, match="null"):
        read_scheme(body)


def test_an_older_notice_draws_nothing() -> None:
    body = decode(encode(SCHEME.members()))
    del body["drawn"]

    assert read_scheme(body) == SCHEME


@pytest.mark.parametrize(
    ("drawn", "problem"),
    [
        (DrawnTerms(DrawnNumber.DISCOUNT, (D("0.02"),)), SchemeProblem.DRAWN),
        (DrawnTerms(DrawnNumber.DISCOUNT, (D("0.02"), D("0.02"))), SchemeProblem.DRAWN),
        (DrawnTerms(DrawnNumber.DISCOUNT, (D("0.03"), D("0.02"))), SchemeProblem.DRAWN),
        (DrawnTerms(DrawnNumber.DISCOUNT, tuple(D(n) / 1000 for n in range(201))), SchemeProblem.DRAWN),
        (DrawnTerms(DrawnNumber.DISCOUNT, (D("0.5"), D("1"))), SchemeProblem.PRICE_NUMBERS),
        (DrawnTerms(DrawnNumber.CEILING_DISCOUNT, (D("0.01"), D("0.02"))), SchemeProblem.DRAWN),
        (DrawnTerms(DrawnNumber.MEAN_SHARE, (D("0.4"), D("0.6"))), SchemeProblem.NO_CEILING),
    ],
)
def test_candidates_ascend_and_each_is_a_number_that_the_formula_could_have(
    drawn: DrawnTerms, problem: SchemeProblem
) -> None:
    check_terms(LAW, DRAWS, has_ceiling=False)

    with pytest.raises(SchemeUnlawful) as refused:
        check_terms(LAW, replace(SCHEME, drawn=drawn), has_ceiling=False)

    assert refused.value.problem is problem


def test_a_kind_whose_law_draws_nothing_refuses_it() -> None:
    with pytest.raises(SchemeUnlawful) as refused:
        check_terms(replace(LAW, drawn_numbers=None), DRAWS, has_ceiling=False)

    assert refused.value.problem is SchemeProblem.DRAWN


# --- the draw -----------------------------------------------------------------------------------------------------


@given(seed=SEEDS)
def test_what_is_drawn_is_a_candidate_whatever_the_order_in_which_they_are_named(seed: bytes) -> None:
    drawn = drawn_coefficient(LOT, seed, TEXTS)

    assert drawn in TEXTS
    assert drawn == drawn_coefficient(LOT, seed, reversed(TEXTS))


@given(seed=SEEDS)
def test_a_lottery_gives_each_bidder_one_number_from_one_on(seed: bytes) -> None:
    numbers = drawn_numbers(LOT, seed, ("baiyun", "changhe", "fuhe"))

    assert sorted(numbers.values()) == [1, 2, 3]
    assert numbers.keys() == {"baiyun", "changhe", "fuhe"}


def test_every_candidate_is_drawn_about_as_often() -> None:
    seeds = (sha256(bytes([n % 256, n // 256])).digest() for n in range(1800))
    counted = Counter(drawn_coefficient(LOT, seed, TEXTS) for seed in seeds)

    assert set(counted) == set(TEXTS)
    assert all(140 < times < 260 for times in counted.values())


def test_the_list_is_that_of_one_lot_and_one_purpose_and_names_nobody_twice() -> None:
    lists = [
        open_list(LOT, Purpose.COEFFICIENT, TEXTS),
        open_list(OTHER, Purpose.COEFFICIENT, TEXTS),
        open_list(LOT, Purpose.LOTTERY, TEXTS),
        open_list(LOT, Purpose.COEFFICIENT, TEXTS[1:]),
    ]
    assert len({each.root for each in lists}) == 4

    with pytest.raises(ListRefused):
        open_list(LOT, Purpose.LOTTERY, ("baiyun", "baiyun"))
    with pytest.raises(FormatError):
        open_list(LOT, Purpose.EXPERTS, ("wei",))


# --- the price points ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "term", "share"),
    [
        (DrawnNumber.DISCOUNT, Term.DISCOUNT, "1"),
        (DrawnNumber.MEAN_SHARE, Term.MEAN_SHARE, "0.5"),
        (DrawnNumber.CEILING_DISCOUNT, Term.CEILING_DISCOUNT, "0.6"),
    ],
)
def test_what_was_drawn_is_reckoned_with_and_its_derivation_says_so(drawn: DrawnNumber, term: Term, share: str) -> None:
    terms = replace(SCHEME, price=with_price(mean_share=D(share)), drawn=DrawnTerms(drawn, (D("0.02"), D("0.03"))))
    bids = bids_in(small_trade().outcomes)
    means = {(bid.bidder, factor.key): D(10) for bid in bids for factor in terms.factors}
    with pytest.raises(CoefficientMissing):
        scheme_by(terms)

    reckoned = reckon_means(terms.with_coefficient(D("0.02")), bids, means, ceiling=D(20_000_000), lots={})

    fixed = replace(terms.with_coefficient(D("0.02")), drawn=None)
    plain = reckon_means(fixed, bids, means, ceiling=D(20_000_000), lots={})
    assert reckoned.valid == plain.valid
    for total in reckoned.results.values():
        assert reckons(total)
        assert [(step.term, step.value) for step in steps(total) if step.label == DRAWN] == [(term, D("0.02"))]


def test_a_mean_share_of_one_that_was_drawn_is_still_shown() -> None:
    terms = replace(SCHEME, drawn=DrawnTerms(DrawnNumber.MEAN_SHARE, (D("0.6"), D(1))))
    bids = bids_in(small_trade().outcomes)
    means = {(bid.bidder, factor.key): D(10) for bid in bids for factor in terms.factors}

    reckoned = reckon_means(terms.with_coefficient(D(1)), bids, means, ceiling=D(20_000_000), lots={})

    assert reckoned.valid == reckon_means(SCHEME, bids, means, ceiling=None, lots={}).valid
    assert all(any(step.label == DRAWN for step in steps(total)) for total in reckoned.results.values())


def test_the_highway_standard_document_with_a_discount_that_was_drawn() -> None:
    """Rules 7.1: six bids, trimmed at both ends, d = 2 % drawn: B = 1017.975."""
    terms = SchemeTerms(
        SCHEME.method,
        SCHEME.tie_breaks,
        SCHEME.factors,
        SCHEME.formula,
        PriceTerms(D(40), D(1), D("0.5"), trim_high=1, trim_low=1, trim_from=5),
        drawn=DISCOUNT,
    )
    bids = bids_in(small_trade().outcomes)[:1]
    prices = ("980", "1010", "1035", "1050", "1060", "1120")
    sixfold = [
        replace(bids[0], bidder=f"b{n}", bid=f"{n}", price=type(bids[0].price).parse(f"{price}.00"))
        for n, price in enumerate(prices)
    ]
    means = {(bid.bidder, factor.key): D(10) for bid in sixfold for factor in terms.factors}

    reckoned = reckon_means(terms.with_coefficient(D("0.02")), sixfold, means, ceiling=None, lots={})

    assert reckoned.benchmark == D("1017.975")
