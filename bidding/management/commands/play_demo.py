"""Keep the demo world in motion until stopped."""

import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from bidding.simulation.cast import EVERYBODY, actor
from bidding.simulation.player import DemoWorld

ROUND_SECONDS = 1.0


class Command(BaseCommand):
    help = "Plays the simulated agency and bidders against the running server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--origin", default=settings.ORIGIN)

    def handle(self, *args: Any, origin: str, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("The demo world does not play in production.")
        for player in EVERYBODY:
            actor(player)
        world, pause = DemoWorld(origin), threading.Event()
        while True:
            world.play()
            close_old_connections()
            pause.wait(ROUND_SECONDS)
