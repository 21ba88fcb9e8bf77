"""Bring the database up to date: rights of the application role, migrations, and what only production demands."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trading.project import preparation


class Command(BaseCommand):
    help = "Migrates as the owner and gives the application role its rights. Can be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            preparation.prepare(options["database"], verbosity=options["verbosity"])
        except preparation.PreparationRefused as refusal:
            raise CommandError(str(refusal)) from None
