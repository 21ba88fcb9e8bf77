"""Take over public notices of other platforms, to be found beside ours and marked as theirs."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure.services.importing import import_notices

LARGEST = 256 * 1024 * 1024


class Command(BaseCommand):
    help = "Imports a JSON list of notices. Good rows are kept, bad ones are named; can be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        report = import_notices(read(file))
        for number, why in report.bad:
            self.stderr.write(f"Row {number} is left out: {why}.")
        self.stdout.write(f"{report.new} imported, {report.known} known already, {len(report.bad)} left out.")
        if report.withdrawn:
            self.stdout.write(f"{report.withdrawn} were withdrawn once and stay away.")
        if report.bad:
            raise CommandError("Some rows are no notices; all others are there.")


def read(file: Path) -> list[object]:
    """The rows of the file. Raises `CommandError`."""
    try:
        if file.stat().st_size > LARGEST:
            raise CommandError(f"{file} is larger than {LARGEST} bytes: cut it into several files.")
        rows = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from None
    except (ValueError, RecursionError) as problem:
        raise CommandError(f"{file} is not JSON in UTF-8: {problem}") from None
    if not isinstance(rows, list):
        raise CommandError(f"{file} does not hold a list of notices.")
    return rows
