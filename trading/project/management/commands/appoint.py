"""Give an office to an organisation, and let a person act for it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trading.domain.actors import Role
from trading.domain.codes import BadCode
from trading.models import User
from trading.services.parties import OFFICES, NotAppointable, appoint


class Command(BaseCommand):
    help = "Lets a registered person act for a supervisor, a keyholder, a venue operator or the administration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", choices=[role.value for role in OFFICES])
        parser.add_argument("code", help="unified social credit code of the organisation")
        parser.add_argument("name", help="its name, if it is new here")
        parser.add_argument("username", help="of an account that exists")

    def handle(self, *args: Any, role: str, code: str, name: str, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}; the person signs up first.")
        try:
            membership = appoint(uscc=code, name=name, user=user, role=Role(role))
        except (BadCode, NotAppointable) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{username} acts for {membership.organisation.name} as {role}.")
