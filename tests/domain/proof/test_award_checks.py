"""The verifier on what comes after the evaluation: forged candidates, decisions, reports, contracts and archives are found."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from bidding.domain.opening import Result
from disclosure.domain.bundle import contents
from disclosure.domain.container import Container, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support.small_players import DEADLINE
from tests.support.small_trade import SmallTrade, by_the_law, small_trade
from tests.vectors.cast import ANSHAN, PLACE, account
from trading.domain.awarded import (
    AWARD_REPORTED,
    AWARDED,
    CANDIDATES_ANSWERED,
    CANDIDATES_OBJECTED,
    CANDIDATES_SHOWN,
    CONTRACT_OFFERED,
    CONTRACT_SIGNED,
    ContractTerms,
    Signing,
)
from trading.domain.bodies import LOT_FAILED
from trading.domain.canonical import at_text, base64_text
from trading.domain.entries import SYSTEM, By, EntryFacts, Method
from trading.domain.money import Money
from trading.domain.periods import day_of
from trading.domain.second_looks import ASKED, GIVEN, WITHDRAWN
from trading.domain.statements import sign

AGENCY = By(Method.SESSION, ANSHAN, "agency")
LOT = str(PLACE.lot)
DAY = timedelta(days=1)
SHOWN_AT = DEADLINE + DAY
DECIDED_AT = SHOWN_AT + 6 * DAY
HASH = "ab" * 32
FILE = {"media_type": "application/pdf", "name": "放弃函.pdf", "sha256": HASH, "size": 3}
OBJECTION = "0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0091"
LOOK = "0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0092"


def told(kind: str, body: Mapping[str, object], by: By = AGENCY, at: datetime = DECIDED_AT) -> EntryFacts:
    return EntryFacts(uuid5(NAMESPACE_URL, f"{kind} {body} {at}"), PLACE.trade, kind, at, at, by, body)


def standings(trade: SmallTrade) -> list[dict[str, Any]]:
    """The opened bids, ranked as they came."""
    opened = [outcome for outcome in trade.outcomes if outcome.result is Result.OPENED]
    return [
        {
            "bid": one.bid,
            "bidder": one.bidder,
            "items": dict(one.items or {}),
            "name": one.name,
            "rank": rank,
            "score": "90",
        }
        for rank, one in enumerate(opened, start=1)
    ]


def shown(trade: SmallTrade, by: By = AGENCY, days: int = 4, **changes: Any) -> EntryFacts:
    until = (day_of(SHOWN_AT) + days * DAY).isoformat()
    body = {"candidates": standings(trade), "evaluation": "…", "lot": LOT, "report": HASH, "until": until, "valid": 2}
    return told(CANDIDATES_SHOWN, body | changes, by, SHOWN_AT)


def awarded(trade: SmallTrade, rank: int = 1, at: datetime = DECIDED_AT, by: By = AGENCY, **changes: Any) -> EntryFacts:
    body = standings(trade)[rank - 1] | {"amount": "1.00", "lot": LOT, "number": 1, "passed": [], "reason": ""}
    return told(AWARDED, body | {"valid_until": at_text(DEADLINE + 90 * DAY)} | changes, by, at)


def passed(ground: str = "gave_up", rank: int = 1) -> list[dict[str, Any]]:
    return [{"evidence": FILE, "ground": ground, "rank": rank, "reason": "书面放弃"}]


def contract(trade: SmallTrade, *, signer: str = "", bond: str | None = None, **items: str) -> EntryFacts:
    winner = standings(trade)[0]
    party = winner["bidder"]
    terms = ContractTerms(winner["items"] | items, None if bond is None else Money.parse(bond), guarantee=True)
    signing = Signing(PLACE.trade, PLACE.lot, party, HASH, terms)
    statement = base64_text(sign(signing.statement(), account(signer or party)).bytes)
    body = {"bidder": party, "lot": LOT, "name": winner["name"], "statement": statement, "terms": terms.members()}
    return told(CONTRACT_SIGNED, body | {"text": FILE}, By(Method.SESSION, party, "bidder"))


def offered(text: str = HASH, by: By = AGENCY) -> EntryFacts:
    return told(CONTRACT_OFFERED, {"lot": LOT, "text": text}, by)


def checked(trade: SmallTrade, name: str, *entries: EntryFacts, **announced: object) -> Status:
    """What the verifier's check says of the small trade with these entries at its end."""
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in trade.log.rows}
    by_the_law(bodies)
    bodies["trade.announced"] |= announced
    trade.log.insert(entries, before="record.published")
    out = BytesIO()
    write_container(out, dict(sorted(dict(contents(trade.bundle_facts)).items())))
    (check,) = [check for check in CHECKS if check.name == name]
    return run(check, Bundle(Container(out)), Pins()).status


