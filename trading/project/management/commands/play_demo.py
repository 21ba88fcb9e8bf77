"""Keep the demo world in motion until stopped."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from bidding.simulation.accounts import actor
from bidding.simulation.cast import EVERYBODY
from bidding.simulation.player import DemoWorld
from disclosure.simulation.medium import answer_next
from disclosure.simulation.sample import import_sample
from experts.simulation.past import tell_next
from experts.simulation.pool import make_demo_pool
from trading.project.stopping import end_with_the_supervisor, on_signal
from trading.services.moments import database_time

ROUND_SECONDS = 1.0


class Command(BaseCommand):
    help = "Plays the simulated agency and bidders against the running server, and tells what was before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--origin", default=settings.ORIGIN)

    def handle(self, *args: Any, origin: str, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("The demo world does not play in production.")
        stopped = on_signal()
        end_with_the_supervisor()
        for player in EVERYBODY:
            actor(player)
        make_demo_pool()
        import_sample()
        world = DemoWorld(origin)
        untold = True
        while not stopped.wait(ROUND_SECONDS):
            world.play()
            untold = untold and tell_next()
            answer_next(database_time())
            close_old_connections()
