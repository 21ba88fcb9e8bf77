"""What a trade has left, erased after its archive term by two persons (docs/spec/ledger.md, "Erasure"; ADR 0010)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg2 import sql

from bidding.models import DepositInstrument, OpeningRecord, SealedObject, Submission
from disclosure.selectors.archive import archive_of
from disclosure.services import medium
from disclosure.services.indexing import forget
from disclosure.services.papers import FOLDER, paper_name
from experts.services.forgetting import forget_messages
from trading.domain import erasure
from trading.domain.actors import Actor
from trading.models import (
    ComplaintFile,
    ContractText,
    Document,
    Entry,
    EntryBody,
    ErasureStep,
    Trade,
    UnwantedFile,
)
from trading.selectors.trades import PUBLIC, NoSuchTrade
from trading.services import files
from trading.services.ledger import News, record
from trading.services.moments import Moment, moment_of

FILES_AT_ONCE = 500
FUNCTIONS: Final = (
    "mz_erase_draws",
    "mz_erase_committees",
    "mz_erase_evaluations",
    "mz_erase_deposits",
    "mz_erase_dealings",
    "mz_erase_bids",
    "mz_erase_bodies",
)
"""In the database: each checks the conditions itself, and what leads to something goes before it."""


@transaction.atomic
def ask(*, trade_id: UUID, by: Actor) -> Entry:
    """One administrator asks for the erasure; nothing goes yet. Raises `ErasureRefused`, `NoSuchTrade`."""
    trade = _locked(trade_id)
    moment = moment_of(trade)
    erasure.check_asked(archive_of(trade), by, moment.at)
    return _step(trade, erasure.ASKED, {}, moment, by)


@transaction.atomic
def confirm(*, trade_id: UUID, by: Actor) -> Entry:
    """Another administrator confirms, and everything goes: bodies, salts, bids and files. Raises as `ask`.

    The commitments stay in the log. The database checks once more that two persons want it and that the term is over.
    """
    trade = _locked(trade_id)
    moment = moment_of(trade)
    erasure.check_confirmed(archive_of(trade), by, moment.at)
    unwanted = _files_of(trade)
    counts = {"bids": _bids(trade), "bodies": _bodies(trade), "files": len(unwanted)}
    entry = _step(trade, erasure.DONE, counts, moment, by)
    UnwantedFile.objects.bulk_create([UnwantedFile(path=path) for path in unwanted], ignore_conflicts=True)
    forget_messages(trade.pk)
    with connection.cursor() as cursor:
        for function in FUNCTIONS:
            cursor.execute(sql.SQL("SELECT {}(%s)").format(sql.Identifier(function)), [trade.pk])
    trade.erased_at = moment.real
    trade.save(update_fields=["erased_at"])
    forget(trade)
    medium.forget(trade)
    transaction.on_commit(remove_unwanted_files)  # what a stop leaves behind is the sweeper's
    return entry


@transaction.atomic
def remove_unwanted_files() -> int:
    """Remove files that belong to nothing any more; returns how many. A file that another trade names stays."""
    rows = list(UnwantedFile.objects.select_for_update(skip_locked=True).order_by("pk")[:FILES_AT_ONCE])
    for row in rows:
        if not _is_named(Path(row.path).name):
            (Path(settings.FILES_DIR) / row.path).unlink(missing_ok=True)
        row.delete()
    return len(rows)


def _locked(trade_id: UUID) -> Trade:
    trade = Trade.objects.select_for_update(no_key=True).filter(PUBLIC, pk=trade_id).first()
    if trade is None:
        raise NoSuchTrade
    return trade


def _step(trade: Trade, type_: str, body: dict[str, object] | dict[str, int], moment: Moment, by: Actor) -> Entry:
    assert by.user_id is not None  # the domain lets nobody else so far
    entry = record(News(type_, body), trade=trade, moment=moment, by=by)
    ErasureStep.objects.create(trade=trade, type=type_, person_id=by.user_id, entry=entry)
    return entry


def _bids(trade: Trade) -> int:
    return Submission.objects.filter(lot__trade=trade).count()


def _bodies(trade: Trade) -> int:
    placed = EntryBody.objects.filter(entry__trade=trade, entry__position__isnull=False)
    return placed.exclude(entry__type__in=erasure.KEPT).count()


def _files_of(trade: Trade) -> list[str]:
    """Below FILES_DIR: ciphertexts, papers of records and notices, bundles that were kept. The documents of the notice stay."""
    root = Path(settings.FILES_DIR)
    objects = SealedObject.objects.filter(lot__trade=trade).values_list("sha256", flat=True).distinct()
    papers = [sha256 for rows in _papers_of(trade) for sha256 in rows.values_list("sha256", flat=True).distinct()]
    records = OpeningRecord.objects.filter(lot__trade=trade).values_list("hash", flat=True)
    paths: Iterable[Path] = (
        *(files.path_of(sha256) for sha256 in (*objects, *papers)),
        *(root / FOLDER / f"{each}.pdf" for each in records),
        *(root / "bundles").glob(f"{trade.pk}-*"),
        *(root / FOLDER).glob(paper_name(trade, "*")),
    )
    return sorted({str(path.relative_to(root)) for path in paths if path.exists()})


def _papers_of(trade: Trade) -> tuple[QuerySet[Any], ...]:
    """Whatever parties handed in that is no document of the notice."""
    return (
        DepositInstrument.objects.filter(lot__trade=trade),
        ContractText.objects.filter(award__lot__trade=trade),
        ComplaintFile.objects.filter(complaint__trade=trade),
    )


def _is_named(name: str) -> bool:
    tables = (SealedObject, Document, DepositInstrument, ContractText, ComplaintFile)
    named = any(table.objects.filter(sha256=name).exists() for table in tables)
    return named or OpeningRecord.objects.filter(hash=name.removesuffix(".pdf")).exists()
