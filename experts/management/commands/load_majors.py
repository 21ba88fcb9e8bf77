"""Load a new edition of the national table of expert majors: lines of code, tab, name."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from experts.services.majors import MajorsRefused, load_majors


class Command(BaseCommand):
    help = "Adds and renames codes of expert majors; no code that somebody has goes away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_majors(text=file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{file} cannot be read as UTF-8.") from None
        except MajorsRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"new {loaded.new}, renamed {loaded.renamed}")