def test_a_trade_without_an_evaluation_is_not_checked() -> None:
    for name in ("candidates", "awards", "contracts", "archives"):
        assert checked(small_trade(), name) is Status.NOT_APPLICABLE


def test_lawful_candidates_decisions_and_contracts_pass() -> None:
    for name in ("candidates", "awards", "contracts"):
        trade = small_trade()
        assert checked(trade, name, shown(trade), awarded(trade), offered(), contract(trade)) is Status.PASSED


def test_a_candidate_with_another_price_than_it_opened_is_found() -> None:
    trade = small_trade()
    forged = standings(trade)
    forged[0]["items"] = forged[0]["items"] | {"price": "1.00"}

    assert checked(trade, "candidates", shown(trade, candidates=forged)) is Status.FAILED


@pytest.mark.parametrize("changes", [{"days": 2}, {"by": SYSTEM}, {"report": "none"}], ids=str)
def test_a_display_against_the_law_is_found(changes: Any) -> None:
    trade = small_trade()

    assert checked(trade, "candidates", shown(trade, **changes)) is Status.FAILED


def test_other_candidates_than_those_of_the_report_are_found() -> None:
    trade = small_trade()
    reported = told("evaluation.reported", {"candidates": [], "lot": LOT, "report": HASH}, SYSTEM, SHOWN_AT)

    assert checked(trade, "candidates", reported, shown(trade)) is Status.FAILED


def test_an_objection_that_nobody_answered_is_found() -> None:
    at = SHOWN_AT + DAY
    objected = told(CANDIDATES_OBJECTED, {"lot": LOT, "objection": OBJECTION}, SYSTEM, at)
    answered = told(CANDIDATES_ANSWERED, {"lot": LOT, "objection": OBJECTION, "resumed": True}, AGENCY, at)
    late = told(CANDIDATES_OBJECTED, {"lot": LOT, "objection": OBJECTION}, SYSTEM, DECIDED_AT)

    trade = small_trade()
    assert checked(trade, "candidates", shown(trade), objected, awarded(trade)) is Status.FAILED
    trade = small_trade()
    assert checked(trade, "candidates", shown(trade), late, answered) is Status.FAILED
    trade = small_trade()
    assert checked(trade, "candidates", shown(trade), objected, answered, awarded(trade)) is Status.PASSED


def looked(
    trade: SmallTrade, *, rank: int = 1, able: bool | None = None, look: str = LOOK, by: By = AGENCY, giver: By = SYSTEM
) -> list[EntryFacts]:
    """A second look that was asked for and, unless `able` is None, given (TR 56)."""
    at = SHOWN_AT + DAY
    asked = told(ASKED, {"look": look, "lot": LOT, "rank": rank}, by, at)
    return [asked, *(() if able is None else [told(GIVEN, {"able": able, "look": look, "lot": LOT}, giver, at)])]


def test_a_second_look_that_was_given_passes() -> None:
    for name in ("candidates", "awards"):
        trade = small_trade()
        assert checked(trade, name, shown(trade), *looked(trade, able=True), awarded(trade)) is Status.PASSED
        trade = small_trade()
        second = awarded(trade, 2, passed=passed("unable"))
        assert checked(trade, name, shown(trade), *looked(trade, able=False), second) is Status.PASSED


def withdrawn(look: str = LOOK, by: By = AGENCY, at: datetime = SHOWN_AT + DAY) -> EntryFacts:
    return told(WITHDRAWN, {"look": look, "lot": LOT}, by, at)


def test_a_second_look_that_was_withdrawn_holds_nothing_and_says_nothing() -> None:
    for name in ("candidates", "awards"):
        trade = small_trade()
        assert checked(trade, name, shown(trade), *looked(trade), withdrawn(), awarded(trade)) is Status.PASSED
    trade = small_trade()
    second = awarded(trade, 2, passed=passed("unable"))
    assert checked(trade, "awards", shown(trade), *looked(trade), withdrawn(), second) is Status.FAILED


