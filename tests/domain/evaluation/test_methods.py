"""What must always hold of evaluations: order, scale, more and less, and that every number can be reckoned again."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experts.domain.benchmark import BenchmarkRule, CeilingMissing, NoPrices, RuleBroken, benchmark, price_points
from experts.domain.derivation import (
    FORMULAS,
    WRITTEN,
    Derived,
    Formula,
    NotFinite,
    Term,
    derive,
    reckons,
    steps,
)
from experts.domain.derivation import given as stated
from experts.domain.methods import (
    Bid,
    Comprehensive,
    Deviation,
    DeviationBroken,
    Factor,
    LowestEvaluated,
    MethodNotAllowed,
    Points,
    PointsOutOfRange,
    SheetBroken,
    TrimmingNotAllowed,
    WeightsBroken,
    check_scheme,
    entrants,
    evaluate,
    price_rule_of,
    prices_of_units,
    scheme_of,
)
from trading.domain.kinds import ALL
from trading.domain.kinds.spec import KindSpec
from trading.domain.scoring_methods import ScoringMethod

settings.register_profile("law", deadline=None)
settings.load_profile("law")

D = Decimal
RULE = BenchmarkRule(D(50), D(1), D("0.5"), trim_high=1, trim_low=1, trim_from=5, discount=D("0.02"))
SCHEME = Comprehensive((Factor("design", D(30)), Factor("staff", D(100), D("0.2"))), RULE)
EXPERTS = ("wei", "xu", "yan", "zhao", "qian")
CENTS = st.integers(1, 10**14).map(lambda cents: D(cents).scaleb(-2))
PRICES = st.lists(CENTS, min_size=1, max_size=12)


def bids_of(prices: list[Decimal]) -> list[Bid]:
    return [Bid(f"bidder {number:04d}", price) for number, price in enumerate(prices)]


def sheet_of(bids: list[Bid], seed: int = 0, scheme: Comprehensive = SCHEME) -> list[Points]:
    chance = Random(seed)
    return [
        Points(expert, bid.bidder, factor.key, D(chance.randrange(int(factor.most) * 2 + 1)) / 2)
        for bid in bids
        for factor in scheme.factors
        for expert in EXPERTS
    ]


def points_of(prices: list[Decimal], rule: BenchmarkRule = RULE) -> list[Decimal]:
    stated_prices = {bid.bidder: stated(Term.PRICE, bid.price, bid.bidder) for bid in bids_of(prices)}
    standard = benchmark(stated_prices, rule)
    return [price_points(price, standard, rule).value for price in stated_prices.values()]


@given(prices=PRICES, seed=st.integers(0, 999))
def test_the_order_of_bids_and_of_sheets_does_not_matter(prices: list[Decimal], seed: int) -> None:
    bids, sheet = bids_of(prices), sheet_of(bids_of(prices), seed)
    mixed_bids, mixed_sheet = bids.copy(), sheet.copy()
    Random(seed).shuffle(mixed_bids)
    Random(seed + 1).shuffle(mixed_sheet)

    assert evaluate(SCHEME, mixed_bids, mixed_sheet) == evaluate(SCHEME, bids, sheet)


@given(prices=PRICES, factor=st.integers(1, 99))
def test_points_do_not_depend_on_the_unit_of_money(prices: list[Decimal], factor: int) -> None:
    assert points_of([price * factor for price in prices]) == points_of(prices)


@given(prices=PRICES)
def test_points_are_what_exact_fractions_give(prices: list[Decimal]) -> None:
    """Once more without any digits that could be cut."""
    ordered = sorted(map(Fraction, prices))
    left = ordered[1:-1] if len(ordered) >= 5 else ordered
    standard = sum(left, Fraction(0)) / len(left) * Fraction(98, 100)

    def exact(price: Decimal) -> Decimal:
        deviation = half_up((Fraction(price) - standard) / standard * 100)
        lost = deviation if Fraction(price) > standard else -deviation / 2
        return half_up(max(Fraction(0), 50 - Fraction(lost)))

    assert points_of(prices) == [exact(price) for price in prices]


def half_up(value: Fraction) -> Decimal:
    """Two decimals, away from zero at the half."""
    cents = int(abs(value) * 100 + Fraction(1, 2))
    return D(cents if value >= 0 else -cents).scaleb(-2)


def test_a_third_that_was_cut_does_not_round_a_half_down() -> None:
    """B is 66.666… with a 7 at its end; 74.89 is 12.335 per cent more than 200 / 3, sharp, and counts as 12.34."""
    standard = derive(Term.BENCHMARK, Formula.MEAN, [stated(Term.PRICE, D(price)) for price in (60, 60, 80)])

    deviation = derive(Term.DEVIATION, Formula.DEVIATION, [stated(Term.PRICE, D("74.89")), standard], places=2)

    assert deviation.value == D("12.34")


@given(prices=st.lists(CENTS, min_size=2, max_size=12))
def test_further_from_the_benchmark_on_one_side_is_never_worth_more(prices: list[Decimal]) -> None:
    stated_prices = {bid.bidder: stated(Term.PRICE, bid.price) for bid in bids_of(prices)}
    standard = benchmark(stated_prices, RULE)
    scored = sorted((price.value, price_points(price, standard, RULE).value) for price in stated_prices.values())
    below = [points for price, points in scored if price <= standard.value]
    above = [points for price, points in scored if price > standard.value]

    assert below == sorted(below)
    assert above == sorted(above, reverse=True)


@given(prices=PRICES, seed=st.integers(0, 99), cell=st.integers(0, 9))
def test_more_points_from_an_expert_are_never_worth_less(prices: list[Decimal], seed: int, cell: int) -> None:
    bids = bids_of(prices)
    trimming = replace(SCHEME, trim_from=5)
    sheet = sheet_of(bids, seed)
    better = [*sheet[:cell], replace(sheet[cell], points=D(30)), *sheet[cell + 1 :]]
    if sheet[cell].points > 30:
        return

    for scheme in (SCHEME, trimming):
        before, after = evaluate(scheme, bids, sheet), evaluate(scheme, bids, better)
        assert all(after[bidder].value >= total.value for bidder, total in before.items())


@given(prices=PRICES, seed=st.integers(0, 99))
def test_a_total_lies_between_nothing_and_a_hundred_and_reckons_again(prices: list[Decimal], seed: int) -> None:
    bids = bids_of(prices)

    for total in evaluate(SCHEME, bids, sheet_of(bids, seed)).values():
        assert 0 <= total.value <= 100
        assert reckons(total)


def test_everything_in_full_at_the_benchmark_is_a_hundred() -> None:
    plain = replace(SCHEME, price=replace(RULE, discount=D(0)))
    bids = bids_of([D(100)])
    sheet = [Points("wei", bids[0].bidder, factor.key, factor.most) for factor in plain.factors]

    assert evaluate(plain, bids, sheet)[bids[0].bidder].value == D("100.00")


@given(prices=PRICES, seed=st.integers(0, 99), which=st.integers(0, 10**6))
def test_a_step_that_was_changed_is_found(prices: list[Decimal], seed: int, which: int) -> None:
    bids = bids_of(prices)
    total = evaluate(SCHEME, bids, sheet_of(bids, seed))[bids[0].bidder]
    derived = [step for step in steps(total) if step.formula is not Formula.GIVEN]
    target = derived[which % len(derived)]

    assert not reckons(_changed(total, target))


def _changed(step: Derived, target: Derived) -> Derived:
    if step is target:
        return replace(step, value=step.value + 1)
    return replace(step, inputs=tuple(_changed(each, target) for each in step.inputs))


LOWEST = LowestEvaluated((Deviation("late", D(9), rate=D("0.005")), Deviation("missing", D(20), amount=D("1200.50"))))


def counted(bids: list[Bid], late: Sequence[int], missing: int) -> list[Points]:
    """Each expert counts the weeks by its own lights; of what is missing all count the same."""
    return [
        Points(expert, bid.bidder, key, D(units))
        for bid in bids
        for expert, weeks in zip(EXPERTS, late, strict=True)
        for key, units in (("late", weeks), ("missing", missing))
    ]


@given(prices=PRICES, late=st.lists(st.integers(0, 9), min_size=5, max_size=5), missing=st.integers(0, 20))
def test_an_evaluated_price_adds_for_the_middle_of_what_the_experts_count(
    prices: list[Decimal], late: list[int], missing: int
) -> None:
    bids, weeks = bids_of(prices), sorted(late)[2]

    found = evaluate(LOWEST, bids, counted(bids, late, missing))

    for bid in bids:
        exact = bid.price * (1 + D("0.005") * weeks) + D("1200.50") * missing
        assert found[bid.bidder].value == exact.quantize(D("0.01"), ROUND_HALF_UP) >= bid.price
        assert reckons(found[bid.bidder])


@given(prices=PRICES, late=st.lists(st.integers(0, 9), min_size=5, max_size=5), missing=st.integers(0, 20))
def test_whoever_has_not_seen_the_sheets_reckons_the_same_price(
    prices: list[Decimal], late: list[int], missing: int
) -> None:
    bids = bids_of(prices)
    units = {(bid.bidder, "late"): D(sorted(late)[2]) for bid in bids}
    units |= {(bid.bidder, "missing"): D(missing) for bid in bids}

    found, again = evaluate(LOWEST, bids, counted(bids, late, missing)), prices_of_units(LOWEST, bids, units)

    assert {each: found[each].value for each in found} == {each: again[each].value for each in again}


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"late": D(10)}, PointsOutOfRange), ({"late": D(-1)}, PointsOutOfRange), ({"early": D(1)}, SheetBroken)],
)
def test_nothing_is_counted_beyond_what_the_documents_say(changed: dict[str, Decimal], error: type[Exception]) -> None:
    bids = bids_of([D(100)])
    units = {("bidder 0000", key): each for key, each in ({"late": D(1), "missing": D(0)} | changed).items()}

    with pytest.raises(error):
        prices_of_units(LOWEST, bids, units)


@pytest.mark.parametrize("adds", [{}, {"amount": D(1), "rate": D("0.1")}])
def test_a_deviation_adds_an_amount_or_a_rate(adds: dict[str, Decimal]) -> None:
    with pytest.raises(DeviationBroken):
        Deviation("late", D(9), **adds)


def test_experts_are_averaged_and_the_extremes_dropped_only_where_there_are_enough() -> None:
    bids = bids_of([D(100)])
    given_points = dict(zip(EXPERTS, map(D, (0, 20, 21, 22, 30)), strict=True))
    scheme = Comprehensive((Factor("design", D(50)),), RULE)

    def mean(experts: tuple[str, ...], trim_from: int | None) -> Decimal:
        sheet = [Points(expert, bids[0].bidder, "design", given_points[expert]) for expert in experts]
        total = evaluate(replace(scheme, trim_from=trim_from), bids, sheet)[bids[0].bidder]
        return next(step.value for step in steps(total) if step.term is Term.FACTOR_POINTS)

    assert mean(EXPERTS, None) == D("18.60")
    assert mean(EXPERTS, 5) == D("21.00")
    assert mean(EXPERTS[:4], 5) == D("15.75")


@pytest.mark.parametrize(
    "broken, error",
    [
        pytest.param(lambda sheet: sheet[1:], SheetBroken, id="a cell left out"),
        pytest.param(lambda sheet: [*sheet, sheet[0]], SheetBroken, id="a cell twice"),
        pytest.param(lambda sheet: [*sheet, replace(sheet[0], factor="looks")], SheetBroken, id="no such factor"),
        pytest.param(lambda sheet: [], SheetBroken, id="no sheet at all"),
        pytest.param(
            lambda sheet: [replace(sheet[0], points=D("30.01")), *sheet[1:]], PointsOutOfRange, id="more than all"
        ),
        pytest.param(lambda sheet: [replace(sheet[0], points=D(-1)), *sheet[1:]], PointsOutOfRange, id="below nothing"),
    ],
)
def test_a_sheet_that_is_not_whole_is_refused(broken, error: type[Exception]) -> None:  # type: ignore[no-untyped-def]
    bids = bids_of([D(100), D(110)])
    sheet = sheet_of(bids)

    assert evaluate(SCHEME, bids, sheet)
    with pytest.raises(error):
        evaluate(SCHEME, bids, broken(sheet))


def test_what_was_written_before_a_rejection_counts_for_nobody() -> None:
    bids = bids_of([D(100), D(110)])
    sheet = sheet_of(bids)
    rejected = [bids[0], replace(bids[1], rejected=True)]

    assert evaluate(SCHEME, rejected, sheet) == evaluate(SCHEME, bids[:1], sheet)
    assert evaluate(SCHEME, [replace(bid, rejected=True) for bid in bids], sheet) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"trim_from": 2},
        {"trim_high": -1},
        {"discount": D(1)},
        {"ceiling_discount": D("-0.1")},
        {"mean_share": D("1.1")},
        {"above": D(-1)},
        {"least": D(51)},
    ],
    ids=str,
)
def test_numbers_that_contradict_each_other_are_no_rule(changes: dict[str, object]) -> None:
    with pytest.raises(RuleBroken):
        replace(RULE, **changes)  # type: ignore[arg-type]


def test_weights_that_make_no_whole_are_refused() -> None:
    for factors in ((), (Factor("a", D(25)), Factor("a", D(25))), (Factor("a", D(60)), Factor("b", D(-10)))):
        with pytest.raises(WeightsBroken):
            Comprehensive(factors, RULE)
    with pytest.raises(WeightsBroken):
        replace(SCHEME, trim_from=2)


def test_a_benchmark_needs_prices_and_where_it_is_mixed_a_ceiling() -> None:
    prices = {"A": stated(Term.PRICE, D(100))}
    mixed = replace(RULE, mean_share=D("0.6"))

    assert benchmark(prices, mixed, D(120)).value > benchmark(prices, RULE).value
    with pytest.raises(CeilingMissing):
        benchmark(prices, mixed)
    with pytest.raises(NoPrices):
        benchmark({}, RULE)


def test_the_law_of_the_kind_bounds_what_documents_may_choose() -> None:
    spec: KindSpec = ALL[0]
    nothing = replace(spec, law=replace(spec.law, scoring_methods=None))

    check_scheme(spec, SCHEME)
    check_scheme(spec, replace(SCHEME, trim_from=5))
    check_scheme(spec, LowestEvaluated())
    with pytest.raises(TrimmingNotAllowed):
        check_scheme(spec, replace(SCHEME, trim_from=4))
    with pytest.raises(MethodNotAllowed):
        check_scheme(nothing, SCHEME)


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: f"{spec.kind}-{spec.edition.id}")
def test_every_method_and_formula_that_an_edition_names_is_there(spec: KindSpec) -> None:
    methods, formulas = spec.law.scoring_methods, spec.law.price_formulas

    assert methods is None or all(map(scheme_of, methods.value))
    assert formulas is None or all(map(price_rule_of, formulas.value))
    assert scheme_of(ScoringMethod.COMPREHENSIVE) is Comprehensive


def test_every_formula_is_written_out_for_people() -> None:
    assert set(WRITTEN) == set(Formula)
    assert set(FORMULAS) == set(Formula) - {Formula.GIVEN}


def test_what_is_no_number_is_not_reckoned_with() -> None:
    with pytest.raises(NotFinite):
        stated(Term.PRICE, D("NaN"))


def test_the_fewest_adjusted_yuan_enter_the_ranking_as_the_most_merit() -> None:
    bids = bids_of([D(100), D(90)])
    scheme = LowestEvaluated()

    best = max(entrants(scheme, bids, evaluate(scheme, bids)), key=lambda entrant: entrant.merit)

    assert best.bidder == bids[1].bidder
