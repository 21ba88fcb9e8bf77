"""The verifier on a decryption window that goes on because the platform was away in it (O20 31)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from bidding.domain.bodies import OPENING_STARTED
from disclosure.domain.bundle import contents
from disclosure.domain.container import Container, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support.small_trade import small_trade
from tests.vectors.cast import ANSHAN, PLACE
from trading.domain.bodies import WINDOW_PROLONGED
from trading.domain.canonical import at_text
from trading.domain.entries import SYSTEM, By, EntryFacts, Method

MINUTE = timedelta(minutes=1)
WINDOW = 50 * MINUTE
"""Ten minutes shorter than that of the small trade, which is closed after sixty."""

AWAY = ((40, 50),)


def failed(*, at: int = 50, until: int = 60, silent: tuple[tuple[int, int], ...] = AWAY, by: By = SYSTEM) -> set[str]:
    """The checks that fail where the window was prolonged so, in minutes from its beginning."""
    fresh = small_trade()
    rows: Mapping[str, EntryFacts] = {facts.type: facts for facts, _salt, _seq in fresh.log.rows}
    announced: Any = rows["trade.announced"].body
    announced["lots"][0]["schedule"]["window_seconds"] = int(WINDOW.total_seconds())
    begin = rows[OPENING_STARTED].at

    def after(minutes: int) -> datetime:
        return begin + minutes * MINUTE

    body = {
        "lot": str(PLACE.lot),
        "silent": [{"from": at_text(after(since)), "to": at_text(after(to))} for since, to in silent],
        "until": at_text(after(until)),
    }
    moment = after(at)
    facts = EntryFacts(uuid5(NAMESPACE_URL, "prolonged"), PLACE.trade, WINDOW_PROLONGED, moment, moment, by, body)
    fresh.log.insert([facts], before="window.closed")
    out = BytesIO()
    write_container(out, dict(sorted(contents(fresh.bundle_facts).items())))
    bundle = Bundle(Container(out))
    return {check.name for check in CHECKS if run(check, bundle, Pins()).status is Status.FAILED}


def test_time_that_the_platform_took_is_given_back() -> None:
    assert failed() == set()
    assert failed(silent=((10, 14), (44, 50))) == set()


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"at": 49, "until": 59}, id="before its time was up"),
        pytest.param({"until": 61}, id="by more than was lost"),
        pytest.param({"until": 58}, id="by less than was lost"),
        pytest.param({"silent": ()}, id="for no reason"),
        pytest.param({"silent": ((-5, 5),)}, id="for what was before the window"),
        pytest.param({"silent": ((45, 55),)}, id="for what was still to come"),
        pytest.param({"silent": ((44, 50), (40, 44))}, id="in no order"),
        pytest.param({"by": By(Method.SESSION, ANSHAN, "agency")}, id="by the agency"),
    ],
)
def test_a_window_that_went_on_for_another_reason_is_found(wrong: dict[str, Any]) -> None:
    assert "order" in failed(**wrong)
