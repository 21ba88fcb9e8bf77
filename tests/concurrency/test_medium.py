"""Two processes hand the same notice over at once: one of them asks the medium."""

import pytest

from disclosure.domain.medium import Answer, Standing
from disclosure.models import MediumNotice
from disclosure.services import medium as handing
from disclosure.services.media import Parcel
from tests.support import races, world
from tests.support.cast import make_agency
from tests.support.databases import Database
from trading.models import Entry
from trading.services.moments import database_time


class Counting:
    """A medium that counts; it stands for the outside."""

    given: list[Parcel]

    def __init__(self) -> None:
        self.given = []

    def hand_over(self, parcel: Parcel) -> Answer:
        self.given.append(parcel)
        return Answer(Standing.TAKEN)


@pytest.fixture
def counting(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> Counting:
    """A notice waits for it."""
    counting = Counting()
    monkeypatch.setattr(handing, "designated", lambda: counting)
    tender = world.announce_tender(make_agency())
    world.place_news(tender)
    handing.note(Entry.objects.get(trade=tender.trade, type="trade.announced"))
    return counting


def two_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is held when it has seen what is due, until the second has ended or waits."""
    gate = races.held_after(monkeypatch, handing, "pause_after")
    with races.threads() as start:
        first = start(handing.ask_medium)
        gate.wait_until_reached()
        second = start(handing.ask_medium)
        races.wait_until_done_or_blocked(second)
        gate.open()
        first.result(), second.result()


def test_of_two_rounds_at_once_one_hands_the_notice_over(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    two_rounds(monkeypatch)

    assert len(counting.given) == 1


def test_without_the_claim_both_do(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control twin."""

    def unclaimed(pk: int, now: object) -> MediumNotice:
        row = MediumNotice.objects.get(pk=pk)
        handing.pause_after(row.tries)  # type: ignore[attr-defined]  # where the first is held
        return row

    monkeypatch.setattr(handing, "_claimed", unclaimed)

    two_rounds(monkeypatch)

    assert len(counting.given) == 2
    assert MediumNotice.objects.filter(ask_at__gt=database_time()).count() == 0
