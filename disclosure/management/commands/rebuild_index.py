"""Write the index of notices anew: after a change of how words are made."""

from typing import Any

from django.core.management.base import BaseCommand

from disclosure.services.indexing import rebuild


class Command(BaseCommand):
    help = (
        "Empties the index of notices. Imported ones are indexed at once, ours within seconds by the running platform."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild()
        self.stdout.write("The index is being read again from the ledger.")
