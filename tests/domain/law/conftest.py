"""What the tests of the law share: the published calendar, the tender's spec, and a lawful schedule."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from trading.domain.calendar import Calendar
from trading.domain.calendar_seed import seed_calendar
from trading.domain.kinds import edition_for
from trading.domain.kinds.spec import KindSpec
from trading.domain.periods import start_of
from trading.domain.schedule import Schedule

# Time limits for one example say more about the machine than about the law.
settings.register_profile("law", deadline=None)
settings.load_profile("law")

SHARED = Path(__file__).resolve().parents[4] / "shared"
ScheduleOf = Callable[..., Schedule]


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return seed_calendar()


@pytest.fixture(scope="session")
def tender() -> KindSpec:
    return edition_for("engineering_open_tender", date(2026, 3, 16))


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the shared reference folder is not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def schedule_of() -> ScheduleOf:
    """A lawful schedule of spring 2026, with what a test wants to differ."""

    def make(**changes: object) -> Schedule:
        values: dict[str, object] = {
            "documents_from": start_of(date(2026, 3, 16)) + timedelta(hours=9),
            "documents_until": start_of(date(2026, 4, 7)),
            "deadline": start_of(date(2026, 4, 7)) + timedelta(hours=9, minutes=30),
            "window": timedelta(minutes=60),
            "keys_allowance": timedelta(minutes=30),
            "objections": timedelta(minutes=10),
            "confirmation": timedelta(minutes=30),
        }
        return Schedule(**(values | changes))  # type: ignore[arg-type]

    return make
