"""Every entry gets one place, in order; tree heads grow out of each other."""

import time
from datetime import timedelta

import pytest

from tests.support.world import Tender
from trading.domain.actors import PLATFORM
from trading.domain.entries import Method, commitment, entry_json
from trading.domain.merkle import Tree, leaf_hash, verify_consistency
from trading.domain.notes import open_checkpoint
from trading.models import Checkpoint, Position
from trading.project import pulses
from trading.services import sequencing
from trading.services.keys import log_key
from trading.services.ledger import News, record
from trading.services.moments import database_time, moment_of
from trading.services.sequencing import facts_of, is_waiting, sequence_entries, sign_tree_head


def happen(*types: str) -> None:
    for type_ in types:
        record(News(type_, {}, method=Method.SYSTEM), trade=None, moment=moment_of(None), by=PLATFORM)


def newest(number: int) -> list[str]:
    rows = Position.objects.order_by("-log_index").values_list("entry__type", flat=True)[:number]
    return list(rows)[::-1]


def leaves() -> list[bytes]:
    rows = Position.objects.order_by("log_index").values_list("commitment", flat=True)
    return [leaf_hash(bytes(each)) for each in rows]


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    now = database_time()
    monkeypatch.setattr(sequencing, "database_time", lambda: now + by)


@pytest.mark.django_db
def test_entries_are_placed_in_the_order_of_insertion_and_once() -> None:
    happen("first.happened", "second.happened")

    assert is_waiting()
    assert sequence_entries() >= 2
    assert sequence_entries() == 0
    assert newest(2) == ["first.happened", "second.happened"]
    assert not is_waiting()


@pytest.mark.django_db
def test_more_than_a_batch_is_placed_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    while sequence_entries():
        pass
    monkeypatch.setattr(sequencing, "BATCH", 2)
    happen("a.happened", "b.happened", "c.happened")

    assert [sequence_entries(), sequence_entries(), sequence_entries()] == [2, 1, 0]
    assert newest(3) == ["a.happened", "b.happened", "c.happened"]


def test_the_log_and_each_trade_in_it_are_numbered_without_a_gap(opened: Tender) -> None:
    places = list(Position.objects.order_by("log_index").values_list("log_index", "trade_id", "trade_seq"))
    assert [index for index, _, _ in places] == list(range(len(places)))
    of_trade = [seq for _, trade, seq in places if trade == opened.trade.pk]
    assert of_trade == list(range(1, len(of_trade) + 1))


def test_each_leaf_commits_to_its_entry_and_its_place_in_the_trade(decrypting: Tender) -> None:
    for row in Position.objects.select_related("entry__content"):
        salt, seq = bytes(row.entry.content.salt), row.trade_seq
        assert bytes(row.commitment) == commitment(salt, entry_json(facts_of(row.entry), seq))
        assert bytes(row.commitment) != commitment(salt, entry_json(facts_of(row.entry), seq + 1))


def test_every_tree_head_is_signed_and_grows_out_of_the_one_before(opened: Tender) -> None:
    heads = list(Checkpoint.objects.order_by("id"))
    key = log_key()
    tree = Tree(leaves())
    assert len(heads) > 5
    assert heads[-1].size == Position.objects.count()
    for before, head in zip([None, *heads], heads, strict=False):
        signed = open_checkpoint(head.note, key)
        assert (signed.size, signed.root.hex()) == (head.size, head.root)
        assert tree.root(head.size).hex() == head.root
        if before is not None:
            proof = tree.consistency_proof(before.size, head.size)
            verify_consistency(before.size, bytes.fromhex(before.root), head.size, bytes.fromhex(head.root), proof)


@pytest.mark.django_db
def test_a_tree_head_is_signed_for_news_and_else_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    happen("something.happened")
    sequence_entries()

    assert sign_tree_head() is not None
    assert sign_tree_head() is None
    later(monkeypatch, timedelta(seconds=59))
    assert sign_tree_head() is None
    later(monkeypatch, timedelta(seconds=61))
    again = sign_tree_head()
    assert again is not None and again.size == Position.objects.count()


@pytest.mark.django_db
def test_news_is_under_a_tree_head_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the platform's thread calls it: every 50 ms, here by a clock of the test's own."""
    seconds = 1000.0
    monkeypatch.setattr(pulses, "_signed", seconds)
    monkeypatch.setattr(time, "monotonic", lambda: seconds)
    happen("something.happened")

    while is_waiting() or not Checkpoint.objects.filter(size=Position.objects.count()).exists():
        assert seconds < 1000.9
        pulses.sequencer()
        seconds += 0.05

    assert newest(1) == ["something.happened"]
