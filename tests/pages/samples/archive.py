"""Samples of the pages of the archive's end."""

from collections.abc import Callable
from typing import Any

from tests.pages.gallery import Sample
from tests.pages.samples.common import TITLE, TRADE, at, thing
from tests.pages.samples.forms import PublishForm


def _trade(asked_by: str = "", own: bool = False) -> Any:
    return thing(
        id=TRADE,
        title=TITLE,
        tender_code="A2103000001000001001",
        ended=at(16, 12, 0),
        term_ended=at(17, 0, 0),
        asked_by=asked_by,
        own=own,
    )


def _step(confirms: bool, bound: bool) -> dict[str, Any]:
    form = PublishForm({"password": ""} if bound else None)
    return {"trade": _trade("魏" if confirms else ""), "form": form, "confirms": confirms}


def _list() -> dict[str, Any]:
    return {"trades": [_trade(), _trade("魏"), _trade("徐", own=True)]}


def _sample(template: str, context: Callable[[], dict[str, Any]], path: str = "") -> Sample:
    return Sample(f"archive/{template}.html", context, f"/archive/{path}", "administrator")


SAMPLES = {
    "archive/list": _sample("list", _list),
    "archive/empty": _sample("list", lambda: {"trades": []}),
    "archive/request": _sample("step", lambda: _step(False, False), f"{TRADE}/request/"),
    "archive/erasure": _sample("step", lambda: _step(True, True), f"{TRADE}/erasure/"),
    "archive/erased": Sample("archive/erased.html", lambda: {"at": at(16, 12, 0)}, f"/trades/{TRADE}/"),
}