def test_a_forged_withdrawal_is_found() -> None:
    trade = small_trade()
    asked, given = looked(trade, able=False)
    orders = {
        "by nobody": (shown(trade), asked, withdrawn(by=SYSTEM), awarded(trade)),
        "of another look": (shown(trade), asked, withdrawn(OBJECTION), awarded(trade)),
        "of none": (shown(trade), withdrawn(), awarded(trade)),
        "once it was given": (shown(trade), asked, given, withdrawn()),
        "twice": (shown(trade), asked, withdrawn(), withdrawn(at=DECIDED_AT)),
        "and then given": (shown(trade), asked, withdrawn(), given),
    }

    found = {word: checked(small_trade(), "candidates", *entries) for word, entries in orders.items()}

    assert found == dict.fromkeys(orders, Status.FAILED)


def test_a_second_look_at_a_successor_passes_and_at_who_won_or_fell_does_not() -> None:
    trade = small_trade()
    first = awarded(trade)
    ahead = [told(each.type, each.body, each.by, DECIDED_AT) for each in looked(trade, rank=2, able=True)]
    at_winner = [told(each.type, {**each.body, "rank": 1}, each.by, DECIDED_AT) for each in ahead]
    at_fallen = [told(each.type, {**each.body, "rank": 1}, each.by, DECIDED_AT + DAY) for each in ahead]
    second = awarded(trade, 2, number=2, at=DECIDED_AT + DAY, passed=passed())

    assert checked(trade, "candidates", shown(trade), first, *ahead, second) is Status.PASSED
    assert checked(small_trade(), "candidates", shown(trade), first, *at_winner) is Status.FAILED
    assert checked(small_trade(), "candidates", shown(trade), first, second, *at_fallen) is Status.FAILED


@pytest.mark.parametrize(("days", "status"), [(1, Status.PASSED), (0, Status.FAILED), (-1, Status.FAILED)])
def test_an_answer_is_asked_for_ahead(days: int, status: Status) -> None:
    trade = small_trade()
    asked, given = looked(trade, able=True)
    until = at_text(SHOWN_AT + DAY + days * DAY)
    dated = told(ASKED, {**asked.body, "answer_by": until}, AGENCY, SHOWN_AT + DAY)

    assert checked(trade, "candidates", shown(trade), dated, given) is status


def test_a_decision_that_did_not_wait_for_the_committee_is_found() -> None:
    trade = small_trade()
    assert checked(trade, "candidates", shown(trade), *looked(trade), awarded(trade)) is Status.FAILED
    trade = small_trade()
    asked, given = looked(trade, able=True)
    assert checked(trade, "candidates", shown(trade), asked, awarded(trade), given) is Status.FAILED


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"by": SYSTEM}, id="asked by nobody"),
        pytest.param({"giver": AGENCY}, id="given by the agency"),
        pytest.param({"rank": 9}, id="of nobody"),
    ],
)
def test_a_forged_second_look_is_found(changes: Any) -> None:
    trade = small_trade()

    assert checked(trade, "candidates", shown(trade), *looked(trade, able=True, **changes)) is Status.FAILED


def test_a_second_look_at_the_wrong_time_or_twice_is_found() -> None:
    trade = small_trade()
    asked, given = looked(trade, able=True)
    other, _ = looked(trade, able=True, look=OBJECTION, rank=2)
    late_at_second = [told(each.type, {**each.body, "rank": 2}, each.by, DECIDED_AT + DAY) for each in (asked, given)]
    orders = {
        "before the display": (asked, given, shown(trade)),
        "without a display": (asked, given),
        "at the winner after the decision": (shown(trade), awarded(trade), asked, given),
        "at another once the contract is signed": (shown(trade), awarded(trade), contract(trade), *late_at_second),
        "given first": (shown(trade), given, asked),
        "given twice": (shown(trade), asked, given, told(GIVEN, given.body, SYSTEM, DECIDED_AT)),
        "asked twice": (shown(trade), asked, given, told(ASKED, asked.body, AGENCY, DECIDED_AT)),
        "two at once": (shown(trade), asked, other),
    }

    found = {word: checked(small_trade(), "candidates", *entries) for word, entries in orders.items()}

    assert found == dict.fromkeys(orders, Status.FAILED)


def test_a_fall_that_the_committee_did_not_find_is_found() -> None:
    cases: list[tuple[dict[str, Any], int]] = [({"able": True}, 1), ({"able": False, "rank": 2}, 1)]
    for changes, rank in cases:
        trade = small_trade()
        second = awarded(trade, 2, passed=passed("unable", rank))
        assert checked(trade, "awards", shown(trade), *looked(trade, **changes), second) is Status.FAILED
    trade = small_trade()
    assert checked(trade, "awards", shown(trade), awarded(trade, 2, passed=passed("unable"))) is Status.FAILED


