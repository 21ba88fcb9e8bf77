"""The embedded PostgreSQL alone, for work at the command line while no server runs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trading.project.postgres.errors import PostgresRefused
from trading.project.postgres.server import EmbeddedPostgres
from trading.project.stopping import on_signal


class Command(BaseCommand):
    help = "Starts the embedded PostgreSQL and stops it on Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = on_signal()
        server = EmbeddedPostgres(settings.VAR_DIR)
        try:
            server.start()
        except PostgresRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"psql -h {server.socket} -U postgres mingzheng   (Ctrl-C stops it)")
        try:
            stopped.wait()
        finally:
            server.stop()
