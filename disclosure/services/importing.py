"""Taking over notices of other platforms from a file: good rows are kept, bad ones are told, and twice is once.

What its source takes back is withdrawn here too, and stays away when its file is imported once more.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from disclosure.domain.imported import BadNotice, Imported, read_imported
from disclosure.models import ImportedNotice, WithdrawnNotice
from disclosure.services.indexing import index_imported
from trading.services.moments import database_time

ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Report:
    """How many were new, were there already, were withdrawn once, and why others are none: row numbers count from 1."""

    new: int
    known: int
    withdrawn: int
    bad: Sequence[tuple[int, str]]


class NoSuchNotice(Exception):
    """No imported notice is called that; the message says what."""


def import_notices(rows: Iterable[object]) -> Report:
    """Keep every row that is a notice. A row that says the same as another one is the same notice."""
    good: dict[UUID, Imported] = {}
    bad: list[tuple[int, str]] = []
    read = 0
    for number, row in enumerate(rows, start=1):
        try:
            notice = read_imported(row)
        except BadNotice as fault:
            bad.append((number, str(fault)))
            continue
        read += 1
        good.setdefault(notice.id, notice)
    withdrawn = withdrawn_among(good)
    notices = [notice for notice in good.values() if notice.id not in withdrawn]
    new = sum(_keep(notices[start : start + ROWS_AT_ONCE]) for start in range(0, len(notices), ROWS_AT_ONCE))
    return Report(new, read - new - len(withdrawn), len(withdrawn), bad)


@transaction.atomic
def withdraw_notices(names: Iterable[str]) -> int:
    """Take away the notices called so: by the id at the end of their address here, or by the address of the original.

    Returns how many; all of them or none. Raises `NoSuchNotice`. A page that is kept as bytes goes with the next tree
    head, within a minute.
    """
    found = {notice.pk: notice for name in names for notice in _called(name)}
    WithdrawnNotice.objects.bulk_create([WithdrawnNotice(id=pk) for pk in found], ignore_conflicts=True)
    ImportedNotice.objects.filter(pk__in=found).delete()
    return len(found)


def _called(name: str) -> Sequence[ImportedNotice]:
    called = Q(url=name) if name else Q(pk__in=())
    with suppress(ValueError):
        called |= Q(pk=UUID(name.rstrip("/").rpartition("/")[2]))
    notices = list(ImportedNotice.objects.filter(called))
    if not notices:
        raise NoSuchNotice(f"No imported notice is called {name!r}.")
    return notices


def withdrawn_among(ids: Iterable[UUID]) -> set[UUID]:
    return set(WithdrawnNotice.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


@transaction.atomic
def _keep(notices: Sequence[Imported]) -> int:
    """Insert those that are not there; returns how many."""
    known = set(ImportedNotice.objects.filter(pk__in=[each.id for each in notices]).values_list("pk", flat=True))
    now = database_time()
    rows = [_row(each, now) for each in notices if each.id not in known]
    ImportedNotice.objects.bulk_create(rows, ignore_conflicts=True)
    index_imported(rows)
    return len(rows)


def _row(notice: Imported, now: datetime) -> ImportedNotice:
    return ImportedNotice(id=notice.id, imported_at=now, **asdict(notice))
