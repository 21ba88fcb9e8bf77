"""The verifier on deposits: what the notice asks, what was stated at the opening, what was kept."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from bidding.domain.opening import Result
from bidding.domain.stated import KEPT, STATED
from disclosure.domain.bundle import contents
from disclosure.domain.container import Container, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Result as Line
from disclosure.verifier.report import Status
from tests.support.small_players import DEADLINE, WINDOW_LENGTH
from tests.support.small_trade import SmallTrade, by_the_law, small_trade
from tests.vectors.cast import ANSHAN, PLACE
from trading.domain.entries import SYSTEM, By, EntryFacts, Method

AGENCY = By(Method.SESSION, ANSHAN, "agency")
LOT = str(PLACE.lot)
ASK = {
    "amount": "120000.00",
    "basis": "ceiling",
    "forms": ["cash", "bank_guarantee", "insurance", "e_guarantee"],
    "holder": "centre",
    "valid_days": 90,
}
CEILING = "6310520.53"


def told(kind: str, body: Mapping[str, object], by: By) -> EntryFacts:
    at = DEADLINE + WINDOW_LENGTH
    return EntryFacts(uuid5(NAMESPACE_URL, f"{kind} {body}"), PLACE.trade, kind, at, at, by, body)


def parties(trade: SmallTrade, result: Result) -> list[tuple[str, str]]:
    return [(outcome.bid, outcome.bidder) for outcome in trade.outcomes if outcome.result is result]


def stated(trade: SmallTrade, by: By = SYSTEM, **changes: Any) -> EntryFacts:
    shown = parties(trade, Result.OPENED)
    lines = [{"bid": bid, "bidder": bidder, "form": "cash", "in_order": True} | changes for bid, bidder in shown]
    return told(STATED, {"deposits": lines, "lot": LOT}, by)


def kept(bidder: str, by: By = AGENCY, cause: str = "revoked") -> EntryFacts:
    return told(KEPT, {"bidder": bidder, "cause": cause, "lot": LOT, "name": "…", "reason": "未解密"}, by)


def checked(
    trade: SmallTrade, *entries: EntryFacts, ask: object = ASK, ceiling: str = CEILING, before: str = "bids.opened"
) -> Line:
    """What the verifier says of deposits in the small trade, with this in its notice and these entries in its log."""
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in trade.log.rows}
    by_the_law(bodies)
    bodies["trade.announced"]["lots"][0] |= {"deposit": ask, "ceiling": ceiling}
    early = [entry for entry in entries if entry.type == STATED]
    trade.log.insert(early, before=before)
    trade.log.insert([entry for entry in entries if entry not in early], before="record.published")
    out = BytesIO()
    write_container(out, dict(sorted(dict(contents(trade.bundle_facts)).items())))
    (check,) = [check for check in CHECKS if check.name == "deposits"]
    return run(check, Bundle(Container(out)), Pins())


def test_lawful_deposits_pass_and_a_trade_without_any_is_not_checked() -> None:
    trade = small_trade()
    (_, revoked) = parties(trade, Result.REVOKED)[0]

    assert checked(trade, stated(trade), kept(revoked)).status is Status.PASSED
    assert checked(small_trade(), ask=None).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("ask", "ceiling"),
    [
        pytest.param(ASK | {"amount": "126210.42"}, CEILING, id="a cent above two percent"),
        pytest.param(ASK | {"amount": "800000.01"}, "99000000.00", id="above the cap"),
        pytest.param(ASK | {"amount": "800000.01", "basis": "estimate"}, CEILING, id="above the cap, estimate secret"),
        pytest.param(ASK | {"forms": ["cash"]}, CEILING, id="refuses a form"),
        pytest.param(ASK | {"amount": "12"}, CEILING, id="malformed"),
    ],
)
def test_a_notice_that_asks_too_much_is_found(ask: object, ceiling: str) -> None:
    trade = small_trade()

    assert checked(trade, stated(trade), ask=ask, ceiling=ceiling).status is Status.FAILED


def test_a_deposit_that_binds_shorter_than_the_bids_is_found() -> None:
    trade = small_trade()
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in trade.log.rows}
    bodies["trade.announced"]["validity_days"] = ASK["valid_days"]
    assert checked(trade, stated(trade)).status is Status.PASSED

    trade = small_trade()
    bodies = {facts.type: facts.body for facts, _salt, _seq in trade.log.rows}
    bodies["trade.announced"]["validity_days"] = 120

    line = checked(trade, stated(trade))

    assert line.status is Status.FAILED and "not_as_the_bids" in str(line.problems)


def test_a_secret_estimate_is_said_to_be_unchecked() -> None:
    trade = small_trade()

    line = checked(trade, stated(trade), ask=ASK | {"amount": "800000.00", "basis": "estimate"})

    assert line.status is Status.PASSED and "secret" in line.reason


def test_deposits_that_were_not_stated_are_missed() -> None:
    assert checked(small_trade()).status is Status.FAILED


def test_forged_statements_are_found() -> None:
    for changes in (
        {"bidder": ANSHAN},
        {"bid": "0" * 64},
        {"form": None},
        {"form": "gold"},
        {"by": AGENCY},
    ):
        trade = small_trade()
        assert checked(trade, stated(trade, **changes)).status is Status.FAILED, changes
    trade = small_trade()
    assert checked(trade, stated(trade), before="record.published").status is Status.FAILED


@pytest.mark.parametrize(
    ("who", "changes"),
    [
        ("opened", {}),
        ("revoked", {"by": SYSTEM}),
        ("revoked", {"cause": "contract_refused"}),
        ("revoked", {"cause": "greed"}),
        ("anshan", {}),
    ],
)
def test_a_deposit_that_may_not_be_kept_is_found(who: str, changes: dict[str, Any]) -> None:
    trade = small_trade()
    (_, opened), (_, revoked) = parties(trade, Result.OPENED)[0], parties(trade, Result.REVOKED)[0]
    people = {"opened": opened, "revoked": revoked, "anshan": ANSHAN}

    assert checked(trade, stated(trade), kept(people[who], **changes)).status is Status.FAILED
