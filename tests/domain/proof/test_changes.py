"""The verifier on what changed before the deadline: documents, deadlines, standstill, end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from disclosure.domain.bundle import contents
from disclosure.domain.container import Container, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support.small_evaluation import SCHEME
from tests.support.small_players import CREATED, DEADLINE, document_files
from tests.support.small_trade import by_the_law, small_trade
from tests.vectors.cast import ANSHAN, PLACE
from trading.domain.bodies import DocumentFile, document_set_hash
from trading.domain.canonical import at_text, sha256_hex
from trading.domain.clarified import ANSWERED, CLARIFIED, OBJECTED, TERMINATED, Paper
from trading.domain.entries import SYSTEM, By, EntryFacts, Method
from trading.domain.scheme_terms import SchemeTerms

AGENCY = By(Method.SESSION, ANSHAN, "agency")
LOT = str(PLACE.lot)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
IN_TIME = DEADLINE - 16 * DAY
AFTER_THE_BIDS = DEADLINE - 12 * HOUR
OBJECTION = str(UUID(int=9, version=4))
PAPER = Paper(1, "更正工程量清单", "第三项数量为 120 米。").content
ADDED = DocumentFile("澄清修改第1号.txt", "text/plain", sha256_hex(PAPER), len(PAPER))
NOTICED = document_set_hash(document_files())
WITH_PAPER = sorted([*document_files(), ADDED], key=lambda file: file.name)


def told(kind: str, body: Mapping[str, object], by: By, at: datetime) -> EntryFacts:
    known = uuid5(NAMESPACE_URL, f"{kind} {at}")
    return EntryFacts(known, PLACE.trade, kind, at, at, by, body)


def clarified(at: datetime = AFTER_THE_BIDS, by: By = AGENCY, **changes: Any) -> EntryFacts:
    documents = {
        "files": [file.members() for file in WITH_PAPER],
        "hash": document_set_hash(WITH_PAPER),
        "previous": NOTICED,
    }
    body = {"affects_bids": False, "documents": documents, "moves": [], "number": 1, "text": "…", "title": "…"}
    body["documents"] = documents | changes.pop("documents", {})
    return told(CLARIFIED, body | changes, by, at)


def move(previous: datetime, deadline: datetime) -> dict[str, str]:
    return {
        "deadline": at_text(deadline),
        "documents_until": at_text(deadline),
        "lot": LOT,
        "previous": at_text(previous),
    }


def objected(at: datetime, lot: str = LOT) -> EntryFacts:
    return told(OBJECTED, {"answer_by": "2026-03-09", "lots": [lot], "objection": OBJECTION}, SYSTEM, at)


def answered(at: datetime, by: By = AGENCY, **changes: Any) -> EntryFacts:
    body = {"moves": [], "objection": OBJECTION, "resumed": True, "text": "不成立。"}
    return told(ANSWERED, body | changes, by, at)


def statuses(
    *entries: EntryFacts, paper: bool = True, notice: datetime = DEADLINE, scheme: SchemeTerms | None = None
) -> dict[str, Status]:
    """What the verifier says of the small trade with these entries before its box; `notice`: the deadline announced."""
    fresh = small_trade()
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in fresh.log.rows}
    by_the_law(bodies)
    bodies["trade.announced"]["lots"][0]["schedule"]["deadline"] = at_text(notice)
    bodies["trade.announced"] |= {"scheme": None if scheme is None else scheme.members()}
    fresh.log.insert(entries, before="box.closed")
    made = dict(contents(fresh.bundle_facts))
    if paper and any(entry.type == CLARIFIED for entry in entries):
        made[f"documents/{ADDED.sha256}"] = PAPER
    out = BytesIO()
    write_container(out, dict(sorted(made.items())))
    bundle = Bundle(Container(out))
    return {check.name: run(check, bundle, Pins()).status for check in CHECKS}


def failed(
    *entries: EntryFacts, paper: bool = True, notice: datetime = DEADLINE, scheme: SchemeTerms | None = None
) -> set[str]:
    found = statuses(*entries, paper=paper, notice=notice, scheme=scheme)
    return {name for name, status in found.items() if status is Status.FAILED}


def test_a_clarification_after_the_bids_leaves_them_valid() -> None:
    found = statuses(clarified())

    assert found["clarifications"] is Status.PASSED
    assert Status.FAILED not in found.values()


def test_a_bid_that_was_received_under_newer_documents_must_name_them() -> None:
    assert failed(clarified(at=IN_TIME)) == {"bids"}


def scheme_change(before: SchemeTerms, after: SchemeTerms, *, affects: bool = True) -> EntryFacts:
    change = {"from": before.members(), "lot": None, "to": after.members(), "what": "scheme"}
    return clarified(at=IN_TIME, affects_bids=affects, changes=[change])


def test_a_change_of_the_method_says_what_was_before_and_that_it_affects_bids() -> None:
    """TR 21; the bids of this small trade name the older documents, which another check sees."""
    other = replace(SCHEME, tie_breaks=SCHEME.tie_breaks[:1])

    assert failed(scheme_change(SCHEME, other), scheme=SCHEME) == {"bids"}
    assert failed(scheme_change(other, SCHEME), scheme=SCHEME) == {"bids", "clarifications"}
    assert failed(scheme_change(SCHEME, other, affects=False), scheme=SCHEME) == {"bids", "clarifications"}


def test_the_added_paper_has_to_be_in_the_bundle() -> None:
    assert failed(clarified(), paper=False) == {"documents", "files"}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"number": 2}, id="a number is left out"),
        pytest.param({"documents": {"previous": "0" * 64}}, id="follows on another version"),
        pytest.param({"by": SYSTEM}, id="not by the agency"),
        pytest.param({"affects_bids": True}, id="half a day before the deadline"),
        pytest.param({"moves": [move(DEADLINE, DEADLINE - HOUR)]}, id="an earlier deadline"),
        pytest.param({"moves": [move(DEADLINE - DAY, DEADLINE)]}, id="moved from another deadline"),
    ],
)
def test_a_clarification_that_the_law_does_not_know_is_found(changes: dict[str, Any]) -> None:
    assert "clarifications" in failed(clarified(**changes))


def test_a_deadline_that_a_clarification_moved_is_in_force() -> None:
    early = DEADLINE - 5 * DAY
    entry = clarified(at=early - HOUR, moves=[move(early, DEADLINE)])

    assert failed(entry, notice=early) == {"bids"}, "the bids came after it and name the documents of before"
    assert "receipts" in failed(notice=early), "without it they would be late"


def test_an_objection_that_was_answered_in_time_leaves_the_deadline() -> None:
    found = statuses(objected(DEADLINE - 12 * DAY), answered(DEADLINE - 10 * DAY))

    assert found["standstill"] is Status.PASSED
    assert Status.FAILED not in found.values()


def test_a_late_answer_gives_back_the_time_that_was_left() -> None:
    early, stopped = DEADLINE - 20 * DAY, DEADLINE - 21 * DAY
    answer = DEADLINE - DAY

    assert failed(objected(stopped), answered(answer, moves=[move(early, DEADLINE)]), notice=early) == set()
    assert "standstill" in failed(
        objected(stopped), answered(answer, moves=[move(early, DEADLINE + DAY)]), notice=early
    )


def test_what_was_received_between_the_old_deadline_and_a_late_answer_is_late() -> None:
    early, stopped, answer = DEADLINE - 20 * DAY, DEADLINE - 20 * DAY - 12 * HOUR, DEADLINE - 12 * HOUR

    assert failed(objected(stopped), answered(answer, moves=[move(early, DEADLINE)]), notice=early) == {"receipts"}


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([objected(CREATED + DAY)], id="never answered"),
        pytest.param([objected(CREATED + DAY), answered(CREATED + 2 * DAY, resumed=False)], id="said to wait still"),
        pytest.param(
            [objected(CREATED + DAY), answered(CREATED + 2 * DAY, by=SYSTEM)], id="not answered by the agency"
        ),
        pytest.param(
            [told(TERMINATED, {"cause": "force_majeure", "lots": [LOT], "reason": "地震"}, AGENCY, CREATED + DAY)],
            id="ended",
        ),
    ],
)
def test_no_box_is_closed_over_a_standstill(entries: list[EntryFacts]) -> None:
    assert "standstill" in failed(*entries)


def test_an_objection_that_stops_another_lot_stops_not_this_one() -> None:
    assert "standstill" not in failed(objected(CREATED + DAY, lot=str(UUID(int=3, version=4))))
