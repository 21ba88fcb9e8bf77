"""Samples of the calendar's pages."""

from datetime import date
from typing import Any

from tests.pages.gallery import Sample
from tests.pages.samples.common import at, thing
from tests.pages.samples.forms import OutageForm, YearForm

DAYS = (
    thing(day=date(2027, 1, 1), working=False, name="元旦"),
    thing(day=date(2027, 1, 30), working=True, name="春节"),
    thing(day=date(2027, 2, 5), working=False, name="春节"),
)


def _proposal(number: int, accepted: bool | None, **changes: Any) -> Any:
    facts = {
        "id": number,
        "year": 2027,
        "source": "国办发明电〔2026〕7号",
        "days": DAYS,
        "by": "周正",
        "at": at(12, 9),
        "own": False,
        "accepted": accepted,
        "decided_by": "" if accepted is None else "吴明",
    }
    return thing(**(facts | changes))


def _calendar() -> dict[str, Any]:
    return {
        "form": YearForm(),
        "years": [2026, 2025, 2024],
        "proposals": [_proposal(3, None), _proposal(2, False), _proposal(1, True)],
    }


def _decision(**changes: Any) -> dict[str, Any]:
    return {"proposal": _proposal(3, None, **changes), "form": OutageForm()}


def _page(name: str, context: Any) -> Sample:
    return Sample(f"calendar/{name}.html", context, "/calendar/", "administrator")


SAMPLES = {
    "calendar/calendar": _page("calendar", _calendar),
    "calendar/empty": _page("calendar", lambda: _calendar() | {"proposals": []}),
    "calendar/decision": _page("decision", _decision),
    "calendar/decision-own": _page("decision", lambda: _decision(own=True)),
}
