"""`manage.py serve`: becomes the supervisor, which must start the database before the settings are read."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Runs the whole platform: database, web, clock, sequencer, background work."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        os.execv(sys.executable, [sys.executable, "-m", "trading.project.run"])  # noqa: S606
