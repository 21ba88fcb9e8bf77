"""A reader of the ledger beside writers that commit out of order."""

from collections.abc import Callable

from django.db import transaction

from tests.support import races
from tests.support.databases import Database
from trading.domain.actors import PLATFORM
from trading.domain.entries import Method
from trading.live import read_after
from trading.models import Entry
from trading.services.ledger import News, record
from trading.services.moments import moment_of
from trading.services.sequencing import sequence_entries


def test_a_reader_by_position_misses_nothing(own_database: Database) -> None:
    seen: list[str] = []
    place = -1

    def look() -> None:
        nonlocal place
        while sequence_entries():
            pass
        for position in read_after(place):
            place = position.log_index
            seen.append(position.entry.type)

    _write_out_of_order(look)

    assert seen == ["second.committed", "first.inserted"]


def test_a_reader_by_insertion_loses_what_commits_late(own_database: Database) -> None:
    """The control twin."""
    seen: list[str] = []
    place = -1

    def look() -> None:
        nonlocal place
        for entry in Entry.objects.filter(order__gt=place).order_by("order"):
            place = entry.order
            seen.append(entry.type)

    _write_out_of_order(look)

    assert seen == ["second.committed"]


def _write_out_of_order(look: Callable[[], None]) -> None:
    """The first writer inserts and stays open; the second inserts and commits; look; the first commits; look again."""
    gate = races.Gate()

    def first() -> None:
        with transaction.atomic():
            _write("first.inserted")
            gate.hold()

    with races.threads() as start:
        writer = start(first)
        gate.wait_until_reached()
        _write("second.committed")
        look()
        gate.open()
        writer.result()
    look()


def _write(type_: str) -> None:
    news = News(type_, {}, method=Method.SYSTEM)
    record(news, trade=None, moment=moment_of(None), by=PLATFORM)
