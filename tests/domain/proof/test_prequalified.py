"""The verifier on a pre-qualification: in order, by the agency, when due; and the periods of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from bidding.domain.age_keys import Identity
from bidding.domain.bodies import OPENING_STARTED, read_opening_started
from bidding.domain.qualifying import Result, commitment_of, prove, root_of, write_proven
from disclosure.domain.bundle import contents
from disclosure.domain.container import Container, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from experts.domain.files import FILES_GIVEN
from tests.support.small_players import CREATED, DEADLINE, announcement, document_files
from tests.support.small_trade import by_the_law, small_trade
from tests.vectors.cast import ANSHAN, DONGFANG, PLACE, Fixed
from trading.domain.bodies import document_set_hash
from trading.domain.canonical import at_text, sha256_hex
from trading.domain.clarified import CLARIFIED, OBJECTED
from trading.domain.entries import SYSTEM, By, EntryFacts, Method
from trading.domain.kinds import ALL
from trading.domain.qualified import APPLICATIONS_CLOSED, PREQUALIFICATION_ANNOUNCED, REVIEWED
from trading.domain.stopped import LIFTED, ORDERED

AGENCY = By(Method.SESSION, ANSHAN, "agency")
LOT = str(PLACE.lot)
FAIRNESS = [rule.concern.value for rule in ALL[0].fairness]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOTICED = CREATED + timedelta(milliseconds=200)
NOBODY = "91210600MA0F0NB0DY"
DUE = CREATED + timedelta(milliseconds=600)
"""The small trade announces its tender a second after it was made; a pre-qualification fits between."""
MS = timedelta(milliseconds=1)


def told(kind: str, body: Mapping[str, object], at: datetime, by: By = SYSTEM) -> EntryFacts:
    return EntryFacts(uuid5(NAMESPACE_URL, f"{kind} {at}"), PLACE.trade, kind, at, at, by, body)


def notice(by: By = AGENCY, due: datetime = DUE, **changes: object) -> EntryFacts:
    """The state does not control the money, so the tenderer reviews itself."""
    body: dict[str, Any] = {**announcement(), "state_controlled": False, "fairness": FAIRNESS, **changes}
    lot = dict(body["lots"][0]) | {"envelope": "qualification"}
    lot["schedule"] = {"deadline": at_text(due), "window_seconds": 3600}
    return told(PREQUALIFICATION_ANNOUNCED, body | {"lots": [lot]}, NOTICED, by)


def closed(at: datetime = DUE) -> EntryFacts:
    return told(APPLICATIONS_CLOSED, {"lot": LOT, "root": "0" * 64}, at)


def result(bidder: str, **changes: Any) -> Result:
    said = Result(LOT, sha256_hex(bidder.encode()), bidder, (bidder,), True, commitment_of("", bidder.encode()))
    return replace(said, **changes)


@cache
def results() -> tuple[Result, ...]:
    """Of everybody who bids in the small trade, and of somebody who does not."""
    started = next(facts for facts, _salt, _seq in small_trade().log.rows if facts.type == OPENING_STARTED)
    bidders = sorted(bid.bidder for bid in read_opening_started(dict(started.body)))  # type: ignore[arg-type]
    return (*map(result, bidders), result(NOBODY))


def leaves() -> list[str]:
    return sorted(each.leaf for each in results())


def shown(changed: Sequence[Result] = ()) -> bytes:
    """qualified.json as it has to be, or with these results in the places of those of their bidders."""
    said = {each.bidder: each for each in changed}
    proven = [prove(each, leaves()) for each in results() if each.bidder != NOBODY]
    return write_proven(
        [replace(each, result=said.get(each.result.bidder, each.result)) for each in proven], len(leaves())
    )


def reviewed(at: datetime = DUE + 100 * MS, by: By = AGENCY, root: str = "", **more: object) -> EntryFacts:
    return told(REVIEWED, {"lot": LOT, "root": root or root_of(leaves()), **more}, at, by)


REVIEWERS = [f"{number:02x}" * 32 for number in range(5)]


def committee(members: Sequence[str] = REVIEWERS, experts: int = 4) -> dict[str, object]:
    return {"experts": experts, "members": list(members)}


def given(member: str, at: datetime = DUE + 50 * MS) -> EntryFacts:
    recipient = str(Identity.generate(Fixed(f"reviewer {member}")).recipient)
    return told(FILES_GIVEN, {"lot": LOT, "member": member, "recipient": recipient, "sealed": "cd" * 32}, at, AGENCY)


def failed(*entries: EntryFacts, version: int = 1, qualified: bytes | None = None) -> set[str]:
    """The checks that fail for the small trade with these entries before its notice."""
    found = statuses(entries, version, qualified)
    return {name for name, status in found.items() if status is Status.FAILED}


def statuses(entries: Sequence[EntryFacts], version: int = 1, qualified: bytes | None = None) -> dict[str, Status]:
    fresh = small_trade()
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in fresh.log.rows}
    by_the_law(bodies)
    bodies["trade.announced"]["version"] = version
    fresh.log.insert(entries, before="trade.announced")
    out = BytesIO()
    facts = fresh.bundle_facts
    facts = replace(facts, lots=[replace(facts.lots[0], qualified=shown() if qualified is None else qualified)])
    write_container(out, dict(sorted(contents(facts).items())))
    bundle = Bundle(Container(out))
    return {check.name: run(check, bundle, Pins()).status for check in CHECKS}


def test_a_prequalification_before_a_tender_is_verified() -> None:
    found = statuses([notice(), closed(), reviewed()])

    assert found["prequalification"] is found["qualified_bids"] is Status.PASSED
    assert Status.FAILED not in found.values()


def test_where_the_state_controls_the_money_a_committee_of_the_law_reviews() -> None:
    """TR 18."""
    notices = notice(state_controlled=True), closed()

    assert failed(*notices, reviewed()) == {"prequalification"}
    assert failed(*notices, reviewed(committee=committee())) == set()
    assert failed(*notices, reviewed(committee=committee(REVIEWERS[:4]))) == {"prequalification"}
    assert failed(*notices, reviewed(committee=committee(experts=3))) == {"prequalification"}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"experts": 4}, id="nobody named"),
        pytest.param(committee(REVIEWERS[::-1]), id="not sorted"),
        pytest.param(committee([REVIEWERS[0]] * 5), id="one of them five times"),
        pytest.param(committee(["wei"]), id="a name"),
        pytest.param("five", id="no object"),
    ],
)
def test_a_committee_that_is_told_otherwise_is_no_committee(wrong: object) -> None:
    assert "prequalification" in failed(notice(state_controlled=True), closed(), reviewed(committee=wrong))


def test_keys_of_applications_go_to_members_while_they_review() -> None:
    before = notice(state_controlled=True), closed()
    after = reviewed(committee=committee())

    assert failed(*before, given(REVIEWERS[0]), after) == set()
    assert failed(*before, given("ee" * 32), after) == {"committee_files"}
    assert failed(*before, after, given(REVIEWERS[0], DUE + 150 * MS)) == {"committee_files"}
    assert failed(before[0], given(REVIEWERS[0], DUE - 50 * MS), before[1], after) == {"committee_files"}


@pytest.mark.parametrize("fairness", [FAIRNESS[1:], [], None, "all"])
def test_a_notice_that_nobody_has_looked_at_is_found(fairness: object) -> None:
    """TR 32."""
    assert failed(notice(fairness=fairness), closed(), reviewed()) == {"fairness"}


def test_another_root_was_not_committed_to() -> None:
    assert failed(notice(), closed(), reviewed(root="0" * 64)) == {"qualified_bids"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"passed": False}, id="it had not passed"),
        pytest.param({"members": (DONGFANG,)}, id="others were qualified"),
        pytest.param({"application": "0" * 64}, id="another application"),
        pytest.param({"reason": "0" * 64}, id="another reason"),
        pytest.param({"lot": str(PLACE.trade)}, id="of another lot"),
    ],
)
def test_a_result_that_was_changed_after_the_review_is_found(change: dict[str, Any]) -> None:
    """TR 36, TR 37: whatever the page says now, the root was in the log before the tender."""
    first = results()[0]

    assert failed(notice(), closed(), reviewed(), qualified=shown([replace(first, **change)])) == {"qualified_bids"}


@pytest.mark.parametrize("missing", [True, False])
def test_a_bid_without_a_result_and_a_result_without_a_bid_are_found(missing: bool) -> None:
    shown_too = [each for each in results() if (each.bidder == NOBODY) != missing]
    wrong = shown_too[1:] if missing else list(results())
    data = write_proven([prove(each, leaves()) for each in wrong], len(leaves()))

    assert failed(notice(), closed(), reviewed(), qualified=data) == {"qualified_bids"}


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([notice(), closed(DUE - MS), reviewed()], id="closed before they were due"),
        pytest.param([notice(), reviewed()], id="reviewed without a closed box"),
        pytest.param([notice(), reviewed(DUE - 2 * MS), closed()], id="reviewed before the box was closed"),
        pytest.param([notice(), closed()], id="tendered without a review"),
        pytest.param([notice(), closed(), reviewed(by=SYSTEM)], id="not reviewed by the agency"),
        pytest.param([notice(by=SYSTEM), closed(), reviewed()], id="not announced by the agency"),
        pytest.param([notice(), closed(), closed(DUE + MS), reviewed()], id="closed twice"),
        pytest.param(
            [
                notice(),
                closed(),
                reviewed(),
                told("lot.failed", {"lot": LOT, "reason": "too_few_qualified"}, DUE + 200 * MS, AGENCY),
            ],
            id="tendered though too few passed",
        ),
    ],
)
def test_a_prequalification_out_of_order_is_found(entries: list[EntryFacts]) -> None:
    assert "prequalification" in failed(*entries)


def test_the_documents_of_the_tender_are_the_next_version() -> None:
    assert failed(notice(), closed(), reviewed(), version=2) == {"clarifications"}


def clarified(at: datetime) -> EntryFacts:
    documents = {
        "files": [file.members() for file in document_files()],
        "hash": document_set_hash(document_files()),
        "previous": document_set_hash(document_files()),
    }
    body = {"affects_bids": True, "documents": documents, "moves": [], "number": 1, "text": "…", "title": "…"}
    return told(CLARIFIED, body, at, AGENCY)


def test_a_clarification_of_it_is_judged_by_its_own_period() -> None:
    """TR 21: three days before applications are due; both are on one day here."""
    entries = notice(), clarified(NOTICED + MS), closed(), reviewed()

    assert "clarifications" in failed(*entries, version=2)


def test_applications_are_not_closed_over_a_standstill() -> None:
    objection = {"answer_by": "2026-03-09", "lots": [LOT], "objection": "00000000-0000-4000-8000-000000000009"}
    entries = notice(), told(OBJECTED, objection, NOTICED + MS), closed(), reviewed()

    assert "standstill" in failed(*entries)


ORDER = "00000000-0000-4000-8000-00000000000a"
SUPERVISOR = By(Method.SESSION, ANSHAN, "supervisor")


def ordered(at: datetime) -> EntryFacts:
    return told(ORDERED, {"allows": [], "lots": [LOT], "order": ORDER, "reason": "…"}, at, SUPERVISOR)


def lifted(at: datetime) -> EntryFacts:
    return told(LIFTED, {"moves": [], "order": ORDER, "reason": "…"}, at, SUPERVISOR)


def test_a_stop_of_a_prequalification_that_nothing_went_over_is_verified() -> None:
    entries = notice(), closed(), ordered(DUE + MS), lifted(DUE + 2 * MS), reviewed()

    assert statuses(entries)["stops"] is Status.PASSED
    assert failed(*entries) == set()


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([ordered(DUE - MS), closed(), lifted(DUE + MS), reviewed()], id="closed during it"),
        pytest.param([closed(), ordered(DUE + MS), reviewed(), lifted(DUE + 200 * MS)], id="reviewed during it"),
        pytest.param([closed(), reviewed(), ordered(DUE + 200 * MS)], id="tendered during it"),
        pytest.param([ordered(DUE - 2 * MS), lifted(DUE - MS), closed(), reviewed()], id="no time given back"),
    ],
)
def test_what_happened_during_a_stop_is_found(entries: list[EntryFacts]) -> None:
    """TR 62."""
    assert "stops" in failed(notice(), *entries)


def test_a_deadline_of_the_tender_is_not_moved_by_what_moved_the_due_time() -> None:
    move = {"deadline": at_text(DUE), "documents_until": at_text(DUE), "lot": LOT, "previous": at_text(NOTICED)}
    entry = clarified(NOTICED + MS)
    entry = told(CLARIFIED, dict(entry.body) | {"moves": [move], "affects_bids": False}, entry.at, AGENCY)

    assert failed(notice(due=NOTICED), entry, closed(), reviewed(), version=2) == set()
    assert DEADLINE > DUE
