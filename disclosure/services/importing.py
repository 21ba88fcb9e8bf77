"""Taking over notices of other platforms from a file: good rows are kept, bad ones are told, and twice is once."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from disclosure.domain.imported import BadNotice, Imported, read_imported
from disclosure.models import ImportedNotice
from disclosure.services.indexing import index_imported
from trading.services.moments import database_time

ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Report:
    """How many were new, how many were there already, and why others are none: row numbers count from 1."""

    new: int
    known: int
    bad: Sequence[tuple[int, str]]


def import_notices(rows: Iterable[object]) -> Report:
    """Keep every row that is a notice. A row that says the same as another one is the same notice."""
    good: dict[object, Imported] = {}
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
    notices = list(good.values())
    new = sum(_keep(notices[start : start + ROWS_AT_ONCE]) for start in range(0, len(notices), ROWS_AT_ONCE))
    return Report(new, read - new, bad)


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
