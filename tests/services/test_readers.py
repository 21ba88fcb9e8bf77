"""Readers of the ledger: each gets every entry of its types once, in order, whatever the others do."""

import pytest

from trading.domain.actors import PLATFORM
from trading.domain.entries import Method
from trading.models import Cursor, Entry, Position
from trading.services import readers
from trading.services.ledger import News, record
from trading.services.moments import moment_of
from trading.services.readers import Reader, read_on
from trading.services.sequencing import sequence_entries

pytestmark = pytest.mark.django_db


class Lost(Exception):
    """What a reader needs is not there."""


def happen(*types: str) -> None:
    for type_ in types:
        record(News(type_, {}, method=Method.SYSTEM), trade=None, moment=moment_of(None), by=PLATFORM)
    sequence_entries()


def newest() -> int:
    last = Position.objects.order_by("-log_index").first()
    assert last is not None
    return last.log_index


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What two readers were given, and in which order. All that was before is read."""
    heard: list[str] = []

    def hear(entry: Entry) -> None:
        heard.append(entry.type)

    monkeypatch.setattr(readers, "READERS", [Reader("one", {"a.happened": hear}), Reader("two", {"b.happened": hear})])
    while read_on():
        pass
    return heard


def test_each_is_given_its_own_types_once(heard: list[str]) -> None:
    happen("a.happened", "c.happened", "b.happened", "a.happened")

    assert read_on() == 3
    assert read_on() == 0
    assert heard == ["a.happened", "a.happened", "b.happened"]


def test_what_nobody_handles_is_behind_everybody(heard: list[str]) -> None:
    happen("c.happened")

    assert read_on() == 0
    assert set(Cursor.objects.filter(reader__in=("one", "two")).values_list("log_index", flat=True)) == {newest()}


def test_a_reader_that_fails_stops_no_other_and_begins_there_again(
    heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(readers.READERS)

    def lose(entry: Entry) -> None:
        raise Lost

    monkeypatch.setattr(readers, "READERS", [Reader("one", {"a.happened": lose}), whole[1]])
    happen("a.happened", "b.happened")
    with pytest.raises(Lost):
        read_on()
    assert heard == ["b.happened"]

    monkeypatch.setattr(readers, "READERS", whole)
    assert read_on() == 1
    assert heard == ["b.happened", "a.happened"]


def test_more_than_a_batch_is_read_batch_by_batch(heard: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "ENTRIES_AT_ONCE", 2)
    happen("a.happened", "c.happened", "a.happened", "c.happened", "a.happened")

    assert [read_on(), read_on(), read_on()] == [2, 1, 0]
    assert heard == ["a.happened"] * 3


def test_a_new_reader_begins_with_the_first_entry(heard: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    happen("d.happened")
    read_on()
    late: list[str] = []
    new = Reader("three", {"d.happened": lambda entry: late.append(entry.type)})
    monkeypatch.setattr(readers, "READERS", [*readers.READERS, new])

    assert read_on() == 1
    assert late == ["d.happened"]
