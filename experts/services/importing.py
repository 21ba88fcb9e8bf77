"""Experts come into the pool by a file: good rows are taken whole, the others are told with line, column and reason."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID, uuid4

from django.db import transaction

from experts.domain.pool_file import Known, Refused, Row, decoded, read_rows
from experts.models import Contact, Employer, Expert, ExpertMajor, MajorCode, Standing, StandingChange
from experts.selectors.sealing import content_hash, identity_hash, seal
from trading.domain.actors import PLATFORM, Actor
from trading.domain.entries import Method
from trading.domain.regions import REGIONS
from trading.services.ledger import News, record
from trading.services.moments import moment_of

ROWS_AT_ONCE = 500
POOL_IMPORTED = "pool.imported"


@dataclass
class Imported:
    """What became of a file. The same file again changes nothing."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)


def import_experts(*, data: bytes, by: Actor = PLATFORM) -> Imported:
    """Take a file as `experts.domain.pool_file` describes it, so many rows in a transaction; stopped, it can be repeated.

    Raises `AdministratorsOnly`, and `PoolFileRefused` where the file cannot be read on; what came before stays taken.
    """
    if not by.is_system:
        by.as_administrator()
    report = Imported()
    known = Known(frozenset(MajorCode.objects.values_list("code", flat=True)), REGIONS.keys())
    rows = read_rows(io.StringIO(decoded(data), newline=""), known)
    try:
        for batch in _batches(_good(rows, report)):
            _take(batch, report)
    finally:
        _log(report, by)
    return report


def _good(rows: Iterator[Row | Refused], report: Imported) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, Refused):
            report.refused.append(row)
        else:
            yield row


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


@transaction.atomic
def _log(report: Imported, by: Actor) -> None:
    """That the pool changed is public, and by how many; who is in it is not."""
    if report.new or report.changed:
        body = {"changed": report.changed, "new": report.new}
        news = News(POOL_IMPORTED, body, method=Method.SYSTEM if by.is_system else Method.SESSION)
        record(news, trade=None, moment=moment_of(None), by=by)


@transaction.atomic
def _take(rows: Sequence[Row], report: Imported) -> None:
    hashes = {identity_hash(row.identity): row for row in rows}
    found = {
        expert.identity_hash: expert
        for expert in Expert.objects.select_for_update().filter(identity_hash__in=hashes).order_by("pk")
    }
    new = {key: _expert(key, row) for key, row in hashes.items() if key not in found}
    Expert.objects.bulk_create(new.values())
    StandingChange.objects.bulk_create(
        StandingChange(expert=expert, standing=Standing.AVAILABLE, reason="") for expert in new.values()
    )
    experts = {**found, **new}
    by_id = {expert.pk: hashes[key] for key, expert in experts.items()}
    changed = {expert.pk for key, expert in found.items() if _update(expert, hashes[key])}
    changed |= _majors(by_id) | _employers(by_id) | _contacts(by_id)
    changed -= {expert.pk for expert in new.values()}
    report.new += len(new)
    report.changed += len(changed)
    report.unchanged += len(found) - len(changed)


def _expert(key: str, row: Row) -> Expert:
    return Expert(
        id=uuid4(),
        identity_hash=key,
        identity=seal({"identity": row.identity}),
        name=row.name,
        title=row.title.value,
        working_since=row.working_since,
        region=row.region,
    )


def _update(expert: Expert, row: Row) -> bool:
    values = {"name": row.name, "title": row.title.value, "working_since": row.working_since, "region": row.region}
    different = [name for name, value in values.items() if getattr(expert, name) != value]
    for name in different:
        setattr(expert, name, values[name])
    if different:
        expert.save(update_fields=different)
    return bool(different)


def _majors(rows: dict[UUID, Row]) -> set[UUID]:
    """The majors are those of the file: what it names no more goes."""
    known = set(ExpertMajor.objects.filter(expert__in=rows).values_list("expert_id", "major_id"))
    wanted = {(pk, major) for pk, row in rows.items() for major in row.majors}
    ExpertMajor.objects.bulk_create(ExpertMajor(expert_id=pk, major_id=major) for pk, major in sorted(wanted - known))
    gone = known - wanted
    for pk, major in gone:
        ExpertMajor.objects.filter(expert_id=pk, major_id=major).delete()
    return {pk for pk, _ in (wanted - known) | gone}


def _employers(rows: dict[UUID, Row]) -> set[UUID]:
    """An employer that is not known yet is added to the history."""
    columns = ("expert_id", "code", "name", "since")
    known = set(Employer.objects.filter(expert__in=rows).values_list(*columns))
    wanted = {(pk, row.employer_code, row.employer_name, row.employed_since) for pk, row in rows.items()}
    Employer.objects.bulk_create(Employer(**dict(zip(columns, each, strict=True))) for each in sorted(wanted - known))
    return {each[0] for each in wanted - known}


def _contacts(rows: dict[UUID, Row]) -> set[UUID]:
    """The newest counts; the same again is not written."""
    newest: dict[UUID, str] = dict(
        Contact.objects.filter(expert__in=rows).order_by("pk").values_list("expert_id", "hash")
    )
    contents = {pk: {"email": row.email, "name": row.name, "phone": row.phone} for pk, row in rows.items()}
    hashes = {pk: content_hash({**content, "expert": str(pk)}) for pk, content in contents.items()}
    changed = [pk for pk, content in contents.items() if newest.get(pk) != hashes[pk]]
    Contact.objects.bulk_create(Contact(expert_id=pk, sealed=seal(contents[pk]), hash=hashes[pk]) for pk in changed)
    return set(changed)
