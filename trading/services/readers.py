"""Readers of the ledger: each remembers how far it has come, and reads every entry at least once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.db import transaction

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
    """Let every reader read what is new; returns how many entries were read. Safe in several processes."""
    return sum(_read(reader) for reader in READERS)


@transaction.atomic
def _read(reader: Reader) -> int:
    Cursor.objects.get_or_create(reader=reader.name)
    cursor = Cursor.objects.select_for_update(skip_locked=True).filter(reader=reader.name).first()
    if cursor is None:
        return 0
    rows = Position.objects.filter(log_index__gt=cursor.log_index, entry__content__isnull=False).select_related(
        "entry__content"
    )
    positions = list(rows.order_by("log_index")[:ENTRIES_AT_ONCE])
    for position in positions:
        handler = reader.handlers.get(position.entry.type)
        if handler is not None:
            handler(position.entry)
    if positions:
        cursor.log_index = positions[-1].log_index
        cursor.save(update_fields=["log_index"])
    return len(positions)