def test_what_the_committee_said_last_counts() -> None:
    trade = small_trade()
    again = [
        told(each.type, {**each.body, "look": OBJECTION, **change}, each.by, DECIDED_AT)
        for each, change in zip(looked(trade, able=False), ({}, {"able": True}), strict=True)
    ]
    entries = (shown(trade), *looked(trade, able=False), *again)

    assert checked(trade, "awards", *entries, awarded(trade)) is Status.PASSED
    trade = small_trade()
    assert checked(trade, "awards", *entries, awarded(trade, 2, passed=passed("unable"))) is Status.FAILED


def test_a_winner_whom_the_committee_did_not_confirm_is_found() -> None:
    trade = small_trade()

    assert checked(trade, "awards", shown(trade), *looked(trade, able=False), awarded(trade)) is Status.FAILED


def test_a_lot_that_failed_by_a_look_that_nobody_gave_is_found() -> None:
    for looks, status in (([], Status.FAILED), (looked(small_trade(), able=False), Status.PASSED)):
        trade = small_trade()
        body = {"lot": LOT, "passed": passed("unable"), "reason": "candidates_fell", "text": "…"}
        assert checked(trade, "awards", shown(trade), *looks, told(LOT_FAILED, body)) is status


def test_the_first_is_passed_over_only_with_a_ground() -> None:
    trade = small_trade()
    assert checked(trade, "awards", shown(trade), awarded(trade, 2)) is Status.FAILED
    trade = small_trade()
    assert checked(trade, "awards", shown(trade), awarded(trade, 2, passed=passed())) is Status.PASSED
    trade = small_trade()
    assert checked(trade, "awards", shown(trade), awarded(trade, 2), state_controlled=False) is Status.PASSED


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"at": SHOWN_AT + DAY}, id="before the display was over"),
        pytest.param({"valid_until": at_text(SHOWN_AT)}, id="after the validity"),
        pytest.param({"by": SYSTEM}, id="by nobody"),
        pytest.param({"number": 2}, id="a decision is missing"),
        pytest.param({"score": "99"}, id="not as it was shown"),
        pytest.param({"passed": passed("bad luck")}, id="no ground of the law"),
        pytest.param({"passed": passed()}, id="a winner that fell"),
    ],
)
def test_a_forged_decision_is_found(changes: Any) -> None:
    trade = small_trade()

    assert checked(trade, "awards", shown(trade), awarded(trade, **changes)) is Status.FAILED


def test_a_lot_that_failed_though_its_first_candidate_stands_is_found() -> None:
    for found, status in ((passed(), Status.PASSED), (passed(rank=2), Status.FAILED)):
        trade = small_trade()
        failed = told(LOT_FAILED, {"lot": LOT, "passed": found, "reason": "candidates_fell", "text": "…"})
        assert checked(trade, "awards", shown(trade), failed) is status


def test_a_report_that_says_something_else_is_found() -> None:
    trade = small_trade()
    report = told(AWARD_REPORTED, {"lot": LOT, "number": 1, "report": HASH, "size": 1})

    assert checked(trade, "awards", shown(trade), awarded(trade), report) is Status.FAILED


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"price": "1.00"}, id="another price"),
        pytest.param({"bond": "99999999.00"}, id="a bond above the law"),
        pytest.param({"signer": ANSHAN}, id="signed by another key"),
    ],
)
def test_a_forged_contract_is_found(changes: Any) -> None:
    trade = small_trade()

    entries = (shown(trade), awarded(trade), offered(), contract(trade, **changes))

    assert checked(trade, "contracts", *entries) is Status.FAILED


@pytest.mark.parametrize("offer", [offered("cd" * 32), offered(by=SYSTEM)], ids=["another text", "by nobody"])
def test_a_contract_that_the_agency_did_not_sign_is_found(offer: EntryFacts) -> None:
    trade = small_trade()

    assert checked(trade, "contracts", shown(trade), awarded(trade), offer, contract(trade)) is Status.FAILED


def test_an_archive_that_cannot_be_made_again_is_found() -> None:
    trade = small_trade()
    body = {"entries": 3, "lot": LOT, "manifest": HASH, "root": HASH, "size": 10}

    assert checked(trade, "archives", told("lot.archived", body, SYSTEM)) is Status.FAILED
