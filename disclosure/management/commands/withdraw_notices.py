"""Take imported notices away again, because their source did or had to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure.services.importing import NoSuchNotice, withdraw_notices


class Command(BaseCommand):
    help = "Withdraws imported notices; importing their file again does not bring them back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("notice", nargs="+", help="the address of its page here, or that of the original")

    def handle(self, *args: Any, notice: list[str], **options: Any) -> None:
        try:
            count = withdraw_notices(notice)
        except NoSuchNotice as refusal:
            raise CommandError(f"{refusal} Nothing was withdrawn.") from None
        self.stdout.write(f"{count} withdrawn.")
