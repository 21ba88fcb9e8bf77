"""The verifier on what comes after a failure: analysis, leaving, and the trade before a re-tender."""

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
from disclosure.verifier.report import Result, Status
from tests.support.small_players import CREATED
from tests.support.small_trade import SmallTrade, by_the_law, small_trade
from tests.vectors.cast import ANSHAN, PLACE
from trading.domain.bodies import LOT_FAILED
from trading.domain.entries import SYSTEM, By, EntryFacts, Method
from trading.domain.retendering import ANALYSED, LEFT

AGENCY = By(Method.SESSION, ANSHAN, "agency")
LOT = str(PLACE.lot)
EARLIER = UUID(int=7, version=4)
BEFORE = str(UUID(int=8, version=4))
HOUR = timedelta(hours=1)
NOON = CREATED + 2 * HOUR
PROJECT = "E2101120001000001"
FIRST, SECOND = f"{PROJECT}001", f"{PROJECT}002"


def told(kind: str, body: Mapping[str, object], by: By, at: datetime = NOON) -> EntryFacts:
    return EntryFacts(uuid5(NAMESPACE_URL, f"{kind} {at}"), PLACE.trade, kind, at, at, by, body)


def failed(lot: str = LOT) -> EntryFacts:
    return told(LOT_FAILED, {"lot": lot, "reason": "too_few_bids"}, SYSTEM)


def analysed(lot: str = LOT, by: By = AGENCY, **changes: Any) -> EntryFacts:
    body = {"causes": ["price"], "lots": [lot], "measures": "重新测算。", "text": "限价偏低。"}
    return told(ANALYSED, body | changes, by, NOON + HOUR)


def left(by: By = AGENCY, **changes: Any) -> EntryFacts:
    return told(LEFT, {"consent": None, "failures": 2, "lots": [LOT], "reason": "…"} | changes, by, NOON + 2 * HOUR)


def trade(*entries: EntryFacts, code: str = SECOND, **announcement: Any) -> SmallTrade:
    """The small trade with these entries before its box; as far as these checks look, it may well go on after them."""
    made = small_trade()
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in made.log.rows}
    by_the_law(bodies)
    bodies["trade.created"]["tender_code"] = code
    bodies["trade.announced"] |= announcement
    made.log.insert(entries, before="box.closed")
    return made


def bundle_of(made: SmallTrade) -> Bundle:
    out = BytesIO()
    write_container(out, dict(contents(made.bundle_facts)))
    return Bundle(Container(out))


def result(name: str, bundle: Bundle, earlier: Bundle | None = None) -> Result:
    return run(next(check for check in CHECKS if check.name == name), bundle, Pins(earlier=earlier))


def previous(**changes: Any) -> dict[str, Any]:
    said = {"lots": [{"lot": LOT, "previous": BEFORE}], "round": 2, "tender_code": FIRST, "trade": str(EARLIER)}
    return {"previous": said | changes}


def both(*entries: EntryFacts, **changes: Any) -> Result:
    """The check with the bundle of the trade before, which these entries are in. One log holds both trades: the
    earlier one's entries first."""
    facts = [_of_earlier(entry, place) for place, entry in enumerate(entries)]
    before, after = trade(code=FIRST), trade(**previous(**changes))
    rows = [(_of_earlier(row, place + 50), salt, seq) for place, (row, salt, seq) in enumerate(before.log.rows)]
    own = [row for row in rows if row[0].type in ("trade.created", "trade.announced")]
    own += [(fact, bytes([place + 101]) * 32, len(own) + place + 1) for place, fact in enumerate(facts)]
    after.log.rows[:0] = own
    return result("retender", bundle_of(after), _earlier_bundle(after))


def _of_earlier(entry: EntryFacts, place: int) -> EntryFacts:
    body: dict[str, Any] = {name: BEFORE if value == LOT else value for name, value in entry.body.items()}
    if isinstance(body.get("lots"), list):
        body["lots"] = [BEFORE if lot == LOT else lot for lot in body["lots"]]
    return EntryFacts(UUID(int=place + 500, version=4), EARLIER, entry.type, entry.at, entry.at, entry.by, body)


