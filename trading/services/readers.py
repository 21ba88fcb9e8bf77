"""Readers of the ledger: each remembers how far it has come, and reads every entry at least once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.db import transaction
from django.db.models import Max

from trading.models import Cursor, Entry, Position

ENTRIES_AT_ONCE = 500

Handler: TypeAlias = Callable[[Entry], None]
"""Gets an entry with its content. Idempotent: after a crash it is given the same entry once more."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`handlers` by type of entry; entries of other types are passed over."""

    name: str
    handlers: Mapping[str, Handler]


READERS: list[Reader] = []
"""Each app adds its own when it is ready."""


def read_on() -> int:
    """Let every reader read what is new; returns how many entries were read. Safe in several processes.

    A reader that fails stops no other: its error is raised when all have read, and it begins there again.
    """
    newest = Position.objects.aggregate(newest=Max("log_index"))["newest"]
    come = dict(Cursor.objects.values_list("reader", "log_index"))
    behind = [] if newest is None else [reader for reader in READERS if come.get(reader.name, -1) < newest]
    if not behind:
        return 0
    types = _types_after(min(come.get(reader.name, -1) for reader in behind), newest)
    passing = [reader.name for reader in behind if reader.name in come and types.isdisjoint(reader.handlers)]
    Cursor.objects.filter(reader__in=passing, log_index__lt=newest).update(log_index=newest)
    read, failures = 0, []
    for reader in behind:
        try:
            read += 0 if reader.name in passing else _read(reader, newest)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return read


def _types_after(log_index: int, newest: int) -> set[str]:
    rows = Position.objects.filter(log_index__gt=log_index, log_index__lte=newest)
    return set(rows.values_list("entry__type", flat=True).distinct())


@transaction.atomic
def _read(reader: Reader, newest: int) -> int:
    """Entries up to the newest one; only those with a handler are loaded, a busy hour has many thousands of others."""
    Cursor.objects.get_or_create(reader=reader.name)
    cursor = Cursor.objects.select_for_update(skip_locked=True).filter(reader=reader.name).first()
    if cursor is None or cursor.log_index >= newest:
        return 0
    new = Position.objects.filter(log_index__gt=cursor.log_index, log_index__lte=newest)
    rows = new.filter(entry__type__in=reader.handlers, entry__content__isnull=False).select_related("entry__content")
    positions = list(rows.order_by("log_index")[:ENTRIES_AT_ONCE])
    for position in positions:
        reader.handlers[position.entry.type](position.entry)
    cursor.log_index = positions[-1].log_index if len(positions) == ENTRIES_AT_ONCE else newest
    cursor.save(update_fields=["log_index"])
    return len(positions)
