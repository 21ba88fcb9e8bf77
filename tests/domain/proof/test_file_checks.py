"""The verifier on the keys of the bids' files: whoever forges to whom they went, or who handed them on, is found."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from bidding.domain.age_keys import Identity
from disclosure.domain.bundle import contents
from disclosure.domain.container import Container, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Result as Line
from disclosure.verifier.report import Status
from experts.domain.files import FILES_GIVEN, FILES_LOST
from tests.domain.proof.test_evaluation_checks import told
from tests.support.small_evaluation import MEMBERS, small_evaluation
from tests.support.small_trade import small_trade
from tests.vectors.cast import ANSHAN, BAIYUN, PLACE, Fixed
from trading.domain.entries import SYSTEM, By, EntryFacts, Method
from trading.domain.evaluation_results import MEMBER_REPLACED, REPORTED, STARTED

LOT = str(PLACE.lot)
AGENCY = By(Method.SESSION, ANSHAN, "agency")
SEATED = "ab" * 32
RECIPIENTS = [str(Identity.generate(Fixed(f"member {number}")).recipient) for number in range(3)]


def given(member: str, recipient: str, number: int = 0, by: By = AGENCY) -> EntryFacts:
    body: dict[str, Any] = {"lot": LOT, "member": member, "recipient": recipient, "sealed": "cd" * 32}
    return told(FILES_GIVEN, body, number, by)


def lost(number: int = 0, by: By = AGENCY, reason: str = "硬盘损坏") -> EntryFacts:
    return told(FILES_LOST, {"lot": LOT, "reason": reason}, number, by)


REPLACED = told(MEMBER_REPLACED, {"left": MEMBERS[1], "lot": LOT, "seated": SEATED})
HONEST = (
    given(MEMBERS[0], RECIPIENTS[0]),
    REPLACED,
    given(SEATED, RECIPIENTS[1], 1),
    given(MEMBERS[0], RECIPIENTS[2], 2),
)


def checked(*entries: EntryFacts, before: tuple[EntryFacts, ...] = (), after: tuple[EntryFacts, ...] = ()) -> Line:
    """What the verifier says of a small trade with these entries during its evaluation, before it, or after its report."""
    trade = small_trade()
    evaluation = small_evaluation(trade.outcomes)
    started, reported = told(STARTED, dict(evaluation.started)), told(REPORTED, dict(evaluation.reported))
    for facts in (*before, started, *entries, reported, *after):
        trade.log.add(facts.type, facts.body, facts.recorded_at, facts.by)
    out = BytesIO()
    write_container(out, dict(sorted(dict(contents(trade.bundle_facts)).items())))
    (check,) = [check for check in CHECKS if check.name == "committee_files"]
    return run(check, Bundle(Container(out)), Pins())


def test_an_honest_handing_on_passes_and_without_files_nothing_is_checked() -> None:
    assert checked(*HONEST).problems == ()
    assert checked(*HONEST).status is Status.PASSED
    assert checked(lost(), *HONEST).status is Status.PASSED
    assert checked().status is Status.NOT_APPLICABLE


FORGED: dict[str, Callable[[], Line]] = {
    "to somebody who is no member": lambda: checked(given("ee" * 32, RECIPIENTS[0])),
    "to a member who has left": lambda: checked(REPLACED, given(MEMBERS[1], RECIPIENTS[0])),
    "to a member before it sits": lambda: checked(given(SEATED, RECIPIENTS[0]), REPLACED),
    "before the evaluation": lambda: checked(before=(given(MEMBERS[0], RECIPIENTS[0]),)),
    "after the report": lambda: checked(after=(given(MEMBERS[0], RECIPIENTS[0]),)),
    "one key for two members": lambda: checked(given(MEMBERS[0], RECIPIENTS[0]), given(MEMBERS[2], RECIPIENTS[0], 1)),
    "by the platform": lambda: checked(given(MEMBERS[0], RECIPIENTS[0], by=SYSTEM)),
    "by a bidder": lambda: checked(given(MEMBERS[0], RECIPIENTS[0], by=By(Method.SESSION, BAIYUN, "bidder"))),
    "to no key at all": lambda: checked(given(MEMBERS[0], "age1nothing")),
    "lost twice": lambda: checked(lost(), lost(1)),
    "lost without a reason": lambda: checked(lost(reason=" ")),
    "lost after the report": lambda: checked(after=(lost(),)),
    "lost by the platform": lambda: checked(lost(by=SYSTEM)),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_handing_on_is_found(forged: str) -> None:
    assert FORGED[forged]().status is Status.FAILED
