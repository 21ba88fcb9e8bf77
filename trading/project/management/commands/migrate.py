"""`migrate`, by the owner: the application role may not change tables."""

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoCommand


class Command(DjangoCommand):
    """Django's command with the connection `owner` as its default."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
