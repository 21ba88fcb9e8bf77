"""A committee that is asked for, and called by a draw whose order is that of the pool."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from experts.models import CommitteeRequest, Expert
from experts.services import calling, notifying
from tests.support import world
from tests.support.calls import drawing_by
from tests.support.experts import (
    CALLS_FROM,
    DrawInMemory,
    make_experts,
    request_for,
)
from tests.support.standing import standing
from tests.support.world import Tender


@pytest.fixture(scope="module")
def pool(scene: None) -> list[Expert]:
    return make_experts(14)


@standing
def requested(tender: Tender, pool: list[Expert]) -> CommitteeRequest:
    with drawing_by(DrawInMemory([expert.pk for expert in pool])):
        return request_for(tender)


@pytest.fixture
def draw(pool: list[Expert], db: None) -> Iterator[DrawInMemory]:
    """Draws in the order of the pool."""
    with drawing_by(DrawInMemory([expert.pk for expert in pool])) as draw:
        yield draw


@pytest.fixture
def request_(requested: CommitteeRequest, draw: DrawInMemory) -> CommitteeRequest:
    return requested


@pytest.fixture
def called(tender: Tender, request_: CommitteeRequest) -> CommitteeRequest:
    """The time of calling has come."""
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()
    return request_


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(calling, "notifier", lambda: notifying.Outbox(tmp_path / "outbox"))
    return tmp_path / "outbox"
