"""Hand over from a signing key to the next one, by an entry in the log (docs/spec/ledger.md, "Rotation")."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from trading.domain.rotations import Purpose, key_id, public_half
from trading.project import keys
from trading.project.environment import EnvironmentRefused
from trading.services.keys import committed_chain
from trading.services.rotation import RotationNotPossible, rotate


class Command(BaseCommand):
    help = "Rotates the checkpoint key or the receipt key. Stopped halfway, it goes on when it is run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("purpose", choices=[purpose.value for purpose in Purpose])
        parser.add_argument("--key", type=Path, help="the new key: Ed25519, PKCS #8, mode 0600; production demands it")

    def handle(self, *args: Any, purpose: str, key: Path | None, **options: Any) -> None:
        try:
            new = next_key(Purpose(purpose), key)
            entry = rotate(purpose=Purpose(purpose), new=new)
        except (EnvironmentRefused, RotationNotPossible, ImproperlyConfigured) as refusal:
            raise CommandError(str(refusal)) from None
        name = key_id(public_half(new))
        told = f"is in the log as entry {entry.id}" if entry else "was in force already"
        self.stdout.write(f"The {purpose} key {name} {told}. Publish it: {public_half(new)}")


def next_key(purpose: Purpose, given: Path | None) -> Ed25519PrivateKey:
    """The new key, in its place: one that an earlier run made and did not come to announce, else a new one."""
    if given is None:
        known = committed_chain(purpose).keys
        for path in keys.files_of_later_keys(settings.ENVIRONMENT, purpose):
            waiting = keys.read(path)
            if public_half(waiting) not in known and not settings.IS_PRODUCTION:
                return waiting
    return keys.install(settings.ENVIRONMENT, purpose, given)
