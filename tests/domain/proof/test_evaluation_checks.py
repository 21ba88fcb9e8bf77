"""The verifier on evaluations: whoever forges a score, a place, a candidate or a sheet is found."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from disclosure.domain.bundle import contents
from disclosure.domain.container import Container, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Result as Line
from disclosure.verifier.report import Status
from tests.support.small_evaluation import COUNTED, SCHEME, small_evaluation
from tests.support.small_players import DEADLINE, WINDOW_LENGTH
from tests.support.small_trade import by_the_law, small_trade
from tests.vectors.cast import ANSHAN, PLACE
from trading.domain.entries import SYSTEM, By, EntryFacts, Method
from trading.domain.evaluation_results import MEMBER_REPLACED, REPORTED, SHEET_COMMITTED, STARTED
from trading.domain.scheme_terms import SchemeTerms

Body = dict[str, Any]
LOT = str(PLACE.lot)


def told(kind: str, body: Body, number: int = 0, by: By = SYSTEM) -> EntryFacts:
    at = DEADLINE + 3 * WINDOW_LENGTH
    return EntryFacts(uuid5(NAMESPACE_URL, f"{kind} {number}"), PLACE.trade, kind, at, at, by, body)


def checked(
    forge: Callable[[Body], object] = lambda body: None,
    *,
    scheme: object = None,
    terms: SchemeTerms = SCHEME,
    sheets: Callable[[list[Body]], list[Body]] = lambda sheets: sheets,
    more: tuple[EntryFacts, ...] = (),
    by: By = SYSTEM,
    rejected: int = 0,
) -> Line:
    """What the verifier says of a small trade whose report was changed by `forge`."""
    trade = small_trade()
    evaluation = small_evaluation(trade.outcomes, rejected, terms=terms)
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in trade.log.rows}
    by_the_law(bodies)
    bodies["trade.announced"] |= {
        "grounds": {"law": ["not_responsive"], "own": []},
        "scheme": terms.members() if scheme is None else scheme,
    }
    reported: Body = deepcopy(dict(evaluation.reported))
    forge(reported)
    entries = [told(STARTED, dict(evaluation.started))]
    committed = sheets([dict(each) for each in evaluation.committed])
    entries += [told(SHEET_COMMITTED, body, number) for number, body in enumerate(committed)]
    entries += [*more, told(REPORTED, reported, by=by)]
    for facts in entries:
        trade.log.add(facts.type, facts.body, facts.recorded_at, facts.by)
    out = BytesIO()
    write_container(out, dict(sorted(dict(contents(trade.bundle_facts)).items())))
    (check,) = [check for check in CHECKS if check.name == "evaluations"]
    return run(check, Bundle(Container(out)), Pins())


def test_an_honest_evaluation_passes_and_a_trade_without_one_is_not_checked() -> None:
    assert checked().problems == ()
    assert checked().status is Status.PASSED
    assert checked(rejected=1).status is Status.PASSED


def swap_candidates(body: Body) -> None:
    first, second = body["candidates"]
    body["candidates"] = [second | {"rank": 1}, first | {"rank": 2}]


def swap_places(body: Body) -> None:
    body["valid"][0]["place"], body["valid"][1]["place"] = 2, 1


FORGED: dict[str, Callable[[Body], object]] = {
    "a total": lambda body: body["valid"][1].update(merit="99"),
    "points of a factor": lambda body: body["valid"][1]["factors"].update(f1="35"),
    "points above the most": lambda body: body["valid"][1]["factors"].update(f1="36"),
    "points of a factor that there is not": lambda body: body["valid"][1]["factors"].update(f9="1"),
    "points for the price": lambda body: body["valid"][1].update(price_points="40"),
    "a price": lambda body: body["valid"][1].update(price="1.00"),
    "the benchmark": lambda body: body.update(benchmark="1"),
    "the order of candidates": swap_candidates,
    "places": swap_places,
    "a candidate less": lambda body: body["candidates"].pop(),
    "what a candidate promises": lambda body: body["candidates"][0]["items"].update(quality="优"),
    "a bid less": lambda body: body["valid"].pop(),
    "a bid that is valid and rejected": lambda body: body["rejected"].append(
        {name: body["valid"][0][name] for name in ("bid", "bidder")} | {"ground": "not_responsive"}
    ),
    "a sheet": lambda body: body["members"][0].update(sheet="0" * 64),
    "no sheet": lambda body: body["members"][0].update(sheet=None),
    "a member": lambda body: body["members"][0].update(member="0" * 64),
    "a member less": lambda body: body["members"].pop(),
    "that all are rejected": lambda body: body.update(result="all_rejected"),
    "that competition is missing, while the lot goes on": lambda body: body.update(result="competition_missing"),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_report_is_found(forged: str) -> None:
    assert checked(FORGED[forged]).status is Status.FAILED


FORGED_COUNTS: dict[str, Callable[[Body], object]] = {
    "how many are counted": lambda body: body["valid"][1]["factors"].update(d1="0"),
    "more than the most": lambda body: body["valid"][1]["factors"].update(d1="9"),
    "a deviation that the notice does not name": lambda body: body["valid"][1]["factors"].update(d3="0"),
    "a deviation less": lambda body: body["valid"][1]["factors"].pop("d2"),
    "an evaluated price": lambda body: body["valid"][1].update(merit=body["valid"][1]["price"]),
    "points for a price": lambda body: body["valid"][0].update(price_points="40"),
    "places": swap_places,
    "no sheet": lambda body: body["members"][0].update(sheet=None),
}


@pytest.mark.parametrize("forged", FORGED_COUNTS)
def test_a_forged_evaluated_price_is_found(forged: str) -> None:
    assert checked(terms=COUNTED).problems == ()
    assert checked(FORGED_COUNTS[forged], terms=COUNTED).status is Status.FAILED


def test_another_amount_than_the_notice_names_is_found() -> None:
    late, missing = COUNTED.factors
    cheaper = replace(COUNTED, factors=(replace(late, rate=Decimal("0.001")), missing)).members()

    assert checked(terms=COUNTED, scheme=cheaper).status is Status.FAILED


@pytest.mark.parametrize(
    ("amount", "rate"), [(None, None), (Decimal(1), Decimal("0.1"))], ids=["adds nothing", "adds both"]
)
def test_a_notice_that_cannot_be_reckoned_with_is_found(amount: Decimal | None, rate: Decimal | None) -> None:
    late, missing = COUNTED.factors
    broken = replace(COUNTED, factors=(replace(late, amount=amount, rate=rate), missing))

    assert checked(terms=COUNTED, scheme=broken.members()).status is Status.FAILED


def test_a_rejection_on_a_ground_that_the_notice_does_not_name_is_found() -> None:
    assert checked(lambda body: body["rejected"][0].update(ground="own:不好看"), rejected=1).status is Status.FAILED


def test_a_report_without_a_lawful_method_in_the_notice_is_found() -> None:
    unlawful = SCHEME.members() | {"trim_from": 2}

    assert checked(scheme=unlawful).status is Status.FAILED
    assert checked(scheme=SCHEME.members()).status is Status.PASSED


def test_a_sheet_that_was_never_committed_to_is_found() -> None:
    assert checked(sheets=lambda sheets: sheets[1:]).status is Status.FAILED


def test_a_sheet_of_a_member_who_was_replaced_does_not_count() -> None:
    member = small_evaluation(small_trade().outcomes).committed[0]["member"]
    seated = "ab" * 32
    change = told(MEMBER_REPLACED, {"left": member, "lot": LOT, "seated": seated})
    sheet = told(SHEET_COMMITTED, {"lot": LOT, "member": seated, "sheet": "cd" * 32}, 9)

    def renamed(body: Body) -> None:
        body["members"][0] = {"member": seated, "sheet": "cd" * 32, "stand": "signed"}

    assert checked(more=(change, sheet)).status is Status.FAILED
    assert checked(renamed, more=(change, sheet)).status is Status.PASSED


def test_a_report_that_somebody_tells_under_its_name_is_found() -> None:
    assert checked(by=By(Method.SESSION, ANSHAN, "agency")).status is Status.FAILED
