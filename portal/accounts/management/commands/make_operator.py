"""Makes somebody an operator of the service, by e-mail address."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from portal.accounts.actions import make_operator


class Command(BaseCommand):
    help = "Let a person run the service: open and suspend workspaces, see jobs and health."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is not an e-mail address.") from None
        person = make_operator(email, by=None)
        self.stdout.write(f"{person.email} is an operator and signs in with a code by e-mail.")