def _earlier_bundle(made: SmallTrade) -> Bundle:
    facts = replace(made.bundle_facts, trade=EARLIER, entries=made.log.lines(EARLIER), lots=[])
    out = BytesIO()
    write_container(out, dict(contents(facts)))
    return Bundle(Container(out))


def test_without_a_failure_there_is_nothing_to_look_at() -> None:
    bundle = bundle_of(trade())

    assert {result(name, bundle).status for name in ("failures", "retender")} == {Status.NOT_APPLICABLE}


def test_a_failure_that_was_analysed_passes() -> None:
    assert result("failures", bundle_of(trade(failed(), analysed()))).status is Status.PASSED


def test_leaving_after_the_second_failure_passes() -> None:
    bundle = bundle_of(trade(failed(), analysed(), left(), **previous()))

    assert result("failures", bundle).status is Status.PASSED


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([analysed()], id="not failed"),
        pytest.param([failed(), analysed(by=SYSTEM)], id="analysed by another"),
        pytest.param([failed(), analysed(), analysed()], id="twice"),
        pytest.param([failed(), analysed(causes=[])], id="without a cause"),
        pytest.param([failed(), analysed(causes=["weather"])], id="an unknown cause"),
        pytest.param([failed(), left()], id="left without an analysis"),
        pytest.param([failed(), analysed(), left(failures=1)], id="left after the first failure"),
        pytest.param([failed(), analysed(), left(failures=3)], id="more failures than tenders"),
    ],
)
def test_what_the_law_does_not_know_is_found(entries: list[EntryFacts]) -> None:
    assert result("failures", bundle_of(trade(*entries, **previous()))).status is Status.FAILED


def test_a_project_that_needs_approval_is_not_left_without_consent() -> None:
    entries = (failed(), analysed(), left())

    bundle = bundle_of(trade(*entries, needs_approval=True, **previous()))

    assert result("failures", bundle).status is Status.FAILED


def test_the_consent_has_to_be_in_the_bundle() -> None:
    consent = {"media_type": "application/pdf", "name": "批复.pdf", "sha256": "0" * 64, "size": 3}

    bundle = bundle_of(trade(failed(), analysed(), left(consent=consent), **previous()))

    assert result("failures", bundle).status is Status.PASSED
    assert result("files", bundle).status is Status.FAILED and result("documents", bundle).status is Status.FAILED


def test_the_link_alone_passes_and_says_what_was_not_looked_at() -> None:
    said = result("retender", bundle_of(trade(**previous())))

    assert said.status is Status.PASSED and "--previous" in said.reason


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"lots": [{"lot": BEFORE, "previous": BEFORE}]}, id="a lot that is not announced"),
        pytest.param({"lots": [{"lot": LOT, "previous": LOT}]}, id="a lot that follows itself"),
        pytest.param({"trade": str(PLACE.trade)}, id="the trade itself"),
        pytest.param({"tender_code": "E2101120001000009001"}, id="another project"),
        pytest.param({"tender_code": SECOND}, id="the same tender"),
        pytest.param({"round": 1}, id="a first tender"),
        pytest.param({"lots": []}, id="no lot"),
    ],
)
def test_a_malformed_link_is_found(changes: dict[str, Any]) -> None:
    assert result("retender", bundle_of(trade(**previous(**changes)))).status is Status.FAILED


def test_with_both_bundles_the_failure_is_seen() -> None:
    said = both(failed(), analysed())

    assert said.status is Status.PASSED, said.problems
    assert "--previous" not in said.reason


@pytest.mark.parametrize(
    ("entries", "changes"),
    [
        pytest.param([], {}, id="it never failed"),
        pytest.param([failed()], {}, id="it was not analysed"),
        pytest.param([failed(), analysed(), left(failures=1)], {}, id="it was left"),
        pytest.param([failed(), analysed()], {"round": 3}, id="a tender is missing between"),
        pytest.param([failed(), analysed()], {"trade": str(UUID(int=99, version=4))}, id="another trade"),
    ],
)
def test_a_retender_without_its_failure_is_found(entries: list[EntryFacts], changes: dict[str, Any]) -> None:
    assert both(*entries, **changes).status is Status.FAILED
