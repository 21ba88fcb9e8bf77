"""Bring experts into the pool by a file (experts/domain/pool_file.py describes it)."""

import csv
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from experts.domain.pool_file import PoolFileRefused, Refused
from experts.services.importing import import_experts


class Command(BaseCommand):
    help = "Takes the good rows of a CSV file and tells which rows it refused. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--refused", type=Path, help="write line, column and reason of refused rows to this CSV")

    def handle(self, *args: Any, file: Path, refused: Path | None, **options: Any) -> None:
        try:
            report = import_experts(data=file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except PoolFileRefused as error:
            raise CommandError(f"{file} cannot be read to its end ({error.fault}); correct it and run again.") from None
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"new {report.new}, changed {report.changed}, unchanged {report.unchanged}")
        if report.refused:
            self._tell(report.refused, refused)

    def _tell(self, rows: list[Refused], target: Path | None) -> None:
        if target is not None:
            with target.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(("line", "column", "reason"))
                writer.writerows((row.line, row.column, row.wrong.value) for row in rows)
        else:
            for row in rows:
                self.stderr.write(f"line {row.line}, {row.column or 'row'}: {row.wrong.value}")
        raise CommandError(f"{len(rows)} rows were refused; the others are in the pool.")
